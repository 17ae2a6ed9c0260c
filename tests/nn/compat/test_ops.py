"""Keras' operations: the values of Keras itself, and what they take and give."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from op_cases import CALLS, INPUTS

import nn
from autograd import Tensor, grad
from nn import ops
from nn.compat.names import read_list
from nn.results import Array

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "ops.json").read_text())
NAMES = {**ops.TABLE, "image": ops.image}
ROUNDED = {  # Keras computes some of it in single precision
    "dot_product_attention", "erf", "erfc", "gelu", "hamming", "i0", "image.resize", "kaiser", "leaky_relu", "linspace",
    "logaddexp2", "logspace", "quantile",
}  # fmt: skip


def numbers(given: Any) -> Any:
    """Nested lists of arrays, as make_ops.py keeps them."""
    if isinstance(given, (list, tuple)):
        return [numbers(part) for part in given]
    array = np.asarray(given)
    return {"shape": list(array.shape), "values": np.where(np.isfinite(array), array, 0).astype(float).ravel()}


def same(ours: Any, theirs: Any, tolerance: float) -> None:
    """Both have the same shapes and numbers."""
    if isinstance(theirs, list):
        assert len(ours) == len(theirs)
        for a, b in zip(ours, theirs):
            same(a, b, tolerance)
        return
    assert ours["shape"] == theirs["shape"]
    np.testing.assert_allclose(ours["values"], theirs["values"], rtol=tolerance, atol=tolerance)


def test_every_call_was_asked_of_keras():
    assert set(GOLDEN) == set(CALLS)


@pytest.mark.parametrize("call", CALLS)
def test_an_operation_gives_the_numbers_of_keras(call: str) -> None:
    with np.errstate(all="ignore"):
        given = eval(call, {**NAMES, **INPUTS})
    same(numbers(given), GOLDEN[call], 1e-6 if call.partition("(")[0] in ROUNDED else 1e-9)


def test_every_operation_is_among_the_calls_or_makes_random_or_empty_numbers():
    called = {part for call in CALLS for part in NAMES if f"{part}(" in call}
    untested = set(ops.TABLE) - called
    assert untested == {
        "angle", "convert_to_numpy", "dtype", "empty", "empty_like", "imag", "is_tensor", "qr", "cholesky_inverse",
        "stop_gradient", "vectorize", "view", "conjugate", "argpartition", "sparsemax",
    }  # fmt: skip


@pytest.mark.parametrize("name", [name for name in ops.TABLE if f"ops.{name}" in read_list()])
def test_an_operation_takes_the_arguments_of_keras(name: str) -> None:
    line = read_list()[f"ops.{name}"]
    wanted = [part.strip().partition("=")[0].strip("*") for part in line.partition("(")[2].rstrip(")").split(",")]
    own = inspect.signature(ops.TABLE[name])
    simple = [each for each in wanted if each.isidentifier() and each != "kwargs"]
    assert [each for each in simple if each not in str(own)] == []


def test_operations_give_arrays_that_know_numpy():
    assert isinstance(ops.mean([1.0, 2.0]), Array)
    assert ops.mean([1.0, 2.0]).numpy() == 1.5
    assert isinstance(ops.argmax([1, 3, 2]).numpy(), np.integer)
    assert ["a", "b", "c"][ops.argmax([1, 3, 2])] == "b"
    assert f"{ops.sum([1.0, 2.0]):.2f}" == "3.00"


def test_operations_on_tensors_differentiate():
    def f(w: Any) -> Any:
        return ops.sum(ops.relu(ops.matmul(w, w)) * ops.softmax(w))

    w = INPUTS["spd"]
    step = 1e-6 * np.eye(3)
    slope = (f(w + step) - f(w - step)) / 2e-6
    np.testing.assert_allclose(np.trace(grad(f)(w)), slope, rtol=1e-6)


def test_operations_on_symbols_draw_up_a_network():
    x = nn.Input((4,))
    y = ops.concatenate([ops.relu(x), ops.expand_dims(ops.mean(x, axis=1), -1)], axis=-1)
    model = nn.Model(x, y)
    data = np.array([[1.0, -1.0, 3.0, 1.0]], "float32")
    np.testing.assert_allclose(model.predict(data, verbose=0), [[1.0, 0.0, 3.0, 1.0, 1.0]])
    assert ops.shape(x) == (None, 4)


def test_arrays_made_here_are_of_the_usual_type():
    assert ops.ones((2,)).dtype == ops.convert_to_tensor([1.0]).dtype == "float32"
    assert ops.arange(3).dtype == ops.convert_to_tensor([1, 2]).dtype == "int32"
    assert ops.convert_to_tensor(np.ones(2)).dtype == "float64"
    assert ops.dtype(ops.cast([1.5], "int64")) == "int64"


def test_tensors_in_a_list_become_one_tensor():
    made = ops.convert_to_tensor([Tensor(1.0), Tensor(2.0)])
    assert isinstance(made, Tensor)
    assert made.shape == (2,)


def test_a_gradient_stops_where_it_is_told_to():
    assert grad(lambda w: w * ops.stop_gradient(w))(3.0) == 3.0


def test_an_unknown_argument_is_refused_with_the_signature():
    with pytest.raises(TypeError, match=r"ops.sum\(x, axis=None, keepdims=False\): got an unexpected keyword argument 'axes'"):
        ops.sum([1.0], axes=0)


def test_channels_first_is_channels_last_moved():
    x, kernel = np.moveaxis(INPUTS["im"], -1, 1), INPUTS["ker2"]
    first = ops.conv(x, kernel, data_format="channels_first")
    np.testing.assert_allclose(np.moveaxis(np.asarray(first), 1, -1), ops.conv(INPUTS["im"], kernel))


def test_a_factor_of_a_matrix_is_found_up_to_signs():
    q, r = ops.qr(INPUTS["a"])
    np.testing.assert_allclose(q @ r, INPUTS["a"], atol=1e-12)
    u, s, vt = ops.svd(INPUTS["x"], full_matrices=False)
    np.testing.assert_allclose((u * s) @ vt, INPUTS["x"], atol=1e-12)
    lower = ops.cholesky(INPUTS["spd"])
    np.testing.assert_allclose(ops.cholesky_inverse(lower), np.linalg.inv(INPUTS["spd"]))


def test_sparsemax_gives_the_nearest_shares():
    x = INPUTS["x"]
    shares = np.asarray(ops.sparsemax(x))
    np.testing.assert_allclose(shares.sum(axis=-1), 1.0)
    assert (shares >= 0).all()
    level = (x - shares).max(axis=-1, keepdims=True)  # what is left out lies below what all others were lowered by
    np.testing.assert_allclose(np.maximum(x - level, 0), shares, atol=1e-12)


def test_argpartition_puts_the_smallest_first():
    x = INPUTS["x"]
    parted = np.take_along_axis(x, np.asarray(ops.argpartition(x, 2)), axis=-1)
    np.testing.assert_allclose(parted[:, 2], np.sort(x)[:, 2])
    assert (parted[:, :2] <= parted[:, 2:3]).all()
