"""Losses for masks: how little two sets overlap, each pixel a member by a share from 0 to 1.

By default one number for the whole batch; `axis=(1, 2, 3)` gives one per image. An empty mask predicted empty has a loss
of 1, for the overlap of nothing is divided by 1e-7.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import autograd
from autograd import name_owner
from nn.losses.checks import check_settings, fit_labels
from nn.losses.loss import EPSILON, LossSettings, NamedLoss
from nn.results import give_readable

if TYPE_CHECKING:
    from typing_extensions import Unpack

Axis = int | Sequence[int] | None


class AxesSettings(LossSettings, total=False):
    """The settings of every loss, and the axes that it sums over."""

    axis: Axis


class OverAxes(NamedLoss):
    """The base of losses whose only setting is which axes they sum over."""

    def __init__(self, **settings: Unpack[AxesSettings]) -> None:
        super().__init__(**settings)


@name_owner
@give_readable
def dice(y_true: Any, y_pred: Any, axis: Axis = None) -> Any:
    """1 − 2 |A ∩ B| / (|A| + |B|), with sums of products in place of counts. Dice, 1945.

    y_true, y_pred: memberships from 0 to 1, (n, ...), (n, ...) -> (), or the axes that are not summed over.
    axis: the axes to sum over (default None, all). Raises ValueError if the shapes differ.

    >>> import numpy as np
    >>> round(float(dice(np.array([1.0, 1.0, 0.0]), np.array([1.0, 0.0, 0.0]))), 6)
    0.333333
    """
    y_true, y_pred = fit_labels("dice", y_true, y_pred)
    both = autograd.sum(y_true * y_pred, axis=plain(axis))
    return 1.0 - 2.0 * both / (autograd.sum(y_true, axis=plain(axis)) + autograd.sum(y_pred, axis=plain(axis)) + EPSILON)


class Dice(OverAxes, function=dice):
    """1 − 2 |A ∩ B| / (|A| + |B|), for masks: how little the predicted region covers the true one. See `dice`.

    axis: the axes to sum over, such as (1, 2, 3) for a loss per image (default None, all).
    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> round(float(Dice()([[1.0, 1.0, 0.0]], [[1.0, 0.0, 0.0]])), 6)
    0.333333
    """


@name_owner
@give_readable
def tversky(y_true: Any, y_pred: Any, alpha: float = 0.5, beta: float = 0.5, axis: Axis = None) -> Any:
    """1 − |A ∩ B| / (|A ∩ B| + alpha |A − B| + beta |B − A|), A the predicted mask, B the true one.

    y_true, y_pred: memberships from 0 to 1, (n, ...), (n, ...) -> (), or the axes that are not summed over.
    alpha: the weight of pixels taken wrongly (default 0.5). beta: of those that were missed (default 0.5). Both 1/2 is
    Dice, both 1 is Jaccard. (Keras' code has the two the other way round up to 3.15, and right after it.)
    axis: the axes to sum over (default None, all). Raises ValueError if the shapes differ or a weight is negative.
    Salehi, Erdogmus & Gholipour, 2017, arXiv:1706.05721.

    >>> round(float(tversky([[1.0, 1.0, 0.0]], [[1.0, 0.0, 0.0]], beta=1.0)), 6)
    0.5
    """
    check_settings("tversky", alpha=alpha, beta=beta)
    y_true, y_pred = fit_labels("tversky", y_true, y_pred)
    both, taken, missed = (
        autograd.sum(part, axis=plain(axis)) for part in (y_true * y_pred, (1.0 - y_true) * y_pred, y_true * (1.0 - y_pred))
    )
    return 1.0 - both / (both + alpha * taken + beta * missed + EPSILON)


class Tversky(NamedLoss, function=tversky):
    """Dice's loss with separate weights for pixels taken wrongly and pixels missed. See `tversky` for the formula.

    alpha: the weight of pixels that were taken wrongly (default 0.5). beta: of those that were missed (default 0.5).
    axis: the axes to sum over, such as (1, 2, 3) for a loss per image (default None, all).
    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> round(float(Tversky(alpha=0.3, beta=0.7)([[1.0, 1.0, 0.0]], [[1.0, 0.0, 0.0]])), 6)
    0.411765
    """

    def __init__(self, alpha: float = 0.5, beta: float = 0.5, **settings: Unpack[AxesSettings]) -> None:
        super().__init__(alpha, beta, **settings)


@name_owner
def jaccard(y_true: Any, y_pred: Any, axis: Axis = None) -> Any:
    """1 − |A ∩ B| / |A ∪ B|, with sums of products in place of counts. Jaccard, 1901.

    y_true, y_pred: memberships from 0 to 1, (n, ...), (n, ...) -> (), or the axes that are not summed over.
    axis: the axes to sum over (default None, all). Raises ValueError if the shapes differ.

    >>> round(float(jaccard([[1.0, 1.0, 0.0]], [[1.0, 0.0, 0.0]])), 6)
    0.5
    """
    y_true, y_pred = fit_labels("jaccard", y_true, y_pred)
    return tversky(y_true, y_pred, 1.0, 1.0, axis)


class Jaccard(OverAxes, function=jaccard):
    """1 − |A ∩ B| / |A ∪ B|, one less the soft intersection over union. See `jaccard`.

    axis: the axes to sum over, such as (1, 2, 3) for a loss per image (default None, all).
    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> round(float(Jaccard()([[1.0, 1.0, 0.0]], [[1.0, 0.0, 0.0]])), 6)
    0.5
    """


def plain(axis: Axis) -> int | tuple[int, ...] | None:
    """A list of axes as a tuple."""
    return axis if axis is None or isinstance(axis, int) else tuple(axis)
