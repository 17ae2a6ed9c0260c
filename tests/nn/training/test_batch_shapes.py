"""Shapes that programs give: a batch size fixed in the Input, one feature without its axis, labels a little above 1.

Expected numbers: Keras 3.15.1 on TensorFlow, with the same weights and data.
"""

import numpy as np
import pytest
from waves import LABELS, SERIES, X, Y, linear, wave

from nn import LSTM, Dense, Input, Model, Sequential
from nn.optimizers import SGD

TARGETS = np.sin(np.arange(8)).reshape(8, 1).astype("float32")


@pytest.mark.parametrize("kind", ["functional", "sequential"])
def test_a_stateful_network_of_a_fixed_batch_size_learns_from_more_than_one_batch(kind):
    recurrent, last = LSTM(3, stateful=True), Dense(1)
    inputs = Input(batch_shape=(4, 3, 2))
    model = wave(Model(inputs, last(recurrent(inputs))) if kind == "functional" else Sequential([inputs, recurrent, last]))
    model.compile(SGD(0.1), "mse")
    history = model.fit(SERIES, TARGETS, batch_size=4, shuffle=False, epochs=3, verbose=0).history
    np.testing.assert_allclose(history["loss"], [0.47842854, 0.48023239, 0.48058105], rtol=2e-6)
    assert model.evaluate(SERIES, TARGETS, batch_size=4, verbose=0) == pytest.approx(0.44310808, rel=2e-6)
    predicted = [0.03276129, 0.02512874, 0.03401121, 0.03296406, 0.02054254, 0.03768378, 0.03308769, 0.02038894]
    np.testing.assert_allclose(model.predict(SERIES, batch_size=4)[:, 0], predicted, rtol=2e-5)
    with pytest.raises(ValueError, match="4"):
        model.predict(SERIES[:6], batch_size=3)


@pytest.mark.parametrize(("size", "loss"), [(5, 1.1810385), (4, 1.14117241), (None, 1.43886411)])
def test_other_batch_sizes_than_the_fixed_one_run_where_no_layer_minds(size, loss):
    inputs = Input((4,), batch_size=5)
    model = wave(Model(inputs, Dense(1)(inputs)))
    model.compile(SGD(0.1), "mse")
    history = model.fit(X, Y, batch_size=size, shuffle=False, verbose=0).history
    assert history["loss"] == [pytest.approx(loss, rel=1e-6)]
    assert model.predict(X).shape == (10, 1)
    assert model.evaluate(X, Y, verbose=0) == pytest.approx(model.test_on_batch(X, Y), rel=1e-6)
    with pytest.raises(ValueError, match=r"takes shape \(n, 4\), got \(10, 3\)"):
        model.predict(X[:, :3])


def test_one_feature_may_come_without_its_axis():
    model = wave(Sequential([Input((1,)), Dense(1)]))
    model.compile(SGD(0.1), "mse")
    history = model.fit(X[:, 0], Y[:, 0], batch_size=5, shuffle=False, verbose=0).history
    assert history["loss"] == [pytest.approx(1.97021127, rel=1e-6)]
    assert model.predict(np.array([10.0])).tolist() == [[pytest.approx(4.97101164, rel=1e-6)]]
    assert model.evaluate(X[:, 0], Y, verbose=0) == pytest.approx(1.41289520, rel=1e-6)
    np.testing.assert_allclose(model(X[:3, 0]).numpy()[:, 0], [0.67807442, -0.2266662, 0.49126071], rtol=1e-5)
    np.testing.assert_array_equal(model.predict(X[:, 0].tolist()), model.predict(X[:, :1]))
    with pytest.raises(ValueError, match=r"takes x of shape \(n, 4\), got \(10,\)"):
        linear().predict(X[:, 0])


@pytest.mark.parametrize("labels", [Y, Y[:, 0], Y[:, 0].tolist()], ids=["(n, 1)", "(n,)", "list"])
def test_labels_may_come_with_or_without_their_axis(labels):
    history = linear(metrics=["mae"]).fit(X, labels, batch_size=5, shuffle=False, verbose=0).history
    assert history == {"loss": [pytest.approx(1.1810385, rel=1e-6)], "mae": [pytest.approx(0.97209132, rel=1e-6)]}


def test_noisy_labels_around_0_and_1_train():
    noisy = (np.arange(10) % 2 + 0.05 * np.cos(np.arange(10)))[:, None]
    assert noisy.max() > 1 > 0 > noisy.min()
    model = wave(Sequential([Input((4,)), Dense(1, activation="sigmoid")]))
    model.compile(SGD(0.1), "binary_crossentropy")
    history = model.fit(X, noisy, batch_size=5, shuffle=False, epochs=2, verbose=0).history
    np.testing.assert_allclose(history["loss"], [0.69128335, 0.68194527], rtol=2e-6)
    kernel, bias = model.get_weights()
    np.testing.assert_allclose(kernel[:, 0], [0.09432737, 0.32649243, -0.09785727, -0.20957981], rtol=1e-5)
    np.testing.assert_allclose(bias, [0.07869253], rtol=1e-5)


@pytest.mark.parametrize("labels", [np.where(np.arange(10) % 2, 1.0, -1.0), LABELS, LABELS * 127.5])
def test_labels_that_mean_something_else_are_warned_of(labels):
    model = Sequential([Input((4,)), Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    with pytest.warns(UserWarning, match="binary_crossentropy expects labels from 0 to 1"):
        assert np.isfinite(model.train_on_batch(X, labels))
