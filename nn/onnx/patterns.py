"""Patterns: constants that a model computes from the length of its input, such as positions and triangles of earlier ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.onnx.batch import LENGTH, Differing, Open
from nn.onnx.writer import Writer


def write_pattern(w: Writer, part: Differing, dtype: Any) -> str | None:
    """The name of an array that is the positions 0, 1, 2, ... or the triangle of earlier positions; None for any other."""
    arrays = (part.first, part.second)
    if all(x.ndim and x.shape[-1] == x.size and np.array_equal(x.ravel(), np.arange(x.size)) for x in arrays):
        return w.cast(w.reshape(positions(w), (*(1,) * (part.first.ndim - 1), -1)), dtype)
    if all(is_triangle(x) for x in arrays):
        row, column = (w.add("Unsqueeze", positions(w), w.whole(axis)) for axis in (0, 1))
        triangle = w.add(
            "Cast", w.add("GreaterOrEqual", column, row), to=w.onnx.helper.np_dtype_to_tensor_dtype(np.dtype(dtype))
        )
        before = part.first.ndim - 2
        return w.add("Unsqueeze", triangle, w.whole(*range(before))) if before else triangle
    return None


def positions(w: Writer) -> str:
    """0, 1, 2, ... up to the length."""
    end = w.add("Squeeze", w.size(Open(1, (LENGTH,))))
    return w.add("Range", w.constant(0, np.int64), end, w.constant(1, np.int64))


def is_triangle(x: np.ndarray) -> bool:
    """Whether an array says for each position which positions do not come after it."""
    square = x.ndim >= 2 and x.shape[-1] == x.shape[-2] and x.size == x.shape[-1] ** 2
    return square and np.array_equal(x.reshape(x.shape[-2:]), np.tri(x.shape[-1], dtype=x.dtype))
