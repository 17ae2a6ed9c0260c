"""How far predicted numbers are from the true ones."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nn import losses
from nn.checks import whole
from nn.losses.checks import fit_labels, values
from nn.losses.loss import EPSILON
from nn.metrics.metric import Metric, NamedMetric, batch, rows


class MeanSquaredError(NamedMetric, function=losses.mean_squared_error):
    """The mean of (y − ŷ)² over all samples. See the loss `mean_squared_error`.

    name: for logs.

    >>> MeanSquaredError()([[0.0], [1.0]], [[2.0], [1.0]])
    2.0
    """

    def __init__(self, name: str = "mean_squared_error") -> None:
        super().__init__(name=name)


class MeanAbsoluteError(NamedMetric, function=losses.mean_absolute_error):
    """The mean of |y − ŷ| over all samples, in the unit of the labels.

    name: for logs.

    >>> MeanAbsoluteError()([[0.0], [1.0]], [[2.0], [1.0]])
    1.0
    """

    def __init__(self, name: str = "mean_absolute_error") -> None:
        super().__init__(name=name)


class MeanAbsolutePercentageError(NamedMetric, function=losses.mean_absolute_percentage_error):
    """The mean of 100 |y − ŷ| / |y| over all samples, in percent.

    name: for logs.

    >>> MeanAbsolutePercentageError()([[2.0], [4.0]], [[1.0], [4.0]])
    25.0
    """

    def __init__(self, name: str = "mean_absolute_percentage_error") -> None:
        super().__init__(name=name)


class MeanSquaredLogarithmicError(NamedMetric, function=losses.mean_squared_logarithmic_error):
    """The mean of (log(1 + y) − log(1 + ŷ))² over all samples.

    name: for logs.

    >>> round(MeanSquaredLogarithmicError()([[0.0], [1.0]], [[0.0], [3.0]]), 6)
    0.240227
    """

    def __init__(self, name: str = "mean_squared_logarithmic_error") -> None:
        super().__init__(name=name)


class LogCoshError(NamedMetric, function=losses.log_cosh, name="logcosh"):
    """The mean of log cosh(ŷ − y) over all samples. See the loss `log_cosh`.

    name: for logs (default "logcosh").

    >>> round(LogCoshError()([[0.0]], [[1.0]]), 6)
    0.433781
    """

    def __init__(self, name: str = "logcosh") -> None:
        super().__init__(name=name)


class RootMeanSquaredError(NamedMetric, function=losses.mean_squared_error, name="root_mean_squared_error"):
    """√ of the mean of (y − ŷ)² over all samples, in the unit of the labels.

    name: for logs.

    >>> round(RootMeanSquaredError()([[0.0], [1.0]], [[2.0], [1.0]]), 6)
    1.414214
    """

    def __init__(self, name: str = "root_mean_squared_error") -> None:
        super().__init__(name=name)

    def result(self) -> float:
        return math.sqrt(super().result())


def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """y·ŷ / (|y| |ŷ|), cos of the angle between y and ŷ: 1 where they point the same way.

    y_true, y_pred: vectors of one shape, (n, d), (n, d) -> (n,). axis: along which the vectors lie (default −1).
    (The loss of this name has the opposite sign.) Raises ValueError if the shapes differ.

    >>> cosine_similarity([[1.0, 0.0]], [[2.0, 0.0]])
    array([1.])
    """
    return -losses.cosine_similarity(y_true, y_pred, axis)


class CosineSimilarity(NamedMetric, function=cosine_similarity):
    """The mean of cos of the angle between label and prediction. (The loss of this name has the opposite sign.)

    name: for logs. axis: along which the vectors lie (default −1).

    >>> CosineSimilarity()([[1.0, 0.0], [1.0, 0.0]], [[2.0, 0.0], [0.0, 3.0]])
    0.5
    """

    better = "max"

    def __init__(self, name: str = "cosine_similarity", *, axis: int = -1) -> None:
        super().__init__(name=name, axis=axis)


def center(y: Any, axis: int) -> tuple[Any, Any, Any]:
    """y less its mean along an axis, that mean, and the variance."""
    mean = np.mean(y, axis=axis, keepdims=True)
    return y - mean, mean, np.var(y, axis=axis)


def pearson_correlation(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """Each sample's correlation of labels and predictions: cov(y, ŷ) / √(var y var ŷ). Pearson, 1895.

    y_true, y_pred: numbers of one shape, (n, d), (n, d) -> (n,). axis: along which they vary (default −1).
    Raises ValueError if the shapes differ.

    >>> pearson_correlation([[0.0, 1.0, 2.0]], [[1.0, 3.0, 5.0]])
    array([1.])
    """
    y_true, y_pred = fit_labels("pearson_correlation", y_true, y_pred)
    (a, _, va), (b, _, vb) = center(y_true, axis), center(y_pred, axis)
    return np.mean(a * b, axis=axis) / np.sqrt(va * vb)


class PearsonCorrelation(NamedMetric, function=pearson_correlation):
    """The mean over samples of the correlation of their labels and predictions. See `pearson_correlation`.

    name: for logs. axis: along which the numbers of a sample vary (default −1).

    >>> round(PearsonCorrelation()([[0.0, 1.0, 2.0]], [[1.0, 3.0, 5.0]]), 6)
    1.0
    """

    better = "max"

    def __init__(self, name: str = "pearson_correlation", *, axis: int = -1) -> None:
        super().__init__(name=name, axis=axis)


def concordance_correlation(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """2 cov / (var y + var ŷ + (mean y − mean ŷ)²) of each sample. Lin, 1989.

    y_true, y_pred: numbers of one shape, (n, d), (n, d) -> (n,). axis: along which they vary (default −1).
    Raises ValueError if the shapes differ.

    >>> concordance_correlation([[0.0, 1.0, 2.0]], [[1.0, 2.0, 3.0]]).round(3)
    array([0.571])
    """
    y_true, y_pred = fit_labels("concordance_correlation", y_true, y_pred)
    (a, mean_a, va), (b, mean_b, vb) = center(y_true, axis), center(y_pred, axis)
    apart = np.squeeze(mean_a - mean_b, axis)
    return 2.0 * np.mean(a * b, axis=axis) / (va + vb + apart**2 + EPSILON)


class ConcordanceCorrelation(NamedMetric, function=concordance_correlation):
    """The mean over samples of their concordance: a correlation that also asks for the same mean and spread.

    name: for logs. axis: along which the numbers of a sample vary (default −1). See `concordance_correlation`.

    >>> round(ConcordanceCorrelation()([[0.0, 1.0, 2.0]], [[1.0, 2.0, 3.0]]), 3)
    0.571
    """

    better = "max"

    def __init__(self, name: str = "concordance_correlation", *, axis: int = -1) -> None:
        super().__init__(name=name, axis=axis)


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
        total = self.count + count
        away = mean - self.mean
        self.squares = self.squares + (w * (y - mean) ** 2).sum(0) + away**2 * self.count * count / total
        self.errors = self.errors + (w * (y - p) ** 2).sum(0)
        self.mean = self.mean + away * count / total
        self.count = total
        self.samples += y.size

    def result(self) -> Any:
        if not self.samples:
            return 0.0
        flat = self.squares == 0
        scores = np.where(flat, np.where(self.errors == 0, 1.0, 0.0), 1.0 - self.errors / np.where(flat, 1.0, self.squares))
        weights = self.squares if self.class_aggregation == "variance_weighted_average" and not flat.all() else None
        score = scores if self.class_aggregation is None else float(np.average(scores, weights=weights))
        left = self.samples - self.num_regressors - 1
        return 1.0 - (1.0 - score) * (self.samples - 1) / left if self.num_regressors and left > 0 else score
