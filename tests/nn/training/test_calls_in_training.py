"""Whether a call trains belongs to the call: what callbacks and other threads do with a model changes nothing for `fit`.

Expected numbers: Keras 3.15.1 on TensorFlow, with the same weights and data.
"""

import threading

import numpy as np
import pytest
from waves import X, Y, linear, wave, waves

import nn
from nn import BatchNormalization, Dense, Dropout, Input, Model, Sequential
from nn.callbacks import Callback
from nn.optimizers import SGD


def normalize():
    model = Sequential([Input((4,)), Dense(3), BatchNormalization(momentum=0.5), Dense(1)])
    kernel, bias, _, _, _, _, last, end = [waves(w.shape) for w in model.get_weights()]
    model.set_weights([kernel, bias, np.ones(3), np.zeros(3), np.zeros(3), np.ones(3), last, end])
    model.compile(SGD(0.1), "mse", metrics=["mae"])
    return model


class Meanwhile(Callback):
    """Does something with the model after the first batch of each epoch."""

    def __init__(self, what):
        self.what = what

    def on_train_batch_end(self, batch, logs=None):
        if batch == 0:
            self.what(self.model)


def apart(model):
    """In another thread."""
    thread = threading.Thread(target=model.predict, args=(X,))
    thread.start()
    thread.join()


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize(
    "what",
    [
        lambda model: model.predict(X),
        lambda model: model.evaluate(X, Y, verbose=0),
        lambda model: model.test_on_batch(X, Y),
        lambda model: model(X),  # no training, so no statistics either
        lambda model: model(X, training=False),
        lambda model: model.eval(),
        apart,
    ],
    ids=["predict", "evaluate", "test_on_batch", "call", "call without training", "eval", "a thread"],
)
def test_what_a_callback_does_between_batches_leaves_the_epoch_in_training(what, compiled):
    model = normalize()
    callbacks = [Meanwhile(what)]
    history = model.fit(X, Y, batch_size=5, shuffle=False, epochs=2, verbose=0, callbacks=callbacks, compiled=compiled).history
    np.testing.assert_allclose(history["loss"], [1.4580307, 0.39680880], rtol=2e-6)
    np.testing.assert_allclose(history["mae"], [1.06781316, 0.55999595], rtol=2e-6)
    mean, variance = model.get_weights()[4:6]
    np.testing.assert_allclose(mean, [0.094314508, 0.299414396, -0.184118912], rtol=1e-5)
    np.testing.assert_allclose(variance, [0.133982152, 0.319975376, 0.209172130], rtol=1e-5)


def test_a_step_in_a_callback_trains_and_the_epoch_goes_on_training():
    model = normalize()
    model.fit(X, Y, batch_size=5, shuffle=False, verbose=0, callbacks=[Meanwhile(lambda model: model.train_on_batch(X, Y))])
    mean, variance = model.get_weights()[4:6]
    np.testing.assert_allclose(mean, [0.08852999, 0.28430256, -0.16796625], rtol=1e-5)
    np.testing.assert_allclose(variance, [0.19063449, 0.38509217, 0.24322906], rtol=1e-5)
    np.testing.assert_allclose(model.get_weights()[7], [0.24272206], rtol=1e-5)


def test_fit_within_fit_gives_the_outer_history():
    class Inner(Callback):
        done = False

        def on_epoch_end(self, epoch, logs=None):
            if not self.done:
                self.done = True
                self.model.fit(X, Y, epochs=2, batch_size=10, shuffle=False, verbose=0)

    model = linear()
    history = model.fit(X, Y, batch_size=5, shuffle=False, epochs=2, verbose=0, callbacks=[Inner()])
    np.testing.assert_allclose(history.history["loss"], [1.18103850, 0.23274255], rtol=1e-6)
    assert model.history is history
    assert history.model is None
    np.testing.assert_allclose(model.get_weights()[0][:, 0], [0.61996847, 0.80216104, -0.03213772, -0.60354447], rtol=1e-5)


def test_a_thread_that_predicts_all_the_time_never_stops_dropout():
    modes, stop = [], threading.Event()

    class Spy(Dropout):
        def call(self, x):
            if threading.current_thread() is threading.main_thread():
                modes.append(self.training)
            return super().call(x)

    model = Sequential([Input((4,)), Spy(0.5), Dense(1)])
    model.compile("sgd", "mse")
    model.predict(X)
    modes.clear()

    def predict():
        while not stop.is_set():
            model.predict(X)

    thread = threading.Thread(target=predict)
    thread.start()
    try:
        model.fit(X, Y, batch_size=1, epochs=20, verbose=0)
    finally:
        stop.set()
        thread.join()
    assert modes == [True] * 200


def test_an_argument_reaches_the_layers_inside_and_the_innermost_one_wins():
    modes = {}

    class Spy(nn.Module):
        def call(self, x):
            modes[self.name] = self.training
            return x

    class Outer(nn.Module):
        def __init__(self):
            super().__init__()
            self.plain, self.fixed = Spy(name="plain"), Spy(name="fixed")

        def call(self, x):
            return self.fixed(self.plain(x), training=False)

    outer = Outer()
    outer(X, training=True)
    assert modes == {"plain": True, "fixed": False}
    outer(X)
    assert modes == {"plain": False, "fixed": False}
    outer.train()
    outer(X)
    assert modes == {"plain": True, "fixed": False}
    model = Model(inputs := Input((4,)), outer(inputs))
    model.predict(X)
    assert modes == {"plain": False, "fixed": False}


def test_inputs_may_be_given_by_keyword():
    model = wave(Sequential([Input((4,)), Dense(1)]))
    np.testing.assert_allclose(model(inputs=X[:2]).numpy()[:, 0], [0.59258509, -0.38103136], rtol=1e-6)
    np.testing.assert_array_equal(model(x=X[:2]).numpy(), model(X[:2]).numpy())
    np.testing.assert_allclose(
        Dense(1, kernel_initializer="ones")(inputs=X[:2]).numpy()[:, 0], [0.49033570, 0.52699733], rtol=1e-6
    )

    class Own(nn.Module):
        def call(self, values, factor=1.0):
            return values * factor

    np.testing.assert_array_equal(Own()(values=X, factor=2.0), 2 * X)
    with pytest.raises(TypeError, match=r"own was called without an input: give it first, own\(values\), or as values=\.\.\."):
        Own()()
