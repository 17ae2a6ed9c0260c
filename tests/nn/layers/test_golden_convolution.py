"""The same numbers as Keras (and PyTorch) for convolutions and poolings: outputs, gradients, weights, argument names.

golden/make_convolution.py says how the numbers were made.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor

GOLDEN = json.loads(Path(__file__).parents[1].joinpath("golden", "convolution.json").read_text())
TOLERANCE = {"float64": {"rtol": 1e-10, "atol": 1e-12}, "float32": {"rtol": 2e-5, "atol": 5e-6}}


def numbers(shape, seed):
    """As in make_convolution.py."""
    return np.sin(np.arange(1, 1 + int(np.prod(shape))) ** 2 * (0.37 + 0.11 * seed)).reshape(shape)


def title(case):
    return f"{case['layer']}({', '.join(f'{key}={value}' for key, value in case['settings'].items())}) {case['shape']}"


def close(ours, golden, dtype):
    golden = np.array(golden)
    assert np.shape(ours) == golden.shape
    np.testing.assert_allclose(ours, golden, **TOLERANCE[dtype])


def create(case, dtype, **more):
    settings = {**case["settings"], **more}
    layer = getattr(nn.layers, case["layer"])(**settings, **({"dtype": dtype} if case["weights"] else {}))
    layer._build((None, *case["shape"][1:]))
    layer.set_weights([numbers(shape, 2 + i).astype(dtype) for i, shape in enumerate(case["weights"])])
    return layer


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("case", GOLDEN["cases"], ids=title)
def test_output_and_gradients(case, dtype):
    layer, x = create(case, dtype), Tensor(numbers(case["shape"], 0).astype(dtype))
    assert [list(w.shape) for w in layer.get_weights()] == case["weights"]
    y = layer(x)
    assert y.dtype == dtype
    assert layer.compute_output_shape((None, *case["shape"][1:])) == (None, *y.shape[1:])
    assert layer.compute_output_shape((None,) * (len(case["shape"]) - 1) + (case["shape"][-1],))[-1] == y.shape[-1]
    close(y.numpy(), case["output"], dtype)
    autograd.sum(y * numbers(y.shape, 1).astype(dtype)).backward()
    for t, golden in zip([x, *layer.parameters()], case["gradients"], strict=True):
        close(t.grad, golden, dtype)


@pytest.mark.parametrize("case", GOLDEN["ties"]["cases"].values(), ids=list(GOLDEN["ties"]["cases"]))
def test_of_equal_numbers_the_first_takes_the_gradient(case):
    x = Tensor(np.array(GOLDEN["ties"]["x"]))
    y = nn.MaxPooling2D(**case["settings"])(x)
    autograd.sum(y * numbers(y.shape, 1)).backward()
    close(x.grad, case["gradient"], "float64")


def plain(value):
    """(2, 2) means the same as 2."""
    while isinstance(value, (list, tuple)) and len(set(map(str, value))) == 1:
        value = value[0]
    return value


@pytest.mark.parametrize("name", GOLDEN["signatures"])
def test_arguments_have_keras_names_places_and_defaults(name):
    theirs = GOLDEN["signatures"][name]
    parameters = inspect.signature(getattr(nn.layers, name)).parameters.values()
    ours = {p.name: "required" if p.default is p.empty else p.default for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD}
    assert list(ours) == list(theirs)
    for argument, default in theirs.items():
        assert plain(ours[argument]) == plain(default), argument
