"""How well predicted regions cover the true ones, class by class: from the confusion matrix of all pixels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nn.losses.checks import values
from nn.metrics.metric import Metric, ratio


class ConfusionMatrix(Metric):
    """How often class i (row) was taken for class j (column), weights summed: -> (num_classes, num_classes).

    Labels and predictions are integers, or with sparse_y_true=False, sparse_y_pred=False one-hot and probabilities along
    `axis`. Labels equal to ignore_class, and any outside 0..num_classes − 1, do not count.
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
        if num_classes < 1:
            raise ValueError(f"{type(self).__name__}: num_classes must be at least 1, got {num_classes}")
        self.num_classes, self.ignore_class, self.axis = num_classes, ignore_class, axis
        self.sparse_y_true, self.sparse_y_pred = sparse_y_true, sparse_y_pred
        super().__init__(name)

    def reset_state(self) -> None:
        self.matrix = np.zeros((self.num_classes, self.num_classes))

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y, p = (self._labels(each, sparse) for each, sparse in ((y_true, self.sparse_y_true), (y_pred, self.sparse_y_pred)))
        if y.size != p.size:
            raise ValueError(
                f"{self.name}: {y.size} labels for {p.size} predictions of shape {np.shape(y_pred)}: "
                "for probabilities say sparse_y_pred=False, for one-hot labels sparse_y_true=False"
            )
        counted = (0 <= y) & (y < self.num_classes) & (0 <= p) & (p < self.num_classes) & (y != self.ignore_class)
        shape = values(y_true).shape if self.sparse_y_true else np.delete(np.shape(y_true), self.axis)
        weight = np.ones(()) if sample_weight is None else values(sample_weight).astype(float)
        weight = np.broadcast_to(weight.reshape(weight.shape + (1,) * (len(shape) - weight.ndim)), shape)  # (n,) -> (n, 1, ...)
        n = self.num_classes
        flat = np.bincount((y * n + p)[counted], weight.ravel()[counted], n * n)
        self.matrix += flat.reshape(n, n)  # (n*n,) -> (n, n)

    def _labels(self, y: Any, sparse: bool) -> np.ndarray:
        """Integer labels in a row."""
        y = values(y)
        y = y if sparse else y.argmax(self.axis)
        if y.dtype.kind == "f" and (y != np.round(y)).any():
            raise ValueError(
                f"{self.name} takes integer labels, got {y[y != np.round(y)].flat[0]:.4g}: say sparse_y_pred=False"
            )
        return np.asarray(y, np.int64).ravel()

    def result(self) -> Any:
        return self.matrix


class IoU(ConfusionMatrix):
    """|A ∩ B| / |A ∪ B| of each target class, A where it is and B where it is seen, averaged over those that occur at all."""

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str = "io_u",
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, name, ignore_class, sparse_y_true, sparse_y_pred, axis)
        if not all(0 <= i < num_classes for i in target_class_ids):
            raise ValueError(
                f"{type(self).__name__}: target_class_ids must lie in 0..{num_classes - 1}, got {target_class_ids}"
            )
        self.target_class_ids = list(target_class_ids)

    def result(self) -> float:
        both = self.matrix.diagonal()[self.target_class_ids]
        either = (self.matrix.sum(0) + self.matrix.sum(1) - self.matrix.diagonal())[self.target_class_ids]
        return float(ratio(ratio(both, either).sum(), (either > 0).sum()))


class MeanIoU(IoU):
    """|A ∩ B| / |A ∪ B| averaged over all classes that occur.

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
        super().__init__(num_classes, range(num_classes), name, ignore_class, sparse_y_true, sparse_y_pred, axis)


class OneHotIoU(IoU):
    """IoU of one-hot labels and probabilities."""

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str = "one_hot_io_u",
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, target_class_ids, name, ignore_class, False, sparse_y_pred, axis)


class OneHotMeanIoU(OneHotIoU):
    """MeanIoU of one-hot labels and probabilities."""

    def __init__(
        self,
        num_classes: int,
        name: str = "one_hot_mean_io_u",
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, range(num_classes), name, ignore_class, sparse_y_pred, axis)


class BinaryIoU(IoU):
    """IoU of the classes 0 and 1, 1 where the probability reaches the threshold."""

    def __init__(self, target_class_ids: Sequence[int] = (0, 1), threshold: float = 0.5, name: str = "binary_io_u") -> None:
        super().__init__(2, target_class_ids, name)
        self.threshold = threshold

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        super().update_state(y_true, values(y_pred) >= self.threshold, sample_weight)
