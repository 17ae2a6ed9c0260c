"""NumPy's functions that move, join, choose and sum up: NumPy's values, and right derivatives of first and second order."""

from __future__ import annotations

import numpy as np
import pytest

import autograd
from autograd import Tensor, gradcheck

M = np.array([[0.3, -1.2, 0.7, 2.0], [1.1, 0.4, -0.6, -0.9], [0.8, -0.2, 1.6, 0.5]])
V = np.array([0.4, -1.3, 0.9, 2.2, -0.5])
CUBE = np.sin(np.arange(24.0) * 1.3).reshape(2, 3, 4)
POSITIVE = np.abs(M) + 0.5
W = np.array([0.5, 1.5, 2.0])
HOLES = np.where(M < -0.5, np.nan, M)

OF_ONE = [  # functions of M
    lambda x: np.roll(x, 1), lambda x: np.roll(x, (1, -2), (0, 1)), lambda x: np.rollaxis(x, 1), lambda x: np.rot90(x),
    lambda x: np.rot90(x, 3), lambda x: np.fliplr(x), lambda x: np.flipud(x), lambda x: np.delete(x, [0, 2], 1),
    lambda x: np.delete(x, 3), lambda x: np.resize(x, (4, 5)), lambda x: np.partition(x, 2), lambda x: np.partition(x, 1, None),
    lambda x: np.lib.stride_tricks.sliding_window_view(x, (2, 2)), lambda x: np.lib.stride_tricks.sliding_window_view(x, 3, 1),
    lambda x: np.take_along_axis(x, np.argsort(x, axis=0), 0), lambda x: np.compress([True, False, True], x, 0),
    lambda x: np.extract(x > 0, x), lambda x: np.trim_zeros(x[0] * [0.0, 1.0, 1.0, 0.0]), lambda x: np.tril(x),
    lambda x: np.tril(x, -1),
    lambda x: np.triu(x, 1), lambda x: np.triu(x[0]), lambda x: np.diag(x), lambda x: np.diag(x, 1), lambda x: np.diag(x[0]),
    lambda x: np.diag(x[0], -2), lambda x: np.diagflat(x, 1), lambda x: np.vstack([x, x[0]]), lambda x: np.hstack([x, 2.0 * x]),
    lambda x: np.hstack([x[0], 1.0]), lambda x: np.dstack([x, x * x]), lambda x: np.column_stack([x[0], x[1]]),
    lambda x: np.column_stack([x, x[:, 0]]), lambda x: np.append(x, x[0]), lambda x: np.append(x, x, 1),
    lambda x: np.insert(x, 1, x[0], 0), lambda x: np.insert(x, [1, 3], 7.0), lambda x: np.insert(x, slice(0, 2), 1.5, 1),
    lambda x: np.block([[x, np.eye(3)], [np.ones((1, 7))]]), lambda x: np.broadcast_arrays(x, CUBE)[0],
    lambda x: np.meshgrid(x[0], x[1, :3])[0], lambda x: np.meshgrid(x[0], x[1, :3], indexing="ij")[1],
    lambda x: np.meshgrid(x[0], x[1], sparse=True)[1], lambda x: np.atleast_1d(x), lambda x: np.atleast_2d(x[0]),
    lambda x: np.atleast_3d(x), lambda x: np.atleast_1d(x[0, 0]), lambda x: np.hsplit(x, 2)[1], lambda x: np.vsplit(x, 3)[2],
    lambda x: np.dsplit(x[None], [1])[1], lambda x: np.select([x > 1, x < 0], [x * x, -x], default=x),
    lambda x: np.select([x > 1], [x]),
    lambda x: np.piecewise(x, [x < 0, x > 1], [lambda v: v * v, 3.0, lambda v: 2.0 * v]),
    lambda x: np.choose(np.array([[0], [1], [0]]), [x, x * x]), lambda x: np.nan_to_num(x), lambda x: np.fmax(x, 0.35),
    lambda x: np.fmin(0.35, x), lambda x: np.copysign(x, -M), lambda x: np.copysign(x.T, M.T), lambda x: np.heaviside(M * 0, x),
    lambda x: np.fabs(x), lambda x: np.float_power(x, 2.0), lambda x: np.sinc(x), lambda x: np.deg2rad(x),
    lambda x: np.radians(x),
    lambda x: np.rad2deg(x), lambda x: np.degrees(x), lambda x: np.modf(x * 1.03)[0], lambda x: np.ldexp(x, 3),
    lambda x: np.frexp(x * 1.03)[0],
    lambda x: np.unwrap(x * 9), lambda x: np.unwrap(x * 9, axis=0, period=4.0), lambda x: np.ptp(x), lambda x: np.ptp(x, 1),
    lambda x: np.average(x), lambda x: np.average(x, 0), lambda x: np.average(x, 0, W),
    lambda x: np.average(x, weights=POSITIVE),
    lambda x: np.average(M, 1, x[0] * x[0]), lambda x: np.average(x, 0, W, returned=True)[1] * x[0], lambda x: np.cov(x),
    lambda x: np.cov(x, rowvar=False), lambda x: np.cov(x[0]), lambda x: np.cov(x[0], x[1]), lambda x: np.cov(x, bias=True),
    lambda x: np.cov(x, ddof=0, aweights=[1.0, 2.0, 0.5, 1.5]), lambda x: np.cov(x, fweights=[1, 2, 3, 1]),
    lambda x: np.corrcoef(x),
    lambda x: np.corrcoef(x, rowvar=False), lambda x: np.median(x), lambda x: np.median(x, 0),
    lambda x: np.median(x, (0, 1), keepdims=True),
    lambda x: np.quantile(x, 0.3), lambda x: np.quantile(x, [0.1, 0.5, 1.0], axis=1), lambda x: np.percentile(x, 85, axis=0),
    lambda x: np.quantile(x, [[0.2, 0.4]], axis=0, keepdims=True), lambda x: np.quantile(CUBE, x[0, 0]),
    lambda x: np.diff(x), lambda x: np.diff(x, 2, 1), lambda x: np.diff(x, axis=0, prepend=1.0, append=x[:1]),
    lambda x: np.ediff1d(x),
    lambda x: np.ediff1d(x, 1.0, [2.0, 3.0]), lambda x: np.gradient(x)[0], lambda x: np.gradient(x, 0.5)[1],
    lambda x: np.gradient(x, axis=1, edge_order=2), lambda x: np.gradient(x[0], [0.0, 1.0, 1.5, 3.0]),
    lambda x: np.gradient(x[0], [0.0, 1.0, 1.5, 3.0], edge_order=2), lambda x: np.gradient(x, [0.0, 2.0, 3.0], 0.5)[0],
    lambda x: np.gradient(V[:4], np.cumsum(x[0] ** 2)), lambda x: np.trapezoid(x), lambda x: np.trapezoid(x, dx=0.5, axis=0),
    lambda x: np.trapezoid(x, [0.0, 1.0, 1.5, 3.0]), lambda x: np.trapezoid(M, np.cumsum(x * x, 1)),
    lambda x: np.cumulative_sum(x, axis=1),
    lambda x: np.cumulative_sum(x, axis=0, include_initial=True), lambda x: np.cumulative_prod(x[0], include_initial=True),
    lambda x: np.interp(x, [-1.0, 0.0, 1.5], [2.0, 1.0, 5.0]),
    lambda x: np.interp([-2.0, 0.1, 0.8, 9.0], np.cumsum(x[0] ** 2), x[1]),
    lambda x: np.interp(x, [0.0, 0.35], x[0, :2], left=-1.0, right=x[1, 1]),
    lambda x: np.interp(x, [0.35, 2.9, 1.17], [1.0, 2.0, 4.0], period=3.0),
    lambda x: np.convolve(x[0], V), lambda x: np.convolve(x[0], V, "same"), lambda x: np.convolve(V, x[0], "valid"),
    lambda x: np.convolve(x[0, :2], V, "same"),
    lambda x: np.correlate(x[0], V[:2]), lambda x: np.correlate(x[0], V, "full"), lambda x: np.correlate(V, x[0], "same"),
    lambda x: np.correlate(x[0], V, "same"), lambda x: np.correlate(x[0, :2], V, "same"),
    lambda x: np.correlate(x[0, :3], V, "same"),
    lambda x: np.inner(x, x), lambda x: np.inner(x[0], x[1]), lambda x: np.inner(x, 2.0), lambda x: np.inner(CUBE, x),
    lambda x: np.vdot(x, x),
    lambda x: np.tensordot(x, CUBE.T, (0, 1)), lambda x: np.tensordot(CUBE, x, ([2, 1], [1, 0])),
    lambda x: np.tensordot(x, V, 0), lambda x: np.tensordot(x, x, (1, 1)),
    lambda x: np.kron(x, M[:2, :2]), lambda x: np.kron(V, x), lambda x: np.kron(CUBE[:, :1, :2], x),
    lambda x: np.cross(x[:, :3], M[:, 1:]),
    lambda x: np.cross(x[:, 0], CUBE[..., 0]), lambda x: np.cross(x.T, x[:, 0]), lambda x: np.cross(x, x[:, :1] + M, axis=0),
    lambda x: np.vecdot(x, M[0]), lambda x: np.vecdot(x, x * x, axis=0),
    lambda x: np.matvec(CUBE, x[0]), lambda x: np.vecmat(x[:, 0], CUBE), lambda x: np.exp2(x), lambda x: np.cbrt(x),
    lambda x: np.arcsinh(x),
    lambda x: np.hypot(x, 0.5), lambda x: np.arctan2(x, 0.7), lambda x: np.logaddexp(x, 0.1),
    lambda x: np.logaddexp2(x, M.T[0][:, None]),
    lambda x: np.fmod(x, 0.33), lambda x: np.reciprocal(x), lambda x: np.log2(x * x), lambda x: np.log10(x * x),
    lambda x: np.arctanh(x / 3),
    lambda x: np.arccosh(x * x + 1.2), lambda x: np.unstack(x, axis=1)[2],
    lambda x: np.polyval(V, x), lambda x: np.polyval(x[0], CUBE), lambda x: np.polyadd(x[0], V), lambda x: np.polysub(V, x[0]),
    lambda x: np.polymul(x[0], V),
    lambda x: np.polyder(x[0]), lambda x: np.polyder(x[0], 2), lambda x: np.polyint(x[0]),
    lambda x: np.polyint(x[0], 2, [1.0, 2.0]), lambda x: np.poly(x[0]),
    lambda x: np.vander(x[0]), lambda x: np.vander(x[0], 3, increasing=True), lambda x: np.polyfit(np.arange(4.0), x[0], 2),
    lambda x: np.polyfit(np.cumsum(x[0] ** 2), V[:4], 1, w=POSITIVE[1]), lambda x: np.apply_along_axis(np.sum, 0, x),
    lambda x: np.apply_along_axis(lambda v: v * v.sum(), 1, x),
    lambda x: np.apply_along_axis(lambda v: np.outer(v, v), 1, CUBE * x), lambda x: np.apply_over_axes(np.sum, x, [0, 1]),
    lambda x: np.unique(x),
    lambda x: np.unique(np.hstack([x, x]), return_counts=True)[0],
]  # fmt: skip
WITH_HOLES = [
    lambda x: np.nansum(x), lambda x: np.nansum(x, 1), lambda x: np.nanprod(x, 0), lambda x: np.nanmean(x),
    lambda x: np.nanmean(x, 1, keepdims=True),
    lambda x: np.nanvar(x, 0), lambda x: np.nanstd(x, 1, ddof=1), lambda x: np.nanmax(x, 1), lambda x: np.nanmin(x),
    lambda x: np.nancumsum(x, 1),
    lambda x: np.nancumprod(x), lambda x: np.nanmedian(x), lambda x: np.nanmedian(x, 1),
    lambda x: np.nanquantile(x, 0.3, axis=0),
    lambda x: np.nanpercentile(x, [20, 80], axis=1), lambda x: np.nan_to_num(x, nan=-1.0), lambda x: np.fmax(x, -0.1),
    lambda x: np.fmin(x, 5.0),
]  # fmt: skip


