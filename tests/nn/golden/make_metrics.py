"""Makes metrics.json: what Keras' metrics say of the same three batches.

    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make_metrics.py

The environment is that of make.py. Keras adds 1e-7 to many a denominator, so these numbers are good to six digits;
test_metrics_more.py compares with scikit-learn to the last ones.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import keras
import numpy as np

keras.config.set_floatx("float64")
rng = np.random.default_rng(12)
N, C, PARTS = 30, 4, (0, 11, 12, 30)


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


LABELS = rng.integers(0, C, N)
SCORES = softmax(2 * rng.standard_normal((N, C)) + 1.5 * np.eye(C)[LABELS])
YES = rng.integers(0, 2, N)
WIDE = rng.integers(0, 2, (N, C))
DATA = {  # y_true, y_pred
    "one_hot": (np.eye(C)[LABELS], SCORES),
    "labels": (LABELS, SCORES),
    "binary": (YES, np.round(np.clip(0.3 * YES + 0.7 * rng.uniform(size=N), 0, 1), 3)),
    "logits": (YES, 2.0 * YES - 1.0 + rng.standard_normal(N)),
    "wide": (WIDE, np.round(np.clip(0.3 * WIDE + 0.7 * rng.uniform(size=(N, C)), 0, 1), 3)),
    "classes": (LABELS, rng.integers(0, C, N)),
    "numbers": (rng.standard_normal((N, C)), rng.standard_normal((N, C))),
    "column": (3 + rng.standard_normal((N, 1)), 3 + rng.standard_normal((N, 1))),
    "positive": (rng.uniform(0.1, 2, (N, C)), rng.uniform(0.1, 2, (N, C))),
}
WEIGHT = rng.integers(1, 4, N).astype(float)
ROC, PR = {"curve": "ROC"}, {"curve": "PR"}
METHODS, SIGNS = ("interpolation", "minoring", "majoring"), ("Positives", "Negatives")
CASES = [
    ("Accuracy", {}, "classes"),
    ("BinaryAccuracy", {"threshold": 0.4}, "wide"),
    ("CategoricalAccuracy", {}, "one_hot"),
    ("SparseCategoricalAccuracy", {}, "labels"),
    ("TopKCategoricalAccuracy", {"k": 2}, "one_hot"),
    ("SparseTopKCategoricalAccuracy", {"k": 3}, "labels"),
    *((name, {}, "binary") for name in ("Precision", "Recall", *(f"{a}{b}" for a in ("True", "False") for b in SIGNS))),
    ("Precision", {"thresholds": [0.9, 0.2, 0.5]}, "binary"),
    ("Recall", {"thresholds": [0.2, 0.5, 0.5, 0.7]}, "wide"),
    ("Precision", {"top_k": 2}, "one_hot"),
    ("Recall", {"top_k": 2, "class_id": 1}, "one_hot"),
    ("Precision", {"class_id": 2, "thresholds": 0.3}, "wide"),
    *(("F1Score", {"average": average}, "one_hot") for average in (None, "micro", "macro", "weighted")),
    *(("FBetaScore", {"average": how, "beta": 2.0, "threshold": 0.5}, "wide") for how in (None, "micro", "macro", "weighted")),
    *(("AUC", {**curve, "summation_method": method}, "binary") for curve in (ROC, PR) for method in METHODS),
    ("AUC", {"num_thresholds": 11, **PR}, "wide"),
    ("AUC", {"thresholds": [0.7, 0.2, 0.4]}, "wide"),
    ("AUC", {"from_logits": True}, "logits"),
    ("AUC", {"multi_label": True, **PR}, "wide"),
    ("AUC", {"multi_label": True, "label_weights": [1.0, 2.0, 0.5, 0.0]}, "wide"),
    ("PrecisionAtRecall", {"recall": 0.7}, "binary"),
    ("RecallAtPrecision", {"precision": 0.7}, "binary"),
    ("SensitivityAtSpecificity", {"specificity": 0.6}, "binary"),
    ("SpecificityAtSensitivity", {"sensitivity": 0.6, "num_thresholds": 50, "class_id": 1}, "wide"),
    ("IoU", {"num_classes": 4, "target_class_ids": [0, 2]}, "classes"),
    ("MeanIoU", {"num_classes": 4, "ignore_class": 1}, "classes"),
    ("MeanIoU", {"num_classes": 6}, "classes"),
    ("MeanIoU", {"num_classes": 4, "sparse_y_pred": False}, "labels"),
    ("OneHotIoU", {"num_classes": 4, "target_class_ids": [1, 3]}, "one_hot"),
    ("OneHotMeanIoU", {"num_classes": 4}, "one_hot"),
    ("BinaryIoU", {"threshold": 0.4}, "binary"),
    *((name, {}, "numbers") for name in ("MeanSquaredError", "MeanAbsoluteError", "MeanAbsolutePercentageError",
      "RootMeanSquaredError", "LogCoshError", "CosineSimilarity", "PearsonCorrelation", "ConcordanceCorrelation")),
    ("MeanSquaredLogarithmicError", {}, "positive"),
    ("R2Score", {}, "column"),
    ("R2Score", {"num_regressors": 3}, "column"),
    *(("R2Score", {"class_aggregation": how}, "numbers") for how in (None, "uniform_average", "variance_weighted_average")),
    ("BinaryCrossentropy", {"label_smoothing": 0.1}, "wide"),
    ("CategoricalCrossentropy", {}, "one_hot"),
    ("SparseCategoricalCrossentropy", {}, "labels"),
    ("KLDivergence", {}, "one_hot"),
    ("Poisson", {}, "positive"),
    ("Hinge", {}, "numbers"),
    ("SquaredHinge", {}, "wide"),
    ("CategoricalHinge", {}, "one_hot"),
]  # fmt: skip


def case(name, settings, data, weight):
    metric = getattr(keras.metrics, name)(**settings)
    y, p = DATA[data]
    p = p.astype("float32") if "TopK" in name else p  # TensorFlow's in_top_k takes nothing else
    for start, end in pairwise(PARTS):
        metric.update_state(y[start:end], p[start:end], None if weight is None else weight[start:end])
    found = np.asarray(metric.result()).tolist()
    return {"metric": name, "settings": settings, "data": data, "weighted": weight is not None, "value": found}


if __name__ == "__main__":
    unweighted = ("IoU", "MeanIoU", "OneHotIoU", "OneHotMeanIoU", "BinaryIoU")
    cases = [case(*given, None) for given in CASES]
    cases += [case(*given, WEIGHT) for given in CASES if given[0] not in unweighted]
    golden = {
        "made_with": {"keras": keras.__version__},
        "data": {name: [np.round(y, 12).tolist(), p.tolist()] for name, (y, p) in DATA.items()},
        "weight": WEIGHT.tolist(),
        "cases": cases,
    }
    path = Path(__file__).with_name("metrics.json")
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
    print(f"{path.name}: {path.stat().st_size:,} bytes, {len(cases)} cases")
