"""Tiny heat maps: an array as a few cells between -1 and 1."""

from __future__ import annotations

from typing import Any

import numpy as np

CELLS = 12  # at most, along each side


def cells(data: Any) -> tuple[tuple[float, ...], ...]:
    """The means of patches of an array, divided by the largest absolute one; nothing for what is no array of numbers.

    data: (n,) -> one row; (..., height, width) -> the mean over the axes before these

    >>> cells(np.array([0.0, -2.0, 1.0]))
    ((0.0, -1.0, 0.5),)
    """
    array = np.asarray(data, float)
    if array.ndim == 0 or array.size < 2:
        return ()
    with np.errstate(all="ignore"):
        image = array.reshape(-1, *array.shape[-2:]).mean(axis=0) if array.ndim > 1 else array[None]  # -> (height, width)
        for axis in (0, 1):
            starts = np.unique(np.linspace(0, image.shape[axis], min(CELLS, image.shape[axis]) + 1).astype(int)[:-1])
            widths = np.diff([*starts, image.shape[axis]])
            image = np.add.reduceat(image, starts, axis=axis) / (widths[:, None] if axis == 0 else widths)
        finite = np.abs(image[np.isfinite(image)])
        scaled = image / (finite.max() if finite.size and finite.max() > 0 else 1.0)
    return tuple(tuple(float(x) for x in row) for row in np.where(np.isinf(scaled), np.sign(scaled), scaled))
