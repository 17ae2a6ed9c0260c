"""Focal losses: what is told right already hardly counts, so that few hard cases are not drowned by many easy ones.

Lin, Goyal, Girshick, He & Dollár, 2017, arXiv:1708.02002. Where the logits are known nothing is cut off; Keras keeps
probabilities 1e-7 from 0 and 1 there too, which differs only beyond logits of ±16.
"""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from nn.activations import EACH, ONE_OF_SEVERAL, logits_of
from nn.losses.checks import permitted
from nn.losses.crossentropy import binary_surprise, classes_last, probabilities, soft_binary, soft_one_hot
from nn.losses.loss import NamedLoss

TINY = 1e-30  # a power below 1 has an infinite slope at 0


def binary_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    """Binary cross-entropy times (1 − p of the label)^gamma, averaged over an axis: (n, d), (n, d) -> (n,).

    With apply_class_balancing, also times alpha for the label 1 and 1 − alpha for 0.
    """
    name = "binary_focal_crossentropy"
    permitted(name, alpha=alpha, gamma=gamma)
    y_true = soft_binary(name, y_true, y_pred, label_smoothing)
    logits = y_pred if from_logits else logits_of(y_pred, EACH)
    surprise = binary_surprise(name, y_true, y_pred, logits)
    yes, no = (y_pred, 1.0 - y_pred) if logits is None else (autograd.sigmoid(logits), autograd.sigmoid(-logits))
    focal = focused(y_true * no + (1.0 - y_true) * yes, gamma) * surprise
    if apply_class_balancing:
        focal = focal * (y_true * alpha + (1.0 - y_true) * (1.0 - alpha))
    return autograd.mean(focal, axis=axis) if np.ndim(focal) else focal


class BinaryFocalCrossentropy(NamedLoss, function=binary_focal_crossentropy):
    """Binary cross-entropy that looks at the hard cases."""


def categorical_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    alpha: Any = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    """−Σ alpha (1 − p)^gamma y log p, for one-hot (or soft) labels: (n, classes), (n, classes) -> (n,).

    `alpha` is one number or one per class.
    """
    name = "categorical_focal_crossentropy"
    permitted(name, alpha=alpha, gamma=gamma)
    logits = y_pred if from_logits else logits_of(y_pred, ONE_OF_SEVERAL, axis)
    y_true, y_pred, logits = (classes_last(y, axis) for y in (y_true, y_pred, logits))
    y_true = soft_one_hot(name, y_true, y_pred, label_smoothing)
    alpha = np.asarray(alpha, getattr(y_pred, "dtype", float))
    classes = np.shape(y_pred)[-1]
    if alpha.shape not in ((), (classes,)):
        raise ValueError(f"{name}: alpha is one number or one for each of {classes} classes, got shape {alpha.shape}")
    if logits is None:
        p = probabilities(name, y_pred)
        log_p, miss = autograd.log(p), 1.0 - p
    else:
        log_p = autograd.log_softmax(logits)
        miss = -autograd.expm1(log_p)
    return -autograd.sum(alpha * focused(miss, gamma) * (y_true * log_p), axis=-1)


class CategoricalFocalCrossentropy(NamedLoss, function=categorical_focal_crossentropy):
    """Categorical cross-entropy that looks at the hard cases."""


def focused(miss: Any, gamma: float) -> Any:
    """miss^gamma, with a finite slope at 0."""
    return autograd.power(autograd.maximum(miss, TINY), gamma)
