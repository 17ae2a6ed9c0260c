"""Cells, convolutional memories, attentions, volumes, adaptive poolings, spectrograms: Keras' numbers.

golden/make_kinds.py says how Keras' were found.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import autograd
from autograd import Tensor
from nn import layers

GOLDEN = json.loads(Path(__file__).parents[1].joinpath("golden", "kinds.json").read_text())
LISTS = ("Attention", "AdditiveAttention")
SINGLE = ("MaxPooling3D", "AdaptiveMaxPooling3D", "AdaptiveAveragePooling3D", "AveragePooling3D")
CASES = pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: f"{case['layer']}({case['settings']})")


def numbers(shape, seed):
    return np.sin(1.3 * seed + (1.1 + 0.37 * seed) * np.arange(np.prod(shape, dtype=int)).reshape(shape))


def mask(shape, seed):
    return numbers(shape[:2], seed + 20) > -0.3


def create(case):
    settings = {k: tuple(v) if isinstance(v, list) and k != "cell" else v for k, v in case["settings"].items()}
    if "cell" in settings:
        cells = [getattr(layers, kind)(**own, dtype="float64") for kind, own in settings["cell"]]
        settings["cell"] = cells if len(cells) > 1 else cells[0]
    if "layer" in settings:
        kind, own = settings["layer"]
        settings["layer"] = getattr(layers, kind)(**own, dtype="float64")
    return getattr(layers, case["layer"])(**settings, dtype="float64")


def call(case, layer, inputs):
    given = {"training": True} if case["layer"] == "SpectralNormalization" else {}
    if case["masked"]:
        masks = [mask(shape, i) for i, shape in enumerate(case["shapes"])]
        given["mask"] = masks if case["layer"] in LISTS else masks[0]
    return layer(inputs, **given) if case["layer"] in LISTS else layer(*inputs, **given)


def tolerance(case):
    if "interpolation" in case["settings"]:
        return {"rtol": 2e-3, "atol": 1e-3}  # TensorFlow reads the curve from a table
    single = case["layer"] in SINGLE
    spectrum = case["layer"] == "STFTSpectrogram"  # whose kernels Keras makes in single precision
    return {"rtol": 2e-5, "atol": 3e-6} if single or spectrum else {"rtol": 1e-6, "atol": 1e-8}


def with_keras_weights(case):
    inputs = [Tensor(numbers(shape, i)) for i, shape in enumerate(case["shapes"])]
    layer = create(case)
    call(case, layer, inputs)
    assert [list(w.shape) for w in layer.weights] == case["weights"]
    if case["layer"] != "STFTSpectrogram":
        layer.set_weights([0.7 * numbers(w.shape, 5 + i) for i, w in enumerate(layer.weights)])
    return layer, inputs


@CASES
def test_outputs_and_gradients_are_keras(case):
    layer, inputs = with_keras_weights(case)
    y = call(case, layer, inputs)
    np.testing.assert_allclose(y.numpy(), case["y"], **tolerance(case))
    autograd.sum(y * numbers(y.shape, 9)).backward()
    found = [x.grad for x in [*inputs, *layer.trainable_weights]]
    assert len(found) == len(case["gradients"])
    for ours, keras in zip(found, case["gradients"]):
        if keras is not None and case["layer"] != "UpSampling2D":  # TensorFlow's has another rule at the border
            np.testing.assert_allclose(ours, keras, **tolerance(case))


@CASES
def test_shapes_are_told_before_there_are_numbers(case):
    layer, inputs = with_keras_weights(case)
    shapes = [(None, *shape[1:]) for shape in case["shapes"]]
    told = layer.compute_output_shape(shapes) if case["layer"] in LISTS else layer.compute_output_shape(*shapes)
    assert tuple(told)[1:] == call(case, layer, inputs).shape[1:]


@pytest.mark.parametrize("case", [case for case in GOLDEN["cases"] if case["losses"]], ids=lambda case: str(case["settings"]))
def test_ten_steps_of_training_are_keras(case):
    layer, inputs = with_keras_weights(case)
    losses = []
    for _ in range(10):
        loss = autograd.mean((call(case, layer, inputs) - 0.3) ** 2)
        layer.zero_grad()
        loss.backward()
        losses.append(loss.item())
        for w in layer.trainable_weights:
            if w.grad is not None:
                w.data = w.numpy() - 0.05 * w.grad
    np.testing.assert_allclose(losses, case["losses"], rtol=1e-4 if case["layer"] == "STFTSpectrogram" else 1e-6, atol=1e-9)
