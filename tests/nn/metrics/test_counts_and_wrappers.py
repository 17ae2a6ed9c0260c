"""The counts that Precision and Recall hold, and the mean of a function under Keras' name."""

import numpy as np

import nn


def test_precision_and_recall_tell_the_four_counts_at_each_threshold():
    metric = nn.metrics.Precision(thresholds=[0.5, 0.85])
    metric.update_state([0, 1, 1, 0], [0.9, 0.8, 0.1, 0.2])
    np.testing.assert_array_equal(metric.true_positives, [1, 0])
    np.testing.assert_array_equal(metric.false_positives, [1, 1])
    np.testing.assert_array_equal(metric.false_negatives, [1, 2])
    np.testing.assert_array_equal(metric.true_negatives, [1, 1])


def test_a_metric_of_ones_own_derives_from_the_wrapper():
    class Miss(nn.metrics.MeanMetricWrapper):
        def __init__(self, name="miss", dtype=None):
            super().__init__(fn=lambda y_true, y_pred, power: abs(y_true - y_pred) ** power, name=name, dtype=dtype, power=2)

    metric = Miss()
    metric.update_state([1.0, 2.0], [1.0, 4.0])
    assert metric.name == "miss"
    assert metric.result() == 2.0
