"""Losses for embeddings: what is alike lies close together, what differs at least a margin apart."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from autograd import name_owner
from nn.losses.checks import check_settings, fit_labels, numbers, values
from nn.losses.elementwise import average_last_axis
from nn.losses.loss import MEAN, NamedLoss


@average_last_axis
def contrastive(y_true: Any, y_pred: Any, margin: float = 1.0) -> Any:
    """The mean of y d² + (1 − y) max(margin − d, 0)² over the last axis. Hadsell, Chopra & LeCun, 2006.

    y_true: 1 for a pair that is alike, 0 for others; y_pred: the distance d of the pair, 0 or more: (n, d), (n, d) -> (n,).
    margin: how far apart pairs that differ are pushed (default 1.0; positive). Raises ValueError if the shapes differ.

    >>> contrastive(np.array([[1.0], [0.0]]), np.array([[0.5], [0.5]]))
    array([0.25, 0.25])
    """
    near, far = autograd.square(y_pred), autograd.square(autograd.relu(margin - y_pred))
    return y_true * near + (1.0 - y_true) * far


class Contrastive(NamedLoss, function=contrastive):
    """Pulls pairs that are alike together, pushes others a margin apart. See `contrastive` for the formula.

    margin: how far apart pairs that differ are pushed (default 1.0; positive).
    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> Contrastive()([[1.0], [0.0]], [[0.5], [0.5]])
    0.25
    """

    def __init__(self, margin: float = 1.0, reduction: str | None = MEAN, name: str | None = "contrastive") -> None:
        super().__init__(margin=margin, reduction=reduction, name=name)


@name_owner
def triplet_margin(
    anchor: Any, positive: Any, negative: Any, margin: float = 1.0, eps: float = 1e-6, swap: bool = False
) -> Any:
    """max(‖a − p‖ − ‖a − n‖ + margin, 0). Schroff, Kalenichenko & Philbin, 2015, arXiv:1503.03832.

    anchor, positive, negative: embeddings a, p (alike) and n (different) of one shape: (n, d) three times -> (n,).
    margin: how much nearer p must be (default 1.0; positive). eps: added to every difference, as in PyTorch (default 1e-6).
    swap: measure n from p where it is nearer to that (default False). Raises ValueError if the shapes differ.

    >>> triplet_margin([[0.0, 0.0]], [[0.0, 1.0]], [[0.0, 1.5]]).round(3)
    array([0.5])
    """
    check_settings("triplet_margin", margin=margin, eps=eps)
    positive, anchor = fit_labels("triplet_margin", positive, anchor)
    negative, anchor = fit_labels("triplet_margin", negative, anchor)
    near, far = autograd.norm(anchor - positive + eps, axis=-1), autograd.norm(anchor - negative + eps, axis=-1)
    if swap:
        far = autograd.minimum(far, autograd.norm(positive - negative + eps, axis=-1))
    return autograd.relu(near - far + margin)


@name_owner
def triplet(y_true: Any, y_pred: Any, margin: float = 1.0) -> Any:
    """For each embedding as anchor: max(its farthest mate − its nearest stranger + margin, 0).

    y_true: integer labels; y_pred: embeddings: (n,) or (n, 1), (n, d) -> (n,). margin: default 1.0, positive.
    An anchor without a mate or without a stranger in the batch costs 0. Raises ValueError for another number of labels.
    Hermans, Beyer & Leibe, 2017, arXiv:1703.07737 ("batch hard").

    >>> triplet([0, 0, 1], np.array([[0.0], [1.0], [3.0]]))
    array([0., 0., 0.])
    """
    check_settings("triplet", margin=margin)
    labels = numbers("triplet", values(y_true)).reshape(-1)  # (n,) or (n, 1) -> (n,)
    if np.ndim(y_pred) != 2 or len(labels) != len(y_pred):
        raise ValueError(f"triplet: needs one label per embedding, got {np.shape(y_true)} labels for {np.shape(y_pred)}")
    apart = autograd.expand_dims(y_pred, 1) - autograd.expand_dims(y_pred, 0)  # (n, 1, d) - (1, n, d)
    distance = autograd.norm(apart, axis=-1)  # (n, n, d) -> (n, n)
    alike = labels[:, None] == labels
    mates = alike & ~np.eye(len(labels), dtype=bool)
    farthest = autograd.max(autograd.where(mates, distance, -np.inf), axis=1)
    nearest = autograd.min(autograd.where(alike, np.inf, distance), axis=1)
    return autograd.where(mates.any(1) & ~alike.all(1), autograd.relu(farthest - nearest + margin), 0.0)


class Triplet(NamedLoss, function=triplet):
    """Brings each sample nearer to its farthest mate than to its nearest stranger, by a margin. See `triplet` for the formula.

    margin: how much nearer (default 1.0; positive).
    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> round(float(Triplet()([0, 0, 1], np.array([[0.0], [1.0], [3.0]]))), 6)
    0.0
    """

    def __init__(self, margin: float = 1.0, reduction: str | None = MEAN, name: str | None = "triplet") -> None:
        super().__init__(margin=margin, reduction=reduction, name=name)
