"""normalize and moments: far from zero in single precision, equal numbers, one sample, shared sums, refusals."""

from __future__ import annotations

import numpy as np
import pytest

import autograd
from autograd import Tensor, moments, normalize
from autograd.ops.networks.normalization import normalize_gradients


def exact(x, gamma, beta, g, epsilon):
    """Result and gradients in double precision, by hand."""
    x, gamma, beta, g = (np.asarray(v, float) for v in (x, gamma, beta, g))
    axes = tuple(range(x.ndim - 1))
    c, n = x - x.mean(axes), x[..., 0].size
    r = 1 / np.sqrt((c**2).mean(axes) + epsilon)
    y = c * r
    dx = gamma * r * (g - g.sum(axes) / n - y * (g * y).sum(axes) / n)
    return y * gamma + beta, dx, (g * y).sum(axes), g.sum(axes)


def ours(x, gamma, beta, g, epsilon, **settings):
    x, gamma, beta = Tensor(x), Tensor(gamma), Tensor(beta)
    z = normalize(x, gamma, beta, moments(x), epsilon=epsilon, **settings)
    z.backward(g)
    return z.numpy(), x.grad, gamma.grad, beta.grad


def numbers(shape, dtype, offset=0.0, seed=0):
    random = np.random.default_rng(seed)
    channels = shape[-1]
    x = (random.standard_normal(shape) + offset * random.choice([-1, 1], channels)).astype(dtype)
    return x, *(random.uniform(0.5, 1.5, channels).astype(dtype) for _ in range(2)), random.standard_normal(shape).astype(dtype)


@pytest.mark.parametrize("shape", [(33, 7, 5, 3), (8, 28, 28, 16), (1031, 1), (4, 5000), (1, 3), (64, 3, 2)])
@pytest.mark.parametrize("offset", [0.0, 1.0, 1e3])
def test_both_precisions_agree_with_double_precision_by_hand(shape, offset):
    for dtype, close in ((np.float64, 1e-9), (np.float32, 3e-5)):
        x, gamma, beta, g = numbers(shape, dtype, offset)
        for got, wanted in zip(ours(x, gamma, beta, g, 1e-3), exact(x, gamma, beta, g, 1e-3), strict=True):
            assert got.shape == wanted.shape
            assert got.dtype == dtype
            assert np.abs(got - wanted).max() <= close * max(1.0, np.abs(wanted).max())


@pytest.mark.parametrize("offset", [1e4, 1e5])
def test_single_precision_holds_far_from_zero(offset):
    x, gamma, beta, g = numbers((32, 14, 14, 8), np.float32, offset)
    for got, wanted in zip(ours(x, gamma, beta, g, 1e-3), exact(x, gamma, beta, g, 1e-3), strict=True):
        assert np.abs(got - wanted).max() <= 3e-5 * max(1.0, np.abs(wanted).max())


def test_moments_do_not_depend_on_the_first_number():
    x = np.random.default_rng(0).standard_normal((4096, 3)).astype(np.float32)
    x[0] = [1e5, -1e4, 100.0]
    x[0, 1] = x[1:, 1].mean() + 1e4
    whole = x.astype(float)
    np.testing.assert_allclose(moments(x), [whole.mean(0), whole.var(0)], rtol=1e-5)
    far = np.full((50_000, 1), 7.0, np.float32)
    far[0] = 1e6  # most of the variance is the first number's own
    np.testing.assert_allclose(moments(far), [far.astype(float).mean(0), far.astype(float).var(0)], rtol=1e-5)


@pytest.mark.parametrize("offset", [3.5, 4.5])
def test_means_at_either_side_of_far_are_as_exact(offset):
    x, gamma, beta, g = numbers((64, 14, 14, 8), np.float32, offset)
    kept = Tensor(x)
    assert (normalize(kept, gamma, beta)._kept.center is None) == (offset < 4.0)
    for got, wanted in zip(ours(x, gamma, beta, g, 1e-3), exact(x, gamma, beta, g, 1e-3), strict=True):
        assert np.abs(got - wanted).max() <= 1e-5 * max(1.0, np.abs(wanted).max())


def test_gradients_and_results_lie_in_memory_of_their_own():
    x, gamma, beta, g = numbers((4, 5, 6, 3), np.float32)
    z = normalize(Tensor(x), gamma, beta)
    (dx,) = normalize_gradients(g, z._value, z._kept, x, gamma, beta, wanted=(0,), epsilon=1e-3)
    assert z._value.base is None
    assert dx.base is None


