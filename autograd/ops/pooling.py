"""Pooling: the largest, or the sum, of the numbers under a sliding window, channel by channel, channels last.

A window's largest number is the largest of its lines' largest, so windows are reduced along one axis after the other:
k + k comparisons instead of k · k. Where several numbers of a window are largest, the first, line by line, takes the
whole gradient, as in PyTorch and TensorFlow. A border counts as −∞ for the largest and as 0 for the sum.
"""

from __future__ import annotations

import math

import numpy as np

from autograd.op import Op, Sample
from autograd.ops.samples import arrays, fixed
from autograd.ops.windows import borders, counts, each


def settled_window(x, window, strides, padding):
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


def bordered(x, padding, value):
    """x with a border of `value`; x itself where there is none."""
    if not any(map(any, padding)):
        return x
    x = np.asarray(x, np.result_type(x, np.float32))  # −∞ is no whole number
    return np.pad(x, [(0, 0), *padding, (0, 0)], constant_values=value)


def inside(x, padding):
    """Without the border."""
    middle = [slice(before, size - after) for (before, after), size in zip(padding, x.shape[1:-1])]
    return x[tuple([slice(None), *middle])]


def taps(x, axis, window, stride):
    """The first, second, ... numbers of all windows along an axis, as views of x."""
    count = (x.shape[axis] - window) // stride + 1
    keys = [(slice(None),) * axis + (slice(a, a + stride * (count - 1) + 1, stride),) for a in range(window)]
    return [x[key] for key in keys]


def line(x, reduce, axis, window, stride):
    """Windows reduced along one axis."""
    first, *rest = taps(x, axis, window, stride)
    if not rest:
        return first
    x = reduce(first, rest[0])
    for tap in rest[1:]:
        reduce(x, tap, out=x)
    return x


def reduced(x, reduce, window, strides):
    """Windows reduced along one axis after the other: (n, *sizes, C) -> (n, *counts, C)"""
    for axis, (size, stride) in enumerate(zip(window, strides), 1):
        x = line(x, reduce, axis, size, stride)
    return x


def stages(x, window, strides):
    """(axis, before, after) of the largest numbers, the last axis first, so that of equal ones the first line counts."""
    found = []
    for axis in range(len(window), 0, -1):
        largest = line(x, np.maximum, axis, window[axis - 1], strides[axis - 1])
        found.append((axis, x, largest))
        x = largest
    return found


def firsts(x, largest, axis, window, stride):
    """For each tap, in which windows it is the largest number and none before it was."""
    free = None
    for tap in taps(x, axis, window, stride):
        hit = tap == largest
        if free is not None:
            hit &= free
            free &= ~hit
        else:
            free = ~hit
        yield hit


def max_pool_forward(x, *, window=2, strides=None, padding=0):
    """x: (n, *sizes, C) -> (n, *counts, C)"""
    window, strides, padding = settled_window(x, window, strides, padding)
    return reduced(bordered(x, padding, -np.inf), np.maximum, window, strides)


def max_unpool_forward(g, x, *, window=2, strides=None, padding=0):
    """g at the places of x's largest numbers, 0 elsewhere: (n, *counts, C), (n, *sizes, C) -> (n, *sizes, C)"""
    window, strides, padding = settled_window(x, window, strides, padding)
    for axis, before, largest in reversed(stages(bordered(x, padding, -np.inf), window, strides)):
        size, stride = window[axis - 1], strides[axis - 1]
        share = np.zeros(before.shape, g.dtype)
        places = taps(share, axis, size, stride)
        for place, hit in zip(places, firsts(before, largest, axis, size, stride)):
            if stride < size:
                place += g * hit
            else:
                np.multiply(g, hit, out=place)
        g = share
    return inside(g, padding)


def max_pick_forward(y, x, *, window=2, strides=None, padding=0):
    """y's numbers at the places of x's largest: (n, *sizes, C), (n, *sizes, C) -> (n, *counts, C)"""
    window, strides, padding = settled_window(x, window, strides, padding)
    y = bordered(y, padding, 0.0)
    for axis, before, largest in stages(bordered(x, padding, -np.inf), window, strides):
        size, stride = window[axis - 1], strides[axis - 1]
        hits = firsts(before, largest, axis, size, stride)
        y = sum(tap * hit for tap, hit in zip(taps(y, axis, size, stride), hits))
    return y


def sum_pool_forward(x, *, window=2, strides=None, padding=0):
    """x: (n, *sizes, C) -> (n, *counts, C)"""
    window, strides, padding = settled_window(x, window, strides, padding)
    return reduced(bordered(x, padding, 0.0), np.add, window, strides)


