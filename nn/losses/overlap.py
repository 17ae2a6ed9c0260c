"""Losses for masks: how little two sets overlap, each pixel a member by a share from 0 to 1.

By default one number for the whole batch; `axis=(1, 2, 3)` gives one per image. An empty mask predicted empty has a loss
of 1, for the overlap of nothing is divided by 1e-7.
"""

from __future__ import annotations

from typing import Any

import autograd
from nn.losses.checks import fitting, permitted
from nn.losses.loss import EPSILON, NamedLoss

Axis = Any  # None, an int or a tuple of ints


def dice(y_true: Any, y_pred: Any, axis: Axis = None) -> Any:
    """1 − 2 |A ∩ B| / (|A| + |B|): (n, ...), (n, ...) -> (), or without the axes given. Dice, 1945.

    >>> import numpy as np
    >>> round(float(dice(np.array([1.0, 1.0, 0.0]), np.array([1.0, 0.0, 0.0]))), 6)
    0.333333
    """
    y_true, y_pred = fitting("dice", y_true, y_pred)
    both = autograd.sum(y_true * y_pred, axis=plain(axis))
    return 1.0 - 2.0 * both / (autograd.sum(y_true, axis=plain(axis)) + autograd.sum(y_pred, axis=plain(axis)) + EPSILON)


class Dice(NamedLoss, function=dice):
    """1 − 2 |A ∩ B| / (|A| + |B|)."""


def tversky(y_true: Any, y_pred: Any, alpha: float = 0.5, beta: float = 0.5, axis: Axis = None) -> Any:
    """1 − |A ∩ B| / (|A ∩ B| + alpha |A − B| + beta |B − A|), A the predicted mask: (n, ...), (n, ...) -> ().

    alpha weighs what was taken wrongly, beta what was missed, as in the paper and in Keras' documentation. (Keras' code has
    them the other way round up to 3.15, and right after it.) Both 1/2 is Dice, both 1 is Jaccard. Salehi, Erdogmus &
    Gholipour, 2017, arXiv:1706.05721.
    """
    permitted("tversky", alpha=alpha, beta=beta)
    y_true, y_pred = fitting("tversky", y_true, y_pred)
    both, taken, missed = (
        autograd.sum(part, axis=plain(axis)) for part in (y_true * y_pred, (1.0 - y_true) * y_pred, y_true * (1.0 - y_pred))
    )
    return 1.0 - both / (both + alpha * taken + beta * missed + EPSILON)


class Tversky(NamedLoss, function=tversky):
    """Dice's loss with what was missed and what was taken wrongly weighed apart."""


def jaccard(y_true: Any, y_pred: Any, axis: Axis = None) -> Any:
    """1 − |A ∩ B| / |A ∪ B|, one less the intersection over union: (n, ...), (n, ...) -> (). Jaccard, 1901."""
    y_true, y_pred = fitting("jaccard", y_true, y_pred)
    return tversky(y_true, y_pred, 1.0, 1.0, axis)


class Jaccard(NamedLoss, function=jaccard):
    """1 − |A ∩ B| / |A ∪ B|, the soft intersection over union."""


def plain(axis: Axis) -> Axis:
    """A list of axes as a tuple."""
    return tuple(axis) if isinstance(axis, list) else axis
