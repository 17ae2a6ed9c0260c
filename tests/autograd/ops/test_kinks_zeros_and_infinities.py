"""Hazards 17-28: kinks, zeros, infinities and lost digits. The numbers go on from test_hazards_mutation."""

from __future__ import annotations

import math

import numpy as np
import pytest

import autograd
from autograd import Tensor, elementwise_grad, grad, gradcheck, hessian, jacobian, relu, softmax, vjp


def test_17_tied_maxima_share_one_gradient():
    """17. max([1, 1]): shares that sum to 1 (½ and ½), inside the subdifferential."""
    np.testing.assert_array_equal(grad(np.max)(np.array([1.0, 1.0])), [0.5, 0.5])
    np.testing.assert_array_equal(grad(np.min)(np.array([2.0, 1.0, 1.0, 3.0])), [0.0, 0.5, 0.5, 0.0])
    np.testing.assert_array_equal(
        grad(lambda x: np.max(x, axis=1).sum())(np.array([[3.0, 3.0, 3.0], [1.0, 2.0, 0.0]])),
        [[1 / 3, 1 / 3, 1 / 3], [0.0, 1.0, 0.0]],
    )
    assert grad(lambda x: np.maximum(x, x))(2.0) == 1.0
    for f in (np.maximum, np.minimum):
        assert grad(f, argnums=(0, 1))(3.0, 3.0) == (0.5, 0.5)
        assert grad(f)(3.0, np.float64(3.0)) == grad(f, argnums=1)(3, 3.0) == 0.5


@pytest.mark.parametrize(
    "ramp",
    [
        relu,
        lambda x: np.clip(x, 0.0, None),
        lambda x: np.clip(x, 0.0, 5.0),
        lambda x: np.where(x > 0, x, 0.0),
        lambda x: np.clip(x, Tensor(0.0), Tensor(5.0)),
        lambda x: x.relu(),
    ],
)
def test_18_every_ramp_has_slope_zero_at_zero(ramp):
    """18. relu, clip and where(x > 0, x, 0) agree at the kink: 0, as numbers and in arrays (maximum(x, 0) halves: 17)."""
    assert [grad(ramp)(x) for x in (-1.0, 0.0, 1.0)] == [0.0, 0.0, 1.0]
    np.testing.assert_array_equal(elementwise_grad(ramp)(np.array([-1.0, 0.0, -0.0, 1.0])), [0.0, 0.0, 0.0, 1.0])


def test_19_the_branch_not_taken_gives_no_nan():
    """19. where(x ≥ 0, x, √−x) at 1: 1, and so for log, division and powers; also at second order."""
    assert grad(lambda x: np.where(x >= 0, x, np.sqrt(-x)))(1.0) == 1.0
    both = np.array([1.0, 0.0, -4.0])
    np.testing.assert_array_equal(elementwise_grad(lambda x: np.where(x >= 0, x, np.sqrt(-x)))(both), [1.0, 1.0, -0.25])
    for pole in (np.log, lambda x: 1.0 / x, np.sqrt, lambda x: x**-0.5, lambda x: x**0.5, np.arccos, np.log1p):
        f = lambda x, pole=pole: np.where(x > 0.25, pole(x), 3.0 * x)  # noqa: E731 - a family of functions
        np.testing.assert_array_equal(elementwise_grad(f)(np.array([0.0, -1.0]))[:2], [3.0, 3.0])
        np.testing.assert_array_equal(hessian(lambda x, f=f: f(x).sum())(np.array([0.0, -1.0])), np.zeros((2, 2)))
        assert gradcheck(f, np.array([0.5, -0.5]))


def test_20_products_with_zeros():
    """20. prod([0, 2, 3]) has the gradient [6, 0, 0]; two zeros give zeros; both at second order too."""
    np.testing.assert_array_equal(grad(np.prod)(np.array([0.0, 2.0, 3.0])), [6.0, 0.0, 0.0])
    np.testing.assert_array_equal(grad(np.prod)(np.array([0.0, 2.0, 0.0])), [0.0, 0.0, 0.0])
    np.testing.assert_array_equal(
        hessian(np.prod)(np.array([0.0, 2.0, 3.0])), [[0.0, 3.0, 2.0], [3.0, 0.0, 0.0], [2.0, 0.0, 0.0]]
    )
    np.testing.assert_array_equal(
        hessian(np.prod)(np.array([0.0, 2.0, 0.0])), [[0.0, 0.0, 2.0], [0.0, 0.0, 0.0], [2.0, 0.0, 0.0]]
    )


def test_21_the_norm_at_the_origin():
    """21. norm([0, 0]) has the gradient 0, along an axis too."""
    np.testing.assert_array_equal(grad(np.linalg.norm)(np.zeros(2)), [0.0, 0.0])
    rows = np.array([[0.0, 0.0], [3.0, 4.0]])
    np.testing.assert_allclose(grad(lambda x: np.linalg.norm(x, axis=1).sum())(rows), [[0.0, 0.0], [0.6, 0.8]])
    np.testing.assert_array_equal(hessian(np.linalg.norm)(np.zeros(2)), np.zeros((2, 2)))