def bare(z):
    return z.numpy() if isinstance(z, Tensor) else z


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("f", OF_ONE)
def test_values_are_numpys_and_derivatives_are_right(f):
    try:
        expected = f(M)
    except AttributeError:
        if np.lib.NumpyVersion(np.__version__) >= "2.2.0":
            raise
        pytest.skip("this NumPy does not have the function yet")
    found = f(Tensor(M))
    assert isinstance(found, Tensor)
    assert found.requires_grad
    assert found.shape == np.shape(expected)
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-13, atol=1e-14)
    if f not in NO_SLOPE:
        assert gradcheck(f, M)


NO_SLOPE: list = []


@pytest.mark.parametrize("f", OF_ONE)
def test_single_precision_and_a_walk_backwards_through_memory_stay_what_they_are(f):
    if not all(hasattr(np, name) for name in f.__code__.co_names if name in NEW):
        pytest.skip("this NumPy does not have the function yet")
    backwards = np.ascontiguousarray(M[::-1, ::-1])[::-1, ::-1]
    np.testing.assert_array_equal(bare(f(Tensor(backwards))), bare(f(Tensor(M))))
    single = M.astype(np.float32)
    expected = f(single)
    if np.asarray(expected).dtype == np.float32 and np.ndim(expected):
        found = f(Tensor(single))
        assert found.dtype == np.float32
        np.testing.assert_allclose(found.numpy(), expected, rtol=2e-4, atol=2e-5)


