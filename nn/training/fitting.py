"""Passes of a Trainer over data, with callbacks: fit, evaluate and predict."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import numpy as np

import autograd
from autograd import Tensor
from autograd.nest import leaves, map_leaves, refill
from nn.callbacks import Callback, CallbackList, History, TerminateOnNaN
from nn.callbacks.callback import Callbacks, as_list
from nn.checks import whole
from nn.modules.mode import calling
from nn.training import by_hand, hooks
from nn.training.batches import Stream, Whole, inputs, source, validation_source
from nn.training.by_hand import may_do_without_labels
from nn.training.compiled_step import CompiledStep
from nn.training.progress import ProgressBar, line
from nn.training.samples import split
from nn.training.trainer import Pass, Trainer

BATCH = 32  # samples of a batch unless batch_size is given, as in Keras
ALL = sys.maxsize  # a batch size that holds all samples


def fit(
    trainer: Trainer,
    x: Any,
    y: Any,
    batch_size: int | None,
    epochs: int,
    verbose: int | str,
    callbacks: Callbacks,
    validation_split: float,
    validation_data: Any,
    shuffle: bool,
    class_weight: dict[int, float] | None,
    sample_weight: Any,
    initial_epoch: int,
    steps_per_epoch: int | None,
    validation_steps: int | None,
    validation_batch_size: int | None,
    validation_freq: int,
    compiled: bool | str,
) -> History:
    """What `Model.fit` does."""
    size = whole("fit", "batch_size", BATCH if batch_size is None else batch_size)
    watched_size = whole("fit", "validation_batch_size", size if validation_batch_size is None else validation_batch_size)
    whole("fit", "validation_freq", validation_freq)
    for what, number in (("epochs", epochs), ("initial_epoch", initial_epoch)):
        whole("fit", what, number, low=0)
    model = trainer.model
    choose_network(trainer, compiled)
    trainer.intake.forget_parts()
    data = source(
        trainer, "fit", (x, y, sample_weight), size, steps_per_epoch, shuffle, may_do_without_labels(trainer, "train_step")
    )
    watched = None
    if validation_data is not None:
        watched = validation_source(trainer, validation_data, watched_size, validation_steps)
    elif validation_split:
        if isinstance(data, Stream):
            raise ValueError("fit: validation_split needs arrays; give validation_data beside an iterable")
        learned, kept = split(data.data, validation_split)
        data, watched = Whole(learned, size, shuffle, steps_per_epoch), Whole(kept, watched_size, most=validation_steps)
    data.weigh("fit", class_weight)  # what is learned from, not what is held back
    bar, history, model.stop_training = ProgressBar(verbose), History(), False
    model.history = history
    params = {"epochs": epochs, "steps": data.steps, "verbose": verbose, "validation_freq": validation_freq}
    own = as_list(callbacks)
    listeners = CallbackList([*own, history, bar], model, params)
    changing = any(map(acts_on_batches, own))
    listeners.tell("on_train_begin")
    logs: dict[str, Any] | None = None
    try:
        for epoch in range(initial_epoch, epochs):
            if data.is_spent():
                text = f"fit: the data ended in epoch {epoch} of {epochs}; give steps_per_epoch, or more batches"
                warnings.warn(text, stacklevel=3)
                break
            listeners.tell("on_epoch_begin", epoch)
            logs = run_epoch(trainer, model, epoch, data, listeners, changing)
            if watched is not None and (epoch + 1) % validation_freq == 0:
                measured = measure(trainer, watched, listeners.only(own))
                logs.update({f"val_{name}": value for name, value in measured.items()})
            listeners.tell("on_epoch_end", epoch, logs)
            if model.stop_training:
                break
    except FloatingPointError as error:
        if not any(isinstance(callback, TerminateOnNaN) and not callback.raise_error for callback in own):
            raise
        print(autograd.printable(f"fit: {error}"))
        model.stop_training = True
    finally:
        bar.close()
        model.history = history  # that of this fit, though a callback may have trained too
        history.model = None  # or model and history would keep each other alive
    if trainer.optimizer is not None:
        trainer.optimizer.finalize_variable_values(trainer.intake.parts().parameters)
    listeners.tell("on_train_end", logs)
    return history


def choose_network(trainer: Trainer, compiled: bool | str) -> None:
    """Run the network as asked for; steps written by hand run as they are written."""
    model = trainer.model
    own = hooks.find_written(model, (*hooks.TRAINING_STEPS, "compute_loss"))
    if own and compiled is True:
        raise RuntimeError(f"fit(compiled=True): {type(model).__name__} writes {own} by hand, which is not recorded")
    if own:
        trainer.network = CompiledStep(False, f"eager: {own} is written by hand")
    elif compiled is False:
        trainer.network = CompiledStep(False, "eager, as asked for")
    elif compiled is not trainer.network.mode:
        trainer.network = CompiledStep(compiled)


def run_epoch(
    trainer: Trainer, model: Any, epoch: int, data: Whole | Stream, listeners: CallbackList, changing: bool
) -> dict[str, Any]:
    """Learn from all batches once. changing: whether callbacks may change the layers' settings between batches."""
    own = hooks.find_written(model, hooks.TRAINING_STEPS)
    network = None if trainer.network.mode is False else trainer.network
    listeners = listeners.only(list(filter(acts_on_batches, listeners.callbacks)))
    total, seen, logs = 0.0, 0, {}
    with Pass(trainer):
        for i, batch in enumerate(data.epoch()):
            listeners.tell("on_train_batch_begin", i)
            if own:
                logs = by_hand.run(trainer, "train_step", batch)
            else:
                parts = trainer.intake.parts()  # the first batch may have made the weights
                if network is not None and (changing or not i):
                    with calling(learns=trainer.intake.flags()):
                        network.look(model, parts)
                loss, _ = trainer.step(batch, f"batch {i + 1} of epoch {epoch + 1}", parts, network)
                n = len(batch)
                total, seen = total + loss * n, seen + n
                logs = trainer.results(total / seen, parts)
            listeners.tell("on_train_batch_end", i, logs)
            if model.stop_training:
                break
        return of_epoch(trainer, logs) if own else logs


