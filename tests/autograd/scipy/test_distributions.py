"""autograd.scipy.stats: values are SciPy's, derivatives agree with differences, and what has none is refused."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("scipy")

import scipy.stats

from autograd import grad, gradcheck, vjp
from autograd.scipy import stats

X = np.array([0.2, 0.5, 0.85])
A, B, SCALE = np.array([1.4, 2.0, 0.7]), np.array([2.5, 1.1, 1.8]), np.array([0.9, 1.3, 2.0])
SHAPES = {"norm": (), "t": (A + 1.0,), "beta": (A, B), "gamma": (A,), "chi2": (A + 1.0,)}
FUNCTIONS = ("pdf", "logpdf", "cdf", "logcdf", "sf", "logsf")
CASES = [(name, function) for name in SHAPES for function in FUNCTIONS]
ENDS = np.array([-0.5, 0.0, 0.3, 1.0, 1.5])


@pytest.mark.parametrize(("name", "function"), CASES)
def test_values_are_scipys_when_differentiated(name, function):
    ours, theirs = getattr(getattr(stats, name), function), getattr(getattr(scipy.stats, name), function)
    np.testing.assert_allclose(
        vjp(lambda x: ours(x, *SHAPES[name], 0.1, SCALE), X + 0.1)[0], theirs(X + 0.1, *SHAPES[name], 0.1, SCALE), rtol=1e-10
    )
    with np.errstate(divide="ignore"):
        shapes = [shape[0] for shape in SHAPES[name]]
        np.testing.assert_allclose(vjp(lambda x: ours(x, *shapes), ENDS)[0], theirs(ENDS, *shapes), rtol=1e-10)


@pytest.mark.parametrize(("name", "function"), CASES)
def test_derivatives_by_x_loc_and_scale_of_both_orders(name, function):
    ours = getattr(getattr(stats, name), function)
    assert gradcheck(lambda x, loc, scale: ours(x, *SHAPES[name], loc=loc, scale=scale), X, 0.01, SCALE)


@pytest.mark.parametrize("name", ["t", "beta", "gamma", "chi2"])
@pytest.mark.parametrize("function", ["pdf", "logpdf"])
def test_densities_differentiate_by_their_shapes(name, function):
    assert gradcheck(lambda *shapes: getattr(getattr(stats, name), function)(X, *shapes), *SHAPES[name])


@pytest.mark.parametrize("name", ["t", "beta", "gamma", "chi2"])
def test_shares_refuse_a_derivative_by_their_shapes(name):
    with pytest.raises(TypeError, match="no derivative by"):
        grad(lambda shape: np.sum(getattr(stats, name).cdf(X, shape, *SHAPES[name][1:])))(SHAPES[name][0])


def test_beyond_the_ends_the_gradient_is_0():
    np.testing.assert_array_equal(grad(lambda x: np.sum(stats.beta.pdf(x, 2.0, 3.0)))(np.array([-0.5, 1.5])), 0.0)
    np.testing.assert_array_equal(grad(lambda x: np.sum(stats.gamma.cdf(x, 2.0)))(np.array([-0.5, -2.0])), 0.0)


def test_a_scale_or_a_shape_that_is_not_positive_gives_nan():
    for f in (
        lambda s: stats.norm.cdf(0.3, 0.0, s),
        lambda s: stats.gamma.pdf(0.3, 2.0, 0.0, s),
        lambda s: stats.beta.pdf(0.3, s, 2.0),
    ):
        assert np.isnan(vjp(f, -1.0)[0])


def test_a_wrong_argument_is_named():
    with pytest.raises(TypeError, match="norm: the arguments are x, loc, scale"):
        grad(lambda x: stats.norm.pdf(x, mean=0.0))(0.5)


@pytest.mark.parametrize("function", ["pmf", "logpmf", "cdf", "logcdf", "sf", "logsf"])
def test_poisson_differentiates_by_its_mean(function):
    k, mu = np.array([0, 2, 5]), np.array([0.6, 1.7, 4.2])
    ours, theirs = getattr(stats.poisson, function), getattr(scipy.stats.poisson, function)
    np.testing.assert_allclose(vjp(lambda mu: ours(k, mu), mu)[0], theirs(k, mu), rtol=1e-10)
    assert gradcheck(lambda mu: ours(k, mu), mu)
    with pytest.raises(TypeError, match="no derivative by counts"):
        grad(lambda k: ours(k, 2.0))(1.0)


def test_poisson_gives_impossible_counts_no_probability():
    k = np.array([-1.0, 0.5, 1.0])
    np.testing.assert_allclose(vjp(lambda mu: stats.poisson.pmf(k, mu), 2.0)[0], scipy.stats.poisson.pmf(k, 2.0))


ALPHA, SHARES = np.array([1.3, 2.2, 0.8]), np.array([0.2, 0.5, 0.3])


@pytest.mark.parametrize("function", ["pdf", "logpdf"])
def test_dirichlet_is_scipys_and_differentiates(function):
    ours, theirs = getattr(stats.dirichlet, function), getattr(scipy.stats.dirichlet, function)
    assert vjp(lambda a: ours(SHARES, a), ALPHA)[0] == pytest.approx(theirs(SHARES, ALPHA))
    assert vjp(lambda a: ours(SHARES[:2], a), ALPHA)[0] == pytest.approx(theirs(SHARES[:2], ALPHA))
    assert gradcheck(lambda a, x: ours(x / np.sum(x), a), ALPHA, SHARES)


def test_dirichlet_has_its_entropy_and_scipys_other_functions():
    assert vjp(stats.dirichlet.entropy, ALPHA)[0] == pytest.approx(scipy.stats.dirichlet.entropy(ALPHA))
    assert gradcheck(stats.dirichlet.entropy, ALPHA)
    assert stats.dirichlet.rvs(ALPHA, 2, random_state=0).shape == (2, 3)


MEAN, ROOT = np.array([0.3, -0.2, 0.5]), np.array([[1.0, 0.2, 0.1], [0.0, 1.5, 0.3], [0.4, 0.0, 0.8]])
COV = ROOT @ ROOT.T
POINTS = np.array([[0.1, 0.2, 0.3], [1.0, -1.0, 0.5]])


@pytest.mark.parametrize("function", ["pdf", "logpdf"])
@pytest.mark.parametrize("singular", [False, True])
@pytest.mark.parametrize("x", [POINTS, POINTS[0]], ids=["points", "a point"])
def test_multivariate_normal_is_scipys_and_differentiates(function, singular, x):
    ours, theirs = getattr(stats.multivariate_normal, function), getattr(scipy.stats.multivariate_normal, function)
    z = vjp(lambda mean: ours(x, mean, COV, allow_singular=singular), MEAN)[0]
    np.testing.assert_allclose(z, theirs(x, MEAN, COV))
    assert gradcheck(lambda x, mean, root: ours(x, mean, root @ root.T, singular), x, MEAN, ROOT)


@pytest.mark.parametrize(
    ("x", "mean", "cov"),
    [(POINTS, MEAN, 2.0), (POINTS, MEAN, np.array([1.0, 2.0, 3.0])), (0.5, None, 2.0), (np.array([0.5, 1.0]), None, 2.0)],
)
def test_multivariate_normal_takes_numbers_and_diagonals_as_covariance(x, mean, cov):
    z = vjp(lambda cov: stats.multivariate_normal.logpdf(x, mean, cov), cov)[0]
    np.testing.assert_allclose(z, scipy.stats.multivariate_normal.logpdf(x, mean, cov))


def test_multivariate_normal_has_its_entropy():
    z = vjp(lambda c: stats.multivariate_normal.entropy(MEAN, c), COV)[0]
    assert z == pytest.approx(scipy.stats.multivariate_normal.entropy(MEAN, COV))


def test_the_gradient_by_the_covariance_is_symmetric():
    g = grad(lambda c: stats.multivariate_normal.logpdf(POINTS[0], MEAN, c))(COV)
    np.testing.assert_allclose(g, g.T)


@pytest.mark.parametrize("last", [0.0, 1.0])
def test_a_singular_covariance_gives_points_it_cannot_reach_no_density(last):
    cov, x = np.diag([1.0, 2.0, 0.0]), np.array([0.5, 0.2, last])
    z = vjp(lambda m: stats.multivariate_normal.logpdf(x, m, cov, allow_singular=True), np.zeros(3))[0]
    assert z == pytest.approx(scipy.stats.multivariate_normal.logpdf(x, np.zeros(3), cov, allow_singular=True))


def test_on_plain_numbers_it_is_scipy_itself():
    assert stats.norm.ppf(0.975) == pytest.approx(1.959964)
    assert isinstance(stats.norm.pdf(0.0), float)
    assert stats.uniform is scipy.stats.uniform
