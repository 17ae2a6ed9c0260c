"""Callbacks: early stopping, checkpoints, schedules, and functions, driven by results written down in advance."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nn import SGD, Dense, Sequential
from nn.callbacks import Callback, EarlyStopping, History, LambdaCallback, LearningRateScheduler, ModelCheckpoint

X = np.ones((4, 1))


class Told(Callback):
    """Sets the results of each epoch, and leaves the epoch's number in the weight."""

    def __init__(self, **values):
        self.values = values

    def on_epoch_end(self, epoch, logs=None):
        logs.update({name: values[epoch] for name, values in self.values.items()})
        self.model.set_weights([np.array([[float(epoch)]])])


def run(callback, epochs=None, **values):
    model = Sequential([Dense(1, use_bias=False, input_shape=(1,), dtype="float64")])
    model.compile(SGD(0.0), "mse")
    epochs = epochs or len(next(iter(values.values())))
    model.fit(X, X, epochs=epochs, callbacks=[Told(**values), callback], verbose=0)
    return model


def weight(model):
    return model.get_weights()[0].item()


# -- EarlyStopping -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "losses", "epochs"),
    [
        ({}, [3, 2, 1, 2, 1], 4),
        ({}, [3, 3, 1, 2, 1], 2),  # no better is not better
        ({"patience": 1}, [3, 2, 2.5, 1, 1], 3),
        ({"patience": 2}, [3, 2, 2.5, 1, 1.5, 1.2, 0.5], 6),
        ({"patience": 2}, [3, 2, 1, 0.5, 0.2], 5),
        ({"min_delta": 0.5}, [3, 2, 1.6, 1, 0.1], 3),
        ({"min_delta": 0.5}, [3, 2.5, 1, 0.1], 2),  # by more than, not by as much
        ({"min_delta": -0.5}, [3, 2, 1.6, 1, 0.1], 3),  # its size counts, as in Keras
        ({"start_from_epoch": 3}, [1, 2, 3, 4, 5, 6], 5),
        ({"baseline": 1.5, "patience": 2}, [5, 4, 3, 3.5, 1, 0.5], 4),  # improving, but never below the baseline
        ({"baseline": 3.5, "patience": 2}, [5, 3, 2, 2.5, 2.5, 0.5], 5),
        ({"mode": "max"}, [1, 2, 3, 2, 4], 4),
        ({}, [math.nan, math.nan, 1, 0.5], 2),
    ],
)
def test_when_it_stops(settings, losses, epochs):
    model = run(EarlyStopping(monitor="loss", **settings), loss=losses)
    assert len(model.history.epoch) == epochs


def test_what_it_remembers(capsys):
    stopper = EarlyStopping(monitor="loss", patience=1, verbose=1)
    run(stopper, loss=[3, 1, 2, 0])
    assert (stopper.best, stopper.best_epoch, stopper.stopped_epoch) == (1, 1, 2)
    assert capsys.readouterr().out == "Epoch 3: stopped, loss was best in epoch 2\n"
    run(stopper, loss=[3, 2, 1])
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("losses", [[3, 1, 2, 2, 2], [3, 1, 1.5]])
def test_best_weights_come_back_whether_it_stopped_or_ran_out_of_epochs(losses):
    restored = EarlyStopping(monitor="loss", patience=3, restore_best_weights=True)
    assert weight(run(restored, loss=losses)) == 1.0
    assert weight(run(EarlyStopping(monitor="loss", patience=3), loss=losses)) == len(losses) - 1


def test_one_stopper_serves_several_trainings():
    stopper = EarlyStopping(monitor="loss")
    assert len(run(stopper, loss=[1, 2, 3]).history.epoch) == 2
    assert len(run(stopper, loss=[9, 8, 7]).history.epoch) == 3


def test_accuracies_rise_losses_fall_and_others_must_be_told():
    assert len(run(EarlyStopping(monitor="val_accuracy"), val_accuracy=[0.1, 0.2, 0.3, 0.2]).history.epoch) == 4
    assert len(run(EarlyStopping(monitor="val_mae"), val_mae=[0.1, 0.2, 0.3, 0.2]).history.epoch) == 2
    assert len(run(EarlyStopping(monitor="f1", mode="max"), f1=[0.1, 0.2, 0.3, 0.2]).history.epoch) == 4
    with pytest.raises(ValueError, match="is a larger or a smaller 'f1' better"):
        EarlyStopping(monitor="f1")
    with pytest.raises(ValueError, match="mode must be auto, min or max, got 'up'"):
        EarlyStopping(mode="up")


