"""What a person wants to know of a model: measured batch by batch, exact at the end of the pass.

A metric is a function (y_true, y_pred) -> one value per sample; `Mean` averages it over all samples seen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nn import losses


def categorical_accuracy(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """Whether the likeliest class is the one-hot label's: (n, classes), (n, classes) -> (n,)."""
    return np.argmax(y_true, axis=-1) == np.argmax(y_pred, axis=-1)


def sparse_categorical_accuracy(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """Whether the likeliest class is the integer label: (n,) or (n, 1), (n, classes) -> (n,)."""
    return np.reshape(y_true, np.shape(y_pred)[:-1]) == np.argmax(y_pred, axis=-1)


def binary_accuracy(y_true: np.ndarray, y_pred: np.ndarray, threshold: float = 0.5) -> np.ndarray:
    """The share of yes-or-no labels told right: (n, d), (n, d) -> (n,)."""
    right = np.reshape(y_true, np.shape(y_pred)) == (y_pred > threshold)
    return right.mean(axis=-1) if right.ndim > 1 else right


def accuracy(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """The accuracy that suits the labels: binary, one-hot or integer."""
    if np.ndim(y_pred) < 2 or np.shape(y_pred)[-1] == 1:
        return binary_accuracy(y_true, y_pred)
    if np.shape(y_true) == np.shape(y_pred):
        return categorical_accuracy(y_true, y_pred)
    return sparse_categorical_accuracy(y_true, y_pred)


def confusion_matrix(y_true: Any, y_pred: Any, num_classes: int | None = None) -> np.ndarray:
    """How often class i (row) was taken for class j (column), from integer labels.

    >>> confusion_matrix([0, 1, 1], [0, 1, 0])
    array([[1, 0],
           [1, 1]])
    """
    y_true, y_pred = np.asarray(y_true), np.asarray(y_pred)
    n = num_classes or int(max(y_true.max(), y_pred.max())) + 1
    return np.bincount(y_true * n + y_pred, minlength=n * n).reshape(n, n)  # (n*n,) -> (n, n)


class Mean:
    """The mean of a per-sample function over everything seen since `reset_state`."""

    def __init__(self, function: Callable[..., Any], name: str) -> None:
        self.function = function
        self.name = name
        self.reset_state()

    def reset_state(self) -> None:
        self.total = 0.0
        self.count = 0.0

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch."""
        per_sample = np.asarray(self.function(losses.values(y_true), losses.values(y_pred)), dtype=float)
        weight = np.ones(per_sample.shape) if sample_weight is None else np.asarray(sample_weight, dtype=float)
        self.total += float((per_sample * weight).sum())
        self.count += float(weight.sum())

    def result(self) -> float:
        """The mean so far; 0 before the first batch."""
        return self.total / self.count if self.count else 0.0


METRICS: dict[str, Callable[..., Any]] = {
    "accuracy": accuracy,
    "acc": accuracy,
    "binary_accuracy": binary_accuracy,
    "categorical_accuracy": categorical_accuracy,
    "sparse_categorical_accuracy": sparse_categorical_accuracy,
    **losses.LOSSES,
}


def get(metric: Any) -> Mean:
    """The metric for a name or a function; a metric as it is."""
    if isinstance(metric, str):
        if metric not in METRICS:
            raise ValueError(f"unknown metric {metric!r}: choose from {', '.join(METRICS)}")
        return Mean(METRICS[metric], metric)
    return metric if hasattr(metric, "update_state") else Mean(metric, metric.__name__)
