"""How well predicted regions cover the true ones, class by class: from the confusion matrix of all pixels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd import name_owner
from nn.checks import number, whole
from nn.losses.checks import align_single_axis, numbers, values
from nn.losses.weighting import fit_weight
from nn.metrics.batch import ratio
from nn.metrics.metric import Metric


class ConfusionMatrix(Metric):
    """How often class i (row) was taken for class j (column), weights summed: -> (num_classes, num_classes).

    num_classes: how many classes there are. name: for logs. ignore_class: a label that does not count (default None); nor does
    any outside 0..num_classes − 1. sparse_y_true: labels are integers, not one-hot (default True).
    sparse_y_pred: predictions are integers, not probabilities (default True).
    axis: the axis of the classes, where they are not sparse (default −1).
    Raises ValueError for shapes that do not fit, and for numbers that are not whole.

    >>> ConfusionMatrix(2)([0, 1, 1], [0, 1, 0])
    array([[1., 0.],
           [1., 1.]])
    """

    def __init__(
        self,
        num_classes: int,
        name: str = "confusion_matrix",
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        self.num_classes = whole(type(self).__name__, "num_classes", num_classes)
        self.ignore_class, self.axis = ignore_class, axis
        self.sparse_y_true, self.sparse_y_pred = sparse_y_true, sparse_y_pred
        super().__init__(name)

    def reset_state(self) -> None:
        self.matrix = np.zeros((self.num_classes, self.num_classes))

    @name_owner
    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        p = self._labels("predictions", y_pred, self.sparse_y_pred)
        y = align_single_axis(self._labels("labels", y_true, self.sparse_y_true), p)
        if y.shape != p.shape:
            raise ValueError(
                f"{self.name}: labels of shape {np.shape(y_true)} do not fit predictions of shape {np.shape(y_pred)}: "
                "for probabilities say sparse_y_pred=False, for one-hot labels sparse_y_true=False"
            )
        counted = (0 <= y) & (y < self.num_classes) & (0 <= p) & (p < self.num_classes) & (y != self.ignore_class)
        weight = np.ones(()) if sample_weight is None else fit_weight(sample_weight, np.empty(p.shape))
        n = self.num_classes
        flat = np.bincount((y * n + p)[counted], np.broadcast_to(weight, p.shape)[counted], n * n)
        self.matrix += flat.reshape(n, n)  # (n*n,) -> (n, n)

    def _labels(self, what: str, y: Any, sparse: bool) -> np.ndarray:
        """Integer labels."""
        y = numbers(self.name, values(y), what)
        y = y if sparse else y.argmax(self.axis)
        if y.dtype.kind == "f" and (y != np.round(y)).any():
            raise ValueError(
                f"{self.name} takes integer labels, got {y[y != np.round(y)].flat[0]:.4g}: say sparse_y_pred=False"
            )
        return np.asarray(y, np.int64)

    def result(self) -> Any:
        return self.matrix


class IoU(ConfusionMatrix):
    """|A ∩ B| / |A ∪ B| of each target class, A where it is and B where it is predicted, averaged over those that occur at all.

    num_classes: how many classes there are. target_class_ids: the classes that count; None for all. name: for logs.
    ignore_class: a label that does not count (default None). sparse_y_true: labels are integers, not one-hot (default True).
    sparse_y_pred: predictions are integers, not probabilities (default True).
    axis: the axis of the classes, where they are not sparse (default −1).
    Raises ValueError for an unknown class and for shapes that do not fit. Jaccard, 1901.

    >>> IoU(2, target_class_ids=[0])([0, 0, 1, 1], [0, 1, 1, 1])
    0.5
    """

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int] | None,
        name: str = "io_u",
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, name, ignore_class, sparse_y_true, sparse_y_pred, axis)
        owner = type(self).__name__
        chosen = range(self.num_classes) if target_class_ids is None else target_class_ids
        self.target_class_ids = [whole(owner, "target_class_ids", i, 0, self.num_classes - 1) for i in chosen]

    def result(self) -> float:
        both = self.matrix.diagonal()[self.target_class_ids]
        either = (self.matrix.sum(0) + self.matrix.sum(1) - self.matrix.diagonal())[self.target_class_ids]
        return float(ratio(ratio(both, either).sum(), (either > 0).sum()))


class MeanIoU(IoU):
    """|A ∩ B| / |A ∪ B| averaged over all classes that occur. See IoU.

    num_classes: how many classes there are. name: for logs. ignore_class: a label that does not count (default None).
    sparse_y_true: labels are integers, not one-hot (default True). sparse_y_pred: predictions are integers, not probabilities
    (default True). axis: the axis of the classes, where they are not sparse (default −1).

    >>> round(MeanIoU(2)([0, 0, 1, 1], [0, 1, 0, 1]), 9)
    0.333333333
    """

    def __init__(
        self,
        num_classes: int,
        name: str = "mean_io_u",
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, None, name, ignore_class, sparse_y_true, sparse_y_pred, axis)


class OneHotIoU(IoU):
    """IoU of one-hot labels and probabilities. See IoU.

    num_classes: how many classes there are. target_class_ids: the classes that count; None for all. name: for logs.
    ignore_class: a label that does not count (default None). sparse_y_pred: predictions are integers, not probabilities
    (default False). axis: the axis of the classes (default −1).

    >>> OneHotIoU(2, [1])([[1, 0], [0, 1]], [[0.4, 0.6], [0.3, 0.7]])
    0.5
    """

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int] | None,
        name: str = "one_hot_io_u",
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, target_class_ids, name, ignore_class, False, sparse_y_pred, axis)


class OneHotMeanIoU(OneHotIoU):
    """MeanIoU of one-hot labels and probabilities. See IoU.

    num_classes: how many classes there are. name: for logs. ignore_class: a label that does not count (default None).
    sparse_y_pred: predictions are integers, not probabilities (default False). axis: the axis of the classes (default −1).

    >>> OneHotMeanIoU(2)([[1, 0], [0, 1]], [[0.4, 0.6], [0.3, 0.7]])
    0.25
    """

    def __init__(
        self,
        num_classes: int,
        name: str = "one_hot_mean_io_u",
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, None, name, ignore_class, sparse_y_pred, axis)


class BinaryIoU(IoU):
    """IoU of the classes 0 and 1, where probabilities from the threshold on are 1. See IoU.

    target_class_ids: the classes that count (default both). threshold: from 0 to 1 (default 0.5). name: for logs.

    >>> BinaryIoU([1])([0, 1, 1], [0.6, 0.7, 0.1]).__round__(3)
    0.333
    """

    def __init__(self, target_class_ids: Sequence[int] = (0, 1), threshold: float = 0.5, name: str = "binary_io_u") -> None:
        super().__init__(2, target_class_ids, name)
        self.threshold = number("BinaryIoU", "threshold", threshold)

    @name_owner
    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        super().update_state(y_true, numbers(self.name, values(y_pred), "predictions") >= self.threshold, sample_weight)
