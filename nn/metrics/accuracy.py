"""How often a prediction is right."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.checks import number, whole
from nn.losses.checks import in_shape, numbers, several_classes, values, whole_labels
from nn.metrics.metric import NamedMetric


def exact(y_true: Any, y_pred: Any) -> Any:
    """Whether label and prediction are the same number."""
    y_pred = numbers("accuracy", values(y_pred), "predictions")
    return np.equal(in_shape("accuracy", y_true, y_pred), y_pred)


class Accuracy(NamedMetric, function=exact, name="accuracy"):
    """How often predictions equal labels. (The string "accuracy" looks at the shapes and takes one of those below.)"""

    better = "max"

    def __init__(self, name: str = "accuracy") -> None:
        super().__init__(name=name)


def categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """Whether the likeliest class is the one-hot label's: (n, classes), (n, classes) -> (n,)."""
    y_true, y_pred = _one_hot("categorical_accuracy", y_true, y_pred)
    return np.argmax(y_true, axis=-1) == np.argmax(y_pred, axis=-1)


def _one_hot(who: str, y_true: Any, y_pred: Any) -> tuple[np.ndarray, np.ndarray]:
    """One-hot labels and predictions of several classes, of one shape."""
    y_pred = numbers(who, values(y_pred), "predictions")
    several_classes(who, y_pred)
    if np.ndim(y_true) < np.ndim(y_pred):
        raise ValueError(
            f"{who}: labels of shape {np.shape(y_true)} do not fit predictions of shape {y_pred.shape}: one-hot labels are "
            f"to_categorical(y), integer labels are for sparse_{who}"
        )
    return in_shape(who, y_true, y_pred), y_pred


class CategoricalAccuracy(NamedMetric, function=categorical_accuracy):
    """How often the likeliest class is the one-hot label's."""

    better = "max"

    def __init__(self, name: str = "categorical_accuracy") -> None:
        super().__init__(name=name)


def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """Whether the likeliest class is the integer label: (n,) or (n, 1), (n, classes) -> (n,).

    A label that is none of the classes, such as -1 for padding, is never hit.
    """
    y_pred = numbers("sparse_categorical_accuracy", values(y_pred), "predictions")
    several_classes("sparse_categorical_accuracy", y_pred)
    return whole_labels("sparse_categorical_accuracy", y_true, y_pred) == np.argmax(y_pred, axis=-1)


class SparseCategoricalAccuracy(NamedMetric, function=sparse_categorical_accuracy):
    """How often the likeliest class is the integer label."""

    better = "max"

    def __init__(self, name: str = "sparse_categorical_accuracy") -> None:
        super().__init__(name=name)


def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Any:
    """Whether each yes-or-no label was told right: (n, d), (n, d) -> (n, d)."""
    number("binary_accuracy", "threshold", threshold, above=0, below=1)
    y_pred = numbers("binary_accuracy", values(y_pred), "predictions")
    return in_shape("binary_accuracy", y_true, y_pred) == (y_pred > threshold)


class BinaryAccuracy(NamedMetric, function=binary_accuracy):
    """The share of yes-or-no labels told right."""

    better = "max"

    def __init__(self, name: str = "binary_accuracy", *, threshold: float = 0.5) -> None:
        super().__init__(name=name, threshold=threshold)


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


def top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Any:
    """Whether the one-hot label's class is among the k likeliest: (n, classes), (n, classes) -> (n,)."""
    y_true, y_pred = _one_hot("top_k_categorical_accuracy", y_true, y_pred)
    return sparse_top_k_categorical_accuracy(np.argmax(y_true, axis=-1), y_pred, k)


class TopKCategoricalAccuracy(NamedMetric, function=top_k_categorical_accuracy, settings_first=True):
    """How often the one-hot label's class is among the k likeliest."""

    better = "max"

    def __init__(self, k: int = 5, name: str = "top_k_categorical_accuracy") -> None:
        super().__init__(k=k, name=name)


def sparse_top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Any:
    """Whether the integer label is among the k likeliest classes: (n,) or (n, 1), (n, classes) -> (n,).

    Fewer than k classes are likelier than it, so that among equals all count as in.

    >>> sparse_top_k_categorical_accuracy([2, 2], [[0.5, 0.3, 0.2], [0.5, 0.2, 0.3]], k=2)
    array([False,  True])
    """
    who = "sparse_top_k_categorical_accuracy"
    k = whole(who, "k", k)
    y_pred = numbers(who, values(y_pred), "predictions")
    several_classes(who, y_pred)
    labels = whole_labels(who, y_true, y_pred)
    among = (labels >= 0) & (labels < y_pred.shape[-1])  # others are never hit
    chosen = np.take_along_axis(y_pred, np.where(among, labels, 0)[..., None], axis=-1)  # (n, classes) -> (n, 1)
    return among & ((y_pred > chosen).sum(axis=-1) < k)


class SparseTopKCategoricalAccuracy(NamedMetric, function=sparse_top_k_categorical_accuracy, settings_first=True):
    """How often the integer label is among the k likeliest classes."""

    better = "max"

    def __init__(self, k: int = 5, name: str = "sparse_top_k_categorical_accuracy") -> None:
        super().__init__(k=k, name=name)
