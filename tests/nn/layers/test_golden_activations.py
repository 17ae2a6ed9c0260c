"""Activations, their layers and regularizers with gradients, the same as Keras' and PyTorch's; initializers as spread out.

golden/make_activations.py says how the numbers were made.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

import autograd
from autograd import Tensor
from nn import activations, initializers, layers, regularizers

GOLDEN = json.loads(Path(__file__).parents[1].joinpath("golden", "activations.json").read_text())
X, SEED = np.array(GOLDEN["x"]), np.array(GOLDEN["seed"])
TOLERANCE = {"float64": {"rtol": 1e-10, "atol": 1e-12}, "float32": {"rtol": 2e-5, "atol": 2e-6}}
DTYPES = pytest.mark.parametrize("dtype", ["float64", "float32"])


def title(case):
    name = next(case[key] for key in ("activation", "layer", "regularizer", "initializer") if key in case)
    shape = f" {tuple(case['shape'])}" if "shape" in case else ""
    return f"{name}({', '.join(f'{key}={value}' for key, value in case['settings'].items())}){shape}"


def check(function, case, dtype):
    x = Tensor(X.astype(dtype))
    y = function(x)
    autograd.sum(y * SEED.astype(dtype)[tuple(map(slice, y.shape))]).backward()
    assert y.dtype == x.grad.dtype == dtype
    np.testing.assert_allclose(y.numpy(), case["y"], **TOLERANCE[dtype])
    np.testing.assert_allclose(x.grad, case["gradient"], **TOLERANCE[dtype])


@DTYPES
@pytest.mark.parametrize("case", GOLDEN["activations"], ids=title)
def test_activation(case, dtype):
    check(lambda x: getattr(activations, case["activation"])(x, **case["settings"]), case, dtype)


@DTYPES
@pytest.mark.parametrize("case", GOLDEN["layers"], ids=title)
def test_layer(case, dtype):
    settings = case["settings"]
    layer = getattr(layers, case["layer"])(**settings, **({"dtype": dtype} if case["layer"] == "PReLU" else {}))
    layer(X.astype(dtype))
    layer.set_weights([np.linspace(0.1, 0.5, w.size).reshape(w.shape) for w in layer.weights])
    check(layer, case, dtype)


@DTYPES
@pytest.mark.parametrize("case", GOLDEN["regularizers"], ids=title)
def test_regularizer(case, dtype):
    w = Tensor(np.array(GOLDEN["w"], dtype))
    value = getattr(regularizers, case["regularizer"])(**case["settings"])(w)
    value.backward()
    assert w.grad.dtype == dtype
    np.testing.assert_allclose(value.item(), case["value"], **TOLERANCE[dtype])
    np.testing.assert_allclose(w.grad, case["gradient"], **TOLERANCE[dtype])


@pytest.mark.parametrize("case", GOLDEN["initializers"], ids=title)
def test_initializer_is_spread_as_keras_is(case):
    """Mean and deviation of n numbers each, so they differ by chance; a wrong fan would be off by far more."""
    w = getattr(initializers, case["initializer"])(**case["settings"], seed=1)(tuple(case["shape"]), "float64")
    n = w.size
    assert abs(w.mean() - case["mean"]) < 6 * case["std"] / math.sqrt(n)
    assert w.std() == pytest.approx(case["std"], rel=6 / math.sqrt(n))
    assert w.max() == pytest.approx(case["largest"], rel=0.3 if "ormal" in str(case) or "Orth" in str(case) else 1e-2)


def test_every_activation_is_compared():
    here = {case["activation"] for case in GOLDEN["activations"]}
    elsewhere = {"linear", "gelu_tanh", "swish", "hard_swish"}  # in test_golden.py, and other names of these
    assert here | elsewhere >= set(activations.ACTIVATIONS)
