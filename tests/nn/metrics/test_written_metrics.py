"""Metrics written in Keras' idiom: variables made by add_weight, assigned by update_state, reset by reset_state.

Expected numbers: Keras 3.15.1 on TensorFlow, with the same weights and data.
"""

import copy
import pickle

import numpy as np
import pytest
from waves import X, Y, linear

from nn.metrics import Mean, Metric
from nn.metrics.variable import Variable


class RootMeanSquaredError(Metric):
    def __init__(self, name="rmse", **settings):
        super().__init__(name=name, **settings)
        self.total = self.add_weight(name="total", initializer="zeros")
        self.samples = self.add_weight(name="samples", initializer="zeros", dtype="int32")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.total.assign_add(np.sum(np.square(y_true - y_pred)))
        self.samples.assign_add(np.shape(y_pred)[0])

    def result(self):
        return np.sqrt(self.total / self.samples)

    def reset_state(self):
        self.total.assign(0.0)
        self.samples.assign(0)


class Positives(Metric):
    """As in the guides: `self.n.assign(self.n + ...)`, and the base class' reset_state."""

    def __init__(self, name="positives", **settings):
        super().__init__(name=name, **settings)
        self.n = self.add_variable(shape=(), initializer="zeros", name="n")
        self.columns = self.add_variable(shape=(1,), initializer="ones", name="columns")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.n.assign(self.n + np.sum(y_pred > 0))
        self.columns.assign_add(np.sum(y_pred > 0, axis=0))

    def result(self):
        return self.n


class Several(Metric):
    def __init__(self):
        super().__init__()
        self.values = []

    def reset_state(self):
        self.values.clear()

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.values += [float(np.min(y_pred)), float(np.max(y_pred))]

    def result(self):
        return {"least": min(self.values), "most": max(self.values)}


def test_a_metric_in_keras_idiom_gives_keras_numbers_and_begins_anew_with_every_epoch():
    model = linear(metrics=[RootMeanSquaredError()])
    history = model.fit(X, Y, batch_size=5, shuffle=False, epochs=2, validation_data=(X, Y), verbose=0).history
    assert list(history) == ["loss", "rmse", "val_loss", "val_rmse"]
    np.testing.assert_allclose(history["rmse"], [1.08675599, 0.69990414], rtol=2e-6)
    np.testing.assert_allclose(history["val_rmse"], [0.76073563, 0.51555705], rtol=2e-6)
    assert all(type(value) is float for value in history["rmse"])


def test_variables_are_set_to_zero_where_reset_state_is_that_of_the_base_class():
    model = linear(0.0, metrics=[Positives()])
    count = int((model.predict(X) > 0).sum())
    assert model.fit(X, Y, batch_size=5, epochs=2, verbose=0).history["positives"] == [count, count]
    metric = Positives()
    assert metric.columns.numpy().tolist() == [1.0]
    assert metric(Y, X[:, :1]) == float((X[:, 0] > 0).sum())
    metric.reset_state()
    assert [variable.numpy().tolist() for variable in metric.variables] == [0.0, [0.0]]
    for twin in (copy.deepcopy(metric), pickle.loads(pickle.dumps(metric))):
        twin.update_state(Y, X[:, :1])
        assert float(metric.result()) == 0.0 != float(twin.result())


def test_a_metric_that_gives_several_values_reports_each():
    model = linear(0.0, metrics=[Several()])
    history = model.fit(X, Y, batch_size=5, verbose=0).history
    y = model.predict(X)
    assert (history["least"], history["most"]) == ([pytest.approx(y.min())], [pytest.approx(y.max())])


def test_a_metric_takes_its_name_from_its_class_and_keeps_errors_of_its_own():
    class WorstCase(Metric):
        pass

    assert WorstCase().name == "worst_case"
    assert Mean("other").name == "other"

    class Broken(Metric):
        def reset_state(self):
            raise AttributeError("mine")

    with pytest.raises(AttributeError, match="mine"):
        Broken()


def test_a_variable_is_a_number_to_operators_and_functions():
    v = Variable(np.array([1.0, 2.0]), "v")
    np.testing.assert_array_equal(2 * v + 1, [3.0, 5.0])
    np.testing.assert_array_equal(np.sqrt(v), np.sqrt([1.0, 2.0]))
    assert (v > 1).tolist() == [False, True]
    v.assign_sub([1.0, 1.0])
    assert v.numpy().tolist() == [0.0, 1.0] == np.asarray(v).tolist()
    assert (v.shape, v.ndim, v.dtype, v[1], np.sum(v)) == ((2,), 1, np.float64, 1.0, 1.0)
    with pytest.raises(ValueError, match=r"the variable v has shape \(2,\), got \(\)"):
        v.assign(1.0)
    single = Variable(3)
    assert (float(single), int(single), bool(single), repr(single)) == (3.0, 3, True, "Variable(3)")
