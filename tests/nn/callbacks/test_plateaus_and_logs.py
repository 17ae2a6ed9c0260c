"""ReduceLROnPlateau and CSVLogger, driven by results written down in advance."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from nn import SGD, Dense, Sequential
from nn.callbacks import Callback, CSVLogger, ReduceLROnPlateau
from nn.optimizers.schedules import StepDecay

X = np.ones((4, 1))


class Told(Callback):
    """Sets the results of each epoch."""

    def __init__(self, **values):
        self.values = values

    def on_epoch_end(self, epoch, logs=None):
        logs.update({name: values[epoch] for name, values in self.values.items() if values[epoch] is not None})


def run(callback, rate=1.0, **values):
    model = Sequential([Dense(1, input_shape=(1,), kernel_initializer="zeros", dtype="float64")])
    model.compile(SGD(rate), "mse")
    model.fit(X, 0 * X, epochs=len(next(iter(values.values()))), callbacks=[Told(**values), callback], verbose=0)
    return model


@pytest.mark.parametrize(
    ("settings", "losses", "rates"),
    [
        ({"patience": 2, "factor": 0.5}, [5, 4, 4, 4, 4, 4, 3], [1, 1, 1, 1, 0.5, 0.5, 0.25]),
        ({"patience": 1, "factor": 0.5}, [5, 5, 5, 5], [1, 1, 0.5, 0.25]),
        ({"patience": 1, "factor": 0.5, "cooldown": 2}, [5, 5, 5, 5, 5, 5], [1, 1, 0.5, 0.5, 0.25, 0.25]),
        ({"patience": 1, "factor": 0.1, "min_lr": 0.05}, [5, 5, 5, 5], [1, 1, 0.1, 0.05]),
        ({"patience": 1, "min_delta": 0.5}, [5, 4.6, 4.4, 4.3], [1, 1, 0.1, 0.1]),
        ({"patience": 1, "mode": "max"}, [1, 2, 3, 3, 3], [1, 1, 1, 1, 0.1]),
    ],
)
def test_when_the_rate_falls(settings, losses, rates):
    """As traced by hand from Keras' rule: the rates are those the epochs ran with."""
    model = run(ReduceLROnPlateau("loss", **settings), loss=losses)
    assert model.history.history["learning_rate"] == pytest.approx(rates)


def test_it_says_so(capsys):
    run(ReduceLROnPlateau("loss", patience=1, verbose=1), loss=[1, 1])
    assert capsys.readouterr().out == "Epoch 2: learning rate 0.1\n"


def test_a_metric_that_should_rise_is_known():
    model = run(ReduceLROnPlateau("f1_score", patience=1), f1_score=[0.1, 0.2, 0.2, 0.2])
    assert model.optimizer.learning_rate == pytest.approx(0.01)


def test_epochs_without_validation_do_not_count():
    model = Sequential([Dense(1, input_shape=(1,))])
    model.compile(SGD(0.0), "mse")
    callback = ReduceLROnPlateau(patience=1)
    model.fit(X, X, epochs=6, validation_data=(X, X), validation_freq=3, callbacks=[callback], verbose=0)
    assert callback.wait == 1 or model.optimizer.learning_rate == 0.0


def test_csv_lines(tmp_path):
    path = tmp_path / "log.csv"
    run(CSVLogger(path), loss=[3.0, 2.5], accuracy=[0.5, None])
    rows = list(csv.reader(path.open()))
    assert rows == [
        ["epoch", "accuracy", "loss", "val_accuracy", "val_loss"],
        ["0", "0.5", "3.0", "NA", "NA"],
        ["1", "NA", "2.5", "NA", "NA"],
    ]  # fmt: skip
    run(CSVLogger(path, append=True), loss=[1.0], accuracy=[1.0])
    assert list(csv.reader(path.open()))[3:] == [["0", "1.0", "1.0", "NA", "NA"]]
    run(CSVLogger(path, separator=";"), loss=[1.0], val_loss=[2.0])
    assert path.read_text().split() == ["epoch;loss;val_loss", "0;1.0;2.0"]


def test_csv_appended_to_nothing_has_a_header(tmp_path):
    path = tmp_path / "log.csv"
    run(CSVLogger(path, append=True), loss=[1.0])
    assert path.read_text().split()[0] == "epoch,loss,val_loss"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ReduceLROnPlateau(factor=1.0), "factor must be .* below 1, got 1.0"),
        (lambda: ReduceLROnPlateau("score"), "is a larger or a smaller 'score' better"),
        (lambda: CSVLogger("log.csv", separator=", "), "separator must be one character, got ', '"),
        (lambda: run(ReduceLROnPlateau("loss", patience=1), StepDecay(0.1, 1), loss=[1, 1]), "SGD follows StepDecay"),
        (lambda: run(CSVLogger("/nowhere/at/all.csv"), loss=[1]), "to /nowhere/at/all.csv: there is no folder"),
    ],
)
def test_what_cannot_be_says_what_can(make, message):
    with pytest.raises((ValueError, TypeError, FileNotFoundError), match=message):
        make()
