"""Operations that work in pieces, on both sides of each limit: where work is cut must not be seen in the numbers."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

import nn
from autograd import Tensor
from autograd.ops.index import scatter_add
from autograd.ops.linalg import SMALL, einsum
from autograd.ops.networks.convolution import conv, conv_x
from autograd.ops.networks.normalization import normalize
from autograd.ops.networks.pooling import max_pool, sum_pool
from autograd.ops.networks.windows import PIECE

RNG = np.random.default_rng(5)


def windows(x, taps, strides):
    """(n, *sizes, C) -> (n, *counts, C, *taps), by NumPy's own views."""
    axes = tuple(range(1, 1 + len(taps)))
    every = tuple(slice(None, None, s) for s in strides)
    return sliding_window_view(x, taps, axes)[(slice(None), *every)]


def convolve(x, y, b, strides):
    axes = len(strides)
    seen = windows(x, y.shape[:axes], strides)
    return np.tensordot(seen, np.moveaxis(y, axes, 0), axes=(range(1 + axes, 2 + 2 * axes), range(1 + axes))) + b


def numbers_around(limit, each):
    """So many windows that their columns take a little less than the limit, just as much, and more: twice and many times."""
    edge = limit // each
    return [max(1, edge - 1), edge, edge + 1, 2 * edge + 1]


CASES = [
    # taps, channels, filters, the other sizes, strides
    ((3,), 128, 4, (), (1,)),
    ((2,), 64, 3, (), (2,)),
    ((3, 2), 16, 3, (9,), (1, 1)),
    ((2, 2), 24, 2, (5,), (1, 2)),
    ((2, 1, 2), 16, 2, (4, 6), (1, 1, 1)),
]