def sum_unpool_forward(g, *, size, window=2, strides=None, padding=0):
    """Each number of g for every place of its window: (n, *counts, C) -> (n, *size, C)"""
    whole = (len(g), *size, g.shape[-1])
    window, strides, padding = settled_window(np.broadcast_to(0.0, whole), window, strides, padding)
    for axis in range(len(size), 0, -1):
        before, after = padding[axis - 1]
        share = np.zeros((*g.shape[:axis], before + size[axis - 1] + after, *g.shape[axis + 1 :]), g.dtype)
        for place in taps(share, axis, window[axis - 1], strides[axis - 1]):
            place += g
        g = share
    return inside(g, padding)


def average_pool(x, *, window=2, strides=None, padding=0):
    """The mean of the numbers under a window; what lies in the border does not count.

    x: (n, *sizes, C) -> (n, *counts, C)
    """
    window, strides, padding = settled_window(x, window, strides, padding)
    settings = {"window": window, "strides": strides, "padding": padding}
    if not any(map(any, padding)):
        return sum_pool(x, **settings) * (1.0 / math.prod(window))
    ones = np.ones((1, *np.shape(x)[1:-1], 1), getattr(x, "dtype", float))
    return sum_pool(x, **settings) / sum_pool_forward(ones, **settings)  # (n, *counts, C) / (1, *counts, 1)


# fmt: off
POOLED = (arrays((2, 4, 2)), arrays((1, 5, 4, 2), window=(2, 3), strides=(1, 2)), arrays((1, 3, 5, 1), window=3, strides=2, padding=((1, 1), (0, 2))),
          arrays((2, 6, 1), window=1, strides=4), arrays((0, 2, 2, 1)))
TIED = Sample((np.array([[[0.0], [1.0], [1.0], [1.0]], [[1.0], [0.0], [0.0], [0.0]]]).reshape(1, 2, 4, 1),), {"window": 2},
              grads=(np.array([[0.0, 1.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.0]]).reshape(1, 2, 4, 1),))

max_pool = Op("max_pool", max_pool_forward,
    vjps=(lambda g, z, x, **settings: max_unpool(g, x, **settings),),
    label="max pool", tex=(r"z_o = \max_a x_{o s + a}", r"\bar x_i = \sum_{i = \arg\max o} \bar z_o"),
    source="Riesenhuber & Poggio, 1999, Nature Neuroscience 2",
    samples=fixed(*POOLED, TIED))

max_unpool = Op("max_unpool", max_unpool_forward,
    vjps=(lambda g, z, x, y, **settings: max_pick(g, y, **settings), None),
    label="max poolᵀ", tex=(r"z_i = \sum_{i = \arg\max_a y_{o s + a}} x_o", r"\bar z_{\arg\max_a y_{o s + a}}", "0"),
    samples=fixed(arrays((2, 2, 2), (2, 4, 2)), arrays((1, 4, 1, 2), (1, 5, 4, 2), window=(2, 3), strides=(1, 2)),
                  arrays((1, 2, 3, 1), (1, 3, 5, 1), window=3, strides=2, padding=((1, 1), (0, 2)))))

max_pick = Op("max_pick", max_pick_forward,
    vjps=(lambda g, z, x, y, **settings: max_unpool(g, y, **settings), None),
    label="at max", tex=(r"z_o = x_{\arg\max_a y_{o s + a}}", r"\bar x_i = \sum_{i = \arg\max o} \bar z_o", "0"),
    samples=fixed(arrays((2, 4, 2), (2, 4, 2)), arrays((1, 5, 4, 2), (1, 5, 4, 2), window=(2, 3), strides=(1, 2)),
                  arrays((1, 3, 5, 1), (1, 3, 5, 1), window=3, strides=2, padding=((1, 1), (0, 2)))))

sum_pool = Op("sum_pool", sum_pool_forward,
    vjps=(lambda g, z, x, **settings: sum_unpool(g, size=np.shape(x)[1:-1], **settings),),
    label="sum pool", tex=(r"z_o = \sum_a x_{o s + a}", r"\bar x_i = \sum_{o s + a = i} \bar z_o"), samples=fixed(*POOLED))

sum_unpool = Op("sum_unpool", sum_unpool_forward,
    vjps=(lambda g, z, x, size, **settings: sum_pool(g, **settings),),
    label="sum poolᵀ", tex=(r"z_i = \sum_{o s + a = i} x_o", r"\bar x_o = \sum_a \bar z_{o s + a}"),
    samples=fixed(arrays((2, 2, 2), size=(4,)), arrays((1, 4, 1, 2), size=(5, 4), window=(2, 3), strides=(1, 2)),
                  arrays((1, 2, 3, 1), size=(3, 5), window=3, strides=2, padding=((1, 1), (0, 2)))))
# fmt: on
