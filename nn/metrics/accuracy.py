"""How often a prediction is right."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.metrics.metric import NamedMetric


def exact(y_true: Any, y_pred: Any) -> Any:
    """Whether label and prediction are the same number."""
    return np.equal(y_true, y_pred)


class Accuracy(NamedMetric, function=exact, name="accuracy"):
    """How often predictions equal labels. (The string "accuracy" looks at the shapes and takes one of those below.)"""

    better = "max"


def categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """Whether the likeliest class is the one-hot label's: (n, classes), (n, classes) -> (n,)."""
    return np.argmax(y_true, axis=-1) == np.argmax(y_pred, axis=-1)


class CategoricalAccuracy(NamedMetric, function=categorical_accuracy):
    """How often the likeliest class is the one-hot label's."""

    better = "max"


def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """Whether the likeliest class is the integer label: (n,) or (n, 1), (n, classes) -> (n,)."""
    return np.reshape(y_true, np.shape(y_pred)[:-1]) == np.argmax(y_pred, axis=-1)


class SparseCategoricalAccuracy(NamedMetric, function=sparse_categorical_accuracy):
    """How often the likeliest class is the integer label."""

    better = "max"


def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Any:
    """The share of yes-or-no labels told right: (n, d), (n, d) -> (n,)."""
    right = np.reshape(y_true, np.shape(y_pred)) == (np.asarray(y_pred) > threshold)
    return right.mean(axis=-1) if right.ndim > 1 else right


class BinaryAccuracy(NamedMetric, function=binary_accuracy):
    """The share of yes-or-no labels told right."""

    better = "max"


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
    return sparse_top_k_categorical_accuracy(np.argmax(y_true, axis=-1), y_pred, k)


class TopKCategoricalAccuracy(NamedMetric, function=top_k_categorical_accuracy, settings_first=True):
    """How often the one-hot label's class is among the k likeliest."""

    better = "max"


def sparse_top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Any:
    """Whether the integer label is among the k likeliest classes: (n,) or (n, 1), (n, classes) -> (n,).

    Fewer than k classes are likelier than it, so that among equals all count as in.

    >>> sparse_top_k_categorical_accuracy([2, 2], [[0.5, 0.3, 0.2], [0.5, 0.2, 0.3]], k=2)
    array([False,  True])
    """
    if k < 1:
        raise ValueError(f"top-k accuracy: k must be at least 1, got {k}")
    labels = np.reshape(y_true, np.shape(y_pred)[:-1]).astype(int)
    chosen = np.take_along_axis(np.asarray(y_pred), labels[..., None], axis=-1)  # (n, classes) -> (n, 1)
    return (np.asarray(y_pred) > chosen).sum(axis=-1) < k


class SparseTopKCategoricalAccuracy(NamedMetric, function=sparse_top_k_categorical_accuracy, settings_first=True):
    """How often the integer label is among the k likeliest classes."""

    better = "max"