NEW = {"unstack", "cumulative_sum", "cumulative_prod", "matvec", "vecmat", "vecdot", "trapezoid"}


@pytest.mark.parametrize("f", WITH_HOLES)
def test_what_is_nan_is_passed_over_and_gets_no_gradient(f):
    np.testing.assert_allclose(bare(f(Tensor(HOLES))), f(HOLES), rtol=1e-14)
    x = Tensor(HOLES)
    z = f(x)
    z.backward(np.ones(z.shape) if z.shape else None)
    numbers = ~np.isnan(HOLES)
    assert not np.any(x.grad[~numbers])
    assert gradcheck(lambda v: f(np.where(numbers, np.where(numbers, 1.0, 0.0) * v, np.nan)), np.where(numbers, HOLES, 0.0))


METHODS = ["linear", "lower", "higher", "midpoint", "nearest", "hazen", "weibull", "median_unbiased", "normal_unbiased",
"interpolated_inverted_cdf"]  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("q", [0.0, 0.07, 0.25, 0.5, 0.83, 1.0])
def test_every_method_of_a_quantile(method, q):
    for axis in (None, 0, 1):
        found = np.quantile(Tensor(M), q, axis=axis, method=method)
        np.testing.assert_allclose(found.numpy(), np.quantile(M, q, axis=axis, method=method), rtol=1e-14)


