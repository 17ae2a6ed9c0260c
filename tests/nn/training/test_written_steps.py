"""Steps that a class writes itself: train_step, test_step, predict_step, compute_loss, compute_metrics, metrics.

Expected numbers: Keras 3.15.1 on TensorFlow, with the same weights and data.
"""

import numpy as np
import pytest
from waves import X, Y, linear, wave

import autograd
import nn
from nn import Dense, Dropout, Embedding, Input, Model, Sequential
from nn.callbacks import LambdaCallback
from nn.metrics import Mean
from nn.optimizers import SGD


def create(kind, rate=0.1, loss="mse", metrics=("mae",), **settings):
    inputs = Input((4,))
    model = wave(kind(inputs, Dense(1, **settings)(inputs)))
    model.compile(SGD(rate), loss, metrics=list(metrics))
    return model


class Both(Model):
    """|error| beside half of what compile was given; written without `training`, as for older Keras."""

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
        return np.mean(np.abs(y - y_pred)) + 0.5 * super().compute_loss(x, y, y_pred, sample_weight)


def test_a_loss_of_ones_own_is_what_is_learned_and_reported():
    model = create(Both, kernel_regularizer=nn.regularizers.L2(0.1))
    history = model.fit(X, Y, batch_size=5, shuffle=False, epochs=2, verbose=0).history
    np.testing.assert_allclose(history["loss"], [1.58804119, 0.90876311], rtol=1e-6)
    np.testing.assert_allclose(history["mae"], [0.97829598, 0.61382556], rtol=1e-6)
    assert model.evaluate(X, Y, verbose=0) == pytest.approx([0.64448708, 0.44639975], rel=2e-6)
    np.testing.assert_allclose(model.get_weights()[0][:, 0], [0.53886437, 0.65521801, -0.11758284, -0.57222921], rtol=1e-5)
    assert model.compiled_reason == "eager: compute_loss is written by hand"
    on_batch = create(Both, kernel_regularizer=nn.regularizers.L2(0.1))
    first = on_batch.test_on_batch(X[:5], Y[:5])
    assert on_batch.train_on_batch(X[:5], Y[:5]) == first
    with pytest.raises(RuntimeError, match="Both writes compute_loss by hand"):
        model.fit(X, Y, verbose=0, compiled=True)


class Fourth(Model):
    def train_step(self, data):
        x, y = data
        y_pred = self(x, training=True)
        loss = np.mean((y_pred - y) ** 4)
        self.zero_grad()
        loss.backward()
        self.optimizer.apply_gradients(zip([w.grad for w in self.trainable_weights], self.trainable_weights))
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            else:
                metric.update_state(y, y_pred)
        return {metric.name: metric.result() for metric in self.metrics}


class Stepping(Fourth):
    def train_step(self, data):
        x, y = data
        loss = np.mean((self(x, training=True) - y) ** 4)
        self.zero_grad()
        loss.backward()
        self.optimizer.step(self.trainable_variables)
        return {"loss": loss}


def test_a_train_step_of_ones_own_is_what_trains():
    model = create(Fourth, 0.01)
    history = model.fit(X, Y, batch_size=4, shuffle=False, epochs=2, verbose=0).history
    np.testing.assert_allclose(history["loss"], [2.40328717, 0.99949902], rtol=2e-6)
    np.testing.assert_allclose(history["mae"], [1.0038172, 0.79646051], rtol=2e-6)
    np.testing.assert_allclose(model.get_weights()[0][:, 0], [0.32164109, 0.49072602, -0.1209925, -0.40257555], rtol=1e-5)
    assert list(model.evaluate(X, Y, verbose=0, return_dict=True)) == ["loss", "mae"]  # its test_step is everybody's
    twin = create(Stepping, 0.01)
    reported = twin.fit(X, Y, batch_size=4, shuffle=False, epochs=2, verbose=0).history
    np.testing.assert_array_equal(twin.get_weights()[0], model.get_weights()[0])
    last = create(Stepping, 0.01)
    assert last.train_on_batch(X, Y) == pytest.approx(np.mean((create(Stepping).predict(X) - Y) ** 4), rel=1e-5)
    assert list(reported) == ["loss"]  # of the last batch, since no metric was told


