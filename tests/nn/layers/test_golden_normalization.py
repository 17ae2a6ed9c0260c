"""Normalization layers compute the same numbers as Keras and PyTorch; golden/make_normalization.py made them."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import numpy as np
import pytest

import autograd
from autograd import Tensor
from nn import layers

GOLDEN = json.loads(Path(__file__).parents[1].joinpath("golden", "normalization.json").read_text())
TOLERANCE = {"float64": {"rtol": 1e-10, "atol": 1e-11}, "float32": {"rtol": 2e-4, "atol": 5e-5}}
DTYPES = pytest.mark.parametrize("dtype", ["float64", "float32"])


def numbers(shape, seed):
    return 1.7 * np.sin(1.3 * seed + (1.1 + 0.37 * seed) * np.arange(np.prod(shape, dtype=int)).reshape(shape)) + 0.4


def title(case):
    settings = ", ".join(f"{key}={value}" for key, value in case["settings"].items())
    return f"{case['layer']}({settings}) of {tuple(case['shape'])}"


def layer_of(case, dtype):
    settings = {key: value for key, value in case["settings"].items() if key != "mask"}
    shape = tuple(case["shape"])
    layer = getattr(layers, case["layer"])(**settings, dtype=dtype, input_shape=shape[1:])
    weights = [numbers(w.shape, 50 + i) for i, w in enumerate(layer.weights)]
    if "moving_variance" in case["weight_names"]:
        weights[-1] = np.abs(weights[-1]) + 0.1
    layer.set_weights(weights)
    return layer


@DTYPES
@pytest.mark.parametrize("case", GOLDEN["cases"], ids=title)
def test_output_gradients_and_moving_statistics(case, dtype):
    layer, shape, number = layer_of(case, dtype), tuple(case["shape"]), case["number"]
    assert [name for name, _ in layer.named_tensors()] == case["weight_names"]
    masked = case["settings"].get("mask", False)
    extra = {"mask": np.sin(np.arange(np.prod(shape[:-1]))).reshape(shape[:-1]) > -0.5} if masked else {}
    for i, step in enumerate(case["steps"]):
        x = Tensor(numbers(shape, number + i).astype(dtype))
        y = layer(x, training=True, **extra)
        layer.zero_grad()
        autograd.sum(y * numbers(shape, number + i + 20).astype(dtype)).backward()
        found = [y.numpy(), x.grad, *[p.grad for p in layer.parameters()], *layer.get_weights()]
        expected = [step["y"], *step["gradients"], *step["weights"]]
        for ours, theirs in zip(found, expected, strict=True):
            assert ours.dtype == dtype
            np.testing.assert_allclose(ours, np.array(theirs), **TOLERANCE[dtype])
    if "inference" in case:
        y = layer(Tensor(numbers(shape, number).astype(dtype)))
        np.testing.assert_allclose(y.numpy(), case["inference"], **TOLERANCE[dtype])


@pytest.mark.parametrize("name", GOLDEN["signatures"])
def test_names_places_and_defaults_of_arguments_are_keras(name):
    keras = GOLDEN["signatures"][name]
    ours = inspect.signature(getattr(layers, name)).parameters.values()
    named = [p for p in ours if p.kind is p.POSITIONAL_OR_KEYWORD]
    assert [p.name for p in named] == list(keras)[: len(named)]
    for p in named:
        assert keras[p.name] == ("required" if p.default is p.empty else p.default), p.name
