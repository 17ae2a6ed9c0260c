"""Focal losses: samples that are predicted right already hardly count, so that easy ones do not drown the few hard ones.

Lin, Goyal, Girshick, He & Dollár, 2017, arXiv:1708.02002. Where the logits are known nothing is cut off; Keras keeps
probabilities 1e-7 from 0 and 1 there too, which differs only beyond logits of ±16.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from autograd import name_owner
from nn.activations.logits import EACH, ONE_OF_SEVERAL, logits_of
from nn.losses.checks import check_settings, to_floats
from nn.losses.crossentropy import binary_surprise, classes_last, probabilities, soft_binary, soft_one_hot
from nn.losses.loss import AxisSettings, NamedLoss
from nn.results import give_readable

if TYPE_CHECKING:
    from typing_extensions import Unpack

TINY = 1e-30  # a power below 1 has an infinite slope at 0


@name_owner
@give_readable
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
    """Binary cross-entropy times (1 − p of the label)^gamma, averaged over an axis. Lin et al., 2017, arXiv:1708.02002.

    y_true: labels from 0 to 1; y_pred: probabilities p: (n, d), (n, d) -> (n,).
    apply_class_balancing: also multiply by alpha for label 1 and by 1 − alpha for 0 (default False).
    alpha: its weight (default 0.25).
    gamma: how little easy cases count; 0 is the plain cross-entropy (default 2.0; 0 or more).
    from_logits: y_pred are raw scores (default False). label_smoothing: moves labels this share towards 1/2 (default 0.0).
    axis: the axis to average over (default −1). Raises ValueError for values out of range, or if the shapes differ.

    >>> binary_focal_crossentropy([[1.0, 1.0]], [[0.9, 0.5]]).round(6)
    array([0.08717])
    """
    name = "binary_focal_crossentropy"
    check_settings(name, alpha=alpha, gamma=gamma)
    y_pred = to_floats(y_pred)
    y_true = soft_binary(name, y_true, y_pred, label_smoothing)
    logits = y_pred if from_logits else logits_of(y_pred, EACH)
    surprise = binary_surprise(name, y_true, y_pred, logits)
    yes, no = (y_pred, 1.0 - y_pred) if logits is None else (autograd.sigmoid(logits), autograd.sigmoid(-logits))
    focal = focus(y_true * no + (1.0 - y_true) * yes, gamma) * surprise
    if apply_class_balancing:
        focal = focal * (y_true * alpha + (1.0 - y_true) * (1.0 - alpha))
    return autograd.mean(focal, axis=axis) if np.ndim(focal) else focal


class BinaryFocalCrossentropy(NamedLoss, function=binary_focal_crossentropy):
    """Binary cross-entropy times (1 − p of the label)^gamma: hard cases count most. See `binary_focal_crossentropy`.

    apply_class_balancing: also multiply by alpha for label 1 and by 1 − alpha for 0 (default False).
    alpha: its weight (default 0.25).
    gamma: how little easy cases count; 0 is the plain cross-entropy (default 2.0; 0 or more).
    from_logits: predictions are raw scores (default False). label_smoothing: moves labels this share towards 1/2 (default 0.0).
    axis: the axis to average over (default −1). reduction: how the samples' losses become one number, see Loss (default their
    mean). name: for logs.

    >>> round(float(BinaryFocalCrossentropy(gamma=2.0)([[1.0], [1.0]], [[0.9], [0.5]])), 6)
    0.08717
    """

    def __init__(
        self,
        apply_class_balancing: bool = False,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        **settings: Unpack[AxisSettings],
    ) -> None:
        super().__init__(apply_class_balancing, alpha, gamma, from_logits, label_smoothing, **settings)


@name_owner
@give_readable
def categorical_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    alpha: Any = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    """−Σ alpha (1 − p)^gamma y log p, for one-hot (or soft) labels. Lin et al., 2017, arXiv:1708.02002.

    y_true: labels that add up to 1; y_pred: probabilities p: (n, classes), (n, classes) -> (n,).
    alpha: the weight of the classes, one number or one per class (default 0.25).
    gamma: how little easy cases count (default 2.0; 0 or more). from_logits: y_pred are raw scores (default False).
    label_smoothing: moves labels this share of the way to 1/classes (default 0.0). axis: the axis of the classes (default −1).
    Raises ValueError for values out of range, integer labels, and a wrong number of alphas.

    >>> categorical_focal_crossentropy([[0.0, 1.0]], [[0.5, 0.5]]).round(6)
    array([0.043322])
    """
    name = "categorical_focal_crossentropy"
    check_settings(name, alpha=alpha, gamma=gamma)
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
    return -autograd.sum(alpha * focus(miss, gamma) * (y_true * log_p), axis=-1)


class CategoricalFocalCrossentropy(NamedLoss, function=categorical_focal_crossentropy):
    """Categorical cross-entropy times alpha (1 − p)^gamma: hard cases count most. See `categorical_focal_crossentropy`.

    alpha: the weight of the classes, one number or one per class (default 0.25).
    gamma: how little easy cases count (default 2.0; 0 or more). from_logits: predictions are raw scores (default False).
    label_smoothing: moves labels this share of the way to 1/classes (default 0.0). axis: the axis of the classes (default −1).
    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> round(float(CategoricalFocalCrossentropy(alpha=1.0)([[0.0, 1.0]], [[0.5, 0.5]])), 6)
    0.173287
    """

    def __init__(
        self,
        alpha: Any = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        **settings: Unpack[AxisSettings],
    ) -> None:
        super().__init__(alpha, gamma, from_logits, label_smoothing, **settings)


def focus(miss: Any, gamma: float) -> Any:
    """miss^gamma, with a finite slope at 0."""
    return autograd.power(autograd.maximum(miss, TINY), gamma)