@pytest.mark.parametrize("value", [0.0, 0.1, -1e4, 1e30])
def test_equal_numbers_give_beta_and_no_gradient(value):
    x = np.full((6, 5, 2), value, np.float32)
    gamma, beta, g = np.array([2.0, 3.0], np.float32), np.array([0.25, -7.0], np.float32), np.ones((6, 5, 2), np.float32)
    mean, variance = moments(x)
    np.testing.assert_array_equal(mean, x[0, 0])
    np.testing.assert_array_equal(variance, [0.0, 0.0])
    z, dx, dgamma, dbeta = ours(x, gamma, beta, g, 1e-3)
    np.testing.assert_array_equal(z, np.broadcast_to(beta, x.shape))
    np.testing.assert_array_equal(dgamma, [0.0, 0.0])
    np.testing.assert_array_equal(dbeta, [30.0, 30.0])
    np.testing.assert_allclose(dx, 0.0, atol=1e-5)


def test_an_empty_batch_passes():
    z, dx, dgamma, dbeta = (
        np.asarray(v) for v in _empty(np.zeros((0, 3, 2), np.float32), np.ones(2, np.float32), np.zeros(2, np.float32))
    )
    assert z.shape == dx.shape == (0, 3, 2)
    np.testing.assert_array_equal([dgamma, dbeta], np.zeros((2, 2)))


def _empty(x, gamma, beta):
    x, gamma, beta = Tensor(x), Tensor(gamma), Tensor(beta)
    z = normalize(x, gamma, beta)
    z.backward(np.zeros(z.shape, z.dtype))
    return z.numpy(), x.grad, gamma.grad, beta.grad


def test_inputs_that_do_not_lie_in_a_row_and_whole_numbers():
    x, gamma, beta, g = numbers((4, 6, 5, 3), float)
    turned = np.ascontiguousarray(x.transpose(2, 0, 3, 1)).transpose(1, 3, 0, 2)
    assert not turned.flags.c_contiguous
    for got, wanted in zip(ours(turned, gamma, beta, g[:, ::-1], 0.1), exact(x, gamma, beta, g[:, ::-1], 0.1), strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(normalize(np.array([[1], [3]]), np.ones(1), np.zeros(1), epsilon=0.0), [[-1.0], [1.0]])


def test_sums_are_shared_but_never_stale():
    """Two gradients in the same memory, one after the other."""
    x, gamma, beta, g = numbers((8, 4, 3), float)
    tensors = Tensor(x), Tensor(gamma), Tensor(beta)
    one = normalize(*tensors, epsilon=0.1)
    two = normalize(*tensors, epsilon=0.1)
    for z, factor in ((one, 1.0), (two, 2.0)):
        for t in tensors:
            t.grad = None
        z.backward(g * factor)
        for got, wanted in zip([t.grad for t in tensors], exact(x, gamma, beta, g * factor, 0.1)[1:], strict=True):
            np.testing.assert_allclose(got, wanted, rtol=1e-12, atol=1e-12)


def test_a_program_gives_every_run_its_own_gradients():
    x, gamma, beta, g = numbers((8, 4, 3), float)
    tensors = [Tensor(gamma), Tensor(beta)]
    network = autograd.compile(lambda x: normalize(x, *tensors, moments(x), epsilon=0.1), parameters=tensors)
    for scale, factor in ((1.0, 1.0), (3.0, 1.0), (3.0, -2.0)):
        value, back = network(x * scale)
        z, _, dgamma, dbeta = exact(x * scale, gamma, beta, g * factor, 0.1)
        np.testing.assert_allclose(value, z, rtol=1e-12, atol=1e-12)
        for got, wanted in zip(back(g * factor), (dgamma, dbeta), strict=True):
            np.testing.assert_allclose(got, wanted, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("x", "gamma"), [((3,), (3,)), ((4, 3), (2,)), ((4, 3), (1, 3))])
def test_shapes_that_do_not_belong_together(x, gamma):
    with pytest.raises(ValueError, match=r"normalize of shapes .*one number for each channel on the last axis"):
        normalize(np.ones(x), np.ones(gamma), np.ones(3))


def test_moments_of_nothing_are_refused():
    with pytest.raises(ValueError, match=r"moments of shapes .*that hold something"):
        moments(np.zeros((0, 3)))