def of_epoch(trainer: Trainer, logs: dict[str, Any]) -> dict[str, Any]:
    """What is reported of an epoch of steps written by hand: their metrics, if they report these, or the last step."""
    measured = trainer.model.get_metrics_result()
    all_updated = all(getattr(metric, "count", True) for metric in trainer.model.metrics)
    return hooks.plain("metrics", measured) if all_updated and measured.keys() == logs.keys() else dict(logs)


def evaluate(
    trainer: Trainer,
    x: Any,
    y: Any,
    batch_size: int | None,
    verbose: int | str,
    sample_weight: Any,
    steps: int | None,
    callbacks: Callbacks,
) -> dict[str, Any]:
    """What `Model.evaluate` does: the loss and metrics of all batches, by name."""
    size = whole("evaluate", "batch_size", BATCH if batch_size is None else batch_size)
    data = source(trainer, "evaluate", (x, y, sample_weight), size, steps, free=may_do_without_labels(trainer, "test_step"))
    results = measure(trainer, data, CallbackList(callbacks, trainer.model, {"steps": data.steps, "verbose": verbose}))
    if verbose:
        print(line(results))
    return results


def measure(trainer: Trainer, data: Whole | Stream, listeners: CallbackList) -> dict[str, Any]:
    """The loss and metrics of all batches, by name."""
    own = hooks.find_written(trainer.model, hooks.TEST_STEPS)
    listeners.tell("on_test_begin")
    total, seen, results = 0.0, 0, {}
    with Pass(trainer):
        for i, batch in enumerate(data.epoch()):
            listeners.tell("on_test_batch_begin", i)
            if own:
                with calling(training=False):
                    results = by_hand.run(trainer, "test_step", batch)
            else:
                loss, _ = trainer.test(batch)
                total += loss * len(batch)
                seen += len(batch)
            if listeners.callbacks:
                listeners.tell(
                    "on_test_batch_end", i, results if own else trainer.results(total / seen, trainer.intake.parts())
                )
        results = of_epoch(trainer, results) if own else trainer.results(total / seen, trainer.intake.parts())
    listeners.tell("on_test_end", results)
    return results


def predict(
    trainer: Trainer,
    x: Any,
    batch_size: int | None = None,
    verbose: int | str = "auto",
    steps: int | None = None,
    callbacks: Callbacks = None,
) -> np.ndarray:
    """What `Model.predict` does: the outputs for all batches, as plain arrays nested as the model gives them."""
    size = whole("predict", "batch_size", BATCH if batch_size is None else batch_size)
    if steps is not None:
        whole("predict", "steps", steps)
    model = trainer.model
    listeners = CallbackList(callbacks, model, {"steps": steps, "verbose": verbose})
    listeners.tell("on_predict_begin")
    found: list[list[np.ndarray]] = []
    nest: Any = None
    own = hooks.find_written(model, ("predict_step",))
    if own:
        hooks.refuse_gradient_tape(model, own)
    ends, quiet, testing = model._ends, autograd.no_grad(), calling(training=False)
    for i, batch in enumerate(inputs(trainer, x, size, steps)):
        listeners.tell("on_predict_batch_begin", i)
        with quiet, testing:
            outputs = model.predict_step(batch) if own else ends.run(model, batch)[0]
            nest = plain_array(outputs) if isinstance(outputs, Tensor) else map_leaves(plain_array, outputs)
        found.append(leaves(nest))
        listeners.tell("on_predict_batch_end", i, {"outputs": nest})
    listeners.tell("on_predict_end")
    if not found:
        raise ValueError("predict: the iterable gave no batch; a generator that has ended cannot start again")
    predicted: np.ndarray = refill(nest, [np.concatenate(each) for each in zip(*found)])
    return predicted


def plain_array(y: Any) -> np.ndarray:
    """A Tensor, or numbers, as an array."""
    return np.asarray(y.numpy() if isinstance(y, Tensor) else y)


def choose_form(results: dict[str, float], return_dict: bool) -> Any:
    """Results in the form that was chosen: by name, or else one number, or a list."""
    numbers = list(results.values())
    return results if return_dict else numbers[0] if len(numbers) == 1 else numbers


def acts_on_batches(callback: Any) -> bool:
    """Whether a callback does something between the batches of a training."""
    events = ("on_train_batch_begin", "on_train_batch_end", "on_batch_begin", "on_batch_end")
    return any(getattr(getattr(callback, event), "__func__", None) is not getattr(Callback, event) for event in events)
