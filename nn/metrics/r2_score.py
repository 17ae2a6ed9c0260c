"""R2Score: the share of the labels' variance that predictions explain."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.checks import whole
from nn.losses.checks import values
from nn.metrics.batch import batch, rows
from nn.metrics.metric import Metric

AGGREGATIONS = (None, "uniform_average", "variance_weighted_average")


class R2Score(Metric):
    """1 − Σ(y − ŷ)² / Σ(y − ȳ)², the share of the labels' variance that is explained; for each column, then averaged.

    class_aggregation: "uniform_average" (default), "variance_weighted_average", or None for a score for each column.
    num_regressors: p > 0 adjusts the score for so many inputs, 1 − (1 − R²)(n − 1)/(n − p − 1), where n counts all
    numbers, not samples (default 0). name: for logs (default "r2_score").
    Labels all equal score 1 when hit and 0 when not. Means and squares of batches are joined as by Chan, Golub & LeVeque,
    1979, so that labels far from 0 lose no digits. Raises ValueError for an unknown aggregation and for other shapes than
    (n,) and (n, columns).

    >>> R2Score()([[1.0], [2.0], [3.0]], [[1.0], [2.0], [4.0]])
    0.5
    """

    def __init__(
        self, class_aggregation: str | None = "uniform_average", num_regressors: int = 0, name: str = "r2_score"
    ) -> None:
        if class_aggregation not in AGGREGATIONS:
            choices = ", ".join(map(repr, AGGREGATIONS))
            raise ValueError(f"R2Score: class_aggregation must be one of {choices}, got {class_aggregation!r}")
        self.class_aggregation = class_aggregation
        self.num_regressors = whole("R2Score", "num_regressors", num_regressors, low=0)
        super().__init__(name)

    def reset_state(self) -> None:
        self.samples = 0
        self.count: Any = 0.0
        self.mean: Any = 0.0
        self.squares: Any = 0.0  # Σ w (y − mean)², for each column
        self.errors: Any = 0.0

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y, p, w = batch(self.name, y_true, y_pred, sample_weight)
        if y.ndim > 2:
            raise ValueError(f"R2Score takes labels of shape (n,) or (n, columns), got {values(y_true).shape}")
        y, p, w = map(rows, (y.astype(float), p, w))
        count = w.sum(0)
        if not count.any():
            return
        mean = (w * y).sum(0) / count
        self._add(y.size, count, mean, (w * (y - mean) ** 2).sum(0), (w * (y - p) ** 2).sum(0))

    def _add(self, samples: int, count: Any, mean: Any, squares: Any, errors: Any) -> None:
        """Add labels of this mean, and this Σ w (y − mean)², to those seen."""
        total = self.count + count
        away = mean - self.mean
        self.squares = self.squares + squares + away**2 * self.count * count / total
        self.errors = self.errors + errors
        self.mean = self.mean + away * count / total
        self.count = total
        self.samples += samples

    def merge_state(self, metrics: Any) -> None:
        self.reset_state()
        for each in metrics:
            if each.samples:
                self._add(each.samples, each.count, each.mean, each.squares, each.errors)

    def result(self) -> Any:
        if not self.samples:
            return 0.0
        flat = self.squares == 0
        scores = np.where(flat, np.where(self.errors == 0, 1.0, 0.0), 1.0 - self.errors / np.where(flat, 1.0, self.squares))
        weights = self.squares if self.class_aggregation == "variance_weighted_average" and not flat.all() else None
        score = scores if self.class_aggregation is None else float(np.average(scores, weights=weights))
        left = self.samples - self.num_regressors - 1
        return 1.0 - (1.0 - score) * (self.samples - 1) / left if self.num_regressors and left > 0 else score
