"""Normalizations of numbers whose squares no float holds: the result is that of the same numbers, smaller."""

from __future__ import annotations

import numpy as np
import pytest

import autograd
from autograd import Tensor, vjp
from nn import layers

SMALL = np.array([[1.0, -2.0, 0.5, 3.0], [0.25, 4.0, -1.0, 1.5]])
HUGE = {np.float32: 2.0**100, np.float64: 2.0**800}
pytestmark = pytest.mark.filterwarnings("ignore:overflow")
KINDS = {
    "layer": lambda dtype, epsilon: layers.LayerNormalization(epsilon=epsilon, dtype=dtype),
    "rms": lambda dtype, epsilon: layers.RMSNormalization(epsilon=epsilon, dtype=dtype),
    "group": lambda dtype, epsilon: layers.GroupNormalization(groups=2, epsilon=epsilon, dtype=dtype),
    "batch": lambda dtype, epsilon: layers.BatchNormalization(epsilon=epsilon, dtype=dtype),
}


@pytest.mark.parametrize("dtype", HUGE)
@pytest.mark.parametrize("kind", KINDS)
def test_huge_numbers_give_what_small_ones_do(kind, dtype):
    how = {"training": True} if kind == "batch" else {}

    def run(x, epsilon):
        layer = KINDS[kind](dtype.__name__, epsilon)
        value, back = vjp(lambda x: layer(x, **how), x)
        return value, back(np.arange(x.size, dtype=x.dtype).reshape(x.shape))[0]

    size = dtype(HUGE[dtype])
    (huge, by_huge), (small, by_small) = run(SMALL.astype(dtype) * size, 1e-5), run(SMALL.astype(dtype), 1e-30)
    np.testing.assert_allclose(huge, small, rtol=1e-5)
    np.testing.assert_allclose(by_huge * size, by_small, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("dtype", HUGE)
def test_vectors_of_any_size_have_a_length_and_a_direction(dtype):
    x = SMALL.astype(dtype)
    for size in (dtype(HUGE[dtype]), dtype(1.0 / HUGE[dtype])):
        length, back = vjp(lambda x: autograd.norm(x, axis=-1), x * size)
        np.testing.assert_allclose(length / size, np.linalg.norm(x, axis=-1), rtol=1e-6)
        np.testing.assert_allclose(back(np.ones(2, dtype))[0], x / np.linalg.norm(x, axis=-1, keepdims=True), rtol=1e-6)
    np.testing.assert_allclose(
        layers.UnitNormalization()(x * dtype(HUGE[dtype])), x / np.linalg.norm(x, axis=-1, keepdims=True), rtol=1e-6
    )


def test_a_length_is_0_of_zeros_infinite_of_infinity_and_no_number_of_none():
    x = np.array([[0.0, 0.0], [np.inf, 1.0], [np.nan, 1.0], [3.0, 4.0]])
    np.testing.assert_array_equal(autograd.norm(x, axis=1), [0.0, np.inf, np.nan, 5.0])
    np.testing.assert_array_equal(autograd.norm(Tensor(x), axis=1, keepdims=True).numpy().shape, (4, 1))
    assert autograd.norm(np.zeros((2, 0))) == 0.0


def test_equal_huge_numbers_have_no_deviation():
    x = np.stack([np.full(4, 1e38, np.float32), np.float32(1e37) * SMALL[0].astype(np.float32)])
    z = autograd.standardize(x, epsilon=1e-5)
    np.testing.assert_allclose(z[0], 0.0, atol=1e-3)
    np.testing.assert_allclose(z[1], (SMALL[0] - SMALL[0].mean()) / SMALL[0].std(), rtol=1e-5)


def test_the_running_variance_of_huge_single_numbers_follows_them():
    layer = layers.BatchNormalization(momentum=0.0, dtype="float32")
    layer((SMALL * 2.0**50).astype(np.float32), training=True)
    np.testing.assert_allclose(layer.moving_variance.numpy(), SMALL.var(0) * 2.0**100, rtol=1e-5)
