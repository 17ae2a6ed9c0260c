"""Circle: embeddings of one class near each other, those of others far, with more weight on what is far from its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from autograd import name_owner
from nn.checks import number
from nn.losses.checks import numbers, values
from nn.losses.loss import NamedLoss
from nn.results import give_readable

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from nn.losses.loss import LossSettings


@name_owner
@give_readable
def circle(
    y_true: Any,
    y_pred: Any,
    ref_labels: Any = None,
    ref_embeddings: Any = None,
    remove_diagonal: bool = True,
    gamma: float = 80,
    margin: float = 0.4,
) -> Any:
    """log(1 + Σ e^(γ αₙ (1 − m − dₙ)) · Σ e^(−γ αₚ (m − dₚ))) over samples n of other classes and p of the same class.

    d = 1 − cos of the angle between two embeddings, αₚ = m + dₚ, αₙ = max(1 + m − dₙ, 0).
    y_true: class numbers; y_pred: embeddings of length 1: (n,) or (n, 1), (n, d) -> (n,).
    ref_labels, ref_embeddings: those compared with (default None, the batch itself).
    remove_diagonal: a sample is not compared with itself (default True). gamma: γ (default 80). margin: m (default 0.4).
    Raises ValueError for labels or embeddings that do not fit. Sun et al., 2020, arXiv:2002.10857.

    >>> circle([0, 0, 1], [[1.0, 0.0], [0.8, 0.6], [0.0, 1.0]]).round(2)
    array([0. , 6.4, 0. ])
    """
    number("circle", "gamma", gamma, above=0)
    number("circle", "margin", margin)
    labels = numbers("circle", values(y_true)).reshape(-1)
    others = y_pred if ref_embeddings is None else ref_embeddings
    other_labels = labels if ref_labels is None else numbers("circle", values(ref_labels)).reshape(-1)
    if np.ndim(y_pred) != 2 or len(labels) != len(values(y_pred)) or len(other_labels) != len(values(others)):
        raise ValueError(f"circle takes labels (n,) and embeddings (n, d), got {np.shape(y_true)} and {np.shape(y_pred)}")
    same = labels[:, None] == other_labels
    differ = labels[:, None] != other_labels
    if remove_diagonal:
        same = same & (np.arange(len(labels))[:, None] != np.arange(len(other_labels)))
    away = autograd.maximum(1.0 - autograd.matmul(y_pred, autograd.transpose(others)), 0.0)  # (n, d) @ (d, n) -> (n, n)
    near = autograd.where(same, -gamma * (margin + away) * (margin - away), NEVER)
    far = autograd.where(differ, gamma * autograd.maximum(1.0 + margin - away, 0.0) * (1.0 - margin - away), NEVER)
    return autograd.softplus(autograd.logsumexp(near, axis=1) + autograd.logsumexp(far, axis=1))


NEVER = -1e30  # the logarithm of nothing, finite, so that no slope becomes ∞ − ∞


def compare(y_true: Any, y_pred: Any, gamma: float = 80.0, margin: float = 0.4, remove_diagonal: bool = True) -> Any:
    """`circle` of a batch with itself."""
    return circle(y_true, y_pred, remove_diagonal=remove_diagonal, gamma=gamma, margin=margin)


compare.__name__ = "circle"  # what the class is called in logs


class Circle(NamedLoss, function=compare):
    """How far embeddings (of length 1) of one class lie apart, and those of others near. See `circle`.

    gamma: the scale (default 80.0). margin: m, how near is near enough (default 0.4).
    remove_diagonal: a sample is not compared with itself (default True).
    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> round(float(Circle(gamma=1.0)([0, 0, 1], [[1.0, 0.0], [0.8, 0.6], [0.0, 1.0]])), 6)
    0.648431
    """

    def __init__(
        self, gamma: float = 80.0, margin: float = 0.4, remove_diagonal: bool = True, **settings: Unpack[LossSettings]
    ) -> None:
        super().__init__(gamma=gamma, margin=margin, remove_diagonal=remove_diagonal, **settings)

    def mask(self, y_true: Any, y_pred: Any) -> Any:
        """As in Keras a sample without loss does not count in the mean."""
        return self._positive

    def call(self, y_true: Any, y_pred: Any) -> Any:
        found = super().call(y_true, y_pred)
        self._positive = values(found) > 0
        return found
