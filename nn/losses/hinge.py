"""Losses of the support vector machine: right is not enough, it must be right by a margin of 1."""

from __future__ import annotations

from typing import Any

import autograd
from nn.losses.checks import same_shape, several_classes, values
from nn.losses.elementwise import averaged
from nn.losses.loss import NamedLoss


def signs(y_true: Any) -> Any:
    """Labels −1 and 1 as they are; 0 and 1, if there is nothing else, as −1 and 1."""
    y = values(y_true)
    return 2.0 * y_true - 1.0 if ((y == 0) | (y == 1)).all() else y_true


@averaged
def hinge(y_true: Any, y_pred: Any) -> Any:
    """The mean of max(1 − y ŷ, 0) for labels −1 and 1 (or 0 and 1): (n, d), (n, d) -> (n,). Cortes & Vapnik, 1995.

    >>> hinge([[1.0, -1.0]], [[0.5, -2.0]])
    array([0.25])
    """
    return autograd.relu(1.0 - signs(y_true) * y_pred)


class Hinge(NamedLoss, function=hinge):
    """The mean of max(1 − y ŷ, 0)."""


@averaged
def squared_hinge(y_true: Any, y_pred: Any) -> Any:
    """The mean of max(1 − y ŷ, 0)² for labels −1 and 1 (or 0 and 1): (n, d), (n, d) -> (n,)."""
    return autograd.square(autograd.relu(1.0 - signs(y_true) * y_pred))


class SquaredHinge(NamedLoss, function=squared_hinge):
    """The mean of max(1 − y ŷ, 0)²."""


def categorical_hinge(y_true: Any, y_pred: Any) -> Any:
    """max(1 + the largest score of a wrong class − the right one's, 0) for one-hot labels: (n, c), (n, c) -> (n,).

    As in Keras a wrong class counts as at least 0, the score (1 − y) ŷ of the right one. Crammer & Singer, 2001.
    """
    name = "categorical_hinge"
    several_classes(name, y_pred)
    y_true = same_shape(name, y_true, y_pred)
    right = autograd.sum(y_true * y_pred, axis=-1)
    wrong = autograd.max((1.0 - y_true) * y_pred, axis=-1)
    return autograd.relu(wrong - right + 1.0)


class CategoricalHinge(NamedLoss, function=categorical_hinge):
    """How far the right class is from leading all others by 1."""