def test_the_steps_of_everybody_give_what_fit_gives():
    class Calling(Model):
        def train_step(self, data):
            return super().train_step(data)

        def test_step(self, data):
            return super().test_step(data)

        def predict_step(self, data):
            return 2.0 * super().predict_step(data)

    ours, plain = create(Calling), linear(metrics=["mae"])
    settings = {"batch_size": 4, "shuffle": False, "epochs": 2, "verbose": 0, "validation_data": (X, Y)}
    found, expected = (m.fit(X, Y, sample_weight=np.linspace(0, 1, 10), **settings).history for m in (ours, plain))
    assert found.keys() == expected.keys()
    for name in expected:
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-6)
    np.testing.assert_array_equal(ours.predict(X), 2 * plain.predict(X))
    assert ours.test_on_batch(X, Y) == pytest.approx(plain.test_on_batch(X, Y), rel=1e-6)


def test_steps_are_given_what_was_given():
    seen = []

    class Looking(Model):
        def train_step(self, data):
            seen.append([part.shape for part in data] if isinstance(data, tuple) else data.shape)
            return {"a": data[0].sum() if isinstance(data, tuple) else data.sum()}

        def test_step(self, data):
            seen.append([part.shape for part in data] if isinstance(data, tuple) else data.shape)
            return {"b": 1.0}

    model = Looking(inputs := Input((4,)), Dense(1)(inputs))
    model.compile("sgd")
    assert model.fit(X, batch_size=5, shuffle=False, verbose=0).history == {"a": [pytest.approx(0.14490175, rel=1e-5)]}
    model.fit(X, Y, batch_size=5, verbose=0)
    model.fit(X, Y, sample_weight=np.ones(10), batch_size=10, validation_data=(X, Y), verbose=0)
    assert seen == [(5, 4)] * 2 + [[(5, 4), (5, 1)]] * 2 + [[(10, 4), (10, 1), (10,)], [(10, 4), (10, 1)]]
    assert model.evaluate(X, verbose=0) == 1.0
    assert model.train_on_batch(X, Y) == pytest.approx(-0.46258754, rel=1e-6)
    assert model.train_on_batch(X, Y, return_dict=True) == {"a": pytest.approx(-0.46258754, rel=1e-6)}
    assert model.fit([X[:5], X[5:]].__iter__(), verbose=0).history["a"] == [pytest.approx(0.14490175, rel=1e-5)]


class Autoencoder(Model):
    """Losses of its own, metrics of its own, no `call`, and no labels."""

    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder
        self.total_tracker, self.size_tracker = Mean(name="total"), Mean(name="size")

    @property
    def metrics(self):
        return [self.total_tracker, self.size_tracker]

    def train_step(self, data):
        z = self.encoder(data)
        size = 0.1 * np.mean(z**2)
        total = np.mean((self.decoder(z) - data) ** 2) + size
        self.zero_grad()
        total.backward()
        self.optimizer.apply([w.grad for w in self.trainable_weights], self.trainable_weights)
        self.total_tracker.update_state(total)
        self.size_tracker.update_state(size)
        return {"total": self.total_tracker.result(), "size": self.size_tracker.result()}


def test_an_autoencoder_with_metrics_of_its_own_learns_without_labels():
    model = Autoencoder(Sequential([Input((4,)), Dense(2)]), Sequential([Input((2,)), Dense(4)]))
    model.compile(optimizer="adam")
    assert [metric.name for metric in model.metrics] == ["total", "size"]
    batches = []
    history = model.fit(
        X, epochs=30, batch_size=5, verbose=0,
        callbacks=LambdaCallback(on_train_batch_end=lambda batch, logs: batches.append(logs["total"])),
    ).history  # fmt: skip
    assert list(history) == ["size", "total"]
    assert history["total"][-1] < history["total"][0]
    assert history["total"][0] == batches[1]  # the mean of the epoch's two batches, begun anew by the next
    assert history["total"][1] == batches[3] != batches[2]