def test_22_the_standard_deviation_of_equal_numbers():
    """22. std([1, 1, 1]) has the gradient 0."""
    np.testing.assert_array_equal(grad(np.std)(np.ones(3)), np.zeros(3))
    np.testing.assert_array_equal(grad(np.var)(np.ones(3)), np.zeros(3))


def test_23_abs_at_zero():
    """23. |x| has slope 0 at 0."""
    assert [grad(abs)(x) for x in (-2.0, 0.0, 2.0)] == [-1.0, 0.0, 1.0]


def test_24_powers_at_zero_and_of_negative_numbers():
    """24. x⁰ at 0: 0; 0ʸ by y: 0; 1/x at 0: inf; a negative base has no derivative by its exponent: NaN."""
    assert grad(lambda x: x**0)(0.0) == 0.0
    assert grad(lambda x: x**0.0)(0.0) == 0.0
    assert grad(lambda x: x**1)(0.0) == 1.0
    assert grad(grad(lambda x: x**2))(0.0) == 2.0
    assert grad(grad(grad(lambda x: x**3)))(0.0) == 6.0
    assert grad(lambda y: 0.0**y)(2.0) == 0.0
    assert grad(lambda y: 0.0**y)(0.0) == 0.0
    assert (Tensor(0.0) ** -1).data == math.inf
    assert grad(lambda x: x**-1)(0.0) == -math.inf
    assert (1.0 / Tensor(0.0)).data == math.inf
    assert grad(lambda x: x**3)(-2.0) == 12.0
    assert math.isnan(grad(lambda y: (-2.0) ** y)(2.0))
    assert math.isnan((Tensor(-2.0) ** 0.5).data)


def test_25_variable_exponents():
    """25. 2ˣ by x, and xˣ by x: both derivatives of a power."""
    assert grad(lambda x: 2**x)(3.0) == pytest.approx(8.0 * math.log(2.0), rel=1e-15)
    assert grad(lambda x: x**x)(2.0) == pytest.approx(4.0 * (math.log(2.0) + 1.0), rel=1e-15)
    np.testing.assert_allclose(
        elementwise_grad(lambda x: x**x)(np.array([0.5, 3.0])), [0.5**0.5 * (1 - math.log(2)), 27 * (1 + math.log(3))]
    )


def test_26_the_logarithm():
    """26. log has the derivative 1/x and the second −1/x²."""
    assert grad(np.log)(4.0) == 0.25
    assert grad(grad(np.log))(4.0) == -0.0625
    assert grad(np.log)(0.0) == math.inf


def test_27_softmax_and_logsumexp_of_large_numbers():
    """27. softmax(1000 + x) is softmax(x); gradients are finite and the same."""
    x = np.array([1.0, 2.0, 4.0])
    for f in (softmax, autograd.log_softmax):
        np.testing.assert_allclose(f(1000.0 + x), f(x), rtol=1e-12)
        np.testing.assert_allclose(jacobian(f)(1000.0 + x), jacobian(f)(x), rtol=1e-10)
    assert autograd.logsumexp(x + 1e5) == pytest.approx(1e5 + math.log(np.exp(x).sum()), rel=1e-15)
    np.testing.assert_allclose(grad(autograd.logsumexp)(x - 1e5), softmax(x), rtol=1e-9)
    logits = np.array([[1000.0, 0.0, -1000.0]])
    assert autograd.cross_entropy(logits, np.array([2]))[0] == 2000.0
    np.testing.assert_array_equal(grad(lambda z: autograd.cross_entropy(z, np.array([2])).sum())(logits), [[1.0, 0.0, -1.0]])


def test_28_the_variance_of_numbers_with_a_large_mean():
    """28. var(10⁸ + noise) and a normalization by it are accurate: no E[x²] − E[x]²."""
    noise = np.random.default_rng(0).standard_normal(1000)
    data = noise + 1e8
    exact = data - 1e8  # what is left of the noise in double precision
    assert np.var(Tensor(data)).item() == pytest.approx(np.var(exact), rel=1e-12)

    def normalize(x):
        return (x - np.mean(x)) / np.std(x)

    np.testing.assert_allclose(normalize(Tensor(data)).numpy(), normalize(exact), rtol=0, atol=1e-7)
    weights = np.sin(np.arange(1000.0))
    ours = grad(lambda x: (normalize(x) * weights).sum())(data)
    np.testing.assert_allclose(ours, grad(lambda x: (normalize(x) * weights).sum())(exact), rtol=0, atol=1e-9)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_sinc_goes_to_zero_for_the_largest_numbers(dtype):
    x = np.array([1.0, -1.0], dtype) * np.finfo(dtype).max
    assert np.all(np.abs(np.sinc(Tensor(x)).numpy()) < 1e-30)
    assert np.all(np.isfinite(vjp(np.sinc, x)[1](np.ones_like(x))))
