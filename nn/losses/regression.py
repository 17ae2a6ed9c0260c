"""Losses for numbers to be hit: squared and absolute distances."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from nn.losses.checks import floating, same_shape


def mean_squared_error(y_true: Any, y_pred: Any) -> Any:
    """The mean of (y − ŷ)² over the last axis: (n, d), (n, d) -> (n,).

    >>> mean_squared_error(np.array([[0.0, 1.0]]), np.array([[1.0, 1.0]]))
    array([0.5])
    """
    y_pred = floating(y_pred)
    y_true = same_shape("mean_squared_error", y_true, y_pred)
    return _over_last_axis(autograd.square(y_pred - y_true))


def mean_absolute_error(y_true: Any, y_pred: Any) -> Any:
    """The mean of |y − ŷ| over the last axis: (n, d), (n, d) -> (n,)."""
    y_pred = floating(y_pred)
    y_true = same_shape("mean_absolute_error", y_true, y_pred)
    return _over_last_axis(abs(y_pred - y_true))


def _over_last_axis(z: Any) -> Any:
    return autograd.mean(z, axis=-1) if np.ndim(z) else z