def test_a_quantile_says_what_it_cannot():
    with pytest.raises(ValueError, match="0 to 1"):
        np.quantile(Tensor(M), 1.5)
    with pytest.raises(ValueError, match="0 to 100"):
        np.percentile(Tensor(M), -1)
    with pytest.raises(ValueError, match="'inverted_cdf' has no derivative rule; those that have one are linear"):
        np.quantile(Tensor(M), 0.5, method="inverted_cdf")
    assert np.isnan(np.median(Tensor([1.0, np.nan])).item())
    assert np.isnan(bare(np.median(Tensor(np.ones((2, 0))), axis=1))).all()


def test_a_copy_with_new_elements_differentiates_by_both():
    from autograd.numpy_api.moving import index_update
    from autograd.numpy_api.selecting import put_along_axis

    for key in (0, (slice(None), 1), np.array([0, 2]), M > 0.5, (..., -1), ([0, 1], [2, 2])):
        value = np.cos(np.arange(np.size(M[key]))).reshape(np.shape(M[key]))
        expected = M.copy()
        expected[key] = value
        np.testing.assert_array_equal(index_update(M, key, value), expected)
        assert gradcheck(lambda x, v, key=key: index_update(x, key, v), M, value)
    twice = index_update(Tensor(V), np.array([1, 1]), Tensor([5.0, 6.0]))
    assert twice.tolist()[1] == 6.0
    order = np.argsort(M, axis=1)[:, :2]
    assert gradcheck(lambda x, v: put_along_axis(x, order, v, axis=1), M, M[:, :2] * 2.0)


