"""autograd.numpy: NumPy's names, arrays made of Tensors, lists of Tensors, and programs as people post them."""

from __future__ import annotations

import subprocess
import sys

import numpy as onp
import pytest

import autograd.numpy as np
from autograd import Tensor, elementwise_grad, grad, gradcheck
from autograd.numpy import creation, lists


def test_scripts_that_people_post_run_unchanged():
    program = """
from autograd import grad
import autograd.numpy as np
from autograd import elementwise_grad as egrad

def tanh(x):
    y = np.exp(-2.0 * x)
    return (1.0 - y) / (1.0 + y)

assert abs(grad(tanh)(1.0) - (tanh(1.0001) - tanh(0.9999)) / 0.0002) < 1e-6
x = np.linspace(-7, 7, 200)
assert np.allclose(egrad(egrad(tanh))(x), egrad(lambda x: 1.0 - tanh(x) ** 2)(x))

def sigmoid(x):
    return 0.5 * (np.tanh(x / 2.) + 1)

inputs = np.array([[0.52, 1.12, 0.77], [0.88, -1.08, 0.15], [0.52, 0.06, -1.30], [0.74, -2.49, 1.39]])
targets = np.array([True, True, False, True])

def training_loss(weights):
    preds = sigmoid(np.dot(inputs, weights))
    return -np.sum(np.log(preds * targets + (1 - preds) * (1 - targets)))

weights = np.array([0.0, 0.0, 0.0])
before = training_loss(weights)
for i in range(100):
    weights -= grad(training_loss)(weights) * 0.01
assert training_loss(weights) < before
"""
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    "f",
    [
        lambda x: np.array([x[0], x[1] * x[2], 1.0]), lambda x: np.array([[x[0], 2.0], [x[1], x[2]]]),
        lambda x: np.array(x, ndmin=2),
        lambda x: np.array([x, x * x]), lambda x: np.asarray([x[0], 3.0]), lambda x: np.asarray(x),
        lambda x: np.full((2, 2), x[1]),
        lambda x: np.linspace(x[0], x[1], 5),
        lambda x: np.linspace(x, 2.0, 4, endpoint=False),
        lambda x: np.make_diagonal(x, axis1=-1, axis2=-2),
        lambda x: np.full(3, x[0], dtype=float), lambda x: np.r_[x, 1.0, x[0]], lambda x: np.r_[[x[0], 2.0], x],
        lambda x: np.c_[x, x * x],
        lambda x: np.sum([x[0], x[1]]), lambda x: np.mean((x[0], x[2] * x[1])), lambda x: np.std([x[0], x[1]]),
        lambda x: np.linalg.norm([x[0], x[1]]),
        lambda x: np.exp([x[0], x[1]]), lambda x: np.dot([x[0], x[1]], [1.0, 2.0]), lambda x: np.concatenate([x, [x[0]]]),
        lambda x: np.vstack([x, x]),
        lambda x: np.stack([x[0], x[1]]), lambda x: np.max([x[0], x[1]]), lambda x: np.ascontiguousarray(x) * 2.0,
    ],
)  # fmt: skip
def test_arrays_are_made_of_tensors_and_lists_of_them_are_arrays(f):
    x = onp.array([0.5, 1.3, -0.7])
    onp.testing.assert_allclose(f(Tensor(x)).numpy(), f(x), rtol=1e-14)
    assert gradcheck(f, x)


def test_what_holds_no_tensor_is_numpys_own():
    assert type(np.array([1, 2])) is onp.ndarray
    assert np.array([1, 2]).dtype == int
    assert np.zeros is not None
    assert np.pi == onp.pi
    assert np.float64 is onp.float64
    assert np.r_[1:4].tolist() == [1, 2, 3]
    assert np.c_[[1, 2], [3, 4]].tolist() == [[1, 3], [2, 4]]
    onp.testing.assert_array_equal(np.full((2,), 3), [3, 3])
    assert np.random.RandomState is onp.random.RandomState
    modules = (
        "emath rec char core ctypeslib f2py lib ma matlib polynomial strings testing typing dtypes exceptions test".split()
    )
    assert set(onp.__all__) - set(dir(np)) <= set(modules)
    assert np.newaxis is None
    with pytest.raises(AttributeError):
        np.no_such_name  # noqa: B018


def test_only_lists_that_hold_tensors_are_joined():
    assert not lists.holds_tensors([1.0, [2.0]])
    assert lists.holds_tensors([1.0, (Tensor(2.0),)])
    assert set(creation.__all__) == {
        "array",
        "asanyarray",
        "asarray",
        "ascontiguousarray",
        "asfortranarray",
        "c_",
        "full",
        "geomspace",
        "linspace",
        "logspace",
        "make_diagonal",
        "r_",
    }


def test_derivatives_of_any_order_through_these_names():
    assert grad(grad(lambda x: np.sum(np.array([x, x * x]) ** 2)))(2.0) == pytest.approx(2 + 12 * 4)
    onp.testing.assert_allclose(elementwise_grad(np.tanh)(onp.array([0.0, 1.0])), 1 - onp.tanh([0.0, 1.0]) ** 2)


def test_numbers_of_equal_ratios():
    onp.testing.assert_allclose(np.geomspace(Tensor(1.0), 8.0, 4).numpy(), [1.0, 2.0, 4.0, 8.0], rtol=1e-14)
    onp.testing.assert_allclose(np.logspace(0.0, 2.0, 3, base=Tensor(3.0)).numpy(), [1.0, 3.0, 9.0], rtol=1e-14)
    assert gradcheck(lambda a, b: np.geomspace(a, b, 4), 1.0, 3.0)
    assert gradcheck(lambda a, b, c: np.logspace(a, b, 4, base=c), 1.0, 3.0, 2.0)
