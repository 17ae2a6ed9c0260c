"""How wrong a prediction is: one number per sample, their weighted mean for a batch.

Every loss takes (y_true, y_pred) as in Keras. Probabilities that come straight from a softmax or sigmoid are
not used: the loss goes back to the logits behind them, where no digit has been lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import autograd
from autograd import Tensor

EPSILON = 1e-7  # probabilities that do not come with their logits are kept this far from 0 and 1


def mean_squared_error(y_true: Any, y_pred: Any) -> Any:
    """The mean of (y − ŷ)² over the last axis: (n, d), (n, d) -> (n,).

    >>> mean_squared_error(np.array([[0.0, 1.0]]), np.array([[1.0, 1.0]]))
    array([0.5])
    """
    y_true = same_shape("mean_squared_error", y_true, y_pred)
    return autograd.mean(autograd.square(y_pred - y_true), axis=-1) if np.ndim(y_pred) else (y_pred - y_true) ** 2


def mean_absolute_error(y_true: Any, y_pred: Any) -> Any:
    """The mean of |y − ŷ| over the last axis: (n, d), (n, d) -> (n,)."""
    y_true = same_shape("mean_absolute_error", y_true, y_pred)
    return autograd.mean(abs(y_pred - y_true), axis=-1)


def binary_crossentropy(y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0) -> Any:
    """−y log p − (1 − y) log(1 − p), averaged over the last axis: (n, d), (n, d) -> (n,).

    From logits it is softplus(x) − x y, which never overflows.
    """
    y_true = same_shape("binary_crossentropy", y_true, y_pred)
    in_unit_interval("binary_crossentropy", y_true)
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + 0.5 * label_smoothing
    logits = y_pred if from_logits else logits_behind(y_pred, "sigmoid")
    if logits is not None:
        return autograd.mean(autograd.softplus(logits) - logits * y_true, axis=-1)
    in_unit_interval("binary_crossentropy (give from_logits=True for raw scores)", y_pred)
    p = autograd.clip(y_pred, EPSILON, 1.0 - EPSILON)
    return autograd.mean(-(y_true * np.log(p) + (1.0 - y_true) * np.log(1.0 - p)), axis=-1)


def categorical_crossentropy(y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0) -> Any:
    """−Σ y log p for one-hot (or soft) labels: (n, classes), (n, classes) -> (n,)."""
    if np.ndim(y_true) == np.ndim(y_pred) - 1:
        raise ValueError(
            f"categorical_crossentropy expects one-hot labels of shape {np.shape(y_pred)}, got {np.shape(y_true)}: "
            "use to_categorical(y), or the loss sparse_categorical_crossentropy for integer labels"
        )
    y_true = same_shape("categorical_crossentropy", y_true, y_pred)
    in_unit_interval("categorical_crossentropy", y_true)
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + label_smoothing / np.shape(y_pred)[-1]
    logits = y_pred if from_logits else logits_behind(y_pred, "softmax")
    if logits is not None:
        return autograd.cross_entropy(logits, y_true)
    p = y_pred / autograd.sum(y_pred, axis=-1, keepdims=True)
    return -autograd.sum(y_true * np.log(autograd.clip(p, EPSILON, 1.0)), axis=-1)


def sparse_categorical_crossentropy(y_true: Any, y_pred: Any, from_logits: bool = False) -> Any:
    """−log p of the labelled class, for integer labels: (n,), (n, classes) -> (n,)."""
    labels = integer_labels(y_true, y_pred)
    logits = y_pred if from_logits else logits_behind(y_pred, "softmax")
    if logits is not None:
        return autograd.cross_entropy(logits, labels)
    picked = y_pred[np.arange(labels.size), labels] / autograd.sum(y_pred, axis=-1)  # (n,)
    return -np.log(autograd.clip(picked, EPSILON, 1.0))


def logits_behind(y_pred: Any, op: str) -> Any:
    """The input of the softmax or sigmoid that made y_pred, if one did."""
    made_by = isinstance(y_pred, Tensor) and y_pred.op is not None and y_pred.op.name == op
    return y_pred.inputs[0] if made_by and (y_pred.attrs or {}).get("axis", -1) in (-1, y_pred.ndim - 1) else None


def values(y: Any) -> np.ndarray:
    """The plain array behind y."""
    return np.asarray(y.numpy() if isinstance(y, Tensor) else y)


def same_shape(loss: str, y_true: Any, y_pred: Any) -> Any:
    """y_true in y_pred's dtype; (n,) labels may stand for (n, 1)."""
    shape = np.shape(y_pred)
    y_true = y_true if isinstance(y_true, Tensor) else np.asarray(y_true)
    if len(shape) == 2 and shape[1] == 1 and np.shape(y_true) == shape[:1]:
        y_true = autograd.reshape(y_true, shape)  # (n,) -> (n, 1)
    if np.shape(y_true) != shape:
        raise ValueError(f"{loss}: y_true of shape {np.shape(y_true)} does not fit predictions of shape {shape}")
    dtype = getattr(y_pred, "dtype", None)
    return y_true if isinstance(y_true, Tensor) or dtype is None else y_true.astype(dtype, copy=False)


