"""Where weights start: limits, variances and shapes of the distributions, measured."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nn import initializers, set_random_seed
from nn.initializers import fans

SHAPE = (300, 500)
N = SHAPE[0] * SHAPE[1]
# name, variance by the paper, and where the numbers end
CASES = [
    ("glorot_uniform", 2 / 800, math.sqrt(6 / 800)),
    ("glorot_normal", 2 / 800, 2 * math.sqrt(2 / 800) / 0.8796),
    ("he_uniform", 2 / 300, math.sqrt(6 / 300)),
    ("he_normal", 2 / 300, 2 * math.sqrt(2 / 300) / 0.8796),
    ("lecun_uniform", 1 / 300, math.sqrt(3 / 300)),
    ("lecun_normal", 1 / 300, 2 * math.sqrt(1 / 300) / 0.8796),
    ("random_uniform", 0.1**2 / 12, 0.05),
    ("random_normal", 0.05**2, math.inf),
    ("truncated_normal", (0.05 * 0.8796) ** 2, 0.1),
]


@pytest.mark.parametrize(("name", "variance", "limit"), CASES)
def test_mean_variance_and_limit(name, variance, limit):
    set_random_seed(0)
    w = initializers.get(name)(SHAPE, "float64")
    assert w.shape == SHAPE
    assert abs(w.mean()) < 5 * math.sqrt(variance / N)
    # the variance of N numbers scatters by at most √(2/N) of itself for these distributions
    assert w.var() == pytest.approx(variance, rel=5 * math.sqrt(2 / N))
    assert abs(w).max() <= limit * 1.0001
    if limit < math.inf:
        assert abs(w).max() > limit * 0.999


@pytest.mark.parametrize(("mode", "n"), [("fan_in", 300), ("fan_out", 500), ("fan_avg", 400)])
@pytest.mark.parametrize("distribution", ["uniform", "truncated_normal", "untruncated_normal"])
def test_variance_scaling(mode, n, distribution):
    w = initializers.VarianceScaling(3.0, mode, distribution, seed=0)(SHAPE, "float64")
    assert w.var() == pytest.approx(3.0 / n, rel=0.02)


def test_a_normal_is_not_cut_where_it_says_so():
    w = initializers.VarianceScaling(1.0, "fan_in", "untruncated_normal", seed=0)(SHAPE)
    assert abs(w).max() > 3.5 / math.sqrt(300)
    assert abs(initializers.RandomNormal(2.0, 0.5, seed=0)(SHAPE).mean() - 2.0) < 0.01
    assert abs(initializers.TruncatedNormal(2.0, 0.5, seed=0)(SHAPE) - 2.0).max() <= 1.0
    w = initializers.RandomUniform(1.0, 3.0, seed=0)(SHAPE)
    assert (w.min() >= 1.0, w.max() <= 3.0, abs(w.mean() - 2.0) < 0.01) == (True, True, True)


def test_constants():
    assert initializers.get("zeros")((2, 3)).tolist() == [[0.0] * 3] * 2
    assert initializers.get("ones")((2,)).tolist() == [1.0, 1.0]
    assert initializers.Constant(2.5)((2,)).tolist() == [2.5, 2.5]


@pytest.mark.parametrize("name", initializers.INITIALIZERS)
def test_dtype_shape_and_seed(name):
    for dtype in ("float32", "float64"):
        w = initializers.get(name)((3, 4), dtype)
        assert (w.shape, w.dtype) == ((3, 4), dtype)
    if name not in ("identity", "orthogonal"):
        assert initializers.get(name)((5,)).shape == (5,)
    set_random_seed(3)
    first = initializers.get(name)((20, 20))
    set_random_seed(3)
    np.testing.assert_array_equal(initializers.get(name)((20, 20)), first)


def test_identity():
    assert initializers.Identity(2.0)((2, 3)).tolist() == [[2.0, 0.0, 0.0], [0.0, 2.0, 0.0]]
    for make in (initializers.Identity, initializers.Orthogonal):
        with pytest.raises(ValueError, match=r"makes matrices: shape needs .*two axes, got \(3,\)"):
            make()((3,))


@pytest.mark.parametrize("shape", [(4, 4), (7, 3), (3, 7), (3, 3, 2, 5)])
def test_orthogonal(shape):
    w = initializers.Orthogonal(gain=2.0, seed=1)(shape, "float64").reshape(-1, shape[-1])  # (3, 3, 2, 5) -> (18, 5)
    small = w if w.shape[0] < w.shape[1] else w.T
    np.testing.assert_allclose(small @ small.T, 4.0 * np.eye(len(small)), atol=1e-12)
    many = [initializers.Orthogonal(seed=s)((2, 2), "float64") for s in range(400)]
    assert abs(np.mean(many, axis=0)).max() < 5 * math.sqrt(0.5 / 400)  # no direction is preferred


def test_names_of_classes_and_short_names():
    for name, kind in (("HeNormal", "HeNormal"), ("Zeros", "Zeros"), ("zero", "Zeros"), ("normal", "RandomNormal")):
        assert type(initializers.get(name)).__name__ == kind


def test_a_seed_of_its_own_repeats_whatever_else_is_random():
    a = initializers.GlorotUniform(seed=5)
    np.testing.assert_array_equal(a((3, 3)), a((3, 3)))
    np.testing.assert_array_equal(a((3, 3)), initializers.GlorotUniform(seed=5)((3, 3)))
    assert (a((3, 3)) != initializers.GlorotUniform(seed=6)((3, 3))).any()
    assert (initializers.GlorotUniform()((3, 3)) != initializers.GlorotUniform()((3, 3))).any()


@pytest.mark.parametrize(
    ("shape", "expected"), [((), (1, 1)), ((7,), (7, 7)), ((3, 4), (3, 4)), ((3, 3, 16, 32), (144, 288)), ((5, 2, 8), (10, 40))]
)
def test_fans(shape, expected):
    assert fans(shape) == expected


def test_classes_functions_and_objects_are_taken_as_they_are():
    assert isinstance(initializers.get(initializers.HeNormal), initializers.HeNormal)
    one = initializers.Constant(1.0)
    assert initializers.get(one) is one
    assert initializers.get(np.ones) is np.ones


@pytest.mark.parametrize(
    "settings", [{"mode": "fan"}, {"distribution": "normal"}, {"scale": 0.0}, {"scale": -1.0}, {"scale": float("nan")}]
)
def test_variance_scaling_refuses(settings):
    with pytest.raises(ValueError, match=r"mode must be one of fan_in|scale must be a number above 0"):
        initializers.VarianceScaling(**settings)
