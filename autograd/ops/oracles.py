"""Results of rows computed another way, plainly and from the definition: a row names its own, and the tests hold it to that.

A row that differentiates a NumPy ufunc needs none: NumPy's function itself is the oracle.
"""

from __future__ import annotations

import math

import numpy as np


def erf(x):
    """Python's own, number by number."""
    return np.vectorize(math.erf, otypes=[float])(x)


def gelu_tanh(x):
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def softmax(x, axis=-1):
    return np.exp(x) / np.exp(x).sum(axis, keepdims=True)


def sparse_cross_entropy(x, y):
    flat = -np.log(softmax(x)).reshape(-1, x.shape[-1])  # (..., C) -> (rows, C)
    return np.stack([line[label] for line, label in zip(flat, y.reshape(-1))]).reshape(y.shape)


def variance(x, axis=None, ddof=0, keepdims=False):
    mean = x.mean(axis, keepdims=True)
    n = x.size / mean.size
    return ((x - mean) ** 2).sum(axis, keepdims=keepdims) / (n - ddof)


def put(x, key, shape):
    out = np.zeros(shape)
    np.add.at(out, key, x)
    return out


def moveaxis(x, source, destination):
    source, destination = ([v] if isinstance(v, int) else list(v) for v in (source, destination))
    order = [axis for axis in range(x.ndim) if axis not in source]
    for place, axis in sorted(zip(destination, source)):
        order.insert(place, axis)
    return x.transpose(order)


def expand_dims(x, axis):
    new = axis if isinstance(axis, tuple) else (axis,)
    shape = list(np.shape(x))
    for place in sorted(new):
        shape.insert(place, 1)
    return np.reshape(x, shape)


def flip(x, axis=None):
    axes = range(x.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    return x[tuple([slice(None, None, -1 if i in axes else 1) for i in range(x.ndim)])]


def pad(x, width, value=0.0):
    out = np.full([n + before + after for n, (before, after) in zip(x.shape, width)], value)
    out[tuple([slice(before, before + n) for n, (before, _) in zip(x.shape, width)])] = x
    return out


def concatenate(*xs, axis=0):
    lists = [list(np.swapaxes(x, 0, axis)) for x in xs]  # each array as the list of its slices
    return np.swapaxes(np.array([part for found in lists for part in found]), 0, axis)
