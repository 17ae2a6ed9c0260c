"""Bad input: every mistake gets an answer that says what to do, and costs nothing that was there before."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

import autograd
from autograd import Tensor
from nn import SGD, Dense, Flatten, Input, Module, Sequential, losses
from nn.callbacks import Callback, EarlyStopping

X = np.random.default_rng(0).standard_normal((10, 4)).astype("float32")
LABELS = np.random.default_rng(1).integers(0, 3, 10)
ONE_HOT = np.eye(3)[LABELS]


def classifier(loss="categorical_crossentropy", optimizer="sgd"):
    model = Sequential([Dense(5, "relu", input_shape=(4,)), Dense(3, "softmax")])
    model.compile(optimizer, loss, metrics=["accuracy"])
    return model


def leave_unchanged(model, before):
    return all(np.array_equal(a, b) for a, b in zip(model.get_weights(), before, strict=True))


# -- data that do not fit ------------------------------------------------------------------------------------

ONE = {"loss": "categorical_crossentropy"}
SPARSE = {"loss": "sparse_categorical_crossentropy"}


@pytest.mark.parametrize(
    ("loss", "x", "y", "message"),
    [
        (ONE, X, ONE_HOT[:5], "fit: x has 10 samples, y has 5; they must have one entry per sample"),
        (ONE, X[:0], ONE_HOT[:0], r"fit: there are no samples, x has shape \(0, 4\)"),
        (ONE, X, None, "fit needs the labels y beside x"),
        (ONE, X, LABELS, r"expects one-hot labels of shape \(10, 3\), got \(10,\): use to_categorical\(y, 3\)"),
        (ONE, X, LABELS[:, None], r"got \(10, 1\): use to_categorical\(y, 3\)"),
        (SPARSE, X, ONE_HOT, r"expects integer labels of shape \(10,\), got \(10, 3\), which looks one-hot: use y\.argmax"),
        (SPARSE, X, LABELS + 1, r"labels must lie in 0\.\.2 for 3 classes, got 1\.\.3"),
        (SPARSE, X, LABELS - 1, r"got -1\.\.1: .* count classes from 0"),
        (SPARSE, X, LABELS + 0.5, r"labels must be whole numbers, got \d\.5"),
        (SPARSE, X, [["cat"]] * 10, "fit: y must hold numbers, got text: make numbers of it"),
        (SPARSE, [["a"]] * 10, LABELS, "fit: x must hold numbers, got text: make"),
        (SPARSE, [[1, 2], [3]], LABELS[:2], "fit: x must be one array, but its rows have different lengths"),
        (
            SPARSE,
            (row for row in X),
            LABELS,
            "fit: x is an iterable of batches .x, y., so y and sample_weight belong into these",
        ),
        (SPARSE, 3.0, LABELS, "fit: x must hold one entry per sample, got the single number 3.0"),
        (SPARSE, None, LABELS, "fit: x must hold numbers, got missing values"),
        (SPARSE, X[0], LABELS[:4], r"takes x of shape \(n, 4\), got \(4,\): a single sample is x\[None\]"),
        (SPARSE, X[:, :3], LABELS, r"dense: Dense expects 4 features, got an input of shape \(10, 3\)"),
        (SPARSE, X.reshape(10, 2, 2), LABELS, r"put Flatten\(\) before it, or reshape the input to \(n, 4\)"),
        (SPARSE, X + 1j, LABELS, "x must hold numbers, got complex"),
    ],
)
def test_data_that_do_not_fit(loss, x, y, message):
    model = classifier(**loss)
    before = model.get_weights()
    with pytest.raises((ValueError, TypeError), match=message):
        model.fit(x, y, verbose=0)
    assert leave_unchanged(model, before)
    model.fit(X, ONE_HOT if loss is ONE else LABELS, verbose=0)  # and it still learns


def test_class_weights_need_one_label_a_sample():
    model = Sequential([Dense(3, "softmax", input_shape=(2, 4))])
    model.compile("sgd", "categorical_crossentropy")
    with pytest.raises(ValueError, match=r"one label per sample, but y has shape \(10, 2, 3\); give sample_weight"):
        model.fit(np.ones((10, 2, 4)), np.eye(3)[np.zeros((10, 2), int)], class_weight={0: 2.0}, verbose=0)


def test_images_in_the_784_program_are_told_of_flatten():
    """The most common mistake: x_train left as it was loaded."""
    model = Sequential([Dense(128, activation="relu", input_shape=(784,)), Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    for shape in ((50, 28, 28), (50, 28, 28, 1)):
        for call in (lambda x: model.fit(x, np.zeros(50, int)), model.predict, lambda x: model.evaluate(x, np.zeros(50))):
            with pytest.raises(ValueError, match=r"dense: Dense expects 784 features, .*put Flatten\(\) before it, or reshape"):
                call(np.zeros(shape, "uint8"))


def test_a_network_that_grew_around_images_is_told_of_flatten():
    model = Sequential([Dense(8), Dense(10, "softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    with pytest.raises(ValueError, match=r"is a Flatten\(\) missing"):
        model.fit(np.zeros((50, 28, 28)), np.zeros(50, int), verbose=0)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"batch_size": 0}, "fit: batch_size must be a whole number from 1 on, got 0"),
        ({"batch_size": -5}, "from 1 on, got -5"),
        ({"batch_size": 2.5}, "batch_size must be a whole number from 1 on, got 2.5"),
        ({"epochs": -1}, "epochs must be a whole number from 0 on, got -1"),
        ({"epochs": 1.5}, "epochs must be a whole number"),
        ({"validation_split": 1.0}, "validation_split must be .* below 1, got 1.0"),
        ({"validation_split": -0.1}, "got -0.1"),
        ({"validation_split": 0.99}, "of 10 samples leaves 0 to learn from"),
        ({"validation_data": (X,)}, r"validation_data must be \(x, y\) or \(x, y, sample_weight\)"),
        ({"validation_data": X}, "validation_data must be"),
        ({"validation_data": (X, ONE_HOT[:3])}, "fit's validation_data: x has 10 samples, y has 3"),
        ({"validation_data": (X[:0], ONE_HOT[:0])}, "fit's validation_data: there are no samples"),
        ({"sample_weight": np.ones(3)}, "sample_weight has 3 entries for 10 samples"),
        ({"sample_weight": ["heavy"] * 10}, "sample_weight must hold numbers"),
        ({"validation_batch_size": -5}, "validation_batch_size must be a whole number from 1 on"),
        ({"validation_freq": 0}, "validation_freq must be a whole number from 1 on"),
        ({"initial_epoch": -1}, "initial_epoch must be a whole number from 0 on"),
        ({"class_weight": [1.0, 2.0]}, r"class_weight must be a dict such as \{0: 1.0, 1: 5.0\}, got \[1.0, 2.0\]"),
        ({"verbose": "loud"}, r"verbose must be 'auto', 0 \(silent\), 1 \(bar\) or 2"),
        ({"callbacks": [EarlyStopping]}, r"callbacks are objects such as EarlyStopping\(\), got <class"),
        ({"callbacks": ["stop"]}, "callbacks are objects"),
        ({"steps": 3}, "unexpected keyword argument 'steps'"),
    ],
)
def test_settings_of_fit(settings, message):
    model = classifier()
    before = model.get_weights()
    with pytest.raises((ValueError, TypeError), match=message):
        model.fit(X, ONE_HOT, **{"verbose": 0, **settings})
    assert leave_unchanged(model, before)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"optimizer": "adamm"}, "unknown optimizer 'adamm': choose from adadelta, adafactor, adagrad, adam"),
        ({"optimizer": dict}, "got <class"),
        ({"loss": "crossentropy"}, "unknown loss 'crossentropy': choose from mse"),
        ({"loss": losses.FunctionLoss}, "a loss is a name"),
        ({"metrics": ["acuracy"]}, "unknown metric 'acuracy'"),
        ({"metrics": "accuracy"}, r"metrics must be a list such as \['accuracy'\]"),
        ({"weighted_metrics": "accuracy"}, "weighted_metrics must be a list"),
        ({"lr": 0.1}, "unexpected keyword argument 'lr'"),
    ],
)
def test_settings_of_compile_leave_what_was_compiled(settings, message):
    model = classifier()
    compiled = model.optimizer, model.loss, model.metrics
    with pytest.raises((ValueError, TypeError), match=message):
        model.compile(**{"optimizer": "sgd", "loss": "mse", **settings})
    assert (model.optimizer, model.loss, model.metrics) == compiled


def test_before_compile():
    model = Sequential([Dense(1, input_shape=(4,))])
    for call in (model.fit, model.evaluate, model.train_on_batch, model.test_on_batch):
        with pytest.raises(RuntimeError, match=r"sequential does not know what to learn: call compile\(optimizer="):
            call(X, X[:, :1])
    model.compile("sgd")
    with pytest.raises(RuntimeError, match="call compile"):
        model.fit(X, X[:, :1])
    assert model.predict(X).shape == (10, 1)


def test_evaluate_and_predict_complain_too():
    model = classifier()
    with pytest.raises(ValueError, match="evaluate: x has 10 samples, y has 3"):
        model.evaluate(X, ONE_HOT[:3])
    with pytest.raises(ValueError, match="evaluate: there are no samples"):
        model.evaluate(X[:0], ONE_HOT[:0])
    with pytest.raises(ValueError, match="predict: batch_size must be a whole number from 1 on"):
        model.predict(X, batch_size=0)
    with pytest.raises(ValueError, match=r"a single sample is x\[None\]"):
        model.predict(X[0])
    with pytest.raises(ValueError, match="predict: steps must be a whole number from 1 on, got 0"):
        model.predict(X, steps=0)
    with pytest.raises(ValueError, match="predict: the iterable gave no batch"):
        model.predict(iter([]))


def test_a_loss_that_leaves_the_tape():
    model = classifier(lambda y_true, y_pred: float(np.mean((y_true - y_pred.numpy()) ** 2)))
    before = model.get_weights()
    with pytest.raises(TypeError, match=r"the loss <lambda> must give one Tensor per batch, .* without \.numpy\(\)"):
        model.fit(X, ONE_HOT, verbose=0)
    assert leave_unchanged(model, before)
    with pytest.raises(TypeError, match="reduction='none'"):
        classifier(losses.MeanSquaredError(reduction="none")).fit(X, ONE_HOT, verbose=0)


# -- numbers that are not finite -----------------------------------------------------------------------------


class Root(Module):
    """√x, whose derivative is infinite at 0 and which is NaN below."""

    def call(self, x):
        return autograd.sqrt(x)


def test_nan_in_the_data_is_found():
    for x, y, what in ((X.copy(), ONE_HOT, "x"), (X, X[:, :3].copy(), "y")):
        (x if what == "x" else y)[6, 1] = np.nan
        model = classifier("mse")
        before = model.get_weights()
        with pytest.raises(FloatingPointError, match=rf"nan at batch 4 of epoch 1: {what} holds NaN or infinity already"):
            model.fit(x, y, batch_size=2, shuffle=False, verbose=0)
        del before
        assert all(np.isfinite(w).all() for w in model.get_weights())


def test_the_operation_that_made_the_nan_is_named():
    model = Sequential([Dense(3, input_shape=(4,)), Root(), Dense(3)])
    model.compile("sgd", "mse")
    before = model.get_weights()
    message = r"the loss became nan at batch 1 of epoch 1: sqrt in root produced a NaN from values of shape \(10, 3\) from -"
    with pytest.raises(FloatingPointError, match=message):
        model.fit(X, ONE_HOT, verbose=0)
    assert leave_unchanged(model, before)


def test_a_gradient_that_is_not_finite_never_reaches_the_weights():
    """The loss is finite, its derivative is not: one step later every weight would be NaN."""
    model = Sequential([Dense(3, kernel_initializer="zeros", input_shape=(4,)), Root(), Dense(3)])
    model.compile("sgd", "mse")
    before = model.get_weights()
    with pytest.raises(FloatingPointError) as caught:
        model.fit(X, ONE_HOT, verbose=0)
    message = str(caught.value)
    assert message.startswith("at batch 1 of epoch 1, with a loss of 0.")
    assert "the gradient of dense.kernel, dense.bias became infinite or NaN" in message
    assert "that of sqrt in root at values of shape (10, 3) from 0 to 0." in message
    assert "The weights are those from before this batch" in message
    assert leave_unchanged(model, before)


def test_divergence_keeps_the_history_and_finite_weights():
    model = Sequential([Dense(1, input_shape=(4,))])
    model.compile(SGD(3.0), "mse")
    overflow = r"the loss became inf at batch 1 of epoch \d+: square overflowed at .*: lower the learning rate"
    with pytest.raises(FloatingPointError, match=overflow):
        model.fit(X * 10, X[:, :1], epochs=1000, verbose=0)
    assert len(model.history.history["loss"]) >= 1
    assert np.isfinite(model.history.history["loss"]).all()
    assert all(np.isfinite(w).all() for w in model.get_weights())
    assert not model.training


def test_weights_spoiled_from_outside_are_named():
    model = classifier()
    weights = model.get_weights()
    weights[2][0, 0] = np.inf
    weights[3][0] = np.nan
    model.set_weights(weights)
    with pytest.raises(FloatingPointError, match=r"dense_1\.kernel, dense_1\.bias became infinite .* lower the learning rate"):
        model.fit(X, ONE_HOT, verbose=0)


# -- interruptions -------------------------------------------------------------------------------------------


class Interrupt(Callback):
    """Ctrl-C in the middle of the third epoch."""

    def on_train_batch_end(self, batch, logs=None):
        if len(self.model.history.epoch) == 2 and batch == 1:
            raise KeyboardInterrupt


def test_ctrl_c_passes_on_and_keeps_weights_and_history(capsys):
    model, twin = classifier(optimizer=SGD(0.1)), classifier(optimizer=SGD(0.1))
    twin.set_weights(model.get_weights())
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, ONE_HOT, batch_size=5, epochs=9, shuffle=False, callbacks=[Interrupt()], verbose=2)
    assert model.history.epoch == [0, 1]
    assert len(model.history.history["loss"]) == 2
    twin.fit(X, ONE_HOT, batch_size=5, epochs=3, shuffle=False, verbose=0)
    for ours, theirs in zip(model.get_weights(), twin.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)  # all six steps made until then
    assert not model.training
    assert capsys.readouterr().out.count("\n") == 2
    model.fit(X, ONE_HOT, verbose=0)


def test_ctrl_c_does_not_roll_back_to_the_best_weights():
    """What was learned until then is kept as it is; only a finished training restores."""
    model = classifier()
    stopper = EarlyStopping(monitor="loss", restore_best_weights=True, patience=5)
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, ONE_HOT, batch_size=5, epochs=9, callbacks=[stopper, Interrupt()], verbose=0)
    assert not leave_unchanged(model, stopper.best_weights)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send to one process")
def test_a_real_sigint_ends_fit_between_two_steps(tmp_path):
    program = """
