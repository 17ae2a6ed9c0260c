"""Sliding windows over channels-last arrays: how convolution becomes a few products of large matrices.

The numbers under a window are laid out as one line of a matrix ("columns"); the kernel, flattened the same way, is the
other matrix. A whole batch of such lines would be as many times larger than the image as the kernel has places, so
it is laid out piece by piece, each small enough to stay in the processor's cache while it is multiplied.
Chellapilla, Puri & Simard, 2006, "High performance convolutional neural networks for document processing".
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

PIECE = 1 << 19  # bytes of columns at once: half of a usual second-level cache
WIDE = 8  # channels below this are too few for a matrix product of their own

Sizes = Sequence[int]
Padding = Sequence[tuple[int, int]]


def each(axes: int, value: Any, what: str) -> tuple[int, ...]:
    """One whole number, 1 or more, for each axis."""
    found = tuple(value) if isinstance(value, (tuple, list)) else (value,) * axes
    if len(found) != axes or not all(isinstance(n, (int, np.integer)) and n > 0 for n in found):
        raise ValueError(f"{what} must be a positive whole number, or {axes} of them, got {value!r}")
    return found


def borders(axes: int, value: Any) -> tuple[tuple[int, int], ...]:
    """How much is added before and after each axis."""
    found = tuple([tuple(pair) for pair in value]) if isinstance(value, (tuple, list)) else ((value, value),) * axes
    if len(found) != axes or not all(len(pair) == 2 for pair in found):
        raise ValueError(f"padding must be a whole number, or {axes} pairs (before, after), got {value!r}")
    return found


def counts(sizes: Sizes, taps: Sizes, strides: Sizes, padding: Padding, dilation: Sizes) -> tuple[int, ...]:
    """How many windows fit along each axis; ValueError if not even one does."""
    found = []
    for size, tap, stride, (before, after), apart in zip(sizes, taps, strides, padding, dilation):
        span, room = (tap - 1) * apart + 1, size + before + after
        if span > room:
            raise ValueError(f"a window that spans {tuple((t - 1) * d + 1 for t, d in zip(taps, dilation))} does not fit "
                             f"into {tuple(s + a + b for s, (a, b) in zip(sizes, padding))}")  # fmt: skip
        found.append((room - span) // stride + 1)
    return tuple(found)


def windows(x: np.ndarray, taps: Sizes, strides: Sizes, dilation: Sizes) -> np.ndarray:
    """Every window of x, without copying: (n, *sizes, C) -> (n, *counts, *taps, C)."""
    count = counts(x.shape[1:-1], taps, strides, [(0, 0)] * len(taps), dilation)
    first, *steps, last = x.strides
    moves = [step * stride for step, stride in zip(steps, strides)]
    jumps = [step * apart for step, apart in zip(steps, dilation)]
    shape = (len(x), *count, *taps, x.shape[-1])
    return as_strided(x, shape, (first, *moves, *jumps, last), writeable=False)


def columns(seen: np.ndarray, axes: int) -> np.ndarray:
    """Windows as the lines of a matrix: (n, *counts, *taps, C) -> (n·counts, taps·C).

    The copy runs along the longer of a window's and an image's line: with few channels that is the image's.
    """
    rows, k = math.prod(seen.shape[: 1 + axes]), math.prod(seen.shape[1 + axes :])
    if seen.shape[-2] * seen.shape[-1] < seen.shape[axes]:
        turned = seen.transpose(*range(1 + axes, seen.ndim), *range(1 + axes))
        return np.ascontiguousarray(turned).reshape(k, rows).T  # (*taps, C, n, *counts) -> (taps·C, n·counts)
    return seen.reshape(rows, k)


def pieces(count: int, bytes_each: int) -> list[slice]:
    """0 to count in steps of about PIECE bytes."""
    step = max(1, PIECE // max(1, bytes_each))
    return [slice(start, min(start + step, count)) for start in range(0, count, step)]


def parts(n: int, count: Sizes, width: int) -> tuple[list[slice], list[slice]]:
    """Images, and lines of them, to work on at once: a few whole images, or one large image a few lines at a time.

    `width` is the bytes of a single window.
    """
    line = math.prod(count[1:]) * width
    return pieces(n, line * count[0]), pieces(count[0], line) if line * count[0] > PIECE else [slice(0, count[0])]


def walk_windows(
    x: np.ndarray, taps: Sizes, strides: Sizes, padding: Padding, dilation: Sizes
) -> Iterator[tuple[slice, slice, np.ndarray]]:
    """(images, lines, their windows), part after part.

    A border of zeros is put around a few images at a time, in memory that stays in the cache; a negative one cuts.
    """
    count = counts(x.shape[1:-1], taps, strides, padding, dilation)
    images, lines = parts(len(x), count, math.prod(taps) * x.shape[-1] * x.itemsize)
    inner = x[tuple([slice(None), *[slice(max(0, -a), n - max(0, -b)) for n, (a, b) in zip(x.shape[1:-1], padding)]])]
    grown = [(max(0, a), max(0, b)) for a, b in padding]
    if not (images and any(a or b for a, b in grown)):
        views = windows(inner, taps, strides, dilation) if images else inner
        yield from ((some, part, views[some, part]) for some in images for part in lines)
        return
    sizes = [n + a + b for n, (a, b) in zip(x.shape[1:-1], padding)]
    frame = np.zeros((images[0].stop, *sizes, x.shape[-1]), x.dtype)  # no part holds more images than the first
    middle = frame[tuple([slice(None), *[slice(a, a + n) for n, (a, _) in zip(inner.shape[1:-1], grown)]])]
    views = windows(frame, taps, strides, dilation)
    for some in images:
        n = some.stop - some.start
        if inner.size:
            middle[:n] = inner[some]
        yield from ((some, part, views[:n, part]) for part in lines)


def groups_at_once(groups: int, channels: int) -> int:
    """How many groups of so few channels are multiplied at once, by a matrix with zeros between the groups."""
    return next((m for m in range(1, groups) if groups % m == 0 and m * channels >= WIDE), groups)


def matrices(k: np.ndarray, groups: int, dtype: Any) -> list[tuple[slice, slice, np.ndarray]]:
    """(channels in, channels out, matrix) for each product: (*taps, c, filters) -> (taps·m·c, m·f) each."""
    *taps, c, filters = k.shape
    f, m = filters // groups, groups_at_once(groups, c)
    found = []
    for group in range(0, groups, m):
        diagonal = np.zeros((*taps, m, c, m, f), dtype)
        for i in range(m):
            diagonal[..., i, :, i, :] = k[..., (group + i) * f : (group + i + 1) * f]
        inside, outside = slice(group * c, (group + m) * c), slice(group * f, (group + m) * f)
        found.append((inside, outside, diagonal.reshape(-1, m * f)))  # (*taps, m, c, m, f) -> (taps·m·c, m·f)
    return found