def in_unit_interval(loss: str, y: Any) -> None:
    y = values(y)
    if y.size and not (0 <= y.min() and y.max() <= 1 + 1e-6):
        raise ValueError(f"{loss}: values must lie in 0..1, got {y.min():.4g}..{y.max():.4g}")


def integer_labels(y_true: Any, y_pred: Any) -> np.ndarray:
    """Labels as a vector of integers within the classes of y_pred; ValueError telling what to do otherwise."""
    name = "sparse_categorical_crossentropy"
    labels, shape = values(y_true), np.shape(y_pred)
    if labels.ndim == len(shape) and labels.shape[-1] == 1 and shape[-1] != 1:
        labels = labels[..., 0]
    if labels.shape == shape:
        raise ValueError(
            f"{name} expects integer labels of shape {shape[:-1]}, got {labels.shape}, which looks one-hot: "
            "use y.argmax(-1), or the loss categorical_crossentropy"
        )
    if labels.shape != shape[:-1]:
        raise ValueError(f"{name}: labels of shape {labels.shape} do not fit predictions of shape {shape}")
    if labels.dtype.kind not in "iu":
        if labels.dtype.kind != "f" or (labels != np.round(labels)).any():
            raise ValueError(f"{name}: labels must be whole numbers, got {labels.dtype}")
        labels = labels.astype(np.int64)
    if labels.size and not 0 <= labels.min() <= labels.max() < shape[-1]:
        raise ValueError(
            f"{name}: labels must lie in 0..{shape[-1] - 1} for {shape[-1]} classes, got {labels.min()}..{labels.max()}"
        )
    return labels


class Loss:
    """A loss function with its settings: `loss(y_true, y_pred)` is the weighted mean over the batch."""

    def __init__(self, function: Callable[..., Any], **settings: Any) -> None:
        self.function = function
        self.settings = settings
        self.name = function.__name__

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        per_sample = self.function(y_true, y_pred, **self.settings)
        if sample_weight is not None:
            per_sample = per_sample * np.asarray(sample_weight, getattr(per_sample, "dtype", float))
        return autograd.mean(per_sample) if np.ndim(per_sample) else per_sample


def MeanSquaredError() -> Loss:
    """Mean squared error."""
    return Loss(mean_squared_error)


def MeanAbsoluteError() -> Loss:
    """Mean absolute error."""
    return Loss(mean_absolute_error)


def BinaryCrossentropy(from_logits: bool = False, label_smoothing: float = 0.0) -> Loss:
    """Cross-entropy of independent yes-or-no labels."""
    return Loss(binary_crossentropy, from_logits=from_logits, label_smoothing=label_smoothing)


def CategoricalCrossentropy(from_logits: bool = False, label_smoothing: float = 0.0) -> Loss:
    """Cross-entropy of one-hot labels."""
    return Loss(categorical_crossentropy, from_logits=from_logits, label_smoothing=label_smoothing)


def SparseCategoricalCrossentropy(from_logits: bool = False) -> Loss:
    """Cross-entropy of integer labels."""
    return Loss(sparse_categorical_crossentropy, from_logits=from_logits)


LOSSES: dict[str, Callable[..., Any]] = {
    "mse": mean_squared_error,
    "mean_squared_error": mean_squared_error,
    "mae": mean_absolute_error,
    "mean_absolute_error": mean_absolute_error,
    "binary_crossentropy": binary_crossentropy,
    "categorical_crossentropy": categorical_crossentropy,
    "sparse_categorical_crossentropy": sparse_categorical_crossentropy,
}


def get(loss: Any) -> Any:
    """The loss for a name or a per-sample function; a Loss as it is."""
    if isinstance(loss, str):
        if loss not in LOSSES:
            raise ValueError(f"unknown loss {loss!r}: choose from {', '.join(LOSSES)}, or give a function of (y_true, y_pred)")
        return Loss(LOSSES[loss])
    return loss if isinstance(loss, Loss) else Loss(loss)
