"""What a person wants to know of a model: measured batch by batch, exact at the end of the pass.

Mostly a function (y_true, y_pred) -> one value per sample, averaged over all samples seen. Names are Keras 3's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nn import losses
from nn.losses.checks import aligned, values
from nn.losses.loss import fitted_weight


def categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """Whether the likeliest class is the one-hot label's: (n, classes), (n, classes) -> (n,)."""
    return np.argmax(y_true, axis=-1) == np.argmax(y_pred, axis=-1)


def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """Whether the likeliest class is the integer label: (n,) or (n, 1), (n, classes) -> (n,)."""
    return np.reshape(y_true, np.shape(y_pred)[:-1]) == np.argmax(y_pred, axis=-1)


def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Any:
    """The share of yes-or-no labels told right: (n, d), (n, d) -> (n,)."""
    right = np.reshape(y_true, np.shape(y_pred)) == (np.asarray(y_pred) > threshold)
    return right.mean(axis=-1) if right.ndim > 1 else right


def accuracy(y_true: Any, y_pred: Any) -> Any:
    """The accuracy that suits the shapes: binary for one output, else one-hot or integer labels.

    >>> accuracy([0, 2], [[0.9, 0.1, 0.0], [0.2, 0.5, 0.3]])
    array([ True, False])
    """
    if np.ndim(y_pred) < 2 or np.shape(y_pred)[-1] == 1:
        return binary_accuracy(y_true, y_pred)
    if np.shape(y_true) == np.shape(y_pred):
        return categorical_accuracy(y_true, y_pred)
    return sparse_categorical_accuracy(y_true, y_pred)


def confusion_matrix(y_true: Any, y_pred: Any, num_classes: int | None = None) -> np.ndarray:
    """How often class i (row) was taken for class j (column), from integer labels.

    Raises ValueError for labels that are no integers from 0 on, or that do not fit in num_classes.

    >>> confusion_matrix([0, 1, 1], [0, 1, 0])
    array([[1, 0],
           [1, 1]])
    """
    y_true, y_pred = np.asarray(y_true), np.asarray(y_pred)
    both = np.concatenate([y_true.ravel(), y_pred.ravel()])
    if y_true.shape != y_pred.shape or y_true.ndim != 1 or both.dtype.kind not in "iub":
        raise ValueError(
            f"confusion_matrix compares two rows of integer labels, got shapes {y_true.shape} and {y_pred.shape} of "
            f"{both.dtype}: for probabilities use .argmax(axis=-1)"
        )
    n = int(both.max(initial=0)) + 1 if num_classes is None else num_classes
    if both.size and not 0 <= both.min() <= both.max() < n:
        raise ValueError(f"confusion_matrix: labels must lie in 0..{n - 1}, got {both.min()}..{both.max()}")
    return np.bincount(y_true.astype(int) * n + y_pred, minlength=n * n).reshape(n, n)  # (n*n,) -> (n, n)


class Mean:
    """The weighted mean of all values since `reset_state`.

    >>> mean = Mean()
    >>> mean.update_state([1.0, 2.0]); mean.update_state(6.0); mean.result()
    3.0
    """

    def __init__(self, name: str = "mean") -> None:
        self.name = name
        self.reset_state()

    def reset_state(self) -> None:
        """Forget everything seen."""
        self.total = 0.0
        self.count = 0.0

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Add values: (n, ...), weights (n,)."""
        values = np.asarray(values, dtype=float)
        weight = np.ones(()) if sample_weight is None else fitted_weight(sample_weight, values)
        weight = np.broadcast_to(weight, values.shape)
        self.total += float((values * weight).sum())
        self.count += float(weight.sum())

    def result(self) -> float:
        """The mean so far; 0 before the first value."""
        return self.total / self.count if self.count else 0.0


class FunctionMetric(Mean):
    """The mean of a function (y_true, y_pred) -> one value per sample."""

    def __init__(self, function: Callable[..., Any], name: str | None = None, **settings: Any) -> None:
        super().__init__(name or str(getattr(function, "__name__", type(function).__name__)))
        self.function = function
        self.settings = settings

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:  # type: ignore[override]
        """Add a batch; functions get plain arrays, but losses the Tensor, to find the logits behind probabilities."""
        y_true = values(aligned(y_true, y_pred))
        y_pred = y_pred if self.function in losses.LOSSES.values() else values(y_pred)
        super().update_state(values(self.function(y_true, y_pred, **self.settings)), sample_weight)


class BinaryAccuracy(FunctionMetric):
    """The share of yes-or-no labels told right."""

    def __init__(self, name: str = "binary_accuracy", *, threshold: float = 0.5) -> None:
        super().__init__(binary_accuracy, name, threshold=threshold)


class CategoricalAccuracy(FunctionMetric):
    """How often the likeliest class is the one-hot label's."""

    def __init__(self, name: str = "categorical_accuracy") -> None:
        super().__init__(categorical_accuracy, name)


class SparseCategoricalAccuracy(FunctionMetric):
    """How often the likeliest class is the integer label."""

    def __init__(self, name: str = "sparse_categorical_accuracy") -> None:
        super().__init__(sparse_categorical_accuracy, name)


class MeanSquaredError(FunctionMetric):
    """The mean of (y − ŷ)²."""

    def __init__(self, name: str = "mean_squared_error") -> None:
        super().__init__(losses.mean_squared_error, name)


class MeanAbsoluteError(FunctionMetric):
    """The mean of |y − ŷ|."""

    def __init__(self, name: str = "mean_absolute_error") -> None:
        super().__init__(losses.mean_absolute_error, name)


METRICS: dict[str, Callable[..., Any]] = {
    "accuracy": accuracy,
    "acc": accuracy,
    "binary_accuracy": binary_accuracy,
    "categorical_accuracy": categorical_accuracy,
    "sparse_categorical_accuracy": sparse_categorical_accuracy,
    **losses.LOSSES,
}


def get(metric: Any) -> Any:
    """The metric for a name or a function; a metric as it is."""
    if isinstance(metric, str):
        if metric not in METRICS:
            raise ValueError(f"unknown metric {metric!r}: choose from {', '.join(METRICS)}, or give a function")
        return FunctionMetric(METRICS[metric], metric)
    if hasattr(metric, "update_state") and not isinstance(metric, type):
        return metric
    if isinstance(metric, type) or not callable(metric):
        raise TypeError(f"a metric is a name, a function of (y_true, y_pred) or an object, got {metric!r}")
    return FunctionMetric(metric)
