"""Slopes of the activations from 1e-300 to 1e300, in every precision, against formulas written another way."""

from __future__ import annotations

import math

import numpy as np
import pytest

import autograd
from autograd import Tensor, elementwise_grad, grad
from autograd.ops.networks.attention import attention
from nn import activations

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")

SIZES = np.concatenate([np.logspace(-300, 300, 121), np.linspace(0.05, 60.0, 240)])
POINTS = np.concatenate([-SIZES[::-1], [-0.0, 0.0], SIZES])
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772
C, BENT = math.sqrt(8.0 / math.pi), 0.044715


def sigmoid(x):
    return 1.0 / (1.0 + math.exp(-x)) if x > -700 else 0.0


def gelu_by_tanh(x):
    if abs(x) > 20:
        return float(x > 0)
    s, less = sigmoid(C * (x + BENT * x**3)), sigmoid(-C * (x + BENT * x**3))
    return s + x * s * less * C * (1.0 + 3.0 * BENT * x * x)


def gelu(x):
    density = math.exp(-x * x / 2.0) / math.sqrt(2.0 * math.pi) if abs(x) < 38 else 0.0
    return 0.5 * math.erfc(-x / math.sqrt(2.0)) + x * density


def squareplus(x):
    root = math.hypot(x, 2.0)
    return 0.5 + 0.5 * x / root if x >= 0 else 2.0 / root / (root - x)


def mish(x):
    if abs(x) > 700:
        return float(x > 0)
    softplus = max(x, 0.0) + math.log1p(math.exp(-abs(x)))
    return math.tanh(softplus) + x * sigmoid(x) / math.cosh(softplus) ** 2


SLOPES = {
    "relu": lambda x: float(x > 0),
    "silu": lambda x: sigmoid(x) * (1.0 + x * sigmoid(-x)) if abs(x) < 700 else float(x > 0),
    "gelu": gelu,
    "gelu_tanh": gelu_by_tanh,
    "elu": lambda x: 1.0 if x > 0 else math.exp(x),
    "selu": lambda x: SELU_SCALE if x > 0 else SELU_SCALE * SELU_ALPHA * math.exp(x),
    "celu": lambda x: 1.0 if x > 0 else math.exp(x),
    "softplus": sigmoid,
    "sigmoid": lambda x: sigmoid(x) * sigmoid(-x),
    "log_sigmoid": lambda x: sigmoid(-x),
    "tanh": lambda x: 1.0 / math.cosh(x) ** 2 if abs(x) < 300 else 0.0,
    "tanh_shrink": lambda x: math.tanh(x) ** 2,
    "mish": mish,
    "softsign": lambda x: 1.0 / (1.0 + abs(x)) / (1.0 + abs(x)),
    "squareplus": squareplus,
    "hard_silu": lambda x: 0.0 if x <= -3 else 1.0 if x >= 3 else x / 3.0 + 0.5,
    "sparse_plus": lambda x: 0.0 if x <= -1 else 1.0 if x >= 1 else 0.5 * (x + 1.0),
}
RELATIVE = {"elu", "selu", "celu", "softplus", "log_sigmoid", "squareplus", "relu"}  # small slopes have all their digits, too


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("name", SLOPES)
def test_slopes_are_right_over_a_wide_range(name, dtype):
    f, info = activations.get(name), np.finfo(dtype)
    x = POINTS[np.abs(POINTS) < info.max].astype(dtype)
    t = Tensor(x)
    f(t).backward(np.ones(x.shape, dtype))
    expected = np.array([SLOPES[name](v) for v in x.tolist()])
    digits = 8.0 * np.abs(expected) if name in RELATIVE else 40.0
    close = np.abs(t.grad - expected) <= info.eps * digits + 8.0 * info.smallest_subnormal
    bad = ~close
    assert not bad.any(), (x[bad][:5], t.grad[bad][:5], expected[bad][:5])


@pytest.mark.parametrize("name", SLOPES)
def test_a_number_has_the_slope_it_has_in_an_array(name):
    f = activations.get(name)
    np.testing.assert_allclose([grad(f)(x) for x in POINTS.tolist()], elementwise_grad(f)(POINTS), rtol=1e-9, atol=1e-14)
    assert not np.isnan(elementwise_grad(elementwise_grad(f))(POINTS)).any()


@pytest.mark.parametrize("name", SLOPES)
def test_values_stay_finite_and_keep_to_their_asymptotes(name):
    f = activations.get(name)
    for x in (1e20, 1e200, 1e300):
        high, low = f(np.array([x, 1.0]))[0], f(np.array([-x, 1.0]))[0]
        assert math.isfinite(high)
        assert math.isfinite(low)
        if SLOPES[name](x) == 1.0:
            assert high == pytest.approx(x, rel=1e-15)
        if SLOPES[name](-x) == 0.0 and name not in {"softsign", "squareplus", "tanh", "elu", "selu", "celu"}:
            assert low == 0.0


def test_the_named_points():
    """The slope of silu at 1e17 was 0; of gelu by tanh at 1e200 NaN; of elu at −18 in single precision half of it."""
    assert grad(autograd.silu)(1e17) == 1.0
    for x, slope in ((1e200, 1.0), (-1e200, 0.0), (5e-324, 0.5), (-5e-324, 0.5), (1e-310, 0.5)):
        assert elementwise_grad(autograd.gelu_tanh)(np.array([x, 1.0]))[0] == slope
        assert grad(autograd.gelu_tanh)(x) == slope
    t = Tensor(np.array([-18.0, -30.0], np.float32))
    autograd.elu(t).sum().backward()
    np.testing.assert_allclose(t.grad, np.exp([-18.0, -30.0]), rtol=1e-6)


@pytest.mark.parametrize("mask", [None, np.tri(5, dtype=bool), np.eye(5, dtype=bool), np.zeros((5, 5), bool)])
def test_attention_in_half_precision(mask):
    """Against the same in double precision; a query that may look nowhere gets the mean."""
    rng = np.random.default_rng(0)
    inputs = [rng.standard_normal((2, 5, 8)).astype(np.float16) for _ in range(3)]
    half, double = [Tensor(x) for x in inputs], [Tensor(x.astype(float)) for x in inputs]
    z, exact = attention(*half, heads=2, mask=mask), attention(*double, heads=2, mask=mask)
    np.testing.assert_allclose(z.numpy(), exact.numpy(), atol=4e-3)
    z.sum().backward()
    exact.sum().backward()
    for x, y in zip(half, double):
        assert x.grad.dtype == np.float16
        np.testing.assert_allclose(x.grad, y.grad, atol=8e-3)
    far = attention(inputs[0] * np.float16(30), inputs[1] * np.float16(30), inputs[2], heads=2, mask=mask)
    assert np.isfinite(far).all()


@pytest.mark.parametrize("numbers", [np.full(3, 0.1), np.full(7, 1e10 / 3.0), np.full((4, 3), 1.1), np.array([0.3])])
def test_the_standard_deviation_of_equal_numbers_is_flat(numbers):
    """NumPy's mean of equal numbers misses by a last digit; the gradient sums to 0 always."""
    np.testing.assert_array_equal(grad(np.std)(numbers), np.zeros(numbers.shape))
    varied = numbers + np.linspace(0.0, 1.0, numbers.size).reshape(numbers.shape)
    assert abs(grad(np.std)(varied).sum()) < 1e-12
