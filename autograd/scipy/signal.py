"""Convolution over chosen axes, with products and sums over others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.signal as _own

from autograd.ops.networks.convolution import conv as _conv

Axes = tuple[Sequence[int], Sequence[int]]


def convolve(A: Any, B: Any, axes: Axes | None = None, dot_axes: Axes = ((), ()), mode: str = "full") -> Any:
    """The convolution of A and B over some axes.

    A, B: numbers of any shape. axes=None: the axes of A and those of B that are convolved, in pairs; None for all.
    dot_axes=((), ()): pairs of axes that are multiplied and summed up. mode="full": "full" has every overlap, "valid" only
    whole ones, "same" as many as A has elements, from the middle of the full ones. The result has A's other axes, then B's,
    then the convolved ones. Raises ValueError for axes that do not fit and, in mode "valid", where neither holds the other.

    >>> convolve(np.array([1.0, 2.0]), np.array([1.0, 10.0]))
    array([ 1., 12., 20.])
    """
    if mode not in ("full", "valid", "same"):
        raise ValueError(f"convolve: mode must be 'full', 'valid' or 'same', got {mode!r}")
    if axes is None and np.ndim(A) != np.ndim(B):
        raise ValueError(f"convolve of shapes {np.shape(A)} and {np.shape(B)}: give both as many axes, or name axes=")
    own, other = [[range(np.ndim(A)), range(np.ndim(B))] if axes is None else axes, dot_axes]
    (conv_a, conv_b), (dot_a, dot_b) = ([[int(axis) for axis in side] for side in pair] for pair in (own, other))
    _check_pairs(np.shape(A), np.shape(B), conv_a, conv_b, dot_a, dot_b)
    free_a = [axis for axis in range(np.ndim(A)) if axis not in conv_a + dot_a]
    free_b = [axis for axis in range(np.ndim(B)) if axis not in conv_b + dot_b]
    if not conv_a:
        return np.tensordot(A, B, axes=(dot_a, dot_b))
    size_a, size_b = (tuple(np.shape(x)[axis] for axis in chosen) for x, chosen in ((A, conv_a), (B, conv_b)))
    kept_a, kept_b = (tuple(np.shape(x)[axis] for axis in chosen) for x, chosen in ((A, free_a), (B, free_b)))
    summed = math.prod(np.shape(A)[axis] for axis in dot_a)
    signal = np.reshape(np.transpose(A, free_a + conv_a + dot_a), (math.prod(kept_a), *size_a, summed))
    kernel = np.reshape(np.transpose(B, conv_b + dot_b + free_b), (*size_b, summed, math.prod(kept_b)))
    z = _by_mode(signal, kernel, size_a, size_b, mode)  # (free of A, *sizes, free of B)
    z = np.moveaxis(z, -1, 1)
    return np.reshape(z, (*kept_a, *kept_b, *np.shape(z)[2:]))


def _check_pairs(a: Any, b: Any, conv_a: list[int], conv_b: list[int], dot_a: list[int], dot_b: list[int]) -> None:
    if len(conv_a) != len(conv_b) or len(dot_a) != len(dot_b):
        raise ValueError(f"convolve of shapes {a} and {b}: axes and dot_axes pair the axes of the two, one by one")
    for i, j in zip(dot_a, dot_b):
        if a[i] != b[j]:
            raise ValueError(f"convolve of shapes {a} and {b}: dot_axes {i} and {j} have {a[i]} and {b[j]} elements")


def _by_mode(signal: Any, kernel: Any, size_a: Any, size_b: Any, mode: str) -> Any:
    """signal: (n, *sizes, c), kernel: (*taps, c, f) -> (n, *counts, f)."""
    swapped = mode == "valid" and any(m < n for m, n in zip(size_a, size_b))
    if swapped:
        if any(m > n for m, n in zip(size_a, size_b)):
            raise ValueError(f"convolve: mode 'valid' needs one that holds the other, got {size_a} and {size_b}")
        signal, kernel = np.moveaxis(kernel, -1, 0), np.moveaxis(signal, 0, -1)
        size_b = size_a
    turned = np.flip(kernel, tuple(range(len(size_b))))
    if mode == "valid":
        z = _conv(signal, turned)
        return np.moveaxis(np.moveaxis(z, 0, -1), -2, 0) if swapped else z
    border = tuple((n - 1, n - 1) for n in size_b)
    if mode == "same":
        border = tuple((n - 1 - (n - 1) // 2, (n - 1) // 2) for n in size_b)
    return _conv(np.pad(signal, ((0, 0), *border, (0, 0))), turned)


def __getattr__(name: str) -> Any:
    return getattr(_own, name)