def test_watching_what_is_not_reported():
    with pytest.raises(ValueError, match="watches 'val_loss', but fit reports loss; give fit validation_data"):
        run(EarlyStopping(), loss=[1, 2])
    with pytest.raises(ValueError, match=r"watches 'accuracy', but fit reports loss$"):
        run(EarlyStopping(monitor="accuracy"), loss=[1, 2])


def test_epochs_without_validation_are_passed_over():
    model = Sequential([Dense(1, input_shape=(1,))])
    model.compile(SGD(0.0), "mse")
    stopper = EarlyStopping(patience=1)
    model.fit(X, X, epochs=20, validation_data=(X, X), validation_freq=3, callbacks=[stopper], verbose=0)
    assert stopper.stopped_epoch == 5  # the second validation was no better


# -- ModelCheckpoint -----------------------------------------------------------------------------------------


def load(path):
    model = Sequential([Dense(1, use_bias=False, input_shape=(1,), dtype="float64")])
    model.load_weights(path)
    return weight(model)


def test_every_epoch_is_saved_under_its_own_name(tmp_path):
    folder = tmp_path / "new" / "deeper"
    run(ModelCheckpoint(folder / "w{epoch:02d}-{loss:.1f}.safetensors"), loss=[3, 2.25, 1])
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["w01-3.0.safetensors", "w02-2.2.safetensors", "w03-1.0.safetensors"]
    assert [load(folder / name) for name in names] == [0, 1, 2]


def test_the_best_is_kept(tmp_path, capsys):
    path = str(tmp_path / "best.safetensors")
    run(ModelCheckpoint(path, monitor="val_accuracy", save_best_only=True, verbose=1), val_accuracy=[0.5, 0.9, 0.7, 0.9])
    assert load(path) == 1
    assert capsys.readouterr().out == f"Epoch 1: saved {path}\nEpoch 2: saved {path}\n"
    run(ModelCheckpoint(path, monitor="loss", save_best_only=True, initial_value_threshold=1.5), loss=[3, 1.2, 1.4, 2])
    assert load(path) == 1
    run(ModelCheckpoint(path, monitor="loss", save_best_only=True, initial_value_threshold=0.5), loss=[3, 1.2, 1.4, 2])
    assert load(path) == 1
    run(ModelCheckpoint(path), loss=[3, 1, 2])
    assert load(path) == 2


def test_checkpoints_that_cannot_be(tmp_path):
    with pytest.raises(TypeError, match="save_freq must be a whole number from 1 on, got 'never'"):
        ModelCheckpoint("w", save_freq="never")
    with pytest.raises(ValueError, match="watches 'val_loss'"):
        run(ModelCheckpoint(tmp_path / "w", save_best_only=True), loss=[1])
    with pytest.raises(ValueError, match="names 'val_loss', but fit reports epoch, loss"):
        run(ModelCheckpoint(tmp_path / "w{val_loss}"), loss=[1])
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        run(ModelCheckpoint(tmp_path / "file" / "w"), loss=[1])


# -- LearningRateScheduler, LambdaCallback -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schedule", "rates"),
    [
        (lambda epoch, rate: rate * 0.5, [0.05, 0.025, 0.0125]),
        (lambda epoch: 0.1 / (epoch + 1), [0.1, 0.05, 0.1 / 3]),
        (lambda epoch, rate=None: 1e-3, [1e-3] * 3),
        (lambda epoch, rate: np.float32(0.5), [0.5] * 3),
    ],
)
def test_schedules(schedule, rates):
    model = Sequential([Dense(1, input_shape=(1,), dtype="float64")])
    model.compile(SGD(0.1), "mse")
    history = model.fit(X, X, epochs=3, callbacks=[LearningRateScheduler(schedule)], verbose=0).history
    assert history["learning_rate"] == pytest.approx(rates)
    assert model.optimizer.learning_rate == pytest.approx(rates[-1])


def test_a_scheduled_rate_is_the_rate_of_the_steps(capsys):
    model = Sequential([Dense(1, use_bias=False, kernel_initializer="zeros", input_shape=(1,), dtype="float64")])
    model.compile(SGD(0.1), "mse")
    rates = [0.0, 0.25]
    model.fit(X, X, epochs=2, callbacks=[LearningRateScheduler(rates.__getitem__, verbose=1)], verbose=0)
    assert weight(model) == 0.25 * 2.0
    assert capsys.readouterr().out == "Epoch 1: learning rate 0\nEpoch 2: learning rate 0.25\n"


def test_a_schedule_without_a_number():
    with pytest.raises(TypeError, match="the schedule must give a number, got None"):
        run(LearningRateScheduler(lambda epoch: None), loss=[1])

    def break_it(epoch, rate):
        raise TypeError("mine")

    with pytest.raises(TypeError, match="mine"):
        run(LearningRateScheduler(break_it), loss=[1])


