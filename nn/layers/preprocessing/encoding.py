"""Encoding: ids as ids, or as zeros and ones, or as counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nn.checks import choice
from nn.modules.module import Shape

MODES = ("int", "one_hot", "multi_hot", "count")
OLD_NAMES = {"binary": "multi_hot", "tf-idf": "tf_idf"}


def mode_of(who: str, given: Any, modes: Sequence[str] = MODES) -> str:
    """The setting output_mode; ValueError for another than these modes."""
    return choice(who, "output_mode", OLD_NAMES.get(given, given) if isinstance(given, str) else given, modes)


def refuse_sparse(who: str, sparse: Any) -> bool:
    """The setting sparse, which is False; ValueError for True."""
    if sparse:
        raise ValueError(f"{who}: sparse=True is not possible here, for all arrays hold their zeros: leave it out")
    return False


def encode(ids: np.ndarray, mode: str, depth: int, dtype: Any, weights: Any = None) -> np.ndarray:
    """Ids below depth, encoded; an id outside 0 … depth − 1 gives zeros.

    "one_hot": (..., ) or (..., 1) -> (..., depth). "multi_hot", "count": (n, k) -> (n, depth), whether an id is there or how
    often; weights: of the ids, to be summed in place of 1.

    >>> encode(np.array([[0, 2, 2]]), "count", 4, float).tolist()
    [[1.0, 0.0, 2.0, 0.0]]
    """
    if mode == "int":
        return np.asarray(ids.astype(dtype))
    ids = np.atleast_1d(ids)
    if mode == "one_hot" and ids.ndim > 1 and ids.shape[-1] == 1:
        ids = ids[..., 0]
    ones = (ids[..., None] == np.arange(depth)).astype(dtype)
    if mode == "one_hot":
        return np.asarray(ones)
    axis = 1 if ids.ndim > 1 else 0
    if mode == "multi_hot":
        return np.asarray(ones.max(axis=axis, initial=0))
    return np.asarray((ones if weights is None else ones * np.asarray(weights, dtype)[..., None]).sum(axis=axis))


def shape_encoded(shape: Shape, mode: str, depth: int | None) -> Shape:
    """The shape that `encode` gives for ids of this shape."""
    shape = tuple(shape)
    if mode == "int":
        return shape
    if mode == "one_hot":
        return (*(shape[:-1] if len(shape) > 1 and shape[-1] == 1 else shape), depth)
    return (*shape[:1], *shape[2:], depth) if len(shape) > 1 else (depth,)
