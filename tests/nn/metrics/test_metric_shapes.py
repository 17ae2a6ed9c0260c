"""Metrics compare what belongs together: labels and weights that do not fit predictions are refused, never broadcast."""

from __future__ import annotations

import numpy as np
import pytest

from nn import Sequential, layers, metrics

NEEDS = {  # arguments of the metrics that have no default
    "ConfusionMatrix": (3,), "IoU": (3, [0]), "MeanIoU": (3,), "OneHotIoU": (3, [0]), "OneHotMeanIoU": (3,),
    "PrecisionAtRecall": (0.5,), "RecallAtPrecision": (0.5,), "SensitivityAtSpecificity": (0.5,),
    "SpecificityAtSensitivity": (0.5,),
}  # fmt: skip
OTHERS = {
    "FunctionMetric",
    "Mean",
    "MeanMetricWrapper",
    "Metric",
    "NamedMetric",
    "Sum",
}  # they take no labels, or a function of one's own
COMPARING = [
    name
    for name in metrics.__all__
    if isinstance(getattr(metrics, name), type) and name not in OTHERS
]  # fmt: skip
SPARSE = {"SparseCategoricalAccuracy", "SparseTopKCategoricalAccuracy", "SparseCategoricalCrossentropy", "Perplexity"}
P = np.array([[0.2, 0.3, 0.5], [0.6, 0.3, 0.1], [0.1, 0.8, 0.1]])
WRONG = {  # labels for predictions (3, 3)
    "too few": np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]),
    "too many axes": np.zeros((3, 3, 3)),
    "transposed": np.zeros((2, 3)).T[:2],
}


def create(name):
    return getattr(metrics, name)(*NEEDS.get(name, ()))


@pytest.mark.parametrize("labels", WRONG)
@pytest.mark.parametrize("name", COMPARING)
def test_labels_of_another_shape_are_refused(name, labels):
    metric = create(name)
    p = P.argmax(-1)[:, None] * np.ones((3, 3), int) if name in ("ConfusionMatrix", "IoU", "MeanIoU") else P
    with pytest.raises(ValueError, match=r"shape \(3, 3\)"):
        metric.update_state(WRONG[labels], p)


@pytest.mark.parametrize("name", [n for n in COMPARING if n not in SPARSE])
def test_one_label_per_row_is_not_compared_with_each_number(name):
    """Labels (3,) against predictions (3, 3) gave 0.333 in silence."""
    p = np.ones((3, 3), int) if name in ("ConfusionMatrix", "IoU", "MeanIoU") else P
    with pytest.raises(ValueError, match=r"shape \(3, 3\)"):
        create(name).update_state(np.array([1.0, 0.0, 1.0]), p)


@pytest.mark.parametrize("name", COMPARING)
def test_weights_of_another_shape_are_refused(name):
    y = np.array([0, 1, 2]) if name in SPARSE else np.eye(3)
    p = y.astype(int) if name in ("ConfusionMatrix", "IoU", "MeanIoU") else P
    for weight in (np.ones(2), np.ones((2, 3)), np.ones((3, 2))):
        with pytest.raises(ValueError, match="sample_weight of shape"):
            create(name).update_state(y, p, sample_weight=weight)


@pytest.mark.parametrize("name", COMPARING)
def test_words_are_no_labels(name):
    with pytest.raises(TypeError, match="must be numbers, got <U"):
        create(name).update_state(np.array([["a", "b", "c"]] * 3), np.eye(3))


BATCH = np.array([[1, 0], [1, 1]]), np.array([[0.9, 0.7], [0.3, 0.8]])


@pytest.mark.parametrize(
    ("name", "keras"),
    [
        ("Precision", 0.8), ("AUC", 0.5714286), ("Recall", 0.5714286), ("MeanSquaredError", 0.26125), ("BinaryAccuracy", 0.5),
    ],
)  # fmt: skip
def test_a_weight_for_each_row_counts_for_its_numbers(name, keras):
    """Weights (n, 1) for (n, m), as in Keras 3.15.1, whose numbers these are."""
    metric = create(name)
    metric.update_state(*BATCH, sample_weight=np.array([[1.0], [3.0]]))
    assert metric.result() == pytest.approx(keras, rel=1e-6)


def test_the_mean_takes_weights_for_rows():
    mean = metrics.Mean()
    mean.update_state(np.array([[1, 0], [1, 1]]), sample_weight=np.array([[1.0], [3.0]]))
    assert mean.result() == 0.875  # Keras 3.15.1