@pytest.mark.parametrize(("taps", "channels", "filters", "others", "strides"), CASES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("k", range(4))
def test_convolutions_on_both_sides_of_a_piece(taps, channels, filters, others, strides, dtype, k):
    """One image is cut into lines of windows; with a bias, which is added line by line, and gradients for all three."""
    line = np.prod([(n - t) // s + 1 for n, t, s in zip(others, taps[1:], strides[1:])], dtype=int)
    count = numbers_around(PIECE, int(np.prod(taps)) * channels * np.dtype(dtype).itemsize * line)[k]
    sizes = ((count - 1) * strides[0] + taps[0], *others)
    for n in (1, 2):
        x, y = RNG.standard_normal((n, *sizes, channels)), RNG.standard_normal((*taps, channels, filters))
        b = RNG.standard_normal(filters)
        xs = [Tensor(v.astype(dtype)) for v in (x, y, b)]
        z = conv(*xs, strides=strides)
        expected = convolve(x, y, b, strides)
        tolerance = 1e-4 if dtype is np.float32 else 1e-12
        np.testing.assert_allclose(z.numpy(), expected, rtol=tolerance, atol=tolerance * 100)
        if k in (1, 2):
            g = RNG.standard_normal(expected.shape)
            z.backward(g.astype(dtype))
            v = [RNG.standard_normal(a.shape) for a in (x, y, b)]
            # the form is linear in each: <g, conv(v)> is <v, its gradient>
            by_x, by_y = convolve(v[0], y, 0.0, strides), convolve(x, v[1], 0.0, strides)
            moved = [np.sum(g * by_x), np.sum(g * by_y), np.sum(g * v[2])]
            found = [np.sum(a * t.grad) for a, t in zip(v, xs)]
            scale = np.sqrt(g.size * channels * np.prod(taps))
            np.testing.assert_allclose(found, moved, rtol=tolerance, atol=tolerance * 10 * scale)


@pytest.mark.parametrize("length", [340, 341, 342, 343, 500, 1400])
def test_one_dimensional_layers_on_long_sequences(length):
    """Conv1D(4, 3) of 128 channels in single precision passes the limit at 341 windows."""
    x = RNG.standard_normal((2, length, 128)).astype(np.float32)
    layers = [nn.layers.Conv1D(4, 3), nn.layers.DepthwiseConv1D(3), nn.layers.SeparableConv1D(4, 3)]
    layers.append(nn.layers.Conv1DTranspose(4, 3))
    for layer in layers:
        z = layer(x).numpy()
        cut = length // 2
        first, second = layer(x[:, :cut]).numpy(), layer(x[:, cut - 2 :]).numpy()
        middle = 2 if z.shape[1] > length else 0  # where a transposed convolution's halves overlap
        np.testing.assert_allclose(z[:, : first.shape[1] - middle], first[:, : first.shape[1] - middle], rtol=1e-3, atol=1e-4)
        start = z.shape[1] - second.shape[1] + middle
        np.testing.assert_allclose(z[:, start:], second[:, middle:], rtol=1e-3, atol=1e-4)


def test_batches_of_nothing_have_gradients_of_zero():
    for shape in ((0, 3, 1), (0, 3, 4, 1), (0, 3, 2, 2, 1)):
        x, k, b = Tensor(np.ones(shape)), Tensor(np.ones((*[2] * (len(shape) - 2), 1, 3))), Tensor(np.ones(3))
        z = conv(x, k, b)
        z.sum().backward()
        assert (z.shape[0], x.grad.shape) == (0, shape)
        assert not k.grad.any() and not b.grad.any()  # noqa: PT018 - all zeros
        g, y, c = Tensor(np.ones(z.shape)), Tensor(np.ones(k.shape)), Tensor(np.ones(1))
        conv_x(g, y, c, size=shape[1:-1]).sum().backward()
        assert not y.grad.any() and not c.grad.any()  # noqa: PT018 - all zeros


@pytest.mark.parametrize("axes", [1, 2, 3])
@pytest.mark.parametrize("k", range(4))
def test_pooling_on_both_sides_of_a_piece(axes, k):
    """The gradients of a few images at a time: pieces of the batch."""
    shape = (4,) * axes
    n = numbers_around(PIECE, 4**axes * 8 * 8)[k]
    x = RNG.permutation(n * 4**axes * 8).reshape(n, *shape, 8).astype(float)
    seen = windows(x, (2,) * axes, (2,) * axes)
    taps = tuple(range(-axes, 0))
    for pool, reduce in ((max_pool, np.max), (sum_pool, np.sum)):
        t = Tensor(x)
        z = pool(t, window=2)
        np.testing.assert_allclose(z.numpy(), reduce(seen, axis=taps), rtol=1e-13)
        g = RNG.standard_normal(z.shape)
        z.backward(g)
        spread = g
        for axis in range(1, 1 + axes):
            spread = np.repeat(spread, 2, axis)
        largest = z.numpy()
        for axis in range(1, 1 + axes):
            largest = np.repeat(largest, 2, axis)
        np.testing.assert_array_equal(t.grad, spread * (x == largest) if pool is max_pool else spread)


@pytest.mark.parametrize("k", range(4))
def test_normalizing_on_both_sides_of_a_piece(k):
    n = numbers_around(PIECE, 2 * 8 * 8)[k]
    x, gamma, beta = RNG.standard_normal((n, 8)), RNG.standard_normal(8), RNG.standard_normal(8)
    z = normalize(x, gamma, beta, epsilon=0.0)
    np.testing.assert_allclose(z, gamma * (x - x.mean(0)) / x.std(0) + beta, rtol=1e-9, atol=1e-10)


FORMS = [
    ("ij,jk->ik", "i j", "j k"), ("ij,jk->ki", "i j", "j k"), ("ji,jk", "j i", "j k"), ("ij,ij->", "i j", "i j"),
    ("bhtd,bhsd->bhts", "b h t d", "b h s d"), ("bthd,bshd->bhts", "b t h d", "b s h d"),
    ("bhts,bshd->bthd", "b h t s", "b s h d"), ("ij,ij->i", "i j", "i j"), ("ij,j->i", "i j", "j"), ("i,j->ij", "i", "j"),
    ("ijk,jl->il", "i j k", "j l"), ("...ij,jk->...ik", "b i j", "j k"), ("...ij,...jk->...ik", "b i j", "b j k"),
    ("ii,ij->j", "i i", "i j"), ("ij,kl->", "i j", "k l"),
]  # fmt: skip


@pytest.mark.parametrize(("subscripts", "left", "right"), FORMS)
@pytest.mark.parametrize("size", [2, 9, 17, 70])
def test_einsum_of_two_operands_large_and_small(subscripts, left, right, size):
    """Large ones are matrix products; value and gradients against NumPy's own loop."""
    sizes = {c: size + i for i, c in enumerate("ijk")} | dict(zip("bhtsdl", (2, 3, size, size + 1, 5, 4)))
    x, y = (RNG.standard_normal([sizes[c] for c in term.split()]) for term in (left, right))
    expected = np.einsum(subscripts, x, y, optimize=False)
    xs = Tensor(x), Tensor(y)
    z = einsum(*xs, subscripts=subscripts)
    np.testing.assert_allclose(z.numpy(), expected, rtol=1e-10, atol=1e-10)
    g = RNG.standard_normal(expected.shape) if expected.shape else 1.5
    z.backward(g)
    for t, other, v in zip(xs, (y, x), (RNG.standard_normal(x.shape), RNG.standard_normal(y.shape))):
        pair = (v, other) if other is y else (other, v)
        moved = np.sum(g * np.einsum(subscripts, *pair, optimize=False))
        np.testing.assert_allclose(np.sum(t.grad * v), moved, rtol=1e-9, atol=1e-9 * np.sqrt(v.size * other.size))
    assert SMALL < 400 * 400


def test_einsum_stretches_and_refuses_as_numpy_does():
    x, y = RNG.standard_normal((300, 1)), RNG.standard_normal((300, 300))
    np.testing.assert_allclose(einsum(x, y, subscripts="ij,jk->ik"), np.einsum("ij,jk->ik", x, y), rtol=1e-12)
    with pytest.raises(ValueError, match="einsum"):
        einsum(RNG.standard_normal((300, 2)), y, subscripts="ij,jk->ik")
    with pytest.raises(ValueError, match="einsum"):
        einsum(y, y, subscripts="ij,jk->iz")


KEYS = [
    ((5000,), lambda n: RNG.integers(-5000, 5000, n)),
    ((5000,), lambda n: RNG.integers(0, 5000, n).astype(np.uint16)),
    ((5000,), lambda n: RNG.integers(-5000, 5000, (n // 2, 2))),
    ((50, 60), lambda n: (RNG.integers(-50, 50, n), RNG.integers(0, 60, n))),
    ((50, 60), lambda n: (slice(None), RNG.integers(0, 60, n // 50))),
    ((50, 6), lambda n: RNG.integers(-50, 50, n // 6)),
    ((50, 6, 2), lambda n: (RNG.integers(-50, 50, n // 2), RNG.integers(-6, 6, n // 2))),
    ((5000,), lambda n: RNG.uniform(size=5000) < 0.5),
    ((50, 100), lambda n: RNG.uniform(size=(50, 100)) < 0.5),
]


@pytest.mark.parametrize(("shape", "draw"), KEYS)
@pytest.mark.parametrize("n", [100, 4095, 4096, 4200, 9000])
def test_adding_back_what_was_picked_few_and_many(shape, draw, n):
    key = draw(n)
    x = np.zeros(shape)
    g = RNG.standard_normal(x[key].shape)
    np.add.at(x, key, g)
    t = Tensor(np.zeros(shape))
    t[key].backward(g)
    np.testing.assert_allclose(t.grad, x, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(scatter_add(g, key=key, shape=shape), x, rtol=1e-12, atol=1e-12)
    (t[key] * g).sum().backward()
    np.testing.assert_allclose(t.grad, 2 * x, rtol=1e-12, atol=1e-12)
