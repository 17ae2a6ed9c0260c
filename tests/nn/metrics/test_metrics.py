"""Metrics: counted by hand, exact over uneven batches, weighted where asked."""

from __future__ import annotations

import numpy as np
import pytest

from nn import Dense, Sequential, metrics
from nn.metrics import FunctionMetric, Mean, confusion_matrix

ONE_HOT = np.eye(3)[[0, 1, 2, 1]]
P = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.5, 0.3, 0.2], [0.4, 0.35, 0.25]])  # right, right, wrong, wrong


def identity(n):
    """A network that gives back its input."""
    model = Sequential([Dense(n, use_bias=False, input_shape=(n,), dtype="float64")])
    model.set_weights([np.eye(n)])
    return model


def test_accuracy_of_every_kind_of_label():
    expected = [True, True, False, False]
    assert metrics.categorical_accuracy(ONE_HOT, P).tolist() == expected
    assert metrics.sparse_categorical_accuracy([0, 1, 2, 1], P).tolist() == expected
    assert metrics.sparse_categorical_accuracy([[0], [1], [2], [1]], P).tolist() == expected
    assert metrics.binary_accuracy([[1, 0, 0]], [[0.9, 0.4, 0.6]]).tolist() == [[True, True, False]]  # as Keras 3.15
    assert metrics.binary_accuracy([1, 0, 1], [0.9, 0.4, 0.5]).tolist() == [True, True, False]
    assert metrics.binary_accuracy([1, 1, 0], [0.5001, 0.5, 0.5]).tolist() == [True, False, True]
    assert metrics.binary_accuracy([1, 0], [0.9, 0.4], threshold=0.3).tolist() == [True, False]


@pytest.mark.parametrize(
    ("y", "p", "expected"),
    [
        (ONE_HOT, P, 0.5),
        ([0, 1, 2, 1], P, 0.5),
        ([[0], [1], [2], [1]], P, 0.5),
        ([1, 0, 1, 1], np.array([[0.9], [0.9], [0.9], [0.1]]), 0.5),
        ([[1], [0], [1], [1]], np.array([[0.9], [0.9], [0.9], [0.1]]), 0.5),
        ([1, 0, 1, 1], np.array([0.9, 0.9, 0.9, 0.1]), 0.5),
    ],
    ids=["one-hot", "integers", "integer column", "binary", "binary column", "binary row"],
)
def test_accuracy_by_name_knows_the_labels(y, p, expected):
    metric = metrics.get("accuracy")
    metric.update_state(np.array(y), p)
    assert metric.result() == expected
    assert metric.name == "accuracy"


def test_the_mean_runs_over_samples_not_batches():
    """3 + 1 samples: the mean of the batches' means would be wrong."""
    model = identity(1)
    model.compile("sgd", "mse", metrics=["mae", "mse"])
    x, y = np.array([[1.0], [1.0], [1.0], [5.0]]), np.zeros((4, 1))
    assert model.evaluate(x, y, batch_size=3, verbose=0) == [(3 + 25) / 4, 2.0, 7.0]
    assert model.evaluate(x, y, batch_size=3, verbose=0, return_dict=True) == {"loss": 7.0, "mae": 2.0, "mse": 7.0}


def test_sample_weights_count_in_weighted_metrics_alone():
    model = identity(1)
    model.compile("sgd", "mse", metrics=["mae"], weighted_metrics=["mse"])
    results = model.evaluate([[1.0], [3.0]], [[0.0], [0.0]], sample_weight=[3.0, 1.0], verbose=0, return_dict=True)
    assert results == {"loss": (3 + 9) / 2, "mae": 2.0, "mse": (3 + 9) / 4}


def test_a_function_an_object_and_a_class_of_ones_own():
    def worst(y_true, y_pred):
        assert type(y_pred) is np.ndarray
        return abs(y_true - y_pred).max(axis=-1)

    class Largest:
        name = "largest"

        def reset_state(self):
            self.value = 0.0

        def update_state(self, y_true, y_pred, sample_weight=None):
            self.value = max(self.value, float(y_pred.max()))

        def result(self):
            return self.value

    model = identity(2)
    model.compile("sgd", "mse", metrics=[worst, Largest(), metrics.MeanAbsoluteError(name="distance"), lambda y, p: 1.0])
    x = np.array([[1.0, 2.0], [4.0, 0.0]])
    results = model.evaluate(x, np.zeros((2, 2)), verbose=0, return_dict=True)
    assert list(results) == ["loss", "worst", "largest", "distance", "<lambda>"]
    assert list(results.values()) == [21 / 4, 3.0, 4.0, 7 / 4, 1.0]
    assert model.evaluate(x[:1], np.zeros((1, 2)), verbose=0)[2] == 2.0  # reset in between


