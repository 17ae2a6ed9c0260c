"""Pooling: the largest, or the sum, of the numbers under a sliding window, channel by channel, channels last.

A window's largest number is the largest of its lines' largest, so windows are reduced along one axis after the other:
k + k comparisons instead of k · k. Where several numbers of a window are largest, the first, line by line, takes the
whole gradient, as in PyTorch and TensorFlow. A border counts as −∞ for the largest and as 0 for the sum.

All is done for the first numbers of all windows at once, then for the second, and so on (the windows' "taps").
"""

from __future__ import annotations

import math

import numpy as np

from autograd.kernel.op import Op, Sample
from autograd.ops.networks import oracles
from autograd.ops.networks.windows import borders, counts, each, pieces
from autograd.ops.samples import arrays


def complete_window(x, window, strides, padding):
    """The settings with one entry for each axis between batch and channels, checked against x."""
    axes = np.ndim(x) - 2
    if axes < 1:
        raise ValueError("x must be (n, *sizes, channels)")
    window = each(axes, window, "window")
    strides = window if strides is None else each(axes, strides, "strides")
    padding = borders(axes, padding)
    if any(max(pair) >= w or min(pair) < 0 for pair, w in zip(padding, window)):
        raise ValueError(f"a border of {padding} must be narrower than the window {window}, or some windows hold nothing")
    counts(np.shape(x)[1:-1], window, strides, padding, (1,) * axes)
    return window, strides, padding


def add_border(x, padding, value):
    """x with a border of `value`; x itself where there is none."""
    if not any(map(any, padding)):
        return x
    x = np.asarray(x, np.result_type(x, np.float32))  # −∞ is no whole number
    return np.pad(x, [(0, 0), *padding, (0, 0)], constant_values=value)


def inside(x, padding):
    """Without the border."""
    middle = [slice(before, size - after) for (before, after), size in zip(padding, x.shape[1:-1])]
    return x[tuple([slice(None), *middle])]


