"""Losses for classes: how surprised the predicted probabilities are by the true class."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from nn.activations import EACH, ONE_OF_SEVERAL, logits_of
from nn.losses.checks import (  # fmt: skip
    about_unit_interval,
    in_unit_interval,
    integer_labels,
    permitted,
    same_shape,
    several_classes,
    values,
)
from nn.losses.loss import EPSILON, NamedLoss

LOGITS = "end the network with a {}, or say from_logits=True if it gives raw scores"


def binary_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Any:
    """−y log p − (1 − y) log(1 − p), averaged over an axis: (n, d), (n, d) -> (n,).

    From logits x it is y softplus(−x) + (1 − y) softplus(x): nothing overflows, nothing cancels.
    """
    y_true = soft_binary("binary_crossentropy", y_true, y_pred, label_smoothing)
    logits = y_pred if from_logits else logits_of(y_pred, EACH)
    surprise = binary_surprise("binary_crossentropy", y_true, y_pred, logits)
    return autograd.mean(surprise, axis=axis) if np.ndim(surprise) else surprise


class BinaryCrossentropy(NamedLoss, function=binary_crossentropy):
    """Cross-entropy of independent yes-or-no labels; smoothing moves these a little towards 1/2."""


def categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Any:
    """−Σ y log p for one-hot (or soft) labels: (n, classes), (n, classes) -> (n,); the classes lie along `axis`."""
    name = "categorical_crossentropy"
    logits = y_pred if from_logits else logits_of(y_pred, ONE_OF_SEVERAL, axis)
    y_true, y_pred, logits = (classes_last(y, axis) for y in (y_true, y_pred, logits))
    y_true = soft_one_hot(name, y_true, y_pred, label_smoothing)
    if logits is not None:
        return autograd.cross_entropy(logits, y_true)
    return -autograd.sum(y_true * autograd.log(probabilities(name, y_pred)), axis=-1)


class CategoricalCrossentropy(NamedLoss, function=categorical_crossentropy):
    """Cross-entropy of one-hot labels; smoothing moves these a little towards all classes alike."""


def sparse_categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, ignore_class: int | None = None, axis: int = -1
) -> Any:
    """−log p of the labelled class, for integer labels: (n,) or (n, 1), (n, classes) -> (n,).

    It is 0 for the label `ignore_class`, which may lie outside the classes (255, −1).
    """
    name = "sparse_categorical_crossentropy"
    logits = y_pred if from_logits else logits_of(y_pred, ONE_OF_SEVERAL, axis)
    y_pred, logits = classes_last(y_pred, axis), classes_last(logits, axis)
    several_classes(name, y_pred)
    labels = integer_labels(name, y_true, y_pred, ignore_class)
    if logits is not None:
        surprise = autograd.cross_entropy(logits, labels)
    else:
        p = autograd.reshape(probabilities(name, y_pred), (-1, np.shape(y_pred)[-1]))  # (..., classes) -> (n, classes)
        chosen = p[np.arange(labels.size), labels.ravel()]  # (n, classes) -> (n,)
        surprise = -autograd.log(autograd.reshape(chosen, labels.shape))  # (n,) -> (...)
    return surprise if ignore_class is None else autograd.where(counted(y_true, labels.shape, ignore_class), surprise, 0.0)


class SparseCategoricalCrossentropy(NamedLoss, function=sparse_categorical_crossentropy):
    """Cross-entropy of integer labels; those that are `ignore_class` count neither in the sum nor in the mean."""

    def mask(self, y_true: Any, y_pred: Any) -> np.ndarray | None:
        if self.settings["ignore_class"] is None:
            return None
        shape = np.delete(np.shape(y_pred), self.settings["axis"])
        return counted(y_true, tuple(shape), self.settings["ignore_class"])


def counted(y_true: Any, shape: tuple[int, ...], ignore: int) -> np.ndarray:
    """Which integer labels are not to be ignored: (n,) or (n, 1) -> (n,)."""
    return np.reshape(values(y_true) != ignore, shape)


# -- what these and the focal losses share -------------------------------------------------------------------


def soft_binary(name: str, y_true: Any, y_pred: Any, label_smoothing: float) -> Any:
    """Labels from 0 to 1 in the shape of the predictions, moved towards 1/2."""
    permitted(name, label_smoothing=label_smoothing)
    y_true = same_shape(name, y_true, y_pred)
    about_unit_interval(name, y_true, "labels are 0 or 1; for -1 and 1 use (y + 1) / 2")
    return y_true * (1.0 - label_smoothing) + 0.5 * label_smoothing if label_smoothing else y_true


def soft_one_hot(name: str, y_true: Any, y_pred: Any, label_smoothing: float) -> Any:
    """One-hot labels in the shape of the predictions, moved towards all classes alike."""
    permitted(name, label_smoothing=label_smoothing)
    several_classes(name, y_pred)
    given, wanted = np.shape(y_true), np.shape(y_pred)
    if given in (wanted[:-1], (*wanted[:-1], 1)):
        raise ValueError(
            f"{name} expects one-hot labels of shape {wanted}, got {given}: "
            f"use to_categorical(y, {wanted[-1]}), or the loss sparse_categorical_crossentropy for integer labels"
        )
    y_true = same_shape(name, y_true, y_pred)
    about_unit_interval(name, y_true, "one-hot labels are 0 or 1, see to_categorical")
    return y_true * (1.0 - label_smoothing) + label_smoothing / wanted[-1] if label_smoothing else y_true


def binary_surprise(name: str, y_true: Any, y_pred: Any, logits: Any) -> Any:
    """−y log p − (1 − y) log(1 − p) of each number, from the logits where there are some."""
    if logits is not None:
        return y_true * autograd.softplus(-logits) + (1.0 - y_true) * autograd.softplus(logits)
    in_unit_interval(name, y_pred, LOGITS.format("sigmoid"))
    p = autograd.clip(y_pred, EPSILON, 1.0 - EPSILON)
    return -(y_true * autograd.log(p) + (1.0 - y_true) * autograd.log(1.0 - p))


def probabilities(name: str, y_pred: Any) -> Any:
    """y_pred scaled to add up to 1, kept away from 0 and 1."""
    in_unit_interval(name, y_pred, LOGITS.format("softmax"))
    return autograd.clip(y_pred / autograd.sum(y_pred, axis=-1, keepdims=True), EPSILON, 1.0 - EPSILON)


def classes_last(y: Any, axis: int) -> Any:
    """y with the axis of the classes at the end."""
    return y if y is None or axis in (-1, np.ndim(y) - 1) or not np.ndim(y) else autograd.moveaxis(y, axis, -1)
