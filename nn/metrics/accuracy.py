"""How often a prediction is right."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import name_owner
from nn.checks import number, whole
from nn.losses.checks import fit_to_shape, numbers, require_several_classes, values, whole_labels
from nn.metrics.metric import NamedMetric


def exact(y_true: Any, y_pred: Any) -> Any:
    """Whether label and prediction are the same number."""
    y_pred = numbers("accuracy", values(y_pred), "predictions")
    return np.equal(fit_to_shape("accuracy", y_true, y_pred), y_pred)


class Accuracy(NamedMetric, function=exact, name="accuracy"):
    """How often predictions equal labels. (The string "accuracy" looks at the shapes and takes one of the others.)

    y_true, y_pred: class numbers of one shape, (n, ...). name: for logs. Raises ValueError if the shapes differ.

    >>> round(Accuracy()([0, 1, 2], [0, 1, 1]), 3)
    0.667
    """

    better = "max"

    def __init__(self, name: str = "accuracy") -> None:
        super().__init__(name=name)


@name_owner
def categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """Whether the likeliest class is the one-hot label's.

    y_true: one-hot labels; y_pred: scores: (n, classes), (n, classes) -> (n,) booleans. Raises ValueError for integer labels.

    >>> categorical_accuracy([[1, 0], [0, 1]], [[0.9, 0.1], [0.6, 0.4]])
    array([ True, False])
    """
    y_true, y_pred = _one_hot("categorical_accuracy", y_true, y_pred)
    return np.argmax(y_true, axis=-1) == np.argmax(y_pred, axis=-1)


def _one_hot(owner: str, y_true: Any, y_pred: Any) -> tuple[np.ndarray, np.ndarray]:
    """One-hot labels and predictions of several classes, of one shape."""
    y_pred = numbers(owner, values(y_pred), "predictions")
    require_several_classes(owner, y_pred)
    if np.ndim(y_true) < np.ndim(y_pred):
        raise ValueError(
            f"{owner}: labels of shape {np.shape(y_true)} do not fit predictions of shape {y_pred.shape}: one-hot labels are "
            f"to_categorical(y), integer labels are for sparse_{owner}"
        )
    return fit_to_shape(owner, y_true, y_pred), y_pred


class CategoricalAccuracy(NamedMetric, function=categorical_accuracy):
    """How often the likeliest class is the one-hot label's, from 0 to 1. See `categorical_accuracy`.

    name: for logs.

    >>> CategoricalAccuracy()([[1, 0], [0, 1]], [[0.9, 0.1], [0.6, 0.4]])
    0.5
    """

    better = "max"

    def __init__(self, name: str = "categorical_accuracy") -> None:
        super().__init__(name=name)


@name_owner
def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """Whether the likeliest class is the integer label.

    y_true: labels; y_pred: scores: (n,) or (n, 1), (n, classes) -> (n,) booleans.
    A label that is none of the classes, such as -1 for padding, is never hit. Raises ValueError for one-hot labels.

    >>> sparse_categorical_accuracy([0, 1], [[0.9, 0.1], [0.6, 0.4]])
    array([ True, False])
    """
    y_pred = numbers("sparse_categorical_accuracy", values(y_pred), "predictions")
    require_several_classes("sparse_categorical_accuracy", y_pred)
    return whole_labels("sparse_categorical_accuracy", y_true, y_pred) == np.argmax(y_pred, axis=-1)


class SparseCategoricalAccuracy(NamedMetric, function=sparse_categorical_accuracy):
    """How often the likeliest class is the integer label, from 0 to 1. See `sparse_categorical_accuracy`.

    name: for logs.

    >>> SparseCategoricalAccuracy()([0, 1], [[0.9, 0.1], [0.6, 0.4]])
    0.5
    """

    better = "max"

    def __init__(self, name: str = "sparse_categorical_accuracy") -> None:
        super().__init__(name=name)


@name_owner
def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Any:
    """Whether each yes-or-no label was predicted right.

    y_true: labels 0 or 1; y_pred: probabilities: (n, d), (n, d) -> (n, d) booleans.
    threshold: a larger probability means 1 (default 0.5; between 0 and 1). Raises ValueError if the shapes differ.

    >>> binary_accuracy([[1], [0]], [[0.9], [0.6]])
    array([[ True],
           [False]])
    """
    number("binary_accuracy", "threshold", threshold, above=0, below=1)
    y_pred = numbers("binary_accuracy", values(y_pred), "predictions")
    return fit_to_shape("binary_accuracy", y_true, y_pred) == (y_pred > threshold)


class BinaryAccuracy(NamedMetric, function=binary_accuracy):
    """The share of yes-or-no labels that were predicted right. See `binary_accuracy`.

    name: for logs. threshold: a larger probability means 1 (default 0.5; between 0 and 1).

    >>> BinaryAccuracy()([[1], [0]], [[0.9], [0.6]])
    0.5
    """

    better = "max"

    def __init__(self, name: str = "binary_accuracy", *, threshold: float = 0.5) -> None:
        super().__init__(name=name, threshold=threshold)


@name_owner
def accuracy(y_true: Any, y_pred: Any) -> Any:
    """The accuracy that suits the shapes: binary for one output, else that of one-hot or integer labels.

    y_true: labels; y_pred: probabilities, (n,) or (n, classes). Gives (n,) or (n, 1) booleans.
    Raises ValueError if labels and predictions do not fit.

    >>> accuracy([0, 2], [[0.9, 0.1, 0.0], [0.2, 0.5, 0.3]])
    array([ True, False])
    """
    if np.ndim(y_pred) < 2 or np.shape(y_pred)[-1] == 1:
        return binary_accuracy(y_true, y_pred)
    if np.shape(y_true) == np.shape(y_pred):
        return categorical_accuracy(y_true, y_pred)
    return sparse_categorical_accuracy(y_true, y_pred)


@name_owner
def top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Any:
    """Whether the one-hot label's class is among the k likeliest.

    y_true: one-hot labels; y_pred: scores: (n, classes), (n, classes) -> (n,) booleans.
    k: how many classes are looked at (default 5; at least 1).
    Raises ValueError for integer labels.

    >>> top_k_categorical_accuracy([[0, 0, 1], [0, 0, 1]], [[0.5, 0.3, 0.2], [0.5, 0.2, 0.3]], k=2)
    array([False,  True])
    """
    y_true, y_pred = _one_hot("top_k_categorical_accuracy", y_true, y_pred)
    return sparse_top_k_categorical_accuracy(np.argmax(y_true, axis=-1), y_pred, k)


class TopKCategoricalAccuracy(NamedMetric, function=top_k_categorical_accuracy, settings_first=True):
    """How often the one-hot label's class is among the k likeliest. See `top_k_categorical_accuracy`.

    k: how many classes are looked at (default 5; at least 1). name: for logs.

    >>> TopKCategoricalAccuracy(k=2)([[0, 0, 1], [0, 0, 1]], [[0.5, 0.3, 0.2], [0.5, 0.2, 0.3]])
    0.5
    """

    better = "max"

    def __init__(self, k: int = 5, name: str = "top_k_categorical_accuracy") -> None:
        super().__init__(k=k, name=name)


@name_owner
def sparse_top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5, from_sorted_ids: bool = False) -> Any:
    """Whether the integer label is among the k likeliest classes.

    y_true: labels; y_pred: scores: (n,) or (n, 1), (n, classes) -> (n,) booleans.
    k: how many classes are looked at (default 5; at least 1). A hit: fewer than k classes are likelier, so that among
    equals all count as in. from_sorted_ids: y_pred holds no scores but the classes themselves, the likeliest first (default
    False). Raises ValueError for one-hot labels.

    >>> sparse_top_k_categorical_accuracy([2, 2], [[0.5, 0.3, 0.2], [0.5, 0.2, 0.3]], k=2)
    array([False,  True])
    """
    owner = "sparse_top_k_categorical_accuracy"
    k = whole(owner, "k", k)
    y_pred = numbers(owner, values(y_pred), "predictions")
    if from_sorted_ids:
        labels = numbers(owner, values(y_true)).reshape(y_pred.shape[:-1])
        return (y_pred[..., :k] == labels[..., None]).any(axis=-1)
    require_several_classes(owner, y_pred)
    labels = whole_labels(owner, y_true, y_pred)
    among = (labels >= 0) & (labels < y_pred.shape[-1])  # others are never hit
    chosen = np.take_along_axis(y_pred, np.where(among, labels, 0)[..., None], axis=-1)  # (n, classes) -> (n, 1)
    return among & ((y_pred > chosen).sum(axis=-1) < k)


class SparseTopKCategoricalAccuracy(NamedMetric, function=sparse_top_k_categorical_accuracy, settings_first=True):
    """How often the integer label is among the k likeliest classes. See `sparse_top_k_categorical_accuracy`.

    k: how many classes are looked at (default 5; at least 1). name: for logs. from_sorted_ids: predictions are no scores but
    the classes themselves, the likeliest first (default False).

    >>> SparseTopKCategoricalAccuracy(k=2)([2, 2], [[0.5, 0.3, 0.2], [0.5, 0.2, 0.3]])
    0.5
    """

    better = "max"

    def __init__(self, k: int = 5, name: str = "sparse_top_k_categorical_accuracy", *, from_sorted_ids: bool = False) -> None:
        super().__init__(k=k, name=name, from_sorted_ids=from_sorted_ids)