def test_metrics_are_reset_between_epochs_and_for_validation():
    model = identity(1)
    model.compile("sgd", "mse", metrics=["mae"])
    model.optimizer.learning_rate = 0.0
    x = np.array([[1.0], [2.0]])
    history = model.fit(x, np.zeros((2, 1)), epochs=3, validation_data=(x * 2, np.zeros((2, 1))), verbose=0).history
    assert history["mae"] == [1.5] * 3
    assert history["val_mae"] == [3.0] * 3


@pytest.mark.parametrize(
    ("metric", "name"),
    [
        (metrics.BinaryAccuracy(threshold=0.35), "binary_accuracy"),
        (metrics.CategoricalAccuracy(), "categorical_accuracy"),
        (metrics.SparseCategoricalAccuracy(), "sparse_categorical_accuracy"),
        (metrics.MeanSquaredError(), "mean_squared_error"),
        (metrics.MeanAbsoluteError(name="mae"), "mae"),
    ],
)
def test_metric_objects(metric, name):
    assert metric.name == name
    y = np.array([0, 1, 2, 1]) if name.startswith("sparse") else ONE_HOT
    metric.update_state(y[:1], P[:1])
    metric.update_state(y[1:], P[1:])
    expected = {
        "binary_accuracy": np.mean([1, 1, 1 / 3, 1 / 3]),
        "categorical_accuracy": 0.5,
        "sparse_categorical_accuracy": 0.5,
        "mean_squared_error": ((ONE_HOT - P) ** 2).mean(),
        "mae": abs(ONE_HOT - P).mean(),
    }[name]
    assert metric.result() == pytest.approx(expected, rel=1e-12)
    metric.reset_state()
    assert metric.result() == 0.0


def test_mean():
    mean = Mean("loss")
    mean.update_state([1.0, 2.0, 3.0], [1.0, 1.0, 2.0])
    assert mean.result() == 9 / 4
    mean.update_state(np.ones((1, 2)), [4.0])
    assert mean.result() == (9 + 8) / (4 + 8)


def test_unsigned_labels_and_bytes():
    metric = FunctionMetric(metrics.sparse_categorical_accuracy)
    metric.update_state(np.array([0, 1, 2, 1], "uint8"), P.astype("float32"))
    assert metric.result() == 0.5


def test_confusion_matrix():
    counts = confusion_matrix(np.array([0, 1, 2, 1], "uint8"), [0, 1, 0, 0], num_classes=4)
    assert counts.tolist() == [[1, 0, 0, 0], [1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]]
    big = np.full(3, 200, "uint8")
    assert confusion_matrix(big, big)[200, 200] == 3


@pytest.mark.parametrize(
    ("y_true", "y_pred", "n", "message"),
    [
        ([0, 1], P[:2], None, r"probabilities use \.argmax\(axis=-1\)"),
        ([0, 1], [0, 1, 1], None, r"shapes \(2,\) and \(3,\)"),
        ([0, 1], [0.0, 1.0], None, "integer labels"),
        ([0, 3], [0, 1], 2, r"labels must lie in 0\.\.1, got 0\.\.3"),
        ([0, -1], [0, 1], None, r"got -1\.\.1"),
    ],
)
def test_confusion_matrix_refuses(y_true, y_pred, n, message):
    with pytest.raises(ValueError, match=message):
        confusion_matrix(y_true, y_pred, n)


def test_unknown_metrics():
    with pytest.raises(ValueError, match="unknown metric 'acuracy': choose from accuracy"):
        metrics.get("acuracy")
    for wrong in (metrics.MeanIoU, 3):  # MeanIoU needs the number of classes
        with pytest.raises(TypeError, match="a metric is a name"):
            metrics.get(wrong)
