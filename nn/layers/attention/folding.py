"""Folding: attention over some axes of an input of many, as attention between sequences.

The axes that attend become one axis of steps, the others go to the batch: (B, rows, columns, F), attending along the columns,
is (B · rows, columns, F).
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from nn.checks import whole
from nn.modules.masks import plain
from nn.modules.module import Shape


class Folding(NamedTuple):
    """How an input was folded: its shape, the axes that attend, the axes that went to the batch."""

    shape: Shape
    attended: tuple[int, ...]
    free: tuple[int, ...]


def folding(who: str, shape: Shape, axes: tuple[int, ...] | None) -> Folding:
    """The folding of an input of this shape; ValueError for axes that it does not have."""
    rank = len(shape)
    attended = tuple(range(1, rank - 1)) if axes is None else tuple(axis % (rank - 1) if axis < 0 else axis for axis in axes)
    if not attended or any(not 0 < axis < rank - 1 for axis in attended):
        raise ValueError(
            f"{who}: attention_axes are axes between the batch and the features, got {axes} for an input of {tuple(shape)}"
        )
    return Folding(tuple(shape), attended, tuple(axis for axis in range(1, rank - 1) if axis not in attended))


def fold(x: Any, how: Folding) -> Any:
    """(B, ..., F) -> (B · free, steps, F)."""
    moved = np.transpose(x, (0, *how.free, *how.attended, len(how.shape) - 1))
    steps = math.prod(how.shape[axis] for axis in how.attended)
    return np.reshape(moved, (-1, steps, how.shape[-1]))


def unfold(x: Any, how: Folding) -> Any:
    """(B · free, steps, *features) -> (B, ..., *features)."""
    order = (0, *how.free, *how.attended)
    features = np.shape(x)[2:]
    spread = np.reshape(x, (*[how.shape[axis] for axis in order], *features))
    back = [order.index(axis) for axis in range(len(order))]
    return np.transpose(spread, (*back, *range(len(order), len(order) + len(features))))


def unfold_scores(scores: Any, query: Folding, value: Folding) -> Any:
    """(B · free, heads, T, S) -> (B, free, heads, the query's attended sizes, the value's)."""
    free = [query.shape[axis] for axis in (0, *query.free)]
    sizes = [*[query.shape[axis] for axis in query.attended], *[value.shape[axis] for axis in value.attended]]
    return np.reshape(scores, (*free, np.shape(scores)[1], *sizes))


def fold_mask(who: str, mask: Any, query: Folding, value: Folding) -> np.ndarray:
    """A mask (B, ..., query's attended sizes, value's) as (B · free, heads or 1, T, S); ValueError if it does not fit."""
    found = plain(mask)
    free = [query.shape[axis] for axis in (0, *query.free)]
    pairs = [*[query.shape[axis] for axis in query.attended], *[value.shape[axis] for axis in value.attended]]
    lead = found.ndim - len(pairs)
    if lead < 0 or lead > len(free) + 1 or list(found.shape[lead:]) != pairs:
        raise ValueError(f"{who}: attention_mask ends with the sizes that attend, {tuple(pairs)}, got shape {found.shape}")
    heads = found.shape[lead - 1] if lead == len(free) + 1 else 1
    t = math.prod(pairs[: len(query.attended)])
    sizes = (*found.shape[: min(lead, len(free))], *[1] * (len(free) - lead), heads, t, math.prod(pairs) // max(t, 1))
    return np.broadcast_to(found.reshape(sizes), (*free, *sizes[-3:])).reshape(-1, *sizes[-3:])


def several(who: str, name: str, given: Any, low: int | None = 1) -> tuple[int, ...]:
    """A setting of one whole number or several, as several."""
    return tuple(whole(who, name, n, low=low) for n in (given if isinstance(given, (list, tuple)) else (given,)))
