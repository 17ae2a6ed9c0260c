"""elementwise_grad: the slope at every element, or an error, and never a sum."""

from __future__ import annotations

import numpy as np
import pytest

import nn
from autograd import Tensor, compile, elementwise_grad, softmax

X = np.array([0.5, -1.0, 2.0])


@pytest.mark.parametrize(
    "f",
    [
        np.cumsum,
        softmax,
        lambda x: np.arange(9.0).reshape(3, 3) @ x,
        lambda x: x - np.mean(x),
        lambda x: x / np.sqrt(np.sum(x**2)),
        lambda x: np.flip(x),
        lambda x: x * x[0],
        lambda x: x**2 + 1e-2 * np.sum(x),
        lambda x: x[[0, 0, 2]],
        lambda x: np.concatenate([x[1:], x[:1]]),
        lambda x: 1e-9 * np.cumsum(x),
    ],
)
def test_what_is_not_elementwise_is_refused(f):
    with pytest.raises(ValueError, match=r"elementwise_grad: .* is not elementwise: .* would be sums. Use jacobian"):
        elementwise_grad(f)(X)
    with pytest.raises(ValueError, match="is not elementwise"):
        elementwise_grad(f)(X.astype(np.float32))
    with pytest.raises(ValueError, match="is not elementwise"):
        elementwise_grad(f)(Tensor(X))


def test_a_value_of_another_shape_is_refused():
    f = lambda x, y: (x + y) ** 2  # noqa: E731
    with pytest.raises(ValueError, match=r"of an argument of shape \(\) returned shape \(3,\), so it is not elementwise"):
        elementwise_grad(f)(0.0, X)  # was 3.0, a sum
    np.testing.assert_array_equal(elementwise_grad(f)(np.zeros(3), X), 2 * X)
    np.testing.assert_array_equal(elementwise_grad(f, argnums=1)(0.0, X), 2 * X)
    for wrong in (np.sum, lambda x: x[:2], lambda x: np.outer(x, x), lambda x: x[:, None]):
        with pytest.raises(ValueError, match="so it is not elementwise"):
            elementwise_grad(wrong)(X)
    with pytest.raises(ValueError, match="returned a tuple, so it is not elementwise"):
        elementwise_grad(lambda x: (x, x))(X)


ELEMENTWISE = {
    "polynomial": (lambda x: x**3 - 2 * x, lambda x: 3 * x**2 - 2),
    "constant": (lambda x: 0.0 * x + 1.0, lambda x: 0.0 * x),
    "spread": (lambda x: np.exp(100 * x), lambda x: 100 * np.exp(100 * x)),
    "piecewise": (lambda x: np.where(x > 0, x**2, -x), lambda x: np.where(x > 0, 2 * x, -1.0)),
    "cancelling": (lambda x: (x + 1e6) ** 2 - 1e12 - 2e6 * x, lambda x: 2 * (x + 1e6) - 2e6),
    "by rows": (lambda x: x * np.arange(1.0, 4.0), lambda x: np.arange(1.0, 4.0)),
}


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_what_is_elementwise_is_answered(name):
    f, slope = ELEMENTWISE[name]
    np.testing.assert_allclose(elementwise_grad(f)(X), slope(X) * np.ones(3), rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(
        elementwise_grad(f)(np.tile(X, (4, 1))), np.tile(slope(X) * np.ones(3), (4, 1)), rtol=1e-12, atol=1e-9
    )


def test_poles_do_not_count_as_other_elements():
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(elementwise_grad(np.sqrt)(np.array([0.0, 4.0])), [np.inf, 0.25])
        np.testing.assert_array_equal(elementwise_grad(lambda x: 1 / x)(np.array([0.0, 2.0])), [-np.inf, -0.25])


def test_single_precision_several_arguments_and_empty_arrays():
    x = np.linspace(-3, 3, 1000, dtype=np.float32)
    g = elementwise_grad(lambda x: np.tanh(x) * np.exp(-x))(x)
    assert g.dtype == np.float32
    exact = x.astype(float)
    np.testing.assert_allclose(g, np.exp(-exact) * (1 - np.tanh(exact) ** 2 - np.tanh(exact)), rtol=1e-4, atol=1e-6)
    gx, gy = elementwise_grad(lambda x, y: x * y**2, argnums=(0, 1))(X, X + 1.0)
    np.testing.assert_allclose(gx, (X + 1.0) ** 2)
    np.testing.assert_allclose(gy, 2 * X * (X + 1.0))
    assert elementwise_grad(np.sin)(np.zeros((0, 2))).shape == (0, 2)
    assert elementwise_grad(lambda x, n: x**n)(2.0, 3) == 12.0


def test_large_slopes_are_rounded_as_others_are():
    np.testing.assert_allclose(elementwise_grad(lambda x: 1e9 * x**3 / 7.0)(X), 3e9 * X**2 / 7.0, rtol=1e-14)


def test_it_nests_is_compiled_and_reaches_weights():
    third = elementwise_grad(elementwise_grad(elementwise_grad(np.sin)))
    np.testing.assert_allclose(third(X), -np.cos(X), rtol=1e-13)
    np.testing.assert_allclose(compile(elementwise_grad(np.sin))(X), np.cos(X), rtol=1e-13)
    w = Tensor(2.0)
    elementwise_grad(lambda x: w * x**2)(X).sum().backward()
    assert w.grad == pytest.approx(2 * X.sum())


def test_a_network_of_one_input_is_elementwise_over_samples():
    model = nn.MLP(1, [8, 1])
    x = np.linspace(-1.0, 1.0, 4)  # not at 0, where relu has its corner
    slope = elementwise_grad(lambda x: model([x]))(x)
    step = 1e-6
    expected = [(model([v + step]).item() - model([v - step]).item()) / (2 * step) for v in x]
    np.testing.assert_allclose(slope.numpy() if isinstance(slope, Tensor) else slope, expected, rtol=1e-6, atol=1e-8)
