"""Losses of the support vector machine: right is not enough, it must be right by a margin of 1."""

from __future__ import annotations

from typing import Any

import autograd
from autograd import name_owner
from nn.losses.checks import fit_to_shape_and_dtype, of_labels, require_several_classes, values
from nn.losses.elementwise import average_last_axis
from nn.losses.loss import MEAN, NamedLoss
from nn.results import give_readable


@of_labels
def signs(loss: str, y_true: Any, y_pred: Any) -> Any:
    """Labels −1 and 1 as they are; 0 and 1, if there is nothing else, as −1 and 1."""
    y = values(y_true)
    return 2.0 * y_true - 1.0 if ((y == 0) | (y == 1)).all() else y_true


@average_last_axis
def hinge(y_true: Any, y_pred: Any) -> Any:
    """The mean of max(1 − y ŷ, 0). Cortes & Vapnik, 1995.

    y_true: labels −1 and 1 (0 and 1 are read as these); y_pred: scores: (n, d), (n, d) -> (n,). Raises ValueError if the shapes
    differ.

    >>> hinge([[1.0, -1.0]], [[0.5, -2.0]])
    array([0.25])
    """
    return autograd.relu(1.0 - signs("hinge", y_true, y_pred) * y_pred)


class Hinge(NamedLoss, function=hinge):
    """The mean of max(1 − y ŷ, 0), for labels −1 and 1: a score costs nothing only if it is right by 1 or more. See `hinge`.

    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> Hinge()([[1.0], [-1.0]], [[0.5], [-2.0]])
    0.25
    """

    def __init__(self, reduction: str | None = MEAN, name: str | None = "hinge") -> None:
        super().__init__(reduction=reduction, name=name)


@average_last_axis
def squared_hinge(y_true: Any, y_pred: Any) -> Any:
    """The mean of max(1 − y ŷ, 0)². Lee & Mangasarian, 2001.

    y_true: labels −1 and 1 (0 and 1 are read as these); y_pred: scores: (n, d), (n, d) -> (n,). Raises ValueError if the shapes
    differ.

    >>> squared_hinge([[1.0, -1.0]], [[0.0, -2.0]])
    array([0.5])
    """
    return autograd.square(autograd.relu(1.0 - signs("hinge", y_true, y_pred) * y_pred))


class SquaredHinge(NamedLoss, function=squared_hinge):
    """The mean of max(1 − y ŷ, 0)², for labels −1 and 1: a hinge without a corner. See `squared_hinge`.

    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> SquaredHinge()([[1.0], [-1.0]], [[0.0], [-2.0]])
    0.5
    """

    def __init__(self, reduction: str | None = MEAN, name: str | None = "squared_hinge") -> None:
        super().__init__(reduction=reduction, name=name)


@name_owner
@give_readable
def categorical_hinge(y_true: Any, y_pred: Any) -> Any:
    """max(1 + the largest score of a wrong class − the right one's, 0). Crammer & Singer, 2001.

    y_true: one-hot labels; y_pred: scores: (n, classes), (n, classes) -> (n,). A wrong class counts as at least 0, which is
    (1 − y) ŷ of the right one. Raises ValueError if the shapes differ, and for a single class.

    >>> categorical_hinge([[0.0, 1.0]], [[0.5, 1.0]])
    array([0.5])
    """
    name = "categorical_hinge"
    require_several_classes(name, y_pred)
    y_true = fit_to_shape_and_dtype(name, y_true, y_pred)
    right = autograd.sum(y_true * y_pred, axis=-1)
    wrong = autograd.max((1.0 - y_true) * y_pred, axis=-1)
    return autograd.relu(wrong - right + 1.0)


class CategoricalHinge(NamedLoss, function=categorical_hinge):
    """How far the right class is from leading all others by 1, for one-hot labels and scores. See `categorical_hinge`.

    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> CategoricalHinge()([[0.0, 1.0]], [[0.5, 1.0]])
    0.5
    """

    def __init__(self, reduction: str | None = MEAN, name: str | None = "categorical_hinge") -> None:
        super().__init__(reduction=reduction, name=name)
