"""Keras' programs run with nothing but their imports changed: names, arguments, defaults, and whole programs."""

from __future__ import annotations

import inspect
import json
import operator
from pathlib import Path

import numpy as np
import pytest

import nn

SIGNATURES = json.loads(Path(__file__).parents[1].joinpath("golden", "golden.json").read_text())["signatures"]
# defaults that differ on purpose: data are always given here, and predict needs no bar
DIFFERENT = {
    ("layers.Input", "shape"),
    *((f"Sequential.{name}", "x") for name in ("fit", "evaluate")),
    *((f"Sequential.{name}", "y") for name in ("fit", "evaluate", "train_on_batch", "test_on_batch")),
}


def ours(path):
    function = operator.attrgetter(path)(nn)
    parameters = [p for p in inspect.signature(function).parameters.values() if p.name != "self"]
    return {p.name: p for p in parameters if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)}


@pytest.mark.parametrize("path", SIGNATURES)
def test_shared_arguments_have_keras_defaults(path):
    for name, parameter in ours(path).items():
        if name in SIGNATURES[path] and (path, name) not in DIFFERENT:
            default = "required" if parameter.default is parameter.empty else parameter.default
            assert default == SIGNATURES[path][name], name


@pytest.mark.parametrize("path", SIGNATURES)
def test_arguments_given_by_position_mean_the_same(path):
    keras = list(SIGNATURES[path])
    for place, (name, parameter) in enumerate(ours(path).items()):
        if name in keras and parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
            assert keras.index(name) == place, name


@pytest.mark.parametrize(
    "line",
    [
        "from nn.models import Sequential",
        "from nn.layers import Activation, Dense, Dropout, Flatten, Input, LeakyReLU, ReLU, ELU, Softmax",
        "from nn.losses import BinaryCrossentropy, CategoricalCrossentropy, MeanSquaredError, SparseCategoricalCrossentropy",
        "from nn.optimizers import SGD, Adam, AdamW, RMSprop",
        "from nn.callbacks import Callback, EarlyStopping, History, LambdaCallback, LearningRateScheduler, ModelCheckpoint",
        "from nn.metrics import BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy, Mean",
        "from nn.regularizers import L1, L2, L1L2, l1, l2, l1_l2",
        "from nn.initializers import GlorotUniform, HeNormal, RandomNormal, TruncatedNormal, Zeros, Ones, Constant",
        "from nn.activations import relu, sigmoid, softmax, tanh, gelu, silu, softplus, linear",
        "from nn.datasets import mnist",
        "from nn import Sequential, to_categorical, set_random_seed, Dense, Adam",
        "from nn import layers, losses, metrics, models, optimizers, callbacks, activations, initializers, regularizers",
    ],
)
def test_import_paths(line):
    exec(line, {})


def digits(n=400):
    (x, y), (xt, yt) = nn.datasets.mnist.load_data(kind="sample")
    return (x[:n], y[:n]), (xt[:200], yt[:200])


def test_the_beginners_tutorial_with_logits(capsys):
    import nn as keras  # the one line that differs

    keras.set_random_seed(0)
    (x_train, y_train), (x_test, y_test) = digits(1500)
    x_train, x_test = x_train / 255.0, x_test / 255.0
    model = keras.models.Sequential(
        [
            keras.layers.Flatten(input_shape=(28, 28)),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(10),
        ]
    )
    loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    assert float(loss_fn(y_train[:1], model(x_train[:1]).numpy())) < 5
    model.compile(optimizer="adam", loss=loss_fn, metrics=["accuracy"])
    model.fit(x_train, y_train, epochs=5)
    loss, accuracy = model.evaluate(x_test, y_test, verbose=2)
    probability_model = keras.Sequential([model, keras.layers.Softmax()])
    probabilities = probability_model(x_test[:5])
    assert probabilities.shape == (5, 10)
    np.testing.assert_allclose(probabilities.numpy().sum(1), 1.0, rtol=1e-5)
    np.testing.assert_array_equal(
        probability_model.predict(x_test).argmax(1) == y_test, model.predict(x_test).argmax(axis=1) == y_test
    )
    assert accuracy == pytest.approx((model.predict(x_test).argmax(1) == y_test).mean(), abs=1e-6)
    assert accuracy > 0.8
    assert loss < 0.7
    lines = capsys.readouterr().out.splitlines()
    assert [shown.split("  ")[0] for shown in lines] == [*(f"Epoch {i}/5" for i in range(1, 6)), f"loss {loss:.4f}"]


