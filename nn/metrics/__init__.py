"""Metrics: how good a model is, measured batch by batch, exact at the end of the pass.

Names, arguments and meanings are Keras 3's; ConfusionMatrix and Perplexity are beside them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from autograd import load_later
from nn import losses
from nn.aliases import find
from nn.configuration.custom import make_deserialize
from nn.configuration.forms import serialize_keras_object as serialize
from nn.metrics.accuracy import (
    Accuracy,
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    SparseTopKCategoricalAccuracy,
    TopKCategoricalAccuracy,
    accuracy,
    binary_accuracy,
    categorical_accuracy,
    sparse_categorical_accuracy,
    sparse_top_k_categorical_accuracy,
    top_k_categorical_accuracy,
)
from nn.metrics.auc import AUC, PrecisionAtRecall, RecallAtPrecision, SensitivityAtSpecificity, SpecificityAtSensitivity
from nn.metrics.confusion import (
    FalseNegatives,
    FalsePositives,
    Precision,
    Recall,
    TrueNegatives,
    TruePositives,
    confusion_matrix,
)
from nn.metrics.fscore import F1Score, FBetaScore
from nn.metrics.iou import BinaryIoU, ConfusionMatrix, IoU, MeanIoU, OneHotIoU, OneHotMeanIoU
from nn.metrics.metric import FunctionMetric, Mean, Metric, NamedMetric, Sum
from nn.metrics.probability import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    CategoricalHinge,
    Hinge,
    KLDivergence,
    Perplexity,
    Poisson,
    SparseCategoricalCrossentropy,
    SquaredHinge,
)
from nn.metrics.r2_score import R2Score
from nn.metrics.regression import (
    ConcordanceCorrelation,
    CosineSimilarity,
    LogCoshError,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    PearsonCorrelation,
    RootMeanSquaredError,
    concordance_correlation,
    cosine_similarity,
    pearson_correlation,
)
from nn.metrics.wrapper import MeanMetricWrapper
from nn.registry import is_made_alone, look_up

__all__ = [
    "AUC", "Accuracy", "BinaryAccuracy", "BinaryCrossentropy", "BinaryIoU", "CategoricalAccuracy",
    "CategoricalCrossentropy", "CategoricalHinge", "ConcordanceCorrelation", "ConfusionMatrix", "CosineSimilarity",
    "F1Score", "FBetaScore", "FalseNegatives", "FalsePositives", "FunctionMetric", "Hinge", "IoU", "KLDivergence",
    "LogCoshError", "Mean", "MeanAbsoluteError", "MeanAbsolutePercentageError", "MeanIoU", "MeanMetricWrapper",
    "MeanSquaredError", "MeanSquaredLogarithmicError",
    "Metric", "NamedMetric", "OneHotIoU", "OneHotMeanIoU", "PearsonCorrelation",
    "Perplexity", "Poisson", "Precision", "PrecisionAtRecall", "R2Score", "Recall", "RecallAtPrecision",
    "RootMeanSquaredError", "SensitivityAtSpecificity", "SparseCategoricalAccuracy", "SparseCategoricalCrossentropy",
    "SparseTopKCategoricalAccuracy", "SpecificityAtSensitivity", "SquaredHinge", "Sum", "TopKCategoricalAccuracy",
    "TrueNegatives", "TruePositives", "accuracy", "binary_accuracy", "categorical_accuracy", "concordance_correlation",
    "confusion_matrix", "cosine_similarity", "deserialize", "get", "pearson_correlation", "serialize",
    "sparse_categorical_accuracy", "sparse_top_k_categorical_accuracy", "top_k_categorical_accuracy",
]  # fmt: skip

CLASSES: dict[str, type[Metric]] = {  # every metric named above that can be made without arguments
    name: found
    for name, found in globals().items()
    if name in __all__ and is_made_alone(found, Metric) and found not in (Metric, NamedMetric, Mean, Sum)
}

METRICS: dict[str, Callable[..., Any]] = {  # functions of a batch, and classes
    "accuracy": accuracy,
    "acc": accuracy,
    **losses.LOSSES,
    **{metric().name: metric for metric in CLASSES.values() if metric is not Accuracy},
}


def get(metric: Any) -> Any:
    """The metric for a name, a class, a dict or a function; a metric as it is.

    metric: a name such as "accuracy", "f1_score" or "AUC"; a class; {"class_name": "AUC", "config": {"curve": "PR"}}; a
    function (y_true, y_pred) -> one value per sample; or an object with `update_state` and `result`.
    Raises ValueError for an unknown name, listing all, and TypeError for anything else.

    >>> get("f1_score").name, get("AUC").name, get("mae").name
    ('f1_score', 'auc', 'mae')
    """
    known = {**METRICS, **CLASSES}
    found = look_up("metric", metric, known, measures, "a function of (y_true, y_pred) or an object such as AUC()")
    return found if hasattr(found, "update_state") else FunctionMetric(found, metric if isinstance(metric, str) else None)


deserialize = make_deserialize(get)


def measures(metric: Any) -> bool:
    """Whether it is a metric, or a function that can become one."""
    return hasattr(metric, "update_state") or callable(metric)


def better(name: str) -> str | None:
    """Whether "max" or "min" of the metric of this name is good; None if that is not known."""
    if "acc" in name:
        return "max"
    found = METRICS.get(name)
    return found.better if isinstance(found, type) and issubclass(found, Metric) else "min" if name in losses.LOSSES else None


if not TYPE_CHECKING:
    __getattr__, __dir__ = load_later(globals(), {}, find)