def test_functions_as_a_callback():
    seen = []
    callback = LambdaCallback(
        on_epoch_end=lambda epoch, logs: seen.append((epoch, logs["loss"])), on_train_end=lambda logs: seen.append("end")
    )
    run(callback, loss=[3, 2])
    assert seen == [(0, 3), (1, 2), "end"]
    with pytest.raises(TypeError, match="fit has no event 'on_epoch_ended': choose from on_train_begin"):
        LambdaCallback(on_epoch_ended=print)
    with pytest.raises(TypeError, match="on_epoch_end must be a function, got 3"):
        LambdaCallback(on_epoch_end=3)


def test_what_a_callback_adds_to_the_logs_is_history():
    assert run(History(), f1=[0.1, 0.2]).history.history["f1"] == [0.1, 0.2]


def test_a_second_history_and_anything_with_the_methods_will_do():
    class Duck:
        def __getattr__(self, name):
            if name.startswith("on_"):
                return lambda *details: None
            raise AttributeError(name)

    run(Duck(), loss=[1])
    history = History()
    assert run(history, loss=[3, 2]).history.history == history.history == {"loss": [3, 2]}


# -- what callbacks are told ---------------------------------------------------------------------------------


class Everything(Callback):
    """Notes each event with its arguments, and which results the logs hold."""

    def __init__(self):
        self.told = []

    def set_model(self, model):
        super().set_model(model)
        self.told.append(("set_model", isinstance(model, Sequential)))

    def set_params(self, params):
        super().set_params(params)
        self.told.append(("set_params", {name: params.get(name) for name in ("epochs", "steps", "verbose")}))


EVENTS = [name for name in vars(Callback) if name.startswith("on_") and name not in ("on_batch_begin", "on_batch_end")]
for event in EVENTS:

    def note(self, *details, event=event):
        self.told.append((event, *[sorted(d) if isinstance(d, dict) else d for d in details]))

    setattr(Everything, event, note)


def test_events_come_in_keras_order_and_always_with_logs():
    """The list is what Keras 3.15.1 tells a callback of the same training."""
    model, callback = Sequential([Dense(1, input_shape=(1,))]), Everything()
    model.compile("sgd", "mse")
    model.fit(X, X, batch_size=2, validation_data=(X, X), verbose=0, callbacks=callback)  # one callback, without a list
    batches = [("{}_begin", 0, []), ("{}_end", 0, ["loss"]), ("{}_begin", 1, []), ("{}_end", 1, ["loss"])]
    train, test = ([(name.format(f"on_{what}_batch"), *rest) for name, *rest in batches] for what in ("train", "test"))
    assert callback.told == [
        ("set_model", True), ("set_params", {"epochs": 1, "steps": 2, "verbose": 0}),
        ("on_train_begin", []), ("on_epoch_begin", 0, []), *train,
        ("on_test_begin", []), *test, ("on_test_end", ["loss"]),
        ("on_epoch_end", 0, ["loss", "val_loss"]), ("on_train_end", ["loss", "val_loss"]),
    ]  # fmt: skip
    callback.told.clear()
    model.predict(X, batch_size=4, callbacks=callback)
    assert [told for told in callback.told if told[0].startswith("on_")] == [
        ("on_predict_begin", []), ("on_predict_batch_begin", 0, []), ("on_predict_batch_end", 0, ["outputs"]),
        ("on_predict_end", []),
    ]  # fmt: skip


def test_on_batch_begin_and_end_are_other_names_for_the_batches_of_a_training():
    class Losses(Callback):
        def on_train_begin(self, logs):
            self.begun, self.losses, self.keys = [], [], list(logs.keys())

        def on_batch_begin(self, batch, logs):
            self.begun.append(batch)

        def on_batch_end(self, batch, logs=None):
            self.losses.append(logs.get("loss"))

    model, callback, later = Sequential([Dense(1, input_shape=(1,))]), Losses(), []
    model.compile("sgd", "mse")
    functions = LambdaCallback(
        on_train_begin=lambda logs: later.append(logs), on_epoch_begin=lambda epoch, logs: later.append((epoch, logs)),
        on_batch_end=lambda batch, logs: later.append(logs["loss"]),
    )  # fmt: skip
    history = model.fit(X, X, batch_size=2, verbose=0, callbacks=[callback, functions]).history
    assert (callback.begun, callback.keys) == ([0, 1], [])
    assert callback.losses[-1] == history["loss"][0] != callback.losses[0]
    assert later == [{}, (0, {}), *callback.losses]
    from nn.training.run import acts_on_batches

    assert acts_on_batches(callback)