import numpy as np
from nn import Dense, Sequential
model = Sequential([Dense(64, "relu", input_shape=(20,)), Dense(1)])
model.compile("adam", "mse")
x = np.random.default_rng(0).standard_normal((2000, 20))
print("ready", flush=True)
try:
    model.fit(x, x[:, :1], epochs=10**6, verbose=0)
except KeyboardInterrupt:
    assert all(np.isfinite(w).all() for w in model.get_weights())
    assert len(model.history.history["loss"]) == len(model.history.epoch) >= 1
    print("kept", flush=True)
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=environment,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a background job would ignore Ctrl-C
    )  # fmt: skip
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.7)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    assert out == "kept\n"


def test_an_error_in_a_callback_passes_on():
    class Broken(Callback):
        def on_epoch_end(self, epoch, logs=None):
            raise ZeroDivisionError("mine")

    model = classifier()
    with pytest.raises(ZeroDivisionError, match="mine"):
        model.fit(X, ONE_HOT, callbacks=[Broken()], verbose=0)
    assert not model.training


def test_other_frameworks_arrays_and_tables_work_where_numpy_takes_them():
    class Table:
        def __array__(self, dtype=None, copy=None):
            return np.array(X, dtype)

    model = classifier("sparse_categorical_crossentropy")
    model.fit(Table(), Tensor(LABELS, requires_grad=False), verbose=0)
    assert model.predict(Table()).shape == (10, 3)


def test_inputs_with_a_shape_of_their_own_are_checked():
    model = Sequential([Input((2, 2)), Flatten(), Dense(1)])
    with pytest.raises(ValueError, match=r"takes x of shape \(n, 2, 2\), got \(10, 4\)"):
        model.predict(X)
