"""A loss with its settings as an object: one number for a batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import autograd
from nn.losses.checks import aligned
from nn.losses.crossentropy import binary_crossentropy, categorical_crossentropy, sparse_categorical_crossentropy
from nn.losses.regression import mean_absolute_error, mean_squared_error

MEAN = "sum_over_batch_size"  # Keras' word for the mean over all samples
REDUCTIONS: dict[str | None, Callable[[Any], Any]] = {
    MEAN: autograd.mean,
    "mean": autograd.mean,
    "sum": autograd.sum,
    "none": lambda per_sample: per_sample,
    None: lambda per_sample: per_sample,
}


class Loss:
    """`loss(y_true, y_pred, sample_weight)` is one number; a subclass writes `call`, one number per sample.

    The numbers are weighted and reduced: "sum_over_batch_size" divides their sum by their count (not by the sum of
    the weights), "sum" and "none" do not divide. Raises ValueError for weights that do not fit.

    >>> MeanSquaredError()([[0.0], [1.0]], [[2.0], [1.0]], sample_weight=[0.5, 1.0])
    1.0
    """

    def __init__(self, name: str | None = None, reduction: str | None = MEAN) -> None:
        if reduction not in REDUCTIONS:
            raise ValueError(f"unknown reduction {reduction!r}: choose from {', '.join(map(str, REDUCTIONS))}")
        self.name = name or type(self).__name__
        self.reduction = reduction

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """The loss of each sample."""
        raise TypeError(f"{type(self).__name__} needs a method call(self, y_true, y_pred)")

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        y_pred = np.asarray(y_pred, dtype=float) if isinstance(y_pred, (list, tuple)) else y_pred
        y_true = np.asarray(y_true) if isinstance(y_true, (list, tuple)) else y_true
        per_sample = self.call(aligned(y_true, y_pred), y_pred)
        if sample_weight is not None:
            per_sample = per_sample * fitted_weight(sample_weight, per_sample)
        return REDUCTIONS[self.reduction](per_sample) if np.ndim(per_sample) else per_sample


def fitted_weight(weight: Any, per_sample: Any) -> Any:
    """Weights shaped so that each multiplies its own sample's values: (n,) or (n, 1), (n, ...) -> (n, 1, ...)."""
    shape = np.shape(per_sample)
    weight = np.asarray(weight, getattr(per_sample, "dtype", float))
    if weight.ndim == len(shape) + 1 and weight.shape[-1] == 1:
        weight = weight[..., 0]  # (n, 1) -> (n,)
    if weight.shape != shape[: weight.ndim]:
        raise ValueError(f"sample_weight of shape {weight.shape} does not fit losses of shape {shape}: give one per sample")
    return weight.reshape(weight.shape + (1,) * (len(shape) - weight.ndim))  # (n,) -> (n, 1, ...)


class FunctionLoss(Loss):
    """A function (y_true, y_pred) -> one number per sample, with its settings, as a Loss."""

    def __init__(
        self,
        function: Callable[..., Any],
        name: str | None = None,
        reduction: str | None = MEAN,
        **settings: Any,
    ) -> None:
        super().__init__(name or getattr(function, "__name__", type(function).__name__), reduction)
        self.function = function
        self.settings = settings

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return self.function(y_true, y_pred, **self.settings)


class MeanSquaredError(FunctionLoss):
    """The mean of (y − ŷ)²."""

    def __init__(self, reduction: str | None = MEAN, name: str = "mean_squared_error") -> None:
        super().__init__(mean_squared_error, name, reduction)


class MeanAbsoluteError(FunctionLoss):
    """The mean of |y − ŷ|."""

    def __init__(self, reduction: str | None = MEAN, name: str = "mean_absolute_error") -> None:
        super().__init__(mean_absolute_error, name, reduction)


class BinaryCrossentropy(FunctionLoss):
    """Cross-entropy of independent yes-or-no labels; smoothing moves these a little towards 1/2."""

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        *,
        reduction: str | None = MEAN,
        name: str = "binary_crossentropy",
    ) -> None:
        settings = {"from_logits": from_logits, "label_smoothing": checked_smoothing(label_smoothing)}
        super().__init__(binary_crossentropy, name, reduction, **settings)


class CategoricalCrossentropy(FunctionLoss):
    """Cross-entropy of one-hot labels; smoothing moves these a little towards all classes alike."""

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        *,
        reduction: str | None = MEAN,
        name: str = "categorical_crossentropy",
    ) -> None:
        settings = {"from_logits": from_logits, "label_smoothing": checked_smoothing(label_smoothing)}
        super().__init__(categorical_crossentropy, name, reduction, **settings)


class SparseCategoricalCrossentropy(FunctionLoss):
    """Cross-entropy of integer labels."""

    def __init__(
        self,
        from_logits: bool = False,
        *,
        reduction: str | None = MEAN,
        name: str = "sparse_categorical_crossentropy",
    ) -> None:
        super().__init__(sparse_categorical_crossentropy, name, reduction, from_logits=from_logits)


def checked_smoothing(label_smoothing: float) -> float:
    if not 0 <= label_smoothing <= 1:
        raise ValueError(f"label_smoothing must lie in 0..1, got {label_smoothing}")
    return label_smoothing
