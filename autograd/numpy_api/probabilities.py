"""From scores of classes to probabilities, and to the loss that trains them."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import ops
from autograd.kernel.node import Node
from autograd.numpy_api.picking import getitem
from autograd.numpy_api.signatures import of_one, of_two


@of_one
def softmax(x: Any, axis: int = -1) -> Any:
    """eˣ / Σ eˣ along an axis: positive numbers that add up to 1, without overflow.

    x: scores of any shape, which the result has too. axis=-1: the axis of the classes.
    Raises IndexError for an axis that x does not have.

    >>> softmax(np.array([1000.0, 1000.0]))
    array([0.5, 0.5])
    """
    return ops.softmax(x, axis=axis)


@of_one
def log_softmax(x: Any, axis: int = -1) -> Any:
    """log softmax(x) along an axis, without overflow or lost digits.

    x: scores of any shape, which the result has too. axis=-1: the axis of the classes.
    Raises IndexError for an axis that x does not have.

    >>> log_softmax(np.array([0.0, 1000.0]))
    array([-1000.,     0.])
    """
    return ops.log_softmax(x, axis=axis)


@of_two
def cross_entropy(logits: Any, targets: Any) -> Any:
    """−Σ t log softmax(logits) over the last axis: how far the predicted classes are from the true ones.

    logits: scores (..., C) of C classes. targets: the probability of each class (..., C), or whole numbers (...) that name
    the true class. The result has shape (...). Raises ValueError for a label outside 0..C−1 or targets of another shape,
    TypeError for labels that are no whole numbers.

    >>> logits = np.array([[0.0, 0.0], [0.0, 1000.0]])
    >>> cross_entropy(logits, np.array([0, 1])).round(4)
    array([0.6931, 0.    ])
    """
    labels = targets._value if isinstance(targets, Node) else np.asarray(targets)
    shape = np.shape(logits._value if isinstance(logits, Node) else logits)
    if not shape or np.shape(labels) not in (shape, shape[:-1]):
        raise ValueError(
            f"cross_entropy: logits of shape {shape} need targets of shape {shape} (shares of each class) or "
            f"{shape[:-1]} (integer labels), got {np.shape(labels)}"
        )
    if np.shape(labels) == shape:
        return ops.cross_entropy(logits, targets)
    classes = shape[-1]
    if np.asarray(labels).dtype.kind not in "iu":
        raise TypeError(f"cross_entropy: labels must be integers, got {np.asarray(labels).dtype}")
    if not np.ndim(labels):  # a single label would become a float
        if not 0 <= labels < classes:
            raise ValueError(f"cross_entropy: labels must lie in 0..{classes - 1} for {classes} logits, got {labels}")
        return ops.neg(getitem(ops.log_softmax(logits), int(labels)))
    return ops.sparse_cross_entropy(logits, targets if isinstance(targets, Node) else labels)
