"""Losses for classes: how surprised the predicted probabilities are by the true class."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from autograd import Tensor
from nn.losses.checks import in_unit_interval, integer_labels, same_shape, several_classes

EPSILON = 1e-7  # probabilities that do not come with their logits are kept this far from 0 and 1, as in Keras
LOGITS = "end the network with a {}, or say from_logits=True if it gives raw scores"


def binary_crossentropy(y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0) -> Any:
    """−y log p − (1 − y) log(1 − p), averaged over the last axis: (n, d), (n, d) -> (n,).

    From logits x it is y softplus(−x) + (1 − y) softplus(x): nothing overflows, nothing cancels.
    """
    y_true = same_shape("binary_crossentropy", y_true, y_pred)
    in_unit_interval("binary_crossentropy", y_true, "labels are 0 or 1; for -1 and 1 use (y + 1) / 2")
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + 0.5 * label_smoothing
    logits = y_pred if from_logits else logits_behind(y_pred, "sigmoid")
    if logits is not None:
        surprise = y_true * autograd.softplus(-logits) + (1.0 - y_true) * autograd.softplus(logits)
    else:
        in_unit_interval("binary_crossentropy", y_pred, LOGITS.format("sigmoid"))
        p = autograd.clip(y_pred, EPSILON, 1.0 - EPSILON)
        surprise = -(y_true * autograd.log(p) + (1.0 - y_true) * autograd.log(1.0 - p))
    return autograd.mean(surprise, axis=-1) if np.ndim(surprise) else surprise


def categorical_crossentropy(y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0) -> Any:
    """−Σ y log p for one-hot (or soft) labels: (n, classes), (n, classes) -> (n,)."""
    name = "categorical_crossentropy"
    several_classes(name, y_pred)
    given, wanted = np.shape(y_true), np.shape(y_pred)
    if given in (wanted[:-1], (*wanted[:-1], 1)):
        raise ValueError(
            f"{name} expects one-hot labels of shape {wanted}, got {given}: "
            f"use to_categorical(y, {wanted[-1]}), or the loss sparse_categorical_crossentropy for integer labels"
        )
    y_true = same_shape(name, y_true, y_pred)
    in_unit_interval(name, y_true, "one-hot labels are 0 or 1, see to_categorical")
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + label_smoothing / wanted[-1]
    logits = y_pred if from_logits else logits_behind(y_pred, "softmax")
    if logits is not None:
        return autograd.cross_entropy(logits, y_true)
    return -autograd.sum(y_true * autograd.log(_probabilities(name, y_pred)), axis=-1)


def sparse_categorical_crossentropy(y_true: Any, y_pred: Any, from_logits: bool = False) -> Any:
    """−log p of the labelled class, for integer labels: (n,) or (n, 1), (n, classes) -> (n,)."""
    name = "sparse_categorical_crossentropy"
    several_classes(name, y_pred)
    labels = integer_labels(name, y_true, y_pred)
    logits = y_pred if from_logits else logits_behind(y_pred, "softmax")
    if logits is not None:
        return autograd.cross_entropy(logits, labels)
    p = autograd.reshape(_probabilities(name, y_pred), (-1, np.shape(y_pred)[-1]))  # (..., classes) -> (n, classes)
    chosen = p[np.arange(labels.size), labels.ravel()]  # (n, classes) -> (n,)
    return -autograd.log(autograd.reshape(chosen, labels.shape))  # (n,) -> (...)


def _probabilities(loss: str, y_pred: Any) -> Any:
    """y_pred scaled to add up to 1, kept away from 0 and 1."""
    in_unit_interval(loss, y_pred, LOGITS.format("softmax"))
    return autograd.clip(y_pred / autograd.sum(y_pred, axis=-1, keepdims=True), EPSILON, 1.0 - EPSILON)


def logits_behind(y_pred: Any, op: str) -> Any:
    """The input of the softmax or sigmoid that made y_pred, if one did."""
    made_by = isinstance(y_pred, Tensor) and y_pred.op is not None and y_pred.op.name == op
    return y_pred.inputs[0] if made_by and (y_pred.attrs or {}).get("axis", -1) in (-1, y_pred.ndim - 1) else None
