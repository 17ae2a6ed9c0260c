"""The area under a curve of two rates as the threshold moves, and the best of one rate where the other is good enough."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import autograd
from autograd import name_owner
from nn.checks import number, whole
from nn.losses.checks import numbers, require_unit_interval, values
from nn.losses.loss import EPSILON
from nn.metrics.batch import batch, ratio, rows
from nn.metrics.confusion import RATES, Counting, Counts, pick_class, read_thresholds
from nn.metrics.curves import HEIGHTS, between_counts, gains
from nn.modules.naming import snake_case

FOUR = ("true_positives", "true_negatives", "false_positives", "false_negatives")
CURVES = ("ROC", "PR", "PRGAIN")


class AUC(Counting):
    """The area under the ROC (true against false positive rate), PR (precision against recall) or PRGAIN curve.

    num_thresholds: points of the curve, evenly over 0..1 (default 200); with None every prediction is a threshold and the
    area exact, at the price of keeping them all. thresholds: these instead (default None).
    curve: "ROC", "PR", or "PRGAIN", how much both rates gain on taking everything (Flach & Kull, 2015; default "ROC").
    summation_method: "interpolation" between points (default; straight, but for PR by Davis & Goadrich, 2006), "minoring" and
    "majoring" take the lower or higher of two points, "step" the first.
    Exact, "ROC" is scikit-learn's roc_auc_score, and "PR" with "step" its average_precision_score.
    multi_label: average the areas of the columns (default False). label_weights: their weights (default None, equal); without
    multi_label they weigh the columns' counts. num_labels: accepted and ignored, the columns are counted (default None).
    from_logits: predictions are raw scores (default False). name: for logs (default "auc").
    Raises ValueError for unknown choices, for probabilities outside 0..1, and for weights that do not fit.

    >>> AUC(num_thresholds=None)([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    0.75
    """

    def __init__(
        self,
        num_thresholds: int | None = 200,
        curve: str = "ROC",
        summation_method: str = "interpolation",
        name: str = "auc",
        *,
        thresholds: Sequence[float] | None = None,
        multi_label: bool = False,
        num_labels: int | None = None,
        label_weights: Any = None,
        from_logits: bool = False,
    ) -> None:
        if curve not in CURVES or summation_method not in HEIGHTS:
            raise ValueError(
                f"AUC: curve must be one of {', '.join(CURVES)}, summation_method one of {', '.join(HEIGHTS)}; "
                f"got {curve!r}, {summation_method!r}"
            )
        between: Any = None
        if thresholds is not None:
            between = read_thresholds("AUC", thresholds)
        elif num_thresholds is not None:  # None is for an exact area
            between = np.arange(1, whole("AUC", "num_thresholds", num_thresholds, low=2) - 1) / (num_thresholds - 1)
        self.cuts = None if between is None else np.array([-EPSILON, *np.sort(between), 1.0 + EPSILON])
        self.curve, self.summation_method, self.from_logits = curve, summation_method, from_logits
        self.multi_label, self.num_labels = multi_label, num_labels
        self.thresholds = None if self.cuts is None else np.clip(self.cuts, 0.0, 1.0).tolist()
        self.num_thresholds = None if self.cuts is None else len(self.cuts)
        self.label_weights = None if label_weights is None else numbers("AUC", label_weights, "label_weights").astype(float)
        super().__init__(name)

    def reset_state(self) -> None:
        self.seen: list[tuple[np.ndarray, ...]] = []
        self.counts: list[Counts] = []

    @name_owner
    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch: labels 0 or 1, probabilities, both (n, ...), weights (n,)."""
        y_pred = autograd.sigmoid(values(y_pred)) if self.from_logits else y_pred
        parts = batch(self.name, y_true, y_pred, sample_weight)
        require_unit_interval(self.name, parts[1], "end the network with a sigmoid or softmax, or say from_logits=True")
        if self.label_weights is not None and self.label_weights.shape != parts[0].shape[-1:]:
            raise ValueError(
                f"{self.name}: label_weights are {self.label_weights.size} numbers, one per column of the predictions, "
                f"which have shape {parts[0].shape}"
            )
        if self.multi_label:
            parts = tuple(map(rows, parts))  # type: ignore[assignment]
        else:
            weight = parts[2] if self.label_weights is None else parts[2] * self.label_weights
            parts = tuple(part.reshape(-1, 1) for part in (*parts[:2], weight))  # type: ignore[assignment]  # -> (n, 1)
        if self.cuts is None:
            self.seen.append(tuple(np.array(part) for part in parts))
            return
        self.counts = self.counts or [Counts(self.cuts) for _ in range(parts[0].shape[1])]
        for i, counts in enumerate(self.counts):
            counts.add(*(part[:, i] for part in parts))

    def result(self) -> float:
        areas = [self._area(*counts) for counts in self._columns()]
        weights = self.label_weights if self.multi_label else None
        return float(np.average(areas, weights=weights)) if areas else 0.0

    _counted: Sequence[str] = FOUR

    def _how_many(self, what: str) -> Any:
        found = [RATES[what](*counts) for counts in self._columns()]
        if not found:
            return np.zeros(0 if self.cuts is None else len(self.cuts))
        return np.stack(found, axis=-1) if self.multi_label else found[0]

    def _columns(self) -> list[Counts]:
        """The counts of each column, at every prediction where the area is exact."""
        if self.cuts is not None or not self.seen:
            return self.counts
        parts = [np.concatenate(several) for several in zip(*self.seen)]
        columns = []
        for y, p, w in zip(*(part.T for part in parts)):
            columns.append(Counts([-np.inf, *np.unique(p)]))
            columns[-1].add(y, p, w)
        return columns

    def _area(self, tp: Any, fp: Any, fn: Any, tn: Any) -> float:
        recall, precision = ratio(tp, tp + fn), ratio(tp, tp + fp)
        if self.curve == "PR" and self.summation_method == "interpolation":
            return between_counts(tp, fp, fn)
        if self.curve == "ROC":
            x, y = ratio(fp, fp + tn), recall
        else:
            x, y = gains(tp, fp, fn, tn) if self.curve == "PRGAIN" else (recall, precision)
        return float(((x[:-1] - x[1:]) * HEIGHTS[self.summation_method](y[:-1], y[1:])).sum())


class Constrained(Counting):
    """The largest `dependent` rate over all thresholds at which the `constrained` one reaches a value."""

    constrained, dependent = "recall", "precision"
    _counted: Sequence[str] = FOUR

    def __init__(self, value: float, num_thresholds: int, class_id: int | None, name: str | None) -> None:
        owner = type(self).__name__
        self.value = number(owner, self.constrained, value, low=0, high=1)
        self.num_thresholds = num_thresholds = whole(owner, "num_thresholds", num_thresholds)
        self.class_id = None if class_id is None else whole(owner, "class_id", class_id, low=0)
        self.cuts = [0.5] if num_thresholds == 1 else np.arange(num_thresholds) / (num_thresholds - 1)
        super().__init__(name or snake_case(owner))

    def reset_state(self) -> None:
        self.counts = Counts(self.cuts)

    @name_owner
    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        parts = batch(self.name, y_true, y_pred, sample_weight)
        require_unit_interval(self.name, parts[1], "end the network with a sigmoid or softmax")
        self.counts.add(*pick_class(self.name, self.class_id, *parts))

    def result(self) -> float:
        enough = RATES[self.constrained](*self.counts) >= self.value
        return float(np.where(enough, RATES[self.dependent](*self.counts), 0.0).max())


class PrecisionAtRecall(Constrained):
    """The best precision among thresholds with at least this recall.

    recall: from 0 to 1. num_thresholds: spread evenly over 0..1 (default 200). class_id: look at this class alone (default
    None, all). name: for logs (default the class'). Raises ValueError for numbers out of range.

    >>> PrecisionAtRecall(0.5)([0, 0, 1, 1], [0.0, 0.6, 0.3, 0.9])
    1.0
    """

    def __init__(self, recall: float, num_thresholds: int = 200, class_id: int | None = None, name: str | None = None) -> None:
        self.recall = recall
        super().__init__(recall, num_thresholds, class_id, name)


class RecallAtPrecision(Constrained):
    """The best recall among thresholds with at least this precision.

    precision: from 0 to 1. num_thresholds: spread evenly over 0..1 (default 200). class_id: look at this class alone (default
    None, all). name: for logs (default the class'). Raises ValueError for numbers out of range.

    >>> RecallAtPrecision(0.8)([0, 0, 1, 1], [0.0, 0.6, 0.3, 0.9])
    0.5
    """

    constrained, dependent = "precision", "recall"

    def __init__(
        self, precision: float, num_thresholds: int = 200, class_id: int | None = None, name: str | None = None
    ) -> None:
        self.precision = precision
        super().__init__(precision, num_thresholds, class_id, name)


class SensitivityAtSpecificity(Constrained):
    """The best true positive rate among thresholds with at least this true negative rate.

    specificity: from 0 to 1. num_thresholds: spread evenly over 0..1 (default 200). class_id: look at this class alone (default
    None, all). name: for logs (default the class'). Raises ValueError for numbers out of range.

    >>> SensitivityAtSpecificity(0.5)([0, 0, 1, 1], [0.0, 0.6, 0.3, 0.9])
    1.0
    """

    constrained, dependent = "specificity", "recall"

    def __init__(
        self, specificity: float, num_thresholds: int = 200, class_id: int | None = None, name: str | None = None
    ) -> None:
        self.specificity = specificity
        super().__init__(specificity, num_thresholds, class_id, name)


class SpecificityAtSensitivity(Constrained):
    """The best true negative rate among thresholds with at least this true positive rate.

    sensitivity: from 0 to 1. num_thresholds: spread evenly over 0..1 (default 200). class_id: look at this class alone (default
    None, all). name: for logs (default the class'). Raises ValueError for numbers out of range.

    >>> SpecificityAtSensitivity(0.5)([0, 0, 1, 1], [0.0, 0.6, 0.3, 0.9])
    1.0
    """

    constrained, dependent = "recall", "specificity"

    def __init__(
        self, sensitivity: float, num_thresholds: int = 200, class_id: int | None = None, name: str | None = None
    ) -> None:
        self.sensitivity = sensitivity
        super().__init__(sensitivity, num_thresholds, class_id, name)
