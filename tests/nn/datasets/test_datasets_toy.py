"""The toy sets: points on the documented curves, noise of the size asked for, one seed one set."""

from __future__ import annotations

import numpy as np
import pytest

from nn.datasets import moons, spirals


def make_two_arms(**settings):
    return spirals(classes=2, **settings)


@pytest.mark.parametrize(("make", "n", "classes"), [(moons, 200, 2), (spirals, 300, 3)])
def test_defaults(make, n, classes):
    x, y = make()
    assert (x.shape, x.dtype) == ((n, 2), np.float64)
    assert (y.shape, y.dtype) == ((n,), np.int64)
    assert np.bincount(y).tolist() == [n // classes] * classes
    assert np.isfinite(x).all()


@pytest.mark.parametrize("make", [moons, spirals])
def test_a_seed_makes_one_set(make):
    for first, again, other in zip(make(seed=3), make(seed=3), make(seed=4), strict=True):
        np.testing.assert_array_equal(first, again)
        assert not np.array_equal(first, other)


@pytest.mark.parametrize("make", [moons, spirals])
def test_points_come_in_random_order(make):
    """Neither the class nor the place along the curve follows the row number."""
    x, y = make(n=3000, noise=0.0)
    row = np.arange(3000)
    along = np.hypot(*x.T) if make is spirals else x[:, 0]
    assert abs(np.corrcoef(row, y)[0, 1]) < 0.06  # three standard errors
    assert abs(np.corrcoef(row, along)[0, 1]) < 0.06
    assert 0.25 < np.mean(y[1:] == y[:-1]) < 0.55  # dealt out in turn it would be 0, sorted 1


def test_moons_without_noise_are_half_circles():
    x, y = moons(n=101, noise=0.0)
    assert np.bincount(y).tolist() == [51, 50]
    upper, lower = x[y == 0], x[y == 1]
    np.testing.assert_allclose(np.hypot(*upper.T), 1.0, rtol=1e-12)
    np.testing.assert_allclose(np.hypot(*(lower - [1.0, 0.5]).T), 1.0, rtol=1e-12)
    angles = np.sort(np.arctan2(upper[:, 1], upper[:, 0]))
    np.testing.assert_allclose(angles, np.linspace(0, np.pi, 51), atol=1e-12)
    angles = np.sort(np.arctan2(0.5 - lower[:, 1], 1.0 - lower[:, 0]))
    np.testing.assert_allclose(angles, np.linspace(0, np.pi, 50), atol=1e-12)


@pytest.mark.parametrize("classes", [1, 2, 3, 5])
def test_spirals_without_noise_are_arms_turned_about_the_origin(classes):
    x, y = spirals(n=40 * classes, classes=classes, noise=0.0)
    assert np.bincount(y).tolist() == [40] * classes
    radius = np.hypot(*x.T)
    turn = np.arctan2(x[:, 1], x[:, 0]) - 2 * radius - 2 * np.pi * y / classes
    np.testing.assert_allclose(np.cos(turn), 1.0, atol=1e-12)
    for arm in range(classes):
        np.testing.assert_allclose(np.sort(radius[y == arm]), np.linspace(0.2, 2.0, 40), rtol=1e-12)


@pytest.mark.parametrize("make", [moons, spirals, make_two_arms])
def test_noise_is_the_standard_deviation_per_coordinate(make):
    clean, same = make(n=60_000, noise=0.0, seed=1)
    noisy, labels = make(n=60_000, noise=0.25, seed=1)
    np.testing.assert_array_equal(same, labels)
    np.testing.assert_allclose((noisy - clean).std(axis=0), 0.25, rtol=0.01)
    np.testing.assert_allclose((noisy - clean).mean(axis=0), 0.0, atol=0.005)


def test_class_sizes_differ_by_one_at_most():
    assert np.bincount(spirals(n=11, classes=3)[1]).tolist() == [4, 4, 3]
    assert np.bincount(spirals(n=3, classes=3)[1]).tolist() == [1, 1, 1]
    assert np.bincount(moons(n=2)[1]).tolist() == [1, 1]


@pytest.mark.parametrize(
    ("make", "settings", "error", "words"),
    [
        (moons, {"n": 1}, ValueError, "moons: n must be a whole number from 2 on, got 1"),
        (moons, {"n": 10.0}, TypeError, "moons: n must be a whole number from 2 on, got 10.0"),
        (moons, {"noise": -0.1}, ValueError, "moons: noise is a standard deviation"),
        (moons, {"noise": float("nan")}, ValueError, "got nan"),
        (spirals, {"n": 2}, ValueError, "spirals: n must be a whole number from 3 on, got 2"),
        (spirals, {"classes": 0}, ValueError, "spirals: classes must be a whole number from 1 on, got 0"),
        (spirals, {"noise": float("inf")}, ValueError, "spirals: noise is a standard deviation"),
    ],
)
def test_errors_name_the_argument(make, settings, error, words):
    with pytest.raises(error) as caught:
        make(**settings)
    assert words in str(caught.value)
