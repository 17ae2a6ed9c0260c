"""compile, fit, evaluate, predict: what is trained on what, in which order, and what is reported."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import Tensor
from nn import SGD, Activation, Dense, Dropout, Model, Sequential, set_random_seed
from nn.callbacks import Callback

RNG = np.random.default_rng(0)
X = RNG.standard_normal((10, 2))
Y = X @ np.array([[1.0], [-2.0]]) + 0.5


def linear(rate=0.1, **compile_settings):
    """One Dense unit in double precision, starting at zero."""
    model = Sequential([Dense(1, kernel_initializer="zeros", input_shape=(2,), dtype="float64")])
    model.compile(SGD(rate), "mse", **compile_settings)
    return model


class Watch(Callback):
    """Keeps what the model sees in training, batch by batch, and the events in order."""

    def __init__(self):
        self.events, self.seen = [], []

    def on_train_begin(self, logs=None):
        self.events.append("train begin")
        ours = self.model.call

        def call(x):
            if self.model.training:
                self.seen.append(x.numpy().copy())
            return ours(x)

        self.model.call = call

    def on_train_end(self, logs=None):
        self.events.append("train end")
        del self.model.call

    def on_epoch_begin(self, epoch, logs=None):
        self.events.append(f"epoch {epoch} begin")

    def on_epoch_end(self, epoch, logs=None):
        self.events.append(f"epoch {epoch} end")

    def on_train_batch_begin(self, batch, logs=None):
        self.events.append(f"batch {batch} begin")

    def on_train_batch_end(self, batch, logs=None):
        self.events.append(f"batch {batch} end")


# -- what is trained on what ---------------------------------------------------------------------------------


def test_full_batch_training_is_gradient_descent_by_hand():
    model = linear(0.1)
    history = model.fit(X, Y, batch_size=10, epochs=5, verbose=0)
    w, b, losses = np.zeros((2, 1)), np.zeros(1), []
    for _ in range(5):
        error = X @ w + b - Y
        losses.append((error**2).mean())
        w, b = w - 0.1 * 2 * X.T @ error / 10, b - 0.1 * 2 * error.mean(0)
    np.testing.assert_allclose(history.history["loss"], losses, rtol=1e-12)
    np.testing.assert_allclose(model.get_weights()[0], w, rtol=1e-12)
    np.testing.assert_allclose(model.get_weights()[1], b, rtol=1e-12)


def test_batches_without_shuffling_come_in_order_the_last_one_smaller():
    watch = Watch()
    linear().fit(X, Y, batch_size=4, shuffle=False, verbose=0, callbacks=[watch])
    assert [len(x) for x in watch.seen] == [4, 4, 2]
    np.testing.assert_array_equal(np.concatenate(watch.seen), X)


def test_the_usual_batch_holds_32():
    watch = Watch()
    linear().fit(np.ones((70, 2)), np.ones((70, 1)), verbose=0, callbacks=[watch])
    assert [len(x) for x in watch.seen] == [32, 32, 6]


def test_shuffling_shows_every_sample_once_an_epoch_in_a_new_order():
    watch = Watch()
    linear().fit(X, Y, batch_size=5, epochs=3, verbose=0, callbacks=[watch])
    epochs = np.concatenate(watch.seen).reshape(3, 10, 2)
    orders = [tuple(map(tuple, epoch)) for epoch in epochs]
    assert len(set(orders)) == 3
    assert all(set(order) == set(map(tuple, X)) for order in orders)


def test_labels_and_weights_follow_their_samples_through_the_shuffle():
    x = np.arange(40.0).reshape(20, 2)
    pairs = []
    model = linear(0.0)
    model.loss.call = lambda y, p: pairs.append(y[:, 0].tolist()) or ((p - y) ** 2)[:, 0]
    watch = Watch()
    model.fit(x, x[:, :1] * 10, sample_weight=x[:, 0], batch_size=6, verbose=0, callbacks=[watch])
    assert [seen[:, 0].tolist() for seen in watch.seen] == [[y / 10 for y in ys] for ys in pairs]


def test_validation_split_takes_the_last_samples_before_shuffling():
    watch = Watch()
    model = linear()
    history = model.fit(X, Y, batch_size=3, validation_split=0.25, epochs=2, verbose=0, callbacks=[watch])
    # Keras keeps floor(10 · 0.75) = 7
    trained = {tuple(row) for seen in watch.seen for row in seen}
    assert trained == {tuple(row) for row in X[:7]}
    assert history.history["val_loss"][-1] == pytest.approx(model.evaluate(X[7:], Y[7:], verbose=0), rel=1e-12)


@pytest.mark.parametrize(("n", "share", "kept"), [(10, 0.1, 9), (100, 0.33, 67), (3, 0.5, 1), (1000, 0.3, 700)])
def test_how_many_samples_a_split_keeps(n, share, kept):
    watch = Watch()
    linear().fit(np.ones((n, 2)), np.ones((n, 1)), validation_split=share, verbose=0, callbacks=[watch])
    assert sum(map(len, watch.seen)) == kept


def test_validation_data_win_over_a_split_and_are_not_trained_on():
    watch = Watch()
    model = linear()
    history = model.fit(X, Y, validation_split=0.5, validation_data=(X + 100, Y), verbose=0, callbacks=[watch])
    assert sum(map(len, watch.seen)) == 10
    assert max(x.max() for x in watch.seen) < 50
    assert history.history["val_loss"] == [pytest.approx(model.evaluate(X + 100, Y, verbose=0))]


def test_validation_may_be_weighted_and_rarer():
    model = linear(0.0)
    weight = np.array([0.0] * 9 + [1.0])
    history = model.fit(X, Y, epochs=4, validation_data=[X, Y, weight], validation_freq=2, verbose=0).history
    assert history["val_loss"] == [pytest.approx(Y[9, 0] ** 2 / 10)] * 2
    assert len(history["loss"]) == 4


def test_sample_weights_scale_the_gradient():
    weight = np.linspace(0, 2, 10)
    model = linear(0.1)
    model.fit(X, Y, batch_size=10, sample_weight=weight, verbose=0)
    error = weight[:, None] * (0 - Y)
    np.testing.assert_allclose(model.get_weights()[0], -0.1 * 2 * X.T @ error / 10, rtol=1e-12)


@pytest.mark.parametrize("labels", ["integers", "column", "one-hot"])
def test_class_weights_are_sample_weights(labels):
    y = RNG.integers(0, 3, 10)
    by_class = {0: 2.0, 2: 0.5}
    per_sample = np.array([by_class.get(label, 1.0) for label in y])
    loss = ("" if labels == "one-hot" else "sparse_") + "categorical_crossentropy"
    y = {"integers": y, "column": y[:, None], "one-hot": np.eye(3)[y]}[labels]
    results = []
    for settings in ({"class_weight": by_class}, {"sample_weight": per_sample}):
        set_random_seed(0)
        model = Sequential([Dense(3, "softmax", input_shape=(2,))])
        model.compile("sgd", loss)
        results.append([model.fit(X, y, epochs=2, verbose=0, **settings).history["loss"], *model.get_weights()])
    for ours, theirs in zip(*results, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_penalties_are_part_of_the_loss_and_its_gradient():
    model = Sequential([Dense(1, kernel_regularizer="l2", bias_regularizer="l1", input_shape=(2,), dtype="float64")])
    model.set_weights([np.array([[3.0], [0.0]]), np.array([-2.0])])
    model.compile(SGD(1.0), "mse")
    x, y = np.zeros((4, 2)), np.full((4, 1), -2.0)
    assert model.evaluate(x, y, verbose=0) == pytest.approx(0.01 * 9 + 0.01 * 2)
    model.fit(x, y, batch_size=4, verbose=0)
    np.testing.assert_allclose(model.get_weights()[0], [[3.0 - 0.06], [0.0]])
    np.testing.assert_allclose(model.get_weights()[1], [-2.0 + 0.01])


# -- what is reported ----------------------------------------------------------------------------------------


def test_history_is_returned_and_kept():
    model = linear(metrics=["mae"])
    history = model.fit(X, Y, epochs=3, validation_split=0.2, verbose=0)
    assert history is model.history
    assert list(history.history) == ["loss", "mae", "val_loss", "val_mae"]
    assert all(len(values) == 3 for values in history.history.values())
    assert all(type(value) is float for values in history.history.values() for value in values)
    assert history.epoch == [0, 1, 2]
    assert repr(history) == "<History of 3 epochs: loss, mae, val_loss, val_mae>"
    assert model.fit(X, Y, epochs=5, initial_epoch=3, verbose=0).epoch == [3, 4]
    assert model.fit(X, Y, epochs=0, verbose=0).history == {}


def test_the_epochs_loss_is_the_mean_over_samples_as_they_were_seen():
    model = linear(0.0, metrics=["mse"])
    history = model.fit(X, Y, batch_size=4, verbose=0).history
    assert history["loss"] == pytest.approx([(Y**2).mean()], rel=1e-12)
    assert history["mse"] == pytest.approx(history["loss"], rel=1e-12)


def test_batch_logs_run_over_the_epoch_so_far():
    logs_seen = []

    class Keep(Callback):
        def on_train_batch_end(self, batch, logs=None):
            logs_seen.append((batch, dict(logs)))

    linear(0.0, metrics=["mae"]).fit(X, Y, batch_size=4, shuffle=False, verbose=0, callbacks=[Keep()])
    for batch, logs in logs_seen:
        so_far = Y[: 4 * (batch + 1)]
        assert logs == {"loss": pytest.approx((so_far**2).mean()), "mae": pytest.approx(abs(so_far).mean())}
    assert len(logs_seen) == 3


def test_events_in_order():
    watch = Watch()
    linear().fit(X, Y, batch_size=5, epochs=2, verbose=0, callbacks=[watch])
    epoch = ["batch 0 begin", "batch 0 end", "batch 1 begin", "batch 1 end"]
    assert watch.events == [
        "train begin", "epoch 0 begin", *epoch, "epoch 0 end", "epoch 1 begin", *epoch, "epoch 1 end", "train end",
    ]  # fmt: skip
    assert watch.params == {"epochs": 2, "steps": 2, "verbose": 0, "validation_freq": 1}


def test_stop_training_ends_after_this_batch():
    class Stop(Callback):
        def on_train_batch_end(self, batch, logs=None):
            self.model.stop_training = batch == 1

    model = linear()
    history = model.fit(X, Y, batch_size=2, epochs=5, verbose=0, callbacks=[Stop()])
    assert history.epoch == [0]
    assert model.optimizer.iterations == 2
    assert model.fit(X, Y, epochs=2, verbose=0).epoch == [0, 1]  # and holds no longer


@pytest.mark.parametrize("batch_size", [1, 3, 10, 100])
def test_evaluate_does_not_depend_on_the_batch_size(batch_size):
    model = linear(metrics=["mae"])
    model.set_weights([np.array([[1.0], [1.0]]), np.array([1.0])])
    error = X.sum(1, keepdims=True) + 1 - Y
    expected = [(error**2).mean(), abs(error).mean()]
    assert model.evaluate(X, Y, batch_size=batch_size, verbose=0) == pytest.approx(expected, rel=1e-12)


def test_evaluate_gives_a_number_a_list_or_a_dict(capsys):
    assert isinstance(linear().evaluate(X, Y, verbose=0), float)
    assert len(linear(metrics=["mae"]).evaluate(X, Y, verbose=0)) == 2
    assert list(linear(metrics=["mae"]).evaluate(X, Y, verbose=0, return_dict=True)) == ["loss", "mae"]
    assert capsys.readouterr().out == ""
    linear(metrics=["mae"]).evaluate(np.zeros((1, 2)), np.full((1, 1), 2.0))
    assert capsys.readouterr().out == "loss 4.0000  mae 2.0000\n"


def test_evaluate_and_predict_change_nothing():
    model = Sequential([Dense(4, "relu", input_shape=(2,)), Dropout(0.5), Dense(1)])
    model.compile("adam", "mse")
    model.fit(X, Y, verbose=0)
    before = model.get_weights()
    results = [(model.evaluate(X, Y, verbose=0), model.predict(X).tolist()) for _ in range(2)]
    assert results[0] == results[1]
    for ours, theirs in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert model.optimizer.iterations == 1
    for measure in (lambda: model.evaluate(X, Y, verbose=0), lambda: model.predict(X).tolist()):
        model.train()  # left so by a loop of one's own
        assert measure() in results[0]


@pytest.mark.parametrize("batch_size", [1, 3, 10, 100])
def test_predict(batch_size):
    model = linear()
    model.set_weights([np.array([[1.0], [2.0]]), np.array([3.0])])
    out = model.predict(X, batch_size=batch_size)
    assert type(out) is np.ndarray
    np.testing.assert_allclose(out, X @ [[1.0], [2.0]] + 3.0, rtol=1e-12)
    out[:] = 0.0  # a fresh array, ours to write
    assert model.predict(X[:0]).shape == (0, 1)
    np.testing.assert_array_equal(model.predict_on_batch(X), model.predict(X))


def test_one_batch_at_a_time():
    model, fitted = linear(metrics=["mae"]), linear(metrics=["mae"])
    results = [model.train_on_batch(X[i : i + 5], Y[i : i + 5]) for i in (0, 5)]
    history = fitted.fit(X, Y, batch_size=5, shuffle=False, verbose=0).history
    np.testing.assert_array_equal(model.get_weights()[0], fitted.get_weights()[0])
    np.testing.assert_allclose(np.mean(results, axis=0), [history["loss"][0], history["mae"][0]], rtol=1e-12)
    assert model.test_on_batch(X, Y) == pytest.approx(model.evaluate(X, Y, verbose=0), rel=1e-12)
    assert list(model.train_on_batch(X, Y, return_dict=True)) == ["loss", "mae"]
    weighted = linear().train_on_batch(X, Y, sample_weight=np.ones(10), class_weight={0: 3.0})
    assert weighted == pytest.approx((Y**2).mean())
    assert not model.training


# -- what may be given ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        (X.tolist(), Y.tolist()),
        (X, Y[:, 0]),
        (X, Y[:, 0].tolist()),
        (tuple(map(tuple, X)), tuple(Y[:, 0])),
        (Tensor(X), Tensor(Y)),
        (np.asfortranarray(X), Y),
        (np.repeat(X, 2, axis=0)[::2], Y),
    ],
    ids=["lists", "labels (n,)", "label list", "tuples", "tensors", "fortran", "strided"],
)
def test_data_of_any_kind_train_alike(data):
    models = []
    for x, y in (data, (X, Y)):
        models.append(linear())
        models[-1].fit(x, y, epochs=3, batch_size=4, shuffle=False, verbose=0)
    np.testing.assert_allclose(models[0].get_weights()[0], models[1].get_weights()[0], rtol=1e-12)
    np.testing.assert_allclose(models[0].predict(data[0]), models[1].predict(X), rtol=1e-12)


@pytest.mark.parametrize("dtype", ["uint8", "int64", "bool", "float16", "float32", "float64"])
def test_inputs_are_cast_to_the_weights_precision(dtype):
    model = Sequential([Dense(1, input_shape=(2,))])
    model.compile("sgd", "mse")
    x = np.array([[0, 1], [1, 1]], dtype)
    model.fit(x, x[:, :1], verbose=0)
    assert model.predict(x).dtype == np.float32
    assert all(w.dtype == np.float32 for w in model.get_weights())


def test_the_callers_arrays_stay_as_they_were():
    model = Sequential([Dense(1, input_shape=(2,))])
    model.compile("sgd", "mse")
    x, y = X.astype("float32"), Y.astype("float32")
    before = x.copy(), y.copy()
    model.fit(x, y, verbose=0)
    model.train_on_batch(x, y)
    model.test_on_batch(x, y)
    model.evaluate(x, y, verbose=0)
    model.predict(x)
    assert x.flags.writeable
    assert y.flags.writeable
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(y, before[1])
    read_only = np.frombuffer(x.tobytes(), "float32").reshape(x.shape)
    model.fit(read_only, y, verbose=0)


def test_a_model_without_weights_can_be_measured():
    model = Sequential([Activation("tanh")])
    model.compile("sgd", "mse")
    np.testing.assert_allclose(model.predict(X), np.tanh(X), rtol=1e-6)
    assert model.evaluate(X, np.tanh(X), verbose=0) == pytest.approx(0, abs=1e-12)


def test_a_single_sample_and_a_batch_of_one():
    model = linear()
    model.fit(X[:1], Y[:1], verbose=0)
    model.fit(X, Y, batch_size=1, verbose=0)
    assert model.optimizer.iterations == 11


def test_a_loss_function_of_ones_own_trains():
    model = linear()
    model.compile(SGD(0.1), lambda y_true, y_pred: np.mean((y_pred - y_true) ** 2, axis=-1))
    reference = linear()
    for m in (model, reference):
        m.fit(X, Y, batch_size=10, epochs=3, verbose=0)
    np.testing.assert_allclose(model.get_weights()[0], reference.get_weights()[0], rtol=1e-12)
    whole = linear()
    whole.compile(SGD(0.1), lambda y_true, y_pred: np.mean((y_pred - y_true) ** 2))  # already one number
    whole.fit(X, Y, batch_size=10, epochs=3, verbose=0)
    np.testing.assert_allclose(whole.get_weights()[0], reference.get_weights()[0], rtol=1e-12)


def test_a_layer_that_is_never_called_costs_no_second_look():
    """A call of its own shows what comes out, once; a layer that it does not reach, such as idle Dropout, stays unbuilt."""
    calls = []

    class Idle(Model):
        def __init__(self):
            super().__init__()
            self.first, self.idle = Dense(2), Dense(3)

        def call(self, x):
            calls.append(len(x))
            return self.first(x)

    m = Idle()
    m.compile("sgd", "mse")
    for _ in range(3):
        m.train_on_batch(np.ones((4, 2)), np.ones((4, 2)))
    assert calls == [1, 4, 4, 4]


def test_layers_added_after_training_are_trained():
    model = linear()
    model.fit(X, Y, verbose=0)
    model.add(Dense(1, dtype="float64"))
    before = model.get_weights()
    model.fit(X, Y, verbose=0)
    assert all((a != b).any() for a, b in zip(before, model.get_weights(), strict=True))


def test_the_model_trains_in_training_mode_and_validates_outside():
    modes = []

    class Spy(Activation):
        def call(self, x):
            modes.append(self.training)
            return x

    model = Sequential([Spy("linear"), Dense(1, dtype="float64")])
    model.compile("sgd", "mse")
    model.build((None, 2))
    modes.clear()
    model.fit(X, Y, epochs=2, validation_data=(X, Y), verbose=0)
    assert modes == [True, False, True, False]
    modes.clear()
    model.predict(X)
    model.evaluate(X, Y, verbose=0)
    model.train_on_batch(X, Y)
    model(X)
    assert modes == [False, False, True, False]
