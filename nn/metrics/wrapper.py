"""MeanMetricWrapper: Keras' name for the mean of a function over all samples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nn.metrics.metric import FunctionMetric


class MeanMetricWrapper(FunctionMetric):
    """The same under Keras' name, for metrics of one's own that derive from it.

    fn: the formula, (y_true, y_pred) -> one value per sample. name: for logs (default the function's). dtype: accepted and
    ignored (default None). settings: keyword arguments that the function is called with.

    >>> MeanMetricWrapper(lambda y_true, y_pred: abs(y_true - y_pred), "miss")([1.0, 2.0], [1.5, 5.0])
    1.75
    """

    def __init__(self, fn: Callable[..., Any], name: str | None = None, dtype: Any = None, **settings: Any) -> None:
        super().__init__(fn, name, **settings)
