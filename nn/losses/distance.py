"""Losses for embeddings: what is alike lies close together, what differs at least a margin apart."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from nn.losses.checks import fitting, numbers, permitted, values
from nn.losses.elementwise import averaged
from nn.losses.loss import NamedLoss


@averaged
def contrastive(y_true: Any, y_pred: Any, margin: float = 1.0) -> Any:
    """The mean of d² for pairs alike (y = 1), of max(margin − d, 0)² for others, d = y_pred their distance: (n,), (n,) -> (n,).

    Hadsell, Chopra & LeCun, 2006.

    >>> contrastive(np.array([[1.0], [0.0]]), np.array([[0.5], [0.5]]))
    array([0.25, 0.25])
    """
    near, far = autograd.square(y_pred), autograd.square(autograd.relu(margin - y_pred))
    return y_true * near + (1.0 - y_true) * far


class Contrastive(NamedLoss, function=contrastive):
    """Pulls pairs that are alike together, pushes others a margin apart."""


def triplet_margin(
    anchor: Any, positive: Any, negative: Any, margin: float = 1.0, eps: float = 1e-6, swap: bool = False
) -> Any:
    """max(‖a − p‖ − ‖a − n‖ + margin, 0): (n, d) three times -> (n,). Schroff, Kalenichenko & Philbin, 2015, arXiv:1503.03832.

    With `swap` the negative is measured from the positive where it is nearer to that. As in PyTorch `eps` is added to
    every difference.
    """
    permitted("triplet_margin", margin=margin, eps=eps)
    positive, anchor = fitting("triplet_margin", positive, anchor)
    negative, anchor = fitting("triplet_margin", negative, anchor)
    near, far = autograd.norm(anchor - positive + eps, axis=-1), autograd.norm(anchor - negative + eps, axis=-1)
    if swap:
        far = autograd.minimum(far, autograd.norm(positive - negative + eps, axis=-1))
    return autograd.relu(near - far + margin)


def triplet(y_true: Any, y_pred: Any, margin: float = 1.0) -> Any:
    """For each embedding as anchor max(its farthest mate − its nearest stranger + margin, 0): (n,), (n, d) -> (n,).

    Labels are integers; an anchor without a mate or without a stranger in the batch costs 0. Hermans, Beyer & Leibe, 2017,
    arXiv:1703.07737 ("batch hard").
    """
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
    """Each sample nearer to its farthest mate than to its nearest stranger, by a margin."""
