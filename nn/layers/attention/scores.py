"""Attention: every position of a sequence takes from all others what it asks for.

A query is compared with the keys of all positions; softmax makes shares of the likenesses; the values are added up in
these shares. Vaswani, Shazeer, Parmar, Uszkoreit, Jones, Gomez, Kaiser & Polosukhin, 2017, arXiv:1706.03762.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

import autograd

NEVER = -1e30  # a likeness that softmax turns to a share of exactly 0


def attend(query: Any, key: Any, value: Any, mask: Any = None, drop: Callable[[Any], Any] | None = None) -> tuple[Any, Any]:
    """softmax(q kᵀ / √D) v, and the shares: q (..., T, D), k (..., S, D), v (..., S, V) -> (..., T, V) and (..., T, S).

    `mask: (..., T, S)` is True where a query may look; one that may look nowhere gets the mean of all values, and tells
    keys and queries nothing by its gradient. `drop` changes the shares before they are used.

    >>> attend(np.zeros((1, 2)), np.ones((2, 2)), np.array([[1.0], [3.0]]))[0]
    array([[2.]])
    """
    likeness = (query * (1.0 / math.sqrt(np.shape(query)[-1]))) @ np.swapaxes(key, -1, -2)  # (..., T, D) @ (..., D, S)
    if mask is not None:
        likeness = autograd.where(mask, likeness, np.asarray(NEVER, likeness.dtype))
    shares = autograd.softmax(likeness)
    return (shares if drop is None else drop(shares)) @ value, shares  # (..., T, S) @ (..., S, V)


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
    """What the heads found, side by side: (B, heads, T, D) -> (B, T, heads · D)."""
    b, heads, t, size = np.shape(x)
    return np.reshape(np.transpose(x, (0, 2, 1, 3)), (b, t, heads * size))  # (B, T, H, D) -> (B, T, H · D)
