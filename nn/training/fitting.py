"""Passes of a Trainer over data, with callbacks: fit, evaluate and predict."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

import autograd
from autograd import Tensor
from autograd.nest import leaves, map_leaves, refill
from nn.callbacks import CallbackList, History
from nn.callbacks.callback import Callbacks, as_list
from nn.checks import one_value, whole
from nn.distribution import distribution
from nn.modules.mode import calling
from nn.training import hooks
from nn.training.batches import Stream, Whole, inputs, source, validation_source
from nn.training.by_hand import may_do_without_labels
from nn.training.compiled_step import CompiledStep
from nn.training.progress import line
from nn.training.run import Run, measure
from nn.training.samples import split
from nn.training.shared import Shared
from nn.training.trainer import Trainer

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
    single = {"verbose": verbose, "validation_split": validation_split, "shuffle": shuffle, "compiled": compiled}
    for what, given in single.items():
        one_value("fit", what, given)
    choose_network(trainer, compiled)
    trainer.intake.forget_parts()
    free = may_do_without_labels(trainer, "train_step")
    data = source(trainer, "fit", (x, y, sample_weight), size, steps_per_epoch, shuffle, free)
    watched: Whole | Stream | None = None
    if validation_data is not None:
        watched = validation_source(trainer, validation_data, watched_size, validation_steps)
    elif validation_split:
        data, watched = set_aside(data, validation_split, watched_size, validation_steps)
    data.weigh("fit", class_weight)  # what is learned from, not what is held back
    params = {"epochs": epochs, "steps": data.steps, "verbose": verbose, "validation_freq": validation_freq}
    with Shared(trainer, distribution(), as_list(callbacks), params) as shared:
        run = Run(trainer, shared.take(data), watched, shared.callbacks, params)
        run.shared = shared
        with run, shared.guard():
            run.go(initial_epoch, epochs)
    if trainer.optimizer is not None:
        trainer.optimizer.finalize_variable_values(trainer.intake.parts().parameters)
    run.listeners.tell("on_train_end", run.logs)
    return run.history


def set_aside(data: Whole | Stream, share: float, size: int, steps: int | None) -> tuple[Whole, Whole]:
    """The data without their last share, and that share, to validate on; ValueError for an iterable."""
    if isinstance(data, Stream):
        raise ValueError("fit: validation_split needs arrays; give validation_data beside an iterable")
    learned, kept = split(data.data, share)
    return Whole(learned, data.size, data.shuffle, data.most), Whole(kept, size, most=steps)


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
    one_value("evaluate", "verbose", verbose)
    data = source(trainer, "evaluate", (x, y, sample_weight), size, steps, free=may_do_without_labels(trainer, "test_step"))
    listeners = CallbackList(callbacks, model=trainer.model, params={"steps": data.steps, "verbose": verbose})
    results = measure(trainer, data, listeners)
    if verbose and not any(getattr(each, "shows_progress", False) for each in listeners.callbacks):
        print(line(results))
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
    listeners = CallbackList(callbacks, model=model, params={"steps": steps, "verbose": verbose})
    listeners.tell("on_predict_begin")
    found: list[list[np.ndarray]] = []
    nest: Any = None
    own = hooks.find_written(model, ("predict_step",))
    if own:
        hooks.refuse_gradient_tape(model, own)
    ends, quiet, testing = model._ends, autograd.no_grad(), calling(training=False)
    for i, batch in enumerate(inputs(trainer, x, size, steps)):
        listeners.tell("on_predict_batch_begin", i)
        with quiet:
            outputs = None if own else trainer.predictor.run(trainer, batch)
            if outputs is None:
                with testing:
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
