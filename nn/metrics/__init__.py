"""What a person wants to know of a model: measured batch by batch, exact at the end of the pass.

Names, arguments and meanings are Keras 3's; ConfusionMatrix and Perplexity are beside them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nn import losses
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
from nn.metrics.regression import (
    ConcordanceCorrelation,
    CosineSimilarity,
    LogCoshError,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    PearsonCorrelation,
    R2Score,
    RootMeanSquaredError,
    concordance_correlation,
    cosine_similarity,
    pearson_correlation,
)

CLASSES: dict[str, type[Metric]] = {  # those that need no argument
    metric.__name__: metric
    for metric in (
        AUC, Accuracy, BinaryAccuracy, BinaryCrossentropy, BinaryIoU, CategoricalAccuracy, CategoricalCrossentropy,
        CategoricalHinge, ConcordanceCorrelation, CosineSimilarity, F1Score, FBetaScore, FalseNegatives, FalsePositives, Hinge,
        KLDivergence, LogCoshError, MeanAbsoluteError, MeanAbsolutePercentageError, MeanSquaredError,
        MeanSquaredLogarithmicError, PearsonCorrelation, Perplexity, Poisson, Precision, R2Score, Recall,
        RootMeanSquaredError, SparseCategoricalAccuracy, SparseCategoricalCrossentropy, SparseTopKCategoricalAccuracy,
        SquaredHinge, TopKCategoricalAccuracy, TrueNegatives, TruePositives,
    )
}  # fmt: skip

METRICS: dict[str, Callable[..., Any]] = {  # functions of a batch, and classes
    "accuracy": accuracy,
    "acc": accuracy,
    **losses.LOSSES,
    **{metric().name: metric for metric in CLASSES.values() if metric is not Accuracy},
}


def get(metric: Any) -> Any:
    """The metric for a name or a function; a metric as it is.

    >>> get("f1_score").name, get("AUC").name, get("mae").name
    ('f1_score', 'auc', 'mae')
    """
    if isinstance(metric, str):
        found = CLASSES.get(metric, METRICS.get(metric))
        if found is None:
            raise ValueError(f"unknown metric {metric!r}: choose from {', '.join(METRICS)}, or give a function")
        return found() if isinstance(found, type) else FunctionMetric(found, metric)
    if hasattr(metric, "update_state") and not isinstance(metric, type):
        return metric
    if isinstance(metric, type) or not callable(metric):
        raise TypeError(f"a metric is a name, a function of (y_true, y_pred) or an object, got {metric!r}")
    return FunctionMetric(metric)


def better(name: str) -> str | None:
    """Whether "max" or "min" of the metric of this name is good; None if that is not known."""
    if "acc" in name:
        return "max"
    found = METRICS.get(name)
    return found.better if isinstance(found, type) and issubclass(found, Metric) else "min" if name in losses.LOSSES else None


__all__ = [
    "AUC", "Accuracy", "BinaryAccuracy", "BinaryCrossentropy", "BinaryIoU", "CategoricalAccuracy",
    "CategoricalCrossentropy", "CategoricalHinge", "ConcordanceCorrelation", "ConfusionMatrix", "CosineSimilarity",
    "F1Score", "FBetaScore", "FalseNegatives", "FalsePositives", "FunctionMetric", "Hinge", "IoU", "KLDivergence",
    "LogCoshError", "Mean", "MeanAbsoluteError", "MeanAbsolutePercentageError", "MeanIoU", "MeanSquaredError",
    "MeanSquaredLogarithmicError", "Metric", "NamedMetric", "OneHotIoU", "OneHotMeanIoU", "PearsonCorrelation", "Perplexity",
    "Poisson", "Precision", "PrecisionAtRecall", "R2Score", "Recall", "RecallAtPrecision", "RootMeanSquaredError",
    "SensitivityAtSpecificity", "SparseCategoricalAccuracy", "SparseCategoricalCrossentropy",
    "SparseTopKCategoricalAccuracy", "SpecificityAtSensitivity", "SquaredHinge", "Sum", "TopKCategoricalAccuracy",
    "TrueNegatives", "TruePositives", "accuracy", "binary_accuracy", "categorical_accuracy", "concordance_correlation",
    "confusion_matrix", "cosine_similarity", "get", "pearson_correlation", "sparse_categorical_accuracy",
    "sparse_top_k_categorical_accuracy", "top_k_categorical_accuracy",
]  # fmt: skip
