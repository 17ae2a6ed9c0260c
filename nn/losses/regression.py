"""Losses for numbers to be hit: distances of every kind."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from autograd import name_owner
from nn.losses.checks import fit_labels
from nn.losses.elementwise import average_last_axis
from nn.losses.loss import EPSILON, MEAN, AxisSettings, NamedLoss

if TYPE_CHECKING:
    from typing_extensions import Unpack


@average_last_axis
def mean_squared_error(y_true: Any, y_pred: Any) -> Any:
    """The mean of (y − ŷ)² over the last axis. Gauss, 1809.

    y_true, y_pred: numbers of one shape, (n, d), (n, d) -> (n,). Raises ValueError if the shapes differ.

    >>> mean_squared_error(np.array([[0.0, 1.0]]), np.array([[1.0, 1.0]]))
    array([0.5])
    """
    return autograd.square(y_pred - y_true)


class MeanSquaredError(NamedLoss, function=mean_squared_error):
    """The mean of (y − ŷ)², for numbers to be hit; large errors count most. See `mean_squared_error`.

    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> MeanSquaredError()([[0.0, 1.0]], [[1.0, 1.0]])
    0.5
    """

    def __init__(self, reduction: str | None = MEAN, name: str | None = "mean_squared_error") -> None:
        super().__init__(reduction=reduction, name=name)


@average_last_axis
def mean_absolute_error(y_true: Any, y_pred: Any) -> Any:
    """The mean of |y − ŷ| over the last axis. Laplace, 1774.

    y_true, y_pred: numbers of one shape, (n, d), (n, d) -> (n,). Raises ValueError if the shapes differ.

    >>> mean_absolute_error([[0.0, 1.0]], [[3.0, 1.0]])
    array([1.5])
    """
    return abs(y_pred - y_true)


class MeanAbsoluteError(NamedLoss, function=mean_absolute_error):
    """The mean of |y − ŷ|: the best prediction is the median, so that outliers count little. See `mean_absolute_error`.

    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> MeanAbsoluteError()([[0.0, 1.0]], [[3.0, 1.0]])
    1.5
    """

    def __init__(self, reduction: str | None = MEAN, name: str | None = "mean_absolute_error") -> None:
        super().__init__(reduction=reduction, name=name)


@average_last_axis
def mean_absolute_percentage_error(y_true: Any, y_pred: Any) -> Any:
    """The mean of 100 |y − ŷ| / |y| over the last axis, in percent, |y| taken as at least 1e-7.

    y_true, y_pred: numbers of one shape, (n, d), (n, d) -> (n,). Raises ValueError if the shapes differ.

    >>> mean_absolute_percentage_error([[2.0, 4.0]], [[1.0, 4.0]])
    array([25.])
    """
    return 100.0 * abs((y_true - y_pred) / autograd.maximum(abs(y_true), EPSILON))


class MeanAbsolutePercentageError(NamedLoss, function=mean_absolute_percentage_error):
    """The mean of 100 |y − ŷ| / |y|, in percent. See `mean_absolute_percentage_error`.

    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> MeanAbsolutePercentageError()([[2.0, 4.0]], [[1.0, 4.0]])
    25.0
    """

    def __init__(self, reduction: str | None = MEAN, name: str | None = "mean_absolute_percentage_error") -> None:
        super().__init__(reduction=reduction, name=name)


@average_last_axis
def mean_squared_logarithmic_error(y_true: Any, y_pred: Any) -> Any:
    """The mean of (log(1 + y) − log(1 + ŷ))² over the last axis, numbers below 1e-7 taken as that.

    y_true, y_pred: numbers of one shape, (n, d), (n, d) -> (n,). Raises ValueError if the shapes differ.

    >>> mean_squared_logarithmic_error([[0.0, 1.0]], [[0.0, 3.0]]).round(6)
    array([0.240227])
    """
    one, other = (autograd.log1p(autograd.maximum(y, EPSILON)) for y in (y_true, y_pred))
    return autograd.square(one - other)


class MeanSquaredLogarithmicError(NamedLoss, function=mean_squared_logarithmic_error):
    """The mean of (log(1 + y) − log(1 + ŷ))², for numbers whose ratio matters. See `mean_squared_logarithmic_error`.

    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> round(float(MeanSquaredLogarithmicError()([[0.0, 1.0]], [[0.0, 3.0]])), 6)
    0.240227
    """

    def __init__(self, reduction: str | None = MEAN, name: str | None = "mean_squared_logarithmic_error") -> None:
        super().__init__(reduction=reduction, name=name)


@average_last_axis
def huber(y_true: Any, y_pred: Any, delta: float = 1.0) -> Any:
    """The mean of e²/2 for errors e = ŷ − y up to delta, of delta (|e| − delta/2) beyond. Huber, 1964.

    y_true, y_pred: numbers of one shape, (n, d), (n, d) -> (n,). delta: where the square becomes a line (default 1.0).
    With c = e held within ±delta, both cases are c (e − c/2).
    Raises ValueError if the shapes differ, or if delta is not positive.

    >>> huber([[0.0, 0.0]], [[0.5, 3.0]])
    array([1.3125])
    """
    error = y_pred - y_true
    held = autograd.clip(error, -delta, delta)
    return held * (error - 0.5 * held)


class Huber(NamedLoss, function=huber, name="huber_loss"):
    """Squared for errors up to delta, linear beyond: outliers pull no harder than delta. See `huber` for the formula.

    delta: where the square becomes a line, in the unit of the labels (default 1.0; must be positive).
    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> Huber(delta=1.0)([[0.0, 0.0]], [[0.5, 3.0]])
    1.3125
    """

    def __init__(self, delta: float = 1.0, reduction: str | None = MEAN, name: str | None = "huber_loss") -> None:
        super().__init__(delta=delta, reduction=reduction, name=name)


@average_last_axis
def log_cosh(y_true: Any, y_pred: Any) -> Any:
    """The mean of log cosh(ŷ − y) over the last axis: e²/2 near 0, |e| − log 2 far away; it never overflows.

    y_true, y_pred: numbers of one shape, (n, d), (n, d) -> (n,). Raises ValueError if the shapes differ.

    >>> log_cosh([[0.0, 0.0]], [[0.0, 1000.0]]).round(4)
    array([499.6534])
    """
    size = abs(y_pred - y_true)
    near = autograd.log1p(2.0 * autograd.square(autograd.sinh(0.5 * autograd.minimum(size, 1.0))))  # cosh x = 1 + 2 sinh²(x/2)
    return autograd.where(size < 1.0, near, size + autograd.softplus(-2.0 * size) - math.log(2.0))  # which cancels near 0


class LogCosh(NamedLoss, function=log_cosh):
    """The mean of log cosh(ŷ − y): like Huber, with a smooth derivative everywhere. See `log_cosh`.

    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> round(float(LogCosh()([[0.0, 0.0]], [[0.0, 1000.0]])), 4)
    499.6534
    """

    def __init__(self, reduction: str | None = MEAN, name: str | None = "log_cosh") -> None:
        super().__init__(reduction=reduction, name=name)


@name_owner
def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """−y·ŷ / (|y| |ŷ|), −cos of the angle between y and ŷ: −1 where they point the same way.

    y_true, y_pred: vectors of one shape, (n, d), (n, d) -> (n,). axis: along which the vectors lie (default −1, the last).
    A vector shorter than 1e-7 is divided by 1e-7, not by its length, so that of the zero vector the result is 0.
    Raises ValueError if the shapes differ, or for two single numbers.

    >>> cosine_similarity([[1.0, 0.0]], [[2.0, 0.0]])
    array([-1.])
    """
    y_true, y_pred = fit_labels("cosine_similarity", y_true, y_pred)
    if not np.ndim(y_pred):
        raise ValueError("cosine_similarity compares vectors, got two numbers")
    one, other = (y / autograd.maximum(autograd.norm(y, axis=axis, keepdims=True), EPSILON) for y in (y_true, y_pred))
    return -autograd.sum(one * other, axis=axis)


class CosineSimilarity(NamedLoss, function=cosine_similarity):
    """−cos of the angle between label and prediction: only the direction counts. See `cosine_similarity`.

    axis: along which the vectors lie (default −1, the last).
    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> CosineSimilarity()([[1.0, 0.0], [1.0, 0.0]], [[2.0, 0.0], [0.0, 3.0]])
    -0.5
    """

    def __init__(self, **settings: Unpack[AxisSettings]) -> None:
        super().__init__(**settings)
