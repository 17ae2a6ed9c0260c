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


def framed(x: np.ndarray, padding: Padding, parts: list[slice]) -> Iterator[np.ndarray]:
    """x[part] with a border of zeros, part after part in the same memory; a negative border cuts."""
    cut = [slice(max(0, -a), size - max(0, -b)) for size, (a, b) in zip(x.shape[1:-1], padding)]
    inner = x[tuple([slice(None), *cut])]
    grown = [(max(0, a), max(0, b)) for a, b in padding]
    if not any(a or b for a, b in grown):
        yield from (inner[part] for part in parts)
        return
    sizes = [size + a + b for size, (a, b) in zip(x.shape[1:-1], padding)]
    room = np.zeros((max([part.stop - part.start for part in parts], default=0), *sizes, x.shape[-1]), x.dtype)
    middle = tuple([slice(None), *[slice(a, a + size) for (a, _), size in zip(grown, inner.shape[1:-1])]])
    for part in parts:
        frame = room[: part.stop - part.start]
        if inner.size:
            frame[middle] = inner[part]
        yield frame


def pieces_of_windows(
    x: np.ndarray, taps: Sizes, strides: Sizes, padding: Padding, dilation: Sizes, dtype: Any
) -> Iterator[tuple[slice, slice, np.ndarray]]:
    """(images, lines, their windows): a few whole images at a time, or a few lines of one large image."""
    count = counts(x.shape[1:-1], taps, strides, padding, dilation)
    line = math.prod(count[1:]) * math.prod(taps) * x.shape[-1] * np.dtype(dtype).itemsize
    images = pieces(len(x), line * count[0])
    for part, frame in zip(images, framed(x, padding, images)):
        seen = windows(frame, taps, strides, dilation)
        for lines in pieces(count[0], line * len(frame)) if len(frame) == 1 else [slice(0, count[0])]:
            yield part, lines, seen[:, lines]


def together(groups: int, channels: int) -> int:
    """How many groups of so few channels are multiplied at once, by a matrix with zeros between the groups."""
    return next((m for m in range(1, groups) if groups % m == 0 and m * channels >= WIDE), groups)


def matrices(k: np.ndarray, groups: int, dtype: Any) -> list[tuple[slice, slice, np.ndarray]]:
    """(channels in, channels out, matrix) for each product: (*taps, c, filters) -> (taps·m·c, m·f) each."""
    *taps, c, filters = k.shape
    f, m = filters // groups, together(groups, c)
    found = []
    for group in range(0, groups, m):
        diagonal = np.zeros((*taps, m, c, m, f), dtype)
        for i in range(m):
            diagonal[..., i, :, i, :] = k[..., (group + i) * f : (group + i + 1) * f]
        inside, outside = slice(group * c, (group + m) * c), slice(group * f, (group + m) * f)
        found.append((inside, outside, diagonal.reshape(-1, m * f)))  # (*taps, m, c, m, f) -> (taps·m·c, m·f)
    return found
