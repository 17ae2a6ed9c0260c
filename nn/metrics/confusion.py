"""Counts of what was taken for what: the confusion matrix, and hits and misses at thresholds."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import name_owner
from nn.checks import number, whole
from nn.losses.checks import require_unit_interval
from nn.metrics.metric import Metric, batch, ratio
from nn.metrics.variable import Tally


@name_owner
def confusion_matrix(y_true: Any, y_pred: Any, num_classes: int | None = None) -> np.ndarray:
    """How often class i (row) was taken for class j (column), from integer labels.

    y_true, y_pred: class numbers from 0 on, (n,), (n,) -> (num_classes, num_classes). num_classes: default None, one more than
    the largest number. Raises ValueError for labels that are no integers from 0 on, or that do not fit in num_classes.

    >>> confusion_matrix([0, 1, 1], [0, 1, 0])
    array([[1, 0],
           [1, 1]])
    """
    y_true, y_pred = np.asarray(y_true), np.asarray(y_pred)
    both = np.concatenate([y_true.ravel(), y_pred.ravel()])
    if y_true.shape != y_pred.shape or y_true.ndim != 1 or both.dtype.kind not in "iub":
        raise ValueError(
            f"confusion_matrix compares two rows of integer labels, got shapes {y_true.shape} and {y_pred.shape} of "
            f"{both.dtype}: for probabilities use .argmax(axis=-1)"
        )
    n = int(both.max(initial=0)) + 1 if num_classes is None else num_classes
    if both.size and not 0 <= both.min() <= both.max() < n:
        raise ValueError(f"confusion_matrix: labels must lie in 0..{n - 1}, got {both.min()}..{both.max()}")
    return np.bincount(y_true.astype(int) * n + y_pred, minlength=n * n).reshape(n, n)  # (n*n,) -> (n, n)


class Counts(Tally):
    """True positives, false positives, false negatives and true negatives at thresholds: each (k,), weights summed.

    A prediction is positive if it is larger than the threshold. One pass and one sort of the thresholds: each number
    falls into a slot between two thresholds, and the slots are summed from the top.
    """

    def __init__(self, thresholds: Any) -> None:
        given = np.asarray(thresholds, float)
        order = np.argsort(given, kind="stable")
        self.sorted, self.place = given[order], np.argsort(order, kind="stable")
        self.slots = np.zeros((2, given.size + 1))  # negatives and positives by the number of thresholds below them

    def add(self, y_true: np.ndarray, y_pred: np.ndarray, weight: np.ndarray) -> None:
        """Count labels (0 is negative), predictions and weights of one shape."""
        below = np.searchsorted(self.sorted, y_pred.ravel(), side="left")
        flat = (y_true.ravel() != 0) * self.slots.shape[1] + below
        self.slots += np.bincount(flat, weight.ravel(), self.slots.size).reshape(self.slots.shape)  # (2*(k+1),) -> (2, k+1)

    def merge(self, other: Any) -> None:
        """Add what another one has counted at the same thresholds."""
        self.slots = self.slots + other.slots

    def __iter__(self) -> Any:
        """tp, fp, fn, tn."""
        above = np.flip(np.cumsum(np.flip(self.slots, 1), 1), 1)[:, 1:]  # (2, k): those beyond each threshold
        below = np.cumsum(self.slots, 1)[:, :-1]
        (fp, tp), (tn, fn) = above[:, self.place], below[:, self.place]
        yield from (tp, fp, fn, tn)


# what is asked of tp, fp, fn, tn
RATES: dict[str, Any] = {
    "precision": lambda tp, fp, fn, tn: ratio(tp, tp + fp),
    "recall": lambda tp, fp, fn, tn: ratio(tp, tp + fn),
    "specificity": lambda tp, fp, fn, tn: ratio(tn, tn + fp),
    "true_positives": lambda tp, fp, fn, tn: tp,
    "false_positives": lambda tp, fp, fn, tn: fp,
    "false_negatives": lambda tp, fp, fn, tn: fn,
    "true_negatives": lambda tp, fp, fn, tn: tn,
}


def read_thresholds(owner: str, thresholds: Any) -> np.ndarray:
    """Thresholds, one or several, as an array; TypeError or ValueError for any that is no number from 0 to 1."""
    several = np.ravel(thresholds) if isinstance(thresholds, np.ndarray) else thresholds
    several = several if isinstance(several, (list, tuple, np.ndarray)) else [several]
    return np.array([number(owner, "thresholds", each, low=0, high=1) for each in several])


def pick_class(owner: str, class_id: int | None, *parts: np.ndarray) -> tuple[np.ndarray, ...]:
    """Labels, predictions and weights of one class alone, or as they are; ValueError if there is no such class."""
    if class_id is None:
        return parts
    if parts[0].ndim < 2 or not class_id < parts[0].shape[-1]:
        raise ValueError(f"{owner}: there is no class {class_id} in predictions of shape {parts[0].shape}")
    return tuple(part[..., class_id] for part in parts)


def read_rate(rate: str, doc: str) -> property:
    """A property of a metric with `counts`: one of the rates, as they are now."""
    return property(lambda metric: RATES[rate](*metric.counts), doc=doc)


class Thresholded(Metric):
    """A rate of yes-or-no predictions: positive if larger than the threshold, by default 1/2.

    `thresholds` is a number, or several for as many results. `top_k` makes positive only the k likeliest classes of a
    sample, whatever their probability if no threshold is given. `class_id` looks at one class alone.
    """

    rate = "precision"

    def __init__(
        self, thresholds: Any = None, top_k: int | None = None, class_id: int | None = None, name: str | None = None
    ) -> None:
        owner = type(self).__name__
        self.thresholds = thresholds
        self.top_k = None if top_k is None else whole(owner, "top_k", top_k)
        self.class_id = None if class_id is None else whole(owner, "class_id", class_id, low=0)
        self.cuts = np.array([0.5 if top_k is None else -np.inf]) if thresholds is None else read_thresholds(owner, thresholds)
        super().__init__(name or self.rate)

    def reset_state(self) -> None:
        self.counts = Counts(self.cuts)

    true_positives = read_rate("true_positives", "How many positive samples were predicted so, at each threshold.")
    false_positives = read_rate("false_positives", "How many negative samples were predicted positive, at each threshold.")
    false_negatives = read_rate("false_negatives", "How many positive samples were predicted negative, at each threshold.")
    true_negatives = read_rate("true_negatives", "How many negative samples were predicted so, at each threshold.")

    @name_owner
    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch: labels 0 or 1, probabilities, both (n, ...), weights (n,)."""
        y, p, w = batch(self.name, y_true, y_pred, sample_weight)
        if self.top_k is None:
            require_unit_interval(self.name, p, "end the network with a sigmoid or softmax")
        elif self.top_k < p.shape[-1]:
            likeliest = np.argsort(-p, axis=-1, kind="stable")[..., : self.top_k]
            kept = np.full_like(p, -np.inf)
            np.put_along_axis(kept, likeliest, np.take_along_axis(p, likeliest, -1), -1)
            p = kept
        self.counts.add(*pick_class(self.name, self.class_id, y, p, w))

    def result(self) -> Any:
        rates = RATES[self.rate](*self.counts)
        return float(rates[0]) if rates.size == 1 else rates


