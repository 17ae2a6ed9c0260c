"""A loss for classes whose labels are sometimes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nn.checks import number
from nn.losses.checks import integer_labels, require_several_classes, to_floats
from nn.losses.loss import NamedLoss

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from nn.losses.loss import LossSettings


def categorical_generalized_cross_entropy(y_true: Any, y_pred: Any, q: float = 0.5) -> Any:
    """(1 − p^q) / q of the labelled class' probability p: cross-entropy for small q, absolute error near 1.

    y_true: labels 0..classes − 1; y_pred: probabilities: (n,) or (n, 1), (n, classes) -> (n,).
    q: between 0 and 1 (default 0.5).
    Raises ValueError for labels outside the classes, for a single class, and for another q.
    Zhang & Sabuncu, 2018, arXiv:1805.07836.

    >>> categorical_generalized_cross_entropy([1], [[0.36, 0.64]], 0.5).round(6)
    array([0.4])
    """
    name = "categorical_generalized_cross_entropy"
    number(name, "q", q, above=0, below=1)
    y_pred = to_floats(y_pred)
    require_several_classes(name, y_pred)
    labels = integer_labels(name, y_true, y_pred)
    p = np.take_along_axis(y_pred, labels[..., None], -1)[..., 0]
    return (1.0 - p**q) / q


class CategoricalGeneralizedCrossEntropy(NamedLoss, function=categorical_generalized_cross_entropy):
    """Cross-entropy that labels which are wrong now and then disturb less: (1 − p^q) / q.

    q: how much less, between 0 (cross-entropy) and 1 (absolute error) (default 0.5).
    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> round(float(CategoricalGeneralizedCrossEntropy()([1], [[0.36, 0.64]])), 6)
    0.4
    """

    def __init__(self, q: float = 0.5, **settings: Unpack[LossSettings]) -> None:
        super().__init__(q=q, **settings)
