"""F-scores: precision and recall of each class in one number."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import name_owner
from nn.checks import number
from nn.metrics.batch import batch, ratio, single
from nn.metrics.metric import Metric

AVERAGES = (None, "micro", "macro", "weighted")


class FBetaScore(Metric):
    """(1 + β²) · precision · recall / (β² · precision + recall) of each class. Van Rijsbergen, 1979.

    y_true: one-hot labels, or several yes-or-no; y_pred: probabilities: (n, classes), (n, classes) -> (classes,).
    average: one number of all: "micro" counts all together, "macro" is the mean, "weighted" the mean by how often a class
    occurs (default None, a score for each). beta: β, how much more recall counts (default 1.0; positive).
    threshold: a class is predicted if its probability is larger (default None: if it is the likeliest). name: for logs.
    Raises ValueError for an unknown average, numbers out of range, and shapes that do not fit.

    >>> FBetaScore(beta=2.0)([[1, 0], [0, 1], [0, 1]], [[0.9, 0.1], [0.8, 0.2], [0.1, 0.9]]).round(3)
    array([0.833, 0.556])
    """

    def __init__(
        self, average: str | None = None, beta: float = 1.0, threshold: float | None = None, name: str = "fbeta_score"
    ) -> None:
        owner = type(self).__name__
        if average not in AVERAGES:
            raise ValueError(f"{owner}: average must be one of {', '.join(map(repr, AVERAGES))}, got {average!r}")
        self.average, self.beta = average, number(owner, "beta", beta, above=0)
        self.threshold = None if threshold is None else number(owner, "threshold", threshold, above=0, high=1)
        super().__init__(name)

    def reset_state(self) -> None:
        self.hits: Any = 0.0  # true positives, for each class
        self.taken: Any = 0.0
        self.true: Any = 0.0

    @name_owner
    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y, p, w = batch(self.name, y_true, y_pred, sample_weight)
        if p.ndim != 2 or (p.shape[-1] == 1 and self.threshold is None):
            advice = "; of one yes-or-no output give threshold=0.5" if p.shape[-1:] == (1,) else ""
            raise ValueError(
                f"{self.name} compares one-hot labels of shape (n, classes), got predictions of shape {p.shape}{advice}"
            )
        taken = p > self.threshold if self.threshold is not None else (p == p.max(-1, keepdims=True)) & (abs(p) > 1e-9)
        self.hits = self.hits + (w * taken * y).sum(0)
        self.taken = self.taken + (w * taken).sum(0)
        self.true = self.true + (w * y).sum(0)

    def result(self) -> Any:
        hits, taken, true = np.asarray(self.hits), np.asarray(self.taken), np.asarray(self.true)
        if self.average == "micro":
            hits, taken, true = hits.sum(), taken.sum(), true.sum()
        scores = ratio((1.0 + self.beta**2) * hits, self.beta**2 * true + taken)
        if self.average == "weighted":
            return float(ratio((scores * true).sum(), true.sum()))
        return single(scores.mean() if self.average == "macro" else scores)


class F1Score(FBetaScore):
    """2 · precision · recall / (precision + recall) of each class: both must be good. See FBetaScore.

    average: "micro", "macro" or "weighted" for one number of the classes (default None, a score for each).
    threshold: a class is predicted if its probability is larger (default None: if it is the likeliest). name: for logs.

    >>> F1Score("macro")([[1, 0], [0, 1]], [[0.9, 0.1], [0.2, 0.8]])
    1.0
    """

    def __init__(self, average: str | None = None, threshold: float | None = None, name: str = "f1_score") -> None:
        super().__init__(average, 1.0, threshold, name)
