"""Resampling: a line of pixels as more pixels, or fewer, each a weighted mean of those near it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def triangle(x: np.ndarray) -> np.ndarray:
    """1 at 0, on straight lines to 0 at ±1."""
    return np.asarray(np.maximum(0.0, 1.0 - np.abs(x)))


def cubic(x: np.ndarray) -> np.ndarray:
    """Keys' cubic with a = −1/2: smooth, and 0 at all whole numbers but 0. Keys, 1981."""
    x = np.abs(x)
    near, far = (1.5 * x - 2.5) * x * x + 1.0, ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
    return np.where(x < 1.0, near, np.where(x < 2.0, far, 0.0))


def lanczos(radius: int) -> Callable[[np.ndarray], np.ndarray]:
    """sinc under a wider sinc that ends it at ±radius."""
    return lambda x: np.where(np.abs(x) < radius, np.sinc(x) * np.sinc(x / radius), 0.0)


KERNELS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "bilinear": triangle,
    "bicubic": cubic,
    "lanczos3": lanczos(3),
    "lanczos5": lanczos(5),
}
INTERPOLATIONS = ("nearest", *KERNELS, "area")


def shares(size: int, new: int, interpolation: str, dtype: Any, antialias: bool = False) -> np.ndarray:
    """The share of each of `size` pixels in each of `new` ones, counted between their middles: (new, size).

    antialias: whether fewer pixels are means of all that they replace.

    >>> shares(2, 4, "bilinear", float).tolist()
    [[1.0, 0.0], [0.75, 0.25], [0.25, 0.75], [0.0, 1.0]]
    """
    step = size / new
    if interpolation == "nearest":
        found = np.zeros((new, size))
        found[np.arange(new), np.minimum(((np.arange(new) + 0.5) * step).astype(int), size - 1)] = 1.0
    elif interpolation == "area":
        edges = np.arange(new + 1) * step
        low, high = np.maximum(edges[:-1, None], np.arange(size)), np.minimum(edges[1:, None], np.arange(1, size + 1))
        found = np.maximum(high - low, 0.0)
    else:
        middles = (np.arange(new) + 0.5) * step - 0.5
        if interpolation == "bilinear" and not antialias:
            middles = np.clip(middles, 0, size - 1)
        wide = max(step, 1.0) if antialias else 1.0
        found = KERNELS[interpolation]((np.arange(size) - middles[:, None]) / wide)
    return np.asarray(found / np.sum(found, axis=1, keepdims=True), dtype)
