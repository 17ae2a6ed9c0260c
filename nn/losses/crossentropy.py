"""Losses for classes: how surprised the predicted probabilities are by the true class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from autograd import name_owner
from nn.activations.logits import EACH, ONE_OF_SEVERAL, logits_of
from nn.losses.checks import (
    check_settings,
    fit_to_shape_and_dtype,
    integer_labels,
    of_labels,
    require_several_classes,
    require_unit_interval,
    values,
    warn_far_from_unit_interval,
)
from nn.losses.loss import EPSILON, AxisSettings, NamedLoss
from nn.results import give_readable

if TYPE_CHECKING:
    from typing_extensions import Unpack

LOGITS = "end the network with a {}, or say from_logits=True if it gives raw scores"


@name_owner
@give_readable
def binary_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Any:
    """−y log p − (1 − y) log(1 − p), averaged over an axis. Good, 1952.

    y_true: labels from 0 to 1; y_pred: probabilities p, of the same shape: (n, d), (n, d) -> (n,).
    from_logits: y_pred are raw scores x, p = sigmoid(x) (default False). Then it is y softplus(−x) + (1 − y) softplus(x), where
    nothing overflows; the same is done where p comes straight from a sigmoid.
    label_smoothing: moves labels this share of the way to 1/2 (default 0.0; from 0 to 1). axis: the one averaged (default −1).
    Raises ValueError for probabilities out of range, or if the shapes differ; warns of labels that are not near 0..1.

    >>> binary_crossentropy([[1.0, 0.0]], [[0.5, 0.5]]).round(6)
    array([0.693147])
    """
    y_true = soft_binary("binary_crossentropy", y_true, y_pred, label_smoothing)
    logits = y_pred if from_logits else logits_of(y_pred, EACH)
    surprise = binary_surprise("binary_crossentropy", y_true, y_pred, logits)
    return autograd.mean(surprise, axis=axis) if np.ndim(surprise) else surprise


class BinaryCrossentropy(NamedLoss, function=binary_crossentropy):
    """Cross-entropy of independent yes-or-no labels: −y log p − (1 − y) log(1 − p). See `binary_crossentropy`.

    from_logits: predictions are raw scores, not probabilities (default False).
    label_smoothing: moves labels this share of the way to 1/2 (default 0.0; from 0 to 1). axis: the one averaged (default −1).
    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> round(float(BinaryCrossentropy()([[1.0], [0.0]], [[0.9], [0.2]])), 6)
    0.164252
    """

    def __init__(self, from_logits: bool = False, label_smoothing: float = 0.0, **settings: Unpack[AxisSettings]) -> None:
        super().__init__(from_logits, label_smoothing, **settings)


@name_owner
@give_readable
def categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Any:
    """−Σ y log p for one-hot (or soft) labels. Good, 1952; Bridle, 1990.

    y_true: labels that add up to 1; y_pred: probabilities p, of the same shape: (n, classes), (n, classes) -> (n,).
    from_logits: y_pred are raw scores x, p = softmax(x) (default False).
    label_smoothing: moves labels this share of the way to 1/classes (default 0.0; from 0 to 1; Szegedy et al., 2015,
    arXiv:1512.00567). axis: along which the classes lie (default −1).
    Raises ValueError for integer labels, probabilities out of range, and a single class; warns of labels not near 0..1.

    >>> categorical_crossentropy([[0.0, 1.0]], [[0.5, 0.5]]).round(6)
    array([0.693147])
    """
    name = "categorical_crossentropy"
    logits = y_pred if from_logits else logits_of(y_pred, ONE_OF_SEVERAL, axis)
    y_true, y_pred, logits = (classes_last(y, axis) for y in (y_true, y_pred, logits))
    y_true = soft_one_hot(name, y_true, y_pred, label_smoothing)
    if logits is not None:
        return autograd.cross_entropy(logits, y_true)
    return -autograd.sum(y_true * autograd.log(probabilities(name, y_pred)), axis=-1)


class CategoricalCrossentropy(NamedLoss, function=categorical_crossentropy):
    """Cross-entropy of one-hot labels: −Σ y log p. See `categorical_crossentropy`.

    from_logits: predictions are raw scores, not probabilities (default False).
    label_smoothing: moves labels this share of the way to 1/classes (default 0.0; from 0 to 1).
    axis: along which the classes lie (default −1).
    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> round(float(CategoricalCrossentropy()([[0.0, 1.0]], [[0.2, 0.8]])), 6)
    0.223144
    """

    def __init__(self, from_logits: bool = False, label_smoothing: float = 0.0, **settings: Unpack[AxisSettings]) -> None:
        super().__init__(from_logits, label_smoothing, **settings)


@name_owner
@give_readable
def sparse_categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, ignore_class: int | None = None, axis: int = -1
) -> Any:
    """−log p of the labelled class, for integer labels.

    y_true: labels 0..classes − 1; y_pred: probabilities: (n,) or (n, 1), (n, classes) -> (n,).
    from_logits: y_pred are raw scores x, p = softmax(x) (default False).
    ignore_class: a label whose loss is 0 (default None); it may lie outside the classes, such as 255 or −1.
    axis: along which the classes lie (default −1).
    Raises ValueError for one-hot labels, for labels outside the classes, and for a single class.

    >>> sparse_categorical_crossentropy([1], [[0.5, 0.5]]).round(6)
    array([0.693147])
    """
    name = "sparse_categorical_crossentropy"
    logits = y_pred if from_logits else logits_of(y_pred, ONE_OF_SEVERAL, axis)
    y_pred, logits = classes_last(y_pred, axis), classes_last(logits, axis)
    require_several_classes(name, y_pred)
    labels = integer_labels(name, y_true, y_pred, ignore_class)
    if logits is not None:
        surprise = autograd.cross_entropy(logits, labels)
    else:
        p = autograd.reshape(probabilities(name, y_pred), (-1, np.shape(y_pred)[-1]))  # (..., classes) -> (n, classes)
        chosen = p[np.arange(labels.size), labels.ravel()]  # (n, classes) -> (n,)
        surprise = -autograd.log(autograd.reshape(chosen, labels.shape))  # (n,) -> (...)
    return (
        surprise if ignore_class is None else autograd.where(find_counted(name, y_true, surprise, ignore_class), surprise, 0.0)
    )


class SparseCategoricalCrossentropy(NamedLoss, function=sparse_categorical_crossentropy):
    """Cross-entropy of integer labels: −log p of the labelled class. See `sparse_categorical_crossentropy`.

    from_logits: predictions are raw scores, not probabilities (default False).
    ignore_class: a label that counts neither in the sum nor in the mean (default None). axis: of the classes (default −1).
    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> round(float(SparseCategoricalCrossentropy()([1, 0], [[0.2, 0.8], [0.5, 0.5]])), 6)
    0.458145
    """

    def __init__(self, from_logits: bool = False, ignore_class: int | None = None, **settings: Unpack[AxisSettings]) -> None:
        super().__init__(from_logits, ignore_class, **settings)

    def mask(self, y_true: Any, y_pred: Any) -> np.ndarray | None:
        if self.settings["ignore_class"] is None:
            return None
        shape = np.delete(np.shape(y_pred), self.settings["axis"])
        counted: np.ndarray = find_counted(self.name, y_true, np.broadcast_to(0.0, tuple(shape)), self.settings["ignore_class"])
        return counted


@of_labels
def find_counted(loss: str, y_true: Any, surprise: Any, ignore: int) -> np.ndarray:
    """Which integer labels are not to be ignored, in the shape of the losses: (n,) or (n, 1), (n,) -> (n,)."""
    return np.reshape(values(y_true) != ignore, np.shape(surprise))


# -- what these and the focal losses share -------------------------------------------------------------------


@of_labels
def soft_binary(name: str, y_true: Any, y_pred: Any, label_smoothing: float) -> Any:
    """Labels from 0 to 1 in the shape of the predictions, moved towards 1/2."""
    check_settings(name, label_smoothing=label_smoothing)
    y_true = fit_to_shape_and_dtype(name, y_true, y_pred)
    warn_far_from_unit_interval(name, y_true, "labels are 0 or 1; for -1 and 1 use (y + 1) / 2")
    return y_true * (1.0 - label_smoothing) + 0.5 * label_smoothing if label_smoothing else y_true


@of_labels
def soft_one_hot(name: str, y_true: Any, y_pred: Any, label_smoothing: float) -> Any:
    """One-hot labels in the shape of the predictions, moved towards all classes alike."""
    check_settings(name, label_smoothing=label_smoothing)
    require_several_classes(name, y_pred)
    given, wanted = np.shape(y_true), np.shape(y_pred)
    if given in (wanted[:-1], (*wanted[:-1], 1)):
        raise ValueError(
            f"{name} expects one-hot labels of shape {wanted}, got {given}: "
            f"use to_categorical(y, {wanted[-1]}), or the loss sparse_categorical_crossentropy for integer labels"
        )
    y_true = fit_to_shape_and_dtype(name, y_true, y_pred)
    warn_far_from_unit_interval(name, y_true, "one-hot labels are 0 or 1, see to_categorical")
    return y_true * (1.0 - label_smoothing) + label_smoothing / wanted[-1] if label_smoothing else y_true


def binary_surprise(name: str, y_true: Any, y_pred: Any, logits: Any) -> Any:
    """−y log p − (1 − y) log(1 − p) of each number, from the logits where there are some."""
    if logits is not None:
        return y_true * autograd.softplus(-logits) + (1.0 - y_true) * autograd.softplus(logits)
    require_unit_interval(name, y_pred, LOGITS.format("sigmoid"))
    p = autograd.clip(y_pred, EPSILON, 1.0 - EPSILON)
    return -(y_true * autograd.log(p) + (1.0 - y_true) * autograd.log1p(-p))  # 1 − p would round a small p away


def probabilities(name: str, y_pred: Any) -> Any:
    """y_pred scaled to add up to 1, kept away from 0 and 1."""
    require_unit_interval(name, y_pred, LOGITS.format("softmax"))
    return autograd.clip(y_pred / autograd.sum(y_pred, axis=-1, keepdims=True), EPSILON, 1.0 - EPSILON)


def classes_last(y: Any, axis: int) -> Any:
    """y with the axis of the classes at the end."""
    if y is None or axis == -1:
        return y
    return y if axis == np.ndim(y) - 1 or not np.ndim(y) else autograd.moveaxis(y, axis, -1)
