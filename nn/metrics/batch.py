"""A batch as metrics count it, and the arithmetic that several of them share."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nn.losses.checks import align_single_axis, numbers, values
from nn.losses.weighting import fit_weight


def batch(owner: str, y_true: Any, y_pred: Any, sample_weight: Any = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A batch as plain arrays of one shape: labels, predictions as floats, and a weight for each number of them."""
    y_pred = numbers(owner, values(y_pred), "predictions")
    y_true = values(align_single_axis(numbers(owner, values(y_true)), y_pred))
    if y_true.shape != y_pred.shape:
        one_hot = "; one-hot labels are to_categorical(y)" if y_true.ndim < y_pred.ndim else ""
        raise ValueError(f"{owner}: labels of shape {y_true.shape} do not fit predictions of shape {y_pred.shape}{one_hot}")
    y_pred = y_pred.astype(float)
    weight = np.ones(()) if sample_weight is None else fit_weight(values(sample_weight), y_pred)
    return y_true, y_pred, np.broadcast_to(weight, y_pred.shape)


def ratio(part: Any, whole: Any) -> Any:
    """part / whole, 0 where there is nothing."""
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    return np.divide(part, whole, out=np.zeros(np.broadcast(part, whole).shape), where=whole != 0)


def rows(part: np.ndarray) -> np.ndarray:
    """(n, ...) -> (n, columns), of no samples too."""
    return part.reshape(len(part), math.prod(part.shape[1:]))


def single(value: Any) -> Any:
    """One number as a float, several as an array."""
    return float(value) if np.ndim(value) == 0 else value