@pytest.mark.parametrize("shape", [(0,), (0, 3), (1, 1), (3, 0)])
def test_empty_and_tiny_arrays(shape):
    x = np.ones(shape)
    calls = [np.roll, np.flipud, np.ravel, np.cumsum, np.nansum, np.diff]
    calls = [lambda x: np.roll(x, 1), np.flipud, np.nansum, lambda x: np.diff(x, axis=0), lambda x: np.hstack([x, x]),
    lambda x: np.tril(x), lambda x: np.append(x, x)]  # fmt: skip
    for f in calls:
        z = f(Tensor(x))
        np.testing.assert_array_equal(z.numpy(), f(x))
        z.backward(np.ones(z.shape) if z.shape else None)


COMPILED = [lambda x: np.roll(x, 1), lambda x: np.cov(x), lambda x: np.hstack([x, x * x]), lambda x: np.kron(x, x),
lambda x: np.gradient(x)[1], lambda x: np.convolve(x[0], x[1]), lambda x: np.tensordot(x, x, (1, 1))]  # fmt: skip


@pytest.mark.parametrize("f", COMPILED)
def test_a_compiled_program_gives_the_same(f):
    program = autograd.compile(lambda x: (f(x) * f(x)).sum())
    for x in (M, M * M - 0.3):
        np.testing.assert_allclose(program(x), (f(x) * f(x)).sum(), rtol=1e-12)


def test_a_program_never_freezes_an_order():
    for f in (np.median, lambda x: np.interp(x, V * V, V)):
        with pytest.raises(RuntimeError, match="looks at a value while a function is recorded"):
            autograd.compile(lambda x, f=f: f(x).sum())(V)


def test_roots_of_polynomials():
    p = np.array([1.0, -3.2, 2.0, 0.7])
    np.testing.assert_allclose(np.abs(np.roots(Tensor(p)).numpy()), np.abs(np.roots(p)), rtol=1e-13)
    assert gradcheck(lambda p: np.abs(np.roots(p)), p)
    for q in ([0.0, 1.0, 2.0, 0.0], [2.0], [0.0, 0.0]):
        np.testing.assert_array_equal(bare(np.roots(Tensor(q))), np.roots(q))


def test_division_of_polynomials():
    p = np.array([1.0, -3.2, 2.0, 0.7])
    for u, v in ((p, p[:2]), (p, np.array([2.0, 1.0, 0.5])), (p[:2], p), (np.array([1.0, 2.0, 1.0]), np.ones(2)), (p, p[:1])):
        for found, expected in zip(np.polydiv(Tensor(u), v), np.polydiv(u, v)):
            np.testing.assert_allclose(bare(found), expected, atol=1e-14)
            assert np.shape(found) == np.shape(expected)
    assert gradcheck(lambda u, v: np.polydiv(u, v), p, p[:2])


def test_weights_are_added_up_by_their_numbers():
    where = np.array([0, 2, 2])
    assert np.bincount(where, Tensor([1.0, 2.0, 3.0]), 5).tolist() == [1.0, 0.0, 5.0, 0.0, 0.0]
    assert gradcheck(lambda w: np.bincount(where, w), np.ones(3))
    with pytest.raises(ValueError, match=r"bincount: \(3,\) numbers have weights of shape \(2,\)"):
        np.bincount(where, Tensor([1.0, 2.0]))


def test_the_bessel_function_i0_has_all_digits():
    x = np.array([0.0, 0.5, -3.0, 20.0, 300.0])
    np.testing.assert_allclose(np.i0(Tensor(x)).numpy(), np.i0(x), rtol=3e-14)
    assert gradcheck(np.i0, x[:4] / 4)
