"""Attention: every position of a sequence takes a weighted mean of the values of all positions.

A query is compared with the keys of all positions; softmax turns these scores into weights that sum to 1; the values are
added up with these weights. Vaswani, Shazeer, Parmar, Uszkoreit, Jones, Gomez, Kaiser & Polosukhin, 2017, arXiv:1706.03762.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

import autograd

NEVER = -1e30  # a score that softmax turns to a weight of exactly 0


def attend(query: Any, key: Any, value: Any, mask: Any = None, drop: Callable[[Any], Any] | None = None) -> tuple[Any, Any]:
    """softmax(q kᵀ / √D) v, and the weights: q (..., T, D), k (..., S, D), v (..., S, V) -> (..., T, V) and (..., T, S).

    `mask: (..., T, S)` is True where a query may look. A query that may look nowhere gets the mean of all values, and its
    gradient leaves keys and queries alone. `drop` changes the weights before they are used.

    >>> attend(np.zeros((1, 2)), np.ones((2, 2)), np.array([[1.0], [3.0]]))[0]
    array([[2.]])
    """
    scores = (query * (1.0 / math.sqrt(np.shape(query)[-1]))) @ np.swapaxes(key, -1, -2)  # (..., T, D) @ (..., D, S)
    if mask is not None:
        scores = autograd.where(mask, scores, np.asarray(NEVER, scores.dtype))
    weights = autograd.softmax(scores)
    return (weights if drop is None else drop(weights)) @ value, weights  # (..., T, S) @ (..., S, V)


def causal(length: int, sources: int | None = None) -> np.ndarray:
    """The mask under which position t sees positions 0..t: (length, sources).

    >>> causal(3).astype(int).tolist()
    [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    """
    return np.tri(length, sources, dtype=bool)


def split_heads(x: Any, heads: int) -> Any:
    """The features divided among heads, which come before the positions: (B, T, heads · D) -> (B, heads, T, D)."""
    b, t, features = np.shape(x)
    return np.transpose(np.reshape(x, (b, t, heads, features // heads)), (0, 2, 1, 3))  # (B, T, H, D) -> (B, H, T, D)


def join_heads(x: Any) -> Any:
    """The results of the heads, side by side: (B, heads, T, D) -> (B, T, heads · D)."""
    b, heads, t, size = np.shape(x)
    return np.reshape(np.transpose(x, (0, 2, 1, 3)), (b, t, heads * size))  # (B, T, H, D) -> (B, T, H · D)
