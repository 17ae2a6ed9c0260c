"""autograd.scipy's special, linalg and signal: values are SciPy's, derivatives agree with differences."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("scipy")

import scipy.linalg
import scipy.signal
import scipy.special

from autograd import Tensor, grad, gradcheck, vjp
from autograd.scipy import linalg, signal, special

X = np.array([[0.3, -1.2, 0.8], [1.5, 0.1, -0.4]])
FACTORS = np.array([[1.0, 0.5, 2.0], [0.2, 1.5, 0.7]])
MATRIX = np.array([[2.0, 0.3, -0.5], [0.1, 1.5, 0.2], [0.4, -0.3, 3.0]])
SYMMETRIC = MATRIX @ MATRIX.T


@pytest.mark.parametrize("axis", [None, 0, 1, (0, 1)])
@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("b", [None, FACTORS, 2.0])
def test_logsumexp_with_factors(axis, keepdims, b):
    z = vjp(lambda x: special.logsumexp(x, axis, b, keepdims), X)[0]
    np.testing.assert_allclose(z, scipy.special.logsumexp(X, axis, b, keepdims))
    assert gradcheck(lambda x: special.logsumexp(x, axis, b, keepdims), X)


def test_logsumexp_says_the_sign_and_does_not_overflow():
    b = np.array([1.0, -2.0])
    z, sign = special.logsumexp(Tensor(np.array([1000.0, 1000.0])), b=b, return_sign=True)
    assert z.item() == pytest.approx(1000.0)
    assert float(sign) == -1.0
    assert gradcheck(lambda x: special.logsumexp(x, b=b, return_sign=True)[0], np.array([0.3, 0.5]))


@pytest.mark.parametrize("axis", [None, 0, 1])
@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
def test_softmax_has_scipys_default_axis(name, axis):
    ours = getattr(special, name)
    np.testing.assert_allclose(vjp(lambda x: ours(x, axis), X)[0], getattr(scipy.special, name)(X, axis))
    assert gradcheck(lambda x: ours(x, axis), X)


def test_polygamma_and_multigammaln():
    x = np.array([2.3, 3.1])
    assert gradcheck(lambda x: special.polygamma(2, x), x)
    assert vjp(lambda x: special.multigammaln(x, 3), 2.3)[0] == pytest.approx(scipy.special.multigammaln(2.3, 3))
    assert gradcheck(lambda x: special.multigammaln(x, 3), x)
    with pytest.raises(ValueError, match="above"):
        special.multigammaln(Tensor(0.5), 3)


@pytest.mark.parametrize(
    ("name", "args"),
    [("inv", (MATRIX,)), ("det", (MATRIX,)), ("pinv", (MATRIX,)), ("norm", (MATRIX,)), ("expm", (MATRIX,)),
     ("sqrtm", (SYMMETRIC,)), ("solve", (MATRIX, X[0])), ("solve_triangular", (MATRIX, X[0])), 
     ("solve_triangular", (MATRIX, X.T)),     ("solve_sylvester", (MATRIX, SYMMETRIC[:2, :2], X.T))],
)  # fmt: skip
def test_functions_of_matrices(name, args):
    np.testing.assert_allclose(vjp(getattr(linalg, name), *args)[0], getattr(scipy.linalg, name)(*args), atol=1e-12)
    assert gradcheck(getattr(linalg, name), *args)


@pytest.mark.parametrize("lower", [False, True])
def test_cholesky_gives_the_triangle_that_scipy_gives(lower):
    ours = linalg.cholesky(Tensor(SYMMETRIC), lower=lower)
    np.testing.assert_allclose(ours.numpy(), scipy.linalg.cholesky(SYMMETRIC, lower=lower))


@pytest.mark.parametrize("trans", [0, 1, "N", "T"])
@pytest.mark.parametrize("lower", [False, True])
def test_a_triangle_that_is_not_read_has_no_gradient(trans, lower):
    ours = linalg.solve_triangular(Tensor(MATRIX), X[0], trans, lower)
    np.testing.assert_allclose(ours.numpy(), scipy.linalg.solve_triangular(MATRIX, X[0], trans, lower))
    g = grad(lambda a: np.sum(linalg.solve_triangular(a, X[0], trans, lower)))(MATRIX)
    np.testing.assert_array_equal(np.triu(g, 1) if lower else np.tril(g, -1), 0.0)


@pytest.mark.parametrize("sizes", [(1, 1), (0, 2), (2, 0), (2, 1), (0, 0)])
@pytest.mark.parametrize("columns", [None, 2])
def test_banded_equations(sizes, columns):
    bands = np.cos(np.arange(5.0 * (sum(sizes) + 1))).reshape(-1, 5)
    bands[sizes[1]] += 4.0
    y = np.sin(np.arange(5.0 * (columns or 1)))
    y = y.reshape(5, columns) if columns else y
    np.testing.assert_allclose(
        vjp(lambda x: linalg.solve_banded(sizes, x, y), bands)[0], scipy.linalg.solve_banded(sizes, bands, y)
    )
    assert gradcheck(lambda bands, y: linalg.solve_banded(sizes, bands, y), bands, y)


def test_the_root_of_a_matrix_with_a_negative_eigenvalue_is_complex():
    np.testing.assert_allclose(linalg.sqrtm(Tensor(np.diag([4.0, -1.0]))).numpy(), np.diag([2.0, 1j]), atol=1e-15)
    assert gradcheck(linalg.sqrtm, SYMMETRIC - 2.0 * np.eye(len(SYMMETRIC)))


def test_what_a_matrix_has_not_is_told():
    with pytest.raises(ValueError, match="trans"):
        linalg.solve_triangular(Tensor(MATRIX), X[0], "C")
    assert linalg.lu_factor is scipy.linalg.lu_factor


@pytest.mark.parametrize("mode", ["full", "same", "valid"])
@pytest.mark.parametrize(
    ("a", "b"), [((5,), (3,)), ((5,), (2,)), ((5, 4), (2, 3)), ((4, 4), (4, 1)), ((2, 3, 4), (1, 2, 2)), ((4,), (4,))]
)
def test_convolution_over_all_axes_is_scipys(a, b, mode):
    x, y = np.cos(np.arange(np.prod(a))).reshape(a), np.sin(np.arange(np.prod(b)) + 1.0).reshape(b)
    np.testing.assert_allclose(signal.convolve(x, y, mode=mode), scipy.signal.convolve(x, y, mode), atol=1e-12)
    assert gradcheck(lambda x, y: signal.convolve(x, y, mode=mode), x, y)


@pytest.mark.parametrize("mode", ["full", "valid"])
def test_the_smaller_one_may_come_first(mode):
    x, y = np.array([1.0, 2.0]), np.array([1.0, 0.5, -1.0, 3.0])
    np.testing.assert_allclose(signal.convolve(x, y, mode=mode), scipy.signal.convolve(x, y, mode))


def test_axes_that_are_not_convolved_stay_and_chosen_ones_are_summed_up():
    x, y = np.cos(np.arange(24.0)).reshape(2, 3, 4), np.sin(np.arange(30.0)).reshape(3, 5, 2)
    z = signal.convolve(x, y, axes=([2], [1]), dot_axes=([1], [0]))
    assert z.shape == (2, 2, 8)
    by_hand = sum(scipy.signal.convolve(x[1, i], y[i, :, 0]) for i in range(3))
    np.testing.assert_allclose(z[1, 0], by_hand)
    assert gradcheck(lambda x, y: signal.convolve(x, y, axes=([2], [1]), dot_axes=([1], [0])), x, y)


def test_wrong_axes_of_a_convolution_are_told():
    x = np.ones((2, 3))
    for settings, words in [({"mode": "half"}, "mode"), ({"dot_axes": ([0], [1]), "axes": ([1], [0])}, "dot_axes 0 and 1")]:
        with pytest.raises(ValueError, match=words):
            signal.convolve(x, x, **settings)
    with pytest.raises(ValueError, match="as many axes"):
        signal.convolve(x, np.ones(3))
    with pytest.raises(ValueError, match="holds the other"):
        signal.convolve(x, np.ones((3, 2)), mode="valid")