def test_binary_classification_with_callbacks(tmp_path):
    from nn import models
    from nn.callbacks import EarlyStopping, ModelCheckpoint
    from nn.datasets import moons
    from nn.layers import Dense, Input
    from nn.optimizers import Adam
    from nn.regularizers import l2

    nn.set_random_seed(1)
    x, y = moons(400, noise=0.1, seed=0)
    y = (np.asarray(y) > 0).astype(int)
    model = models.Sequential()
    model.add(Input(shape=(2,)))
    model.add(Dense(16, activation="tanh", kernel_regularizer=l2(1e-4), kernel_initializer="he_normal"))
    model.add(Dense(16, activation="tanh", kernel_regularizer=l2(1e-4)))
    model.add(Dense(1, activation="sigmoid"))
    model.compile(optimizer=Adam(learning_rate=0.02), loss="binary_crossentropy", metrics=["accuracy"])
    path = str(tmp_path / "best.safetensors")
    history = model.fit(
        x, y, batch_size=32, epochs=60, verbose=0, validation_split=0.25,
        callbacks=[
            EarlyStopping(monitor="val_loss", patience=8, restore_best_weights=True),
            ModelCheckpoint(path, monitor="val_loss", save_best_only=True, save_weights_only=True),
        ],
    )  # fmt: skip
    assert max(history.history["val_accuracy"]) > 0.95
    best = min(history.history["val_loss"])
    assert model.evaluate(x[300:], y[300:], verbose=0)[0] == pytest.approx(best, rel=1e-6)
    model.load_weights(path)
    assert model.evaluate(x[300:], y[300:], verbose=0)[0] == pytest.approx(best, rel=1e-6)
    assert ((model.predict(x) > 0.5)[:, 0] == y).mean() > 0.95


def test_regression_with_schedule_custom_callback_and_custom_loss():
    from nn.callbacks import Callback, LearningRateScheduler
    from nn.layers import Dense
    from nn.models import Sequential
    from nn.optimizers import SGD

    class LossHistory(Callback):
        def on_train_begin(self, logs=None):
            self.losses = []

        def on_train_batch_end(self, batch, logs=None):
            self.losses.append(logs.get("loss"))

    def huber(y_true, y_pred):
        error = abs(y_true - y_pred)
        return np.mean(np.where(error < 1.0, 0.5 * error * error, error - 0.5), axis=-1)

    nn.set_random_seed(2)
    x = np.random.uniform(-1, 1, (200, 1))  # noqa: NPY002 - as such programs do
    y = 3 * x[:, 0] - 1
    model = Sequential([Dense(8, activation="relu", input_dim=1), Dense(1)])
    optimizer = SGD(learning_rate=0.1, momentum=0.9, nesterov=True, clipnorm=1.0)
    model.compile(loss=huber, optimizer=optimizer, metrics=["mae", "mse"])
    seen = LossHistory()
    schedule = LearningRateScheduler(lambda epoch, lr: lr if epoch < 15 else lr * 0.8)
    history = model.fit(x, y, epochs=30, batch_size=20, callbacks=[seen, schedule], verbose=0)
    assert len(seen.losses) == 300
    assert history.history["learning_rate"][-1] == pytest.approx(0.1 * 0.8**15)
    assert history.history["mae"][-1] < 0.05
    weights = model.layers[0].get_weights()
    assert [w.shape for w in weights] == [(1, 8), (8,)]
