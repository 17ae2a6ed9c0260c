"""Class numbers to one-hot rows, for losses that compare distributions."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

NUMBER_THEM = "number them first: names, labels = np.unique(labels, return_inverse=True)."


def to_categorical(x: ArrayLike, num_classes: int | None = None) -> np.ndarray:
    """One-hot rows from class numbers, as Keras 3's `to_categorical`: the same shapes, and float64.

    x: (...) or (..., 1) -> (..., num_classes); whole numbers, 0 to num_classes - 1 (default: largest + 1).
    Raises TypeError when x is not numbers, ValueError when a label is negative, too large or not whole.

    >>> to_categorical([0, 2], num_classes=3)
    array([[1., 0., 0.],
           [0., 0., 1.]])
    """
    labels = _whole_numbers(np.asarray(x))
    if labels.ndim > 1 and labels.shape[-1] == 1:
        labels = labels[..., 0]  # (..., 1) -> (...)
    classes = _class_count(labels, num_classes)
    if labels.size and labels.max() >= classes:
        raise ValueError(
            f"to_categorical: label {labels.max()} does not fit in num_classes={classes}, whose labels are "
            f"0 to {classes - 1}. Labels that start at 1 need labels - 1; else pass a larger num_classes."
        )
    try:
        one_hot = np.zeros((labels.size, classes))
    except (MemoryError, ValueError, OverflowError):
        raise ValueError(
            f"to_categorical: {labels.size} rows of {classes} classes do not fit in memory. "
            f"If the labels are ids, {NUMBER_THEM}"
        ) from None
    one_hot[np.arange(labels.size), labels.ravel()] = 1.0
    return one_hot.reshape(*labels.shape, classes)  # (count, classes) -> (..., classes)


def _whole_numbers(given: np.ndarray) -> np.ndarray:
    """The labels as int64, none of them changed by that."""
    if given.size == 0:
        return given.astype(np.int64)
    if given.dtype.kind not in "biuf":
        raise TypeError(f"to_categorical: labels must be whole numbers, got {given.dtype} data; {NUMBER_THEM}")
    whole = np.isfinite(given) & (given == np.floor(given))
    if not whole.all():
        raise ValueError(
            f"to_categorical: labels must be whole numbers, got {given[~whole].flat[0]}. Are these scores "
            "rather than labels? np.argmax(scores, axis=-1) gives the class."
        )
    if given.min() < 0:
        raise ValueError(
            f"to_categorical: labels start at 0, got {given.min()}. "
            "For classes -1 and 1 pass (labels + 1) // 2; drop rows that have no label."
        )
    if given.max() >= 2**53:  # beyond it floats skip whole numbers
        raise ValueError(f"to_categorical: {given.max()} is no class number. If the labels are ids, {NUMBER_THEM}")
    return given.astype(np.int64)


def _class_count(labels: np.ndarray, num_classes: int | None) -> int:
    if num_classes is None:
        if not labels.size:
            raise ValueError("to_categorical: no labels to count the classes of; pass num_classes.")
        return int(labels.max()) + 1
    try:
        classes = operator.index(num_classes)
    except TypeError:
        raise TypeError(f"to_categorical: num_classes must be an integer, got {num_classes!r}.") from None
    if classes < 1:
        raise ValueError(f"to_categorical: num_classes must be at least 1, got {classes}; None counts the labels' classes.")
    return classes