class Precision(Thresholded):
    """Of the samples predicted positive, the share that is: tp / (tp + fp).

    thresholds: a larger probability is positive; a number, or several for as many results (default None, 0.5).
    top_k: only the k likeliest classes of a sample can be positive, with any probability if no threshold is given (default
    None: all can). class_id: look at this class alone (default None, all). name: for logs.
    Raises ValueError for probabilities or thresholds outside 0..1.

    >>> Precision()([0, 1, 1], [0.9, 0.8, 0.1])
    0.5
    """


class Recall(Thresholded):
    """Of the positive samples, the share predicted so: tp / (tp + fn).

    thresholds: a larger probability is positive; a number, or several for as many results (default None, 0.5).
    top_k: only the k likeliest classes of a sample can be positive, with any probability if no threshold is given (default
    None: all can). class_id: look at this class alone (default None, all). name: for logs.
    Raises ValueError for probabilities or thresholds outside 0..1.

    >>> Recall()([0, 1, 1], [0.9, 0.8, 0.1])
    0.5
    """

    rate = "recall"


class Counted(Thresholded):
    """One of the four counts at each threshold."""

    def __init__(self, thresholds: Any = None, name: str | None = None) -> None:
        super().__init__(thresholds, name=name)


class TruePositives(Counted):
    """How many positive samples were predicted so, weights summed.

    thresholds: a larger probability is positive; a number, or several for as many results (default None, 0.5). name: for logs.

    >>> TruePositives()([0, 1, 1], [0.9, 0.8, 0.1])
    1.0
    """

    rate = "true_positives"


class FalsePositives(Counted):
    """How many negative samples were predicted positive, weights summed.

    thresholds: a larger probability is positive; a number, or several for as many results (default None, 0.5). name: for logs.

    >>> FalsePositives()([0, 1, 1], [0.9, 0.8, 0.1])
    1.0
    """

    rate, better = "false_positives", "min"


class FalseNegatives(Counted):
    """How many positive samples were predicted negative, weights summed.

    thresholds: a larger probability is positive; a number, or several for as many results (default None, 0.5). name: for logs.

    >>> FalseNegatives()([0, 1, 1], [0.9, 0.8, 0.1])
    1.0
    """

    rate, better = "false_negatives", "min"


class TrueNegatives(Counted):
    """How many negative samples were predicted so, weights summed.

    thresholds: a larger probability is positive; a number, or several for as many results (default None, 0.5). name: for logs.

    >>> TrueNegatives()([0, 1, 0], [0.9, 0.8, 0.1])
    1.0
    """

    rate = "true_negatives"