class Adversaries(Model):
    """Two networks and two optimizers, as in the guides: compile takes what it needs, there is no call."""

    def __init__(self, d, g):
        super().__init__()
        self.d, self.g = d, g

    def compile(self, d_optimizer, g_optimizer, loss_fn):
        super().compile()
        self.d_optimizer, self.g_optimizer, self.loss_fn = d_optimizer, g_optimizer, loss_fn
        self.d_loss = Mean(name="d_loss")

    @property
    def metrics(self):
        return [self.d_loss]

    def train_step(self, real):
        fake = self.g(real[:, :2])
        both, truth = np.concatenate([real, fake.numpy()]), np.repeat([[1.0], [0.0]], len(real), axis=0)
        loss = self.loss_fn(truth, self.d(both))
        self.zero_grad()
        loss.backward()
        self.d_optimizer.step(self.d.trainable_weights)
        self.d_loss.update_state(loss)
        fooled = self.loss_fn(np.ones((len(real), 1)), self.d(self.g(real[:, :2])))
        self.zero_grad()
        fooled.backward()
        self.g_optimizer.step(self.g.trainable_weights)
        return {"d_loss": self.d_loss.result()}


def test_two_networks_with_optimizers_of_their_own_train_in_one_step():
    def create():
        d, g = Sequential([Input((4,)), Dense(1, activation="sigmoid")]), Sequential([Input((2,)), Dense(4)])
        model = Adversaries(wave(d), wave(g))
        model.compile(SGD(0.1), SGD(0.2), nn.losses.BinaryCrossentropy())
        return model

    model, by_hand = create(), create()
    found = model.fit(X, batch_size=5, shuffle=False, verbose=1).history
    losses = [by_hand.train_step(X[:5])["d_loss"], by_hand.train_step(X[5:])["d_loss"]]
    assert found == {"d_loss": [losses[1]]}  # the mean of both
    for a, b, start in zip(model.get_weights(), by_hand.get_weights(), create().get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
        assert (a != start).any()


def test_metrics_in_attributes_are_reported_and_begin_anew():
    class Telling(Model):
        def __init__(self):
            super().__init__()
            self.d, self.mean_out = Dense(1), Mean(name="mean_out")

        def call(self, x):
            y = self.d(x)
            self.mean_out.update_state(y.numpy())
            return y

    model, twin = Telling(), linear()
    model.predict(X)
    wave(model).compile(SGD(0.1), "mse", metrics=["mae"])
    history = model.fit(X, Y, batch_size=5, shuffle=False, verbose=0).history
    first = twin.predict(X[:5])
    twin.train_on_batch(X[:5], Y[:5])
    outputs = np.concatenate([first, twin.predict(X[5:])])
    assert {name: values[0] for name, values in history.items()} == pytest.approx(
        {"loss": 1.1810385, "mae": 0.97209132, "mean_out": outputs.mean()}, rel=1e-5
    )
    assert [metric.name for metric in model.metrics] == ["loss", "mae", "mean_out"]
    assert model.evaluate(X, Y, verbose=0, return_dict=True)["mean_out"] == pytest.approx(model.predict(X).mean(), rel=1e-5)


def test_a_model_without_a_loss_learns_from_what_its_layers_add():
    class Small(nn.Module):
        def call(self, x):
            self.add_loss(0.1 * np.mean(x**2))
            return x

    def model():
        made = Model(inputs := Input((4,)), Small()(Dense(2)(inputs)))
        wave(made).compile(SGD(0.1))
        return made

    for data in ((X,), (X, Y)):
        history = model().fit(*data, batch_size=5, shuffle=False, epochs=2, verbose=0).history
        np.testing.assert_allclose(history["loss"], [0.00664174, 0.00632073], rtol=2e-6)


def test_compute_metrics_of_ones_own_says_what_is_reported():
    class Own(Model):
        def compute_metrics(self, x, y, y_pred, sample_weight=None):
            return {**super().compute_metrics(x, y, y_pred, sample_weight), "answer": 42.0}

    model = create(Own)
    history = model.fit(X, Y, batch_size=5, shuffle=False, verbose=0, validation_data=(X, Y)).history
    plain = linear(metrics=["mae"]).fit(X, Y, batch_size=5, shuffle=False, verbose=0, validation_data=(X, Y)).history
    assert history.pop("answer") == history.pop("val_answer") == [42.0]
    assert {name: values[0] for name, values in history.items()} == pytest.approx(
        {name: values[0] for name, values in plain.items()}, rel=1e-6
    )


def test_the_arguments_of_compute_metrics_may_have_names_of_ones_own():
    class Own(Model):
        def compute_metrics(self, data, labels, predicted, weights=None):
            return {"largest": float(np.max(np.abs(labels - predicted.numpy()))), "weighted": float(weights is not None)}

    model = create(Own)
    expected = float(np.max(np.abs(Y - model.predict(X))))
    assert model.test_on_batch(X, Y, return_dict=True) == {"largest": pytest.approx(expected), "weighted": 0.0}
    assert model.test_on_batch(X, Y, np.ones(len(X)), return_dict=True)["weighted"] == 1.0


def test_what_get_metrics_result_and_reset_metrics_say_is_reported():
    resets = []

    class Own(Model):
        def get_metrics_result(self):
            return {"twice": 2 * super().get_metrics_result()["loss"]}

        def reset_metrics(self):
            resets.append(1)
            super().reset_metrics()

    history = create(Own).fit(X, Y, batch_size=5, shuffle=False, epochs=2, verbose=0).history
    expected = linear().fit(X, Y, batch_size=5, shuffle=False, epochs=2, verbose=0).history["loss"]
    assert list(history) == ["twice"]
    np.testing.assert_allclose(history["twice"], 2 * np.array(expected), rtol=1e-6)
    assert resets == [1, 1]


def test_what_keras_calls_and_nothing_calls_here_is_refused():
    class Own(Model):
        def make_train_function(self):
            return lambda iterator: {"loss": 0.0}

    with pytest.raises(TypeError, match=r"Own writes make_train_function, which is never called here: write train_step\(self"):
        create(Own)


def test_masked_steps_do_not_count_in_a_loss_of_ones_own():
    ids = np.array([[1, 2, 0, 0], [2, 1, 1, 0]])
    labels = np.cos(np.arange(8)).reshape(2, 4, 1)

    def model(kind):
        inputs = Input((4,), dtype="int32")
        made = wave(kind(inputs, Dense(1)(Embedding(3, 2, mask_zero=True)(inputs))))
        made.compile(SGD(0.1), "mse", metrics=["mae"])
        return made

    class Same(Model):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
            return super().compute_loss(x, y, y_pred, sample_weight, training)

    class Step(Model):
        def train_step(self, data):
            x, y = data
            loss = self.compute_loss(x, y, self(x, training=True))
            self.zero_grad()
            loss.backward()
            self.optimizer.step(self.trainable_weights)
            return {"loss": loss}

    results = [model(kind).train_on_batch(ids, labels, return_dict=True)["loss"] for kind in (Model, Same, Step)]
    assert results[0] == results[1] == results[2]
    masked = model(Model).predict(ids)[ids != 0] - labels[ids != 0]
    assert results[0] == pytest.approx(np.mean(masked**2), rel=1e-6)
    y_pred = model(Step)(ids)  # carries its mask
    assert model(Step).compute_loss(y=labels, y_pred=y_pred).item() == pytest.approx(results[0], rel=1e-6)


def test_a_step_may_ask_our_gradient_tape_by_its_whole_name():
    class Taped(Model):
        def train_step(self, data):
            x, y = data
            with nn.compat.GradientTape() as tape:
                loss = self.compute_loss(y=y, y_pred=self(x, training=True))
            self.optimizer.apply_gradients(zip(tape.gradient(loss, self.trainable_variables), self.trainable_variables))
            return {"loss": loss}

    losses = create(Taped).fit(X, Y, epochs=5, verbose=0).history["loss"]
    assert losses[-1] < losses[0]


def test_errors_of_written_steps_say_what_to_write():
    class Taped(Model):
        def train_step(self, data):
            with tf.GradientTape() as tape:  # noqa: F821 - never runs
                loss = self(data[0])
            return tape.gradient(loss, self.trainable_weights)

    class Silent(Model):
        def train_step(self, data):
            pass

    with pytest.raises(TypeError, match=r"Taped\.train_step asks TensorFlow's GradientTape .* loss\.backward\(\)"):
        create(Taped).fit(X, Y, verbose=0)
    with pytest.raises(TypeError, match=r'Silent\.train_step must return .* by name, such as \{"loss": loss\}, got None'):
        create(Silent).fit(X, Y, verbose=0)


def test_dropout_is_on_where_the_step_says_so_and_off_in_test_and_predict_steps():
    modes = []

    class Spy(Dropout):
        def call(self, x):
            modes.append(self.training)
            return super().call(x)

    class Step(Model):
        def train_step(self, data):
            self(data[0], training=True)
            self(data[0])
            return {"loss": 0.0}

        def test_step(self, data):
            self(data[0])
            return {"loss": 0.0}

    model = Step(inputs := Input((4,)), Spy(0.5)(inputs))
    model.compile("sgd", "mse")
    modes.clear()
    model.fit(X, Y, verbose=0, validation_data=(X, Y))
    model.predict(X)
    assert modes == [True, False, False, False]


def test_gradients_by_hand_reach_the_weights_like_backward():
    a, b = create(Model), create(Model)
    for model, gives in ((a, True), (b, False)):
        loss = np.mean((model(X) - Y) ** 2)
        loss.backward()
        gradients = [w.grad for w in model.trainable_weights]
        if gives:
            model.zero_grad()
            model.optimizer.apply([autograd.Tensor(g, requires_grad=False) for g in gradients], model.trainable_weights)
        else:
            model.optimizer.step(model.trainable_weights)
    np.testing.assert_array_equal(a.get_weights()[0], b.get_weights()[0])
    with pytest.raises(ValueError, match="apply got 1 gradients for 2 parameters"):
        a.optimizer.apply(gradients[:1], a.trainable_weights)


def test_a_step_of_ones_own_gets_batches_of_any_shape():
    shapes = []

    class Pairs(Model):
        def train_step(self, data):
            shapes.append(np.shape(data))
            near, far = self(data[0], training=True), self(data[1], training=True)
            loss = ((near - far) ** 2).mean()
            loss.backward()
            self.optimizer.step(self.trainable_weights)
            return {"loss": loss}

    x = nn.Input((4,))
    model = Pairs(x, nn.Dense(3)(x))
    model.compile("sgd")
    history = model.fit(np.random.default_rng(0).random((2, 10, 4)).astype("float32"), epochs=2, verbose=0)
    assert shapes == [(2, 10, 4)] * 2
    assert history.history["loss"][1] < history.history["loss"][0]


def test_a_model_without_weights_takes_a_loss_of_plain_numbers():
    class Doubled(nn.layers.Layer):
        def call(self, x):
            return 2.0 * np.asarray(x)

    model = nn.Sequential([Doubled()])
    model.compile("sgd", loss=lambda y_true, y_pred: np.mean(y_pred))
    with pytest.warns(UserWarning, match="does not have any trainable weights"):
        assert model.fit(np.ones((4, 2)), np.ones((4, 2)), verbose=0).history["loss"] == [2.0]
