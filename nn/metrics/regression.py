"""How far predicted numbers are from the true ones."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autograd
from autograd import name_owner
from nn import losses
from nn.losses.checks import fit_labels
from nn.losses.loss import EPSILON
from nn.metrics.metric import NamedMetric


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
    off = y - mean
    return off - np.mean(off, axis=axis, keepdims=True), mean, np.var(y, axis=axis)  # the mean itself is rounded


@name_owner
def pearson_correlation(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """Each sample's correlation of labels and predictions: cov(y, ŷ) / √(var y var ŷ). Pearson, 1895.

    y_true, y_pred: numbers of one shape, (n, d), (n, d) -> (n,). axis: along which they vary (default −1).
    Raises ValueError if the shapes differ.

    >>> pearson_correlation([[0.0, 1.0, 2.0]], [[1.0, 3.0, 5.0]])
    array([1.])
    """
    y_true, y_pred = fit_labels("pearson_correlation", y_true, y_pred)
    (a, _, _), (b, _, _) = center(y_true, axis), center(y_pred, axis)
    one, other = (y / autograd.norm(y, axis=axis, keepdims=True) for y in (a, b))  # whose squares stay in range
    return np.sum(one * other, axis=axis)


class PearsonCorrelation(NamedMetric, function=pearson_correlation):
    """The mean over samples of the correlation of their labels and predictions. See `pearson_correlation`.

    name: for logs. axis: along which the numbers of a sample vary (default −1).

    >>> round(PearsonCorrelation()([[0.0, 1.0, 2.0]], [[1.0, 3.0, 5.0]]), 6)
    1.0
    """

    better = "max"

    def __init__(self, name: str = "pearson_correlation", *, axis: int = -1) -> None:
        super().__init__(name=name, axis=axis)


@name_owner
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
