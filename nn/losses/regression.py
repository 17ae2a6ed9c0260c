"""Losses for numbers to be hit: distances of every kind."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autograd
from nn.losses.checks import fitting
from nn.losses.elementwise import averaged
from nn.losses.loss import EPSILON, NamedLoss


@averaged
def mean_squared_error(y_true: Any, y_pred: Any) -> Any:
    """The mean of (y − ŷ)² over the last axis: (n, d), (n, d) -> (n,).

    >>> mean_squared_error(np.array([[0.0, 1.0]]), np.array([[1.0, 1.0]]))
    array([0.5])
    """
    return autograd.square(y_pred - y_true)


class MeanSquaredError(NamedLoss, function=mean_squared_error):
    """The mean of (y − ŷ)²."""


@averaged
def mean_absolute_error(y_true: Any, y_pred: Any) -> Any:
    """The mean of |y − ŷ| over the last axis: (n, d), (n, d) -> (n,)."""
    return abs(y_pred - y_true)


class MeanAbsoluteError(NamedLoss, function=mean_absolute_error):
    """The mean of |y − ŷ|."""


@averaged
def mean_absolute_percentage_error(y_true: Any, y_pred: Any) -> Any:
    """The mean of 100 |y − ŷ| / |y| over the last axis, |y| taken as at least 1e-7: (n, d), (n, d) -> (n,)."""
    return 100.0 * abs((y_true - y_pred) / autograd.maximum(abs(y_true), EPSILON))


class MeanAbsolutePercentageError(NamedLoss, function=mean_absolute_percentage_error):
    """The mean of 100 |y − ŷ| / |y|."""


@averaged
def mean_squared_logarithmic_error(y_true: Any, y_pred: Any) -> Any:
    """The mean of (log(1 + y) − log(1 + ŷ))², numbers below 1e-7 taken as that: (n, d), (n, d) -> (n,)."""
    one, other = (autograd.log1p(autograd.maximum(y, EPSILON)) for y in (y_true, y_pred))
    return autograd.square(one - other)


class MeanSquaredLogarithmicError(NamedLoss, function=mean_squared_logarithmic_error):
    """The mean of (log(1 + y) − log(1 + ŷ))²."""


@averaged
def huber(y_true: Any, y_pred: Any, delta: float = 1.0) -> Any:
    """The mean of e²/2 for errors e = ŷ − y up to delta, of delta (|e| − delta/2) beyond. Huber, 1964.

    With c = e held within ±delta both are c (e − c/2): (n, d), (n, d) -> (n,).
    """
    error = y_pred - y_true
    held = autograd.clip(error, -delta, delta)
    return held * (error - 0.5 * held)


class Huber(NamedLoss, function=huber, name="huber_loss"):
    """Squared for errors up to delta, linear beyond: outliers pull no harder than delta."""


@averaged
def log_cosh(y_true: Any, y_pred: Any) -> Any:
    """The mean of log cosh(ŷ − y): e²/2 near 0, |e| − log 2 far away; never overflows: (n, d), (n, d) -> (n,)."""
    size = abs(y_pred - y_true)
    return size + autograd.softplus(-2.0 * size) - math.log(2.0)


class LogCosh(NamedLoss, function=log_cosh):
    """The mean of log cosh(ŷ − y), a Huber loss without a corner in its slope."""


def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """−cos of the angle between y and ŷ along an axis, −1 where they point the same way: (n, d), (n, d) -> (n,).

    A vector shorter than 1e-7 is divided by 1e-7, not by its length, so that of the zero vector it is 0.
    """
    y_true, y_pred = fitting("cosine_similarity", y_true, y_pred)
    if not np.ndim(y_pred):
        raise ValueError("cosine_similarity compares vectors, got two numbers")
    one, other = (y / autograd.maximum(autograd.norm(y, axis=axis, keepdims=True), EPSILON) for y in (y_true, y_pred))
    return -autograd.sum(one * other, axis=axis)


class CosineSimilarity(NamedLoss, function=cosine_similarity):
    """−cos of the angle between label and prediction."""