P3 = np.array([[0.1, 0.7, 0.2], [0.2, 0.2, 0.6], [0.5, 0.25, 0.25]])
P4 = np.array([[[0.1, 0.7, 0.2], [0.2, 0.2, 0.6]], [[0.5, 0.25, 0.25], [0.3, 0.3, 0.4]]])


@pytest.mark.parametrize(
    ("y", "p", "weight", "keras"),
    [
        (np.array([1, 0, 2]), P3, np.array([1.0, 2.0, 3.0]), 1.128889560699463),
        (np.array([1, 0, 2]), P3, None, 0.5809897780418396),
        (np.array([[1, 0], [2, 2]]), P4, np.array([[1.0, 2.0], [3.0, 4.0]]), 1.022590160369873),
        # by hand; Keras multiplies the mask's columns with the weights of the rows, and says 0.8938877
        (np.array([[1, 0], [2, 2]]), P4, np.array([1.0, 2.0]), (-np.log(0.7) + 2 * np.log(4) - 2 * np.log(0.4)) / 5),
    ],
)
def test_crossentropy_leaves_ignored_labels_out_where_there_are_weights(y, p, weight, keras):
    metric = metrics.SparseCategoricalCrossentropy(ignore_class=0)
    metric.update_state(y, p, sample_weight=weight)
    assert metric.result() == pytest.approx(keras, rel=1e-6)


@pytest.mark.parametrize(
    ("aggregation", "rows", "keras"),
    [
        ("uniform_average", 4, 0.06666666), ("uniform_average", 2, -0.96875), ("variance_weighted_average", 4, -0.05),
        ("variance_weighted_average", 2, -0.35), (None, 4, [0.4166667, -0.28333342]), (None, 2, [0.0625, -2.0]),
    ],
)  # fmt: skip
def test_adjusted_r2_counts_all_numbers_as_keras_does(aggregation, rows, keras):
    y = np.array([[1.0, 2.0], [3.0, 1.0], [2.0, 5.0], [4.0, 4.0]])[:rows]
    p = np.array([[1.5, 2.0], [2.0, 2.0], [2.5, 4.0], [3.0, 1.0]])[:rows]
    metric = metrics.R2Score(aggregation, num_regressors=1)
    metric.update_state(y, p)
    np.testing.assert_allclose(metric.result(), keras, rtol=1e-6)


def test_a_label_that_is_no_class_is_never_hit():
    assert metrics.sparse_categorical_accuracy([-1, 2, 7], np.eye(3)).tolist() == [False, False, False]
    assert metrics.sparse_top_k_categorical_accuracy([-1, 0, 7], np.eye(3), k=3).tolist() == [False, True, False]


@pytest.mark.parametrize("name", ["sparse_top_k_categorical_accuracy", "top_k_categorical_accuracy", "categorical_accuracy"])
def test_one_output_has_no_likeliest_classes(name):
    model = Sequential([layers.Dense(1, input_shape=(2,))])
    model.compile("sgd", "mse", metrics=[name])
    with pytest.raises(ValueError, match=f"{name} compares several classes"):
        model.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=0)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: metrics.Precision(thresholds="0.5"), TypeError, "without quotes it is one: 0.5"),
        (lambda: metrics.Precision(thresholds=[0.5, None]), TypeError, "thresholds must be a number from 0 to 1, got None"),
        (lambda: metrics.TopKCategoricalAccuracy(k="5")(np.eye(3), P), TypeError, "k must be a whole number from 1 on"),
        (lambda: metrics.FBetaScore(beta=None), TypeError, "beta must be a number above 0, got None"),
        (lambda: metrics.AUC(num_thresholds="9"), TypeError, "num_thresholds must be a whole number from 2 on"),
        (lambda: metrics.AUC(label_weights=[1.0, 2.0], multi_label=True)(np.eye(3), P), ValueError, "label_weights are 2"),
        (lambda: metrics.Recall(class_id=3)(np.eye(3), P), ValueError, "there is no class 3"),
        (lambda: metrics.RecallAtPrecision("a"), TypeError, "precision must be a number from 0 to 1, got 'a'"),
        (lambda: metrics.MeanIoU("3"), TypeError, "num_classes must be a whole number"),
        (lambda: metrics.R2Score(num_regressors=-1), ValueError, "num_regressors must be a whole number from 0 on"),
        (lambda: metrics.BinaryAccuracy(threshold=2.0)(np.eye(3), P), ValueError, "threshold must be a number above 0 and"),
        (lambda: metrics.Mean()([None]), TypeError, "must be numbers"),
        (lambda: metrics.Mean()(np.array(["2020-01-01"], "datetime64[D]")), TypeError, "must be numbers"),
    ],
)
def test_settings_are_checked_before_they_are_used(make, error, message):
    with pytest.raises(error, match=message):
        make()