def taps(sizes, window, strides):
    """The first, second, ... numbers of all windows, line by line, as keys into an array of these sizes."""
    ends = [(n - w) // s * s + 1 for n, w, s in zip(sizes, window, strides)]
    for first in np.ndindex(*window):
        yield tuple([slice(None), *[slice(a, a + end, s) for a, end, s in zip(first, ends, strides)]])


def reduce_windows(x, reduce, window, strides):
    """Windows reduced along one axis after the other: (n, *sizes, C) -> (n, *counts, C)"""
    ones = (1,) * len(window)
    for axis in range(len(window)):
        alone = [(*ones[:axis], along[axis], *ones[axis + 1 :]) for along in (window, strides)]
        first, *rest = [x[key] for key in taps(x.shape[1:-1], *alone)]
        x = reduce(first, rest[0]) if rest else first
        for tap in rest[1:]:
            reduce(x, tap, out=x)
    return x


def at_largest(x, largest, window, strides):
    """(key, hit) for each tap: hit tells in which windows it is the largest number and none before it was.

    What is in `hit` changes with the next one. The last takes what none before it took.
    """
    free, hit = np.ones(largest.shape, bool), np.empty(largest.shape, bool)
    *others, last = taps(x.shape[1:-1], window, strides)
    for key in others:
        np.equal(x[key], largest, out=hit)
        hit &= free
        yield key, hit
        free ^= hit
    yield last, free


def choice(x):
    """How to keep the numbers of x that are hit: a product is the quickest choice, but none among infinities."""
    return np.multiply if np.isfinite(np.add.reduce(x, axis=None)) else choose


def choose(x, hit, out=None):
    kept = np.where(hit, x, x.dtype.type(0))
    if out is None:
        return kept
    out[...] = kept
    return out


def max_pool_forward(x, *, window=2, strides=None, padding=0):
    """x: (n, *sizes, C) -> (n, *counts, C)"""
    window, strides, padding = complete_window(x, window, strides, padding)
    return reduce_windows(add_border(x, padding, -np.inf), np.maximum, window, strides)


def max_unpool_forward(g, x, z=None, *, window=2, strides=None, padding=0):
    """g at the places of x's largest numbers, 0 elsewhere: (n, *counts, C), (n, *sizes, C) -> (n, *sizes, C)

    z are these numbers, where they are known.
    """
    window, strides, padding = complete_window(x, window, strides, padding)
    x = add_border(x, padding, -np.inf)
    z = reduce_windows(x, np.maximum, window, strides) if z is None else z
    meet = any(stride < size for size, stride in zip(window, strides))
    tiled = window == strides and all(size % stride == 0 for size, stride in zip(x.shape[1:-1], strides))
    share = (np.empty if tiled else np.zeros)(x.shape, g.dtype)
    take = choice(g)
    for some in pieces(len(x), x[:1].nbytes):
        for key, hit in at_largest(x[some], z[some], window, strides):
            if meet:
                share[some][key] += take(g[some], hit)
            else:
                take(g[some], hit, out=share[some][key])
    return inside(share, padding)


def max_pick_forward(y, x, *, window=2, strides=None, padding=0):
    """y's numbers at the places of x's largest: (n, *sizes, C), (n, *sizes, C) -> (n, *counts, C)"""
    window, strides, padding = complete_window(x, window, strides, padding)
    x, y = add_border(x, padding, -np.inf), add_border(y, padding, 0.0)
    take = choice(y)
    return sum(take(y[key], hit) for key, hit in at_largest(x, reduce_windows(x, np.maximum, window, strides), window, strides))


def sum_pool_forward(x, *, window=2, strides=None, padding=0):
    """x: (n, *sizes, C) -> (n, *counts, C)"""
    window, strides, padding = complete_window(x, window, strides, padding)
    return reduce_windows(add_border(x, padding, 0.0), np.add, window, strides)


def sum_unpool_forward(g, *, size, window=2, strides=None, padding=0):
    """Each number of g for every place of its window: (n, *counts, C) -> (n, *size, C)"""
    whole = np.broadcast_to(0.0, (len(g), *size, g.shape[-1]))
    window, strides, padding = complete_window(whole, window, strides, padding)
    share = np.zeros((len(g), *[n + a + b for n, (a, b) in zip(size, padding)], g.shape[-1]), g.dtype)
    for key in taps(share.shape[1:-1], window, strides):
        share[key] += g
    return inside(share, padding)


def average_pool(x, *, window=2, strides=None, padding=0):
    """The mean of the numbers under a window: (n, *sizes, C) -> (n, *counts, C).

    x: numbers with one axis or more between the first and the last. window=2: the window's size, one for all axes or one for
    each. strides=None: how far it moves, None by its own size. padding=0: the border's width, which does not count; one for
    all, or (before, after) for each axis. Raises ValueError if the window does not fit.

    >>> average_pool(np.array([[[1.0], [3.0], [5.0], [7.0]]])).ravel()
    array([2., 6.])
    """
    total = sum_pool(x, window=window, strides=strides, padding=padding)  # refuses what does not fit
    window, strides, padding = complete_window(x, window, strides, padding)
    if not any(map(any, padding)):
        return total * (1.0 / math.prod(window))
    ones = np.ones((1, *np.shape(x)[1:-1], 1), total.dtype)
    return total / sum_pool_forward(ones, window=window, strides=strides, padding=padding)  # (n, *counts, C) / (1, *counts, 1)


# fmt: off
POOLED = (arrays((2, 4, 2)), arrays((1, 5, 4, 2), window=(2, 3), strides=(1, 2)), arrays((1, 3, 5, 1), window=3, strides=2, padding=((1, 1), (0, 2))),
          arrays((2, 6, 1), window=1, strides=4), arrays((0, 2, 2, 1)))
TIED = Sample((np.array([[[0.0], [1.0], [1.0], [1.0]], [[1.0], [0.0], [0.0], [0.0]]]).reshape(1, 2, 4, 1),), {"window": 2},
              grads=(np.array([[0.0, 1.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.0]]).reshape(1, 2, 4, 1),))

max_pool = Op("max_pool", max_pool_forward, chooses=True,
    doc="The largest number under each window, channel by channel.",
    vjps=(lambda g, z, x, **settings: max_unpool(g, x, z, **settings),),
    oracle=lambda x, **settings: oracles.pool(x, np.max, **settings),
    real=True, label="max pool", tex=(r"z_o = \max_a x_{o s + a}", r"\bar x_i = \sum_{i = \arg\max o} \bar z_o"),
    source="Riesenhuber & Poggio, 1999, Nature Neuroscience 2",
    samples=lambda: [*POOLED, TIED])

max_unpool = Op("max_unpool", max_unpool_forward,
    doc="Each x added where its window of y has its largest number.",
    vjps=(lambda g, z, x, y, largest=None, **settings: max_pick(g, y, **settings), None, None),
    oracle=oracles.max_unpool,
    real=True, label="max poolᵀ", tex=(r"z_i = \sum_{i = \arg\max_a y_{o s + a}} x_o", r"\bar z_{\arg\max_a y_{o s + a}}", "0", "0"),
    samples=lambda: [arrays((2, 2, 2), (2, 4, 2)), arrays((1, 4, 1, 2), (1, 5, 4, 2), window=(2, 3), strides=(1, 2)),
                      arrays((1, 2, 3, 1), (1, 3, 5, 1), window=3, strides=2, padding=((1, 1), (0, 2)))])

max_pick = Op("max_pick", max_pick_forward, chooses=True,
    doc="For each window, the element of x where y is largest.",
    vjps=(lambda g, z, x, y, **settings: max_unpool(g, y, **settings), None),
    oracle=oracles.max_pick,
    real=True, label="at max", tex=(r"z_o = x_{\arg\max_a y_{o s + a}}", r"\bar x_i = \sum_{i = \arg\max o} \bar z_o", "0"),
    samples=lambda: [arrays((2, 4, 2), (2, 4, 2)), arrays((1, 5, 4, 2), (1, 5, 4, 2), window=(2, 3), strides=(1, 2)),
                      arrays((1, 3, 5, 1), (1, 3, 5, 1), window=3, strides=2, padding=((1, 1), (0, 2)))])

sum_pool = Op("sum_pool", sum_pool_forward, floating=True,
    doc="The sum of the numbers under each window, channel by channel.",
    vjps=(lambda g, z, x, **settings: sum_unpool(g, size=np.shape(x)[1:-1], **settings),),
    oracle=lambda x, **settings: oracles.pool(x, np.sum, **settings),
    real=True, label="sum pool", tex=(r"z_o = \sum_a x_{o s + a}", r"\bar x_i = \sum_{o s + a = i} \bar z_o"), samples=lambda: [*POOLED])

sum_unpool = Op("sum_unpool", sum_unpool_forward, floating=True,
    doc="Each x added to all places under its window.",
    vjps=(lambda g, z, x, size, **settings: sum_pool(g, **settings),),
    oracle=oracles.sum_unpool,
    real=True, label="sum poolᵀ", tex=(r"z_i = \sum_{o s + a = i} x_o", r"\bar x_o = \sum_a \bar z_{o s + a}"),
    samples=lambda: [arrays((2, 2, 2), size=(4,)), arrays((1, 4, 1, 2), size=(5, 4), window=(2, 3), strides=(1, 2)),
                      arrays((1, 2, 3, 1), size=(3, 5), window=3, strides=2, padding=((1, 1), (0, 2)))])
# fmt: on
