"""Settings of layers that few programs use: values, gradients, ten steps and configurations as in Keras.

golden/make_layer_settings.py says how Keras' were found.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import autograd
from autograd import Tensor
from nn import layers

GOLDEN = json.loads(Path(__file__).parents[1].joinpath("golden", "layer_settings.json").read_text())
CASES = pytest.mark.parametrize(
    "case", GOLDEN["cases"], ids=lambda c: f"{c['layer']}({c['settings']}) of {c['shapes']} {c['call']}"
)
CLOSE = {"rtol": 1e-6, "atol": 1e-8}


def numbers(shape, seed):
    return np.sin(1.3 * seed + (1.1 + 0.37 * seed) * np.arange(np.prod(shape, dtype=int)).reshape(shape))


def mask(shape):
    marks = numbers(shape, 20) > -0.3
    marks[..., 0] = True
    return marks


def parts(case, layer=None):
    """The layer with its weights, its inputs, and how it is called."""
    settings = {key: tuple(value) if isinstance(value, list) else value for key, value in case["settings"].items()}
    layer = layer or getattr(layers, case["layer"])(**settings, dtype="float64")
    inputs = [Tensor(numbers(shape, i)) for i, shape in enumerate(case["shapes"])]
    if case["layer"] == "Embedding":
        layer.build()
        inputs = [np.array([[0, 3, 1], [2, 2, 3]])]
    given = {key: mask(value) if isinstance(value, list) else value for key, value in case["call"].items()}
    layer(*inputs, **given)
    assert [list(w.shape) for w in layer.weights] == case["weights"]
    start = [0.7 * numbers(w.shape, 5 + i) for i, w in enumerate(layer.weights)]
    if case["layer"] == "BatchNormalization":
        names = [name for name, _ in layer.named_tensors()]
        start = [np.abs(w) + 0.5 if "std" in name or "variance" in name else w for w, name in zip(start, names)]
    layer.set_weights(start)
    return layer, inputs, given


@CASES
def test_outputs_and_gradients_are_keras(case):
    layer, inputs, given = parts(case)
    y = layer(*inputs, **given)
    np.testing.assert_allclose(y.numpy(), case["first"], **CLOSE)
    autograd.sum(y * numbers(y.shape, 9)).backward()
    found = [x.grad for x in [*inputs, *layer.trainable_weights] if isinstance(x, Tensor)]
    for ours, keras in zip(found, case["gradients"], strict=True):
        np.testing.assert_allclose(ours, keras, **CLOSE)
    np.testing.assert_allclose(layer(*inputs, **given).numpy(), case["second"], **CLOSE)


@CASES
def test_ten_steps_and_what_they_leave_are_keras(case):
    layer, inputs, given = parts(case)
    for _ in range(2):  # as the script that made the numbers: running numbers follow each call in training
        layer(*inputs, **given)
    losses = []
    for _ in range(10):
        loss = autograd.mean((layer(*inputs, **given) - 0.3) ** 2)
        layer.zero_grad()
        loss.backward()
        losses.append(loss.item())
        for w in layer.trainable_weights:
            w.data = w.numpy() - 0.05 * w.grad
    np.testing.assert_allclose(losses, case["losses"], **CLOSE)
    if "scores" in case:
        np.testing.assert_allclose(layer(*inputs, **given, return_attention_scores=True)[1].numpy(), case["scores"], **CLOSE)
    for ours, keras in zip(layer.get_weights(), case["learned"], strict=True):
        np.testing.assert_allclose(ours, keras, **CLOSE)


@CASES
def test_a_configuration_tells_the_settings_and_keras_own_makes_the_same_layer(case):
    kind = getattr(layers, case["layer"])
    layer, inputs, given = parts(case)
    expected = layer(*inputs, **given).numpy()
    config = layer.get_config()
    for name, value in case["settings"].items():
        told = json.loads(json.dumps(config[name]))
        assert (told["class_name"] == "UnitNorm") if value == "unit_norm" else (told == value), name
    for each in (config, {**case["config"], "dtype": "float64"}):
        again, inputs, given = parts(case, kind.from_config(each))
        np.testing.assert_allclose(again(*inputs, **given).numpy(), expected, **CLOSE)
