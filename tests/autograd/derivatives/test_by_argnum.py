"""The functional names of the other package: make_vjp, make_jvp, make_hvp, make_ggnvp, deriv, multigrad_dict, ..."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

import autograd
from autograd import checkpoint, grad, gradcheck, hessian, jacobian

X = np.array([0.5, -1.2, 0.8])
V = np.array([1.0, 0.3, -0.4])
A = np.array([[0.2, 1.0, -0.5], [0.7, -0.3, 0.4]])


def f(x):
    return np.tanh(A @ x)


def loss(x):
    return np.sum(f(x) ** 2 + x[:2] ** 3)


def test_products_with_the_jacobian_and_the_hessian_agree_with_the_whole_matrices():
    jac, hess = jacobian(f)(X), hessian(loss)(X)
    back, value = autograd.make_vjp(f)(X)
    np.testing.assert_allclose(value, f(X))
    np.testing.assert_allclose(back(np.array([1.0, 2.0])), np.array([1.0, 2.0]) @ jac, rtol=1e-13)
    value, along = autograd.make_jvp(f)(X)(V)
    np.testing.assert_allclose(along, jac @ V, rtol=1e-13)
    times, gradient = autograd.make_hvp(loss)(X)
    np.testing.assert_allclose(times(V), hess @ V, rtol=1e-12)
    np.testing.assert_allclose(gradient, grad(loss)(X), rtol=1e-14)
    np.testing.assert_allclose(autograd.hessian_vector_product(loss)(X, V), hess @ V, rtol=1e-12)
    np.testing.assert_allclose(
        autograd.tensor_jacobian_product(f)(X, np.array([1.0, 2.0])), np.array([1.0, 2.0]) @ jac, rtol=1e-13
    )
    np.testing.assert_allclose(autograd.hessian_tensor_product(lambda x: x**3)(2.0, 0.5), 6.0)
    np.testing.assert_allclose(autograd.tensor_jacobian_product(lambda x: np.outer(f(x), x))(X, np.ones(2)),
                               np.tensordot(np.ones(2), jacobian(lambda x: np.outer(f(x), x))(X), 1), rtol=1e-13)  # fmt: skip
    np.testing.assert_allclose(autograd.make_ggnvp(f)(X)(V), jac.T @ jac @ V, rtol=1e-12)
    curved = autograd.make_ggnvp(f, lambda z: np.sum(np.exp(z)))(X)(V)
    np.testing.assert_allclose(curved, jac.T @ np.diag(np.exp(f(X))) @ jac @ V, rtol=1e-12)


def test_arguments_by_number_by_name_and_all_at_once():
    g = lambda x, y=2.0: x * y**2  # noqa: E731
    assert autograd.grad_named(g, "y")(3.0, 2.0) == 12.0
    assert autograd.multigrad_dict(g)(3.0) == {"x": 4.0, "y": 12.0}
    assert grad(g, [0, 1])(3.0, 2.0) == (4.0, 12.0)
    assert autograd.make_vjp(g, (0, 1))(3.0, 2.0)[0](1.0) == (4.0, 12.0)
    with pytest.raises(ValueError, match="arguments are x, y, not 'z'"):
        autograd.grad_named(g, "z")


def test_a_derivative_by_forward_mode_and_one_that_brings_more_along():
    np.testing.assert_allclose(autograd.deriv(lambda t: np.stack([t, t * t, np.sin(t)]))(2.0), [1.0, 4.0, np.cos(2.0)])
    np.testing.assert_allclose(autograd.deriv(lambda p: p["a"] * p["b"])({"a": X, "b": 2.0}), 2.0 + X)
    slope, more = autograd.grad_and_aux(lambda x: (x * x, {"twice": 2 * x}))(3.0)
    assert (slope, more, type(more["twice"])) == (6.0, {"twice": 6.0}, float)


def test_a_result_of_size_one_has_a_gradient():
    assert grad(lambda x: np.sum(x * x, keepdims=True))(np.array([3.0]))[0] == 6.0
    with pytest.raises(ValueError, match="returns one number"):
        grad(lambda x: x * x)(X)


def test_a_checkpoint_gives_the_same_gradients_of_every_order():
    wrapped = checkpoint(lambda x, p: np.sum(np.tanh(p["w"] @ x) ** 2))
    plain = lambda x, p: np.sum(np.tanh(p["w"] @ x) ** 2)  # noqa: E731
    for argnums in (0, 1):
        found, expected = grad(wrapped, argnums)(X, {"w": A}), grad(plain, argnums)(X, {"w": A})
        np.testing.assert_allclose(found["w"] if argnums else found, expected["w"] if argnums else expected, rtol=1e-14)
    assert gradcheck(lambda x: wrapped(x, {"w": A}), X)
    assert wrapped(X, {"w": A}) == plain(X, {"w": A})
    w = autograd.Tensor(A)
    with pytest.raises(TypeError, match="lose the derivative"):
        grad(checkpoint(lambda x: np.sum(w @ x)))(X)


def test_a_checkpoint_trades_memory_for_time():
    """Twenty blocks of ten layers: kept whole, or one block at a time."""

    def block(x):
        for _ in range(10):
            x = np.tanh(x * 1.01)
        return x

    def peak(of):
        def chain(x):
            for _ in range(20):
                x = of(x)
            return np.sum(x)

        tracemalloc.start()
        grad(chain)(np.linspace(-1.0, 1.0, 10_000))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(checkpoint(block)) < 0.25 * peak(block)
