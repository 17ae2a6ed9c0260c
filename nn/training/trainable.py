"""Training as in Keras: fit, evaluate, predict."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np

import autograd
from autograd import Tensor
from autograd.nest import leaves, mapped, refilled
from nn.callbacks import Callback, CallbackList, History, TerminateOnNaN
from nn.callbacks.callback import Callbacks, listed
from nn.modules.mode import calling
from nn.training.batches import Stream, Whole, is_stream, parts
from nn.training.compiled_step import CompiledStep
from nn.training.hooks import plain, playable
from nn.training.learner import TEST_STEPS, TRAINING_STEPS, Learner, recorded, shown
from nn.training.progress import ProgressBar, line
from nn.training.samples import count, split, taken

BATCH = 32  # samples of a batch where nobody says, as in Keras


class Trainable(Learner):
    """A Module that learns from data: `compile`, then `fit`, `evaluate` and `predict`."""

    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: int | str = "auto",
        callbacks: Callbacks = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: bool = True,
        class_weight: dict[int, float] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: int = 1,
        compiled: bool | str = "auto",
    ) -> History:
        """Train for a number of epochs; returns the History, which is also kept as `model.history`.

        x and y are arrays, or for several inputs or outputs lists or dicts of them; or x is an iterable of batches (x, y) or
        (x, y, sample_weight), of which an epoch takes `steps_per_epoch`, or all. `validation_split` sets the *last*
        part of the data aside, before any shuffling; `validation_data` is (x, y), (x, y, sample_weight) or an iterable.

        `compiled="auto"` runs the network as a program (see autograd.compile) where that is quicker: it is recorded after a
        number of steps, some steps compare, and the numbers are the same either way; networks of single numbers go by their
        size, and add up sums in another order. True records at once and raises
        RuntimeError if that cannot be done; False never does. `compiled_reason` says what was chosen, and why. Layers and
        functions that others have written are only recorded when asked for: what they do besides computing, such as
        printing, or drawing random numbers without autograd.fresh, would not be repeated.

        Ctrl-C leaves the weights and the history as they are then. Raises FloatingPointError, before the weights are
        spoiled, when the loss or a gradient becomes NaN; ValueError or TypeError, before it is trained on, for data that
        do not fit. Warns when an iterable ends too early.
        """
        size = count("fit", "batch_size", BATCH if batch_size is None else batch_size)
        watched_size = count("fit", "validation_batch_size", size if validation_batch_size is None else validation_batch_size)
        count("fit", "validation_freq", validation_freq)
        for what, number in (("epochs", epochs), ("initial_epoch", initial_epoch)):
            count("fit", what, number, least=0)
        self._choose_network(compiled)
        self.changed()
        free = self._free("train_step")
        data = self._source("fit", (x, y, sample_weight), size, steps_per_epoch, shuffle, free)
        watched = None
        if validation_data is not None:
            alone = is_stream(validation_data) or (self._free("test_step") and not isinstance(validation_data, (list, tuple)))
            given = (validation_data, None) if alone else validation_data
            if not isinstance(given, (list, tuple)) or len(given) not in (2, 3):
                raise ValueError("fit: validation_data must be (x, y) or (x, y, sample_weight), or an iterable of such batches")
            watched = self._source(
                "fit's validation_data", given, watched_size, validation_steps, free=self._free("test_step"), anew=True
            )
        elif validation_split:
            if isinstance(data, Stream):
                raise ValueError("fit: validation_split needs arrays; give validation_data beside an iterable")
            learned, kept = split(data.data, validation_split)
            data, watched = Whole(learned, size, shuffle, steps_per_epoch), Whole(kept, watched_size, most=validation_steps)
        data.weigh("fit", class_weight)  # what is learned from, not what is held back
        bar, history, self.stop_training = ProgressBar(verbose), History(), False
        self.history = history
        params = {"epochs": epochs, "steps": data.steps, "verbose": verbose, "validation_freq": validation_freq}
        own = listed(callbacks)
        told = CallbackList([*own, history, bar], self, params)
        told.tell("on_train_begin")
        logs: dict[str, Any] | None = None
        try:
            for epoch in range(initial_epoch, epochs):
                if data.spent():
                    warnings.warn(
                        f"fit: the data ended in epoch {epoch} of {epochs}; give steps_per_epoch, or more batches", stacklevel=2
                    )
                    break
                told.tell("on_epoch_begin", epoch)
                logs = self._epoch(epoch, data, told, any(map(acts_on_batches, own)))
                if watched is not None and (epoch + 1) % validation_freq == 0:
                    measured = self._evaluate(watched, told.only(own))
                    logs.update({f"val_{name}": value for name, value in measured.items()})
                told.tell("on_epoch_end", epoch, logs)
                if self.stop_training:
                    break
        except FloatingPointError as error:
            if not any(isinstance(callback, TerminateOnNaN) for callback in own):
                raise
            print(autograd.printable(f"fit: {error}"))
            self.stop_training = True
        finally:
            bar.close()
            self.history = history  # that of this fit, though a callback may have trained too
            history.model = None  # or model and history would keep each other alive
        if self.optimizer is not None:
            self.optimizer.finalize_variable_values(self._parts().parameters)
        told.tell("on_train_end", logs)
        return history

    def _choose_network(self, compiled: bool | str) -> None:
        """Run the network as asked for; steps written by hand run as they are written."""
        by_hand = self._written(*TRAINING_STEPS, "compute_loss")
        if by_hand and compiled is True:
            raise RuntimeError(f"fit(compiled=True): {type(self).__name__} writes {by_hand} by hand, which is not recorded")
        if by_hand:
            self._network = CompiledStep(False, f"eager: {by_hand} is written by hand")
        elif compiled is not self._network.mode:
            self._network = CompiledStep(compiled)

    def _source(
        self, who: str, given: Any, size: int, steps: int | None, shuffle: bool = False, free: bool = False, anew: bool = False
    ) -> Whole | Stream:
        """Where batches come from: x, y and weights at hand, or an iterable of batches in the place of x."""
        x, y, weight = [*given, None][:3]
        free = free or (self.loss is None and self.optimizer is not None)  # layers may add what is to be learned
        if steps is not None:
            count(who, "steps", steps)
        if not is_stream(x):
            return Whole(self._samples(who, x, y, weight, free=free), size, shuffle, steps)
        if y is not None or weight is not None:
            raise ValueError(f"{who}: x is an iterable of batches (x, y), so y and sample_weight belong into these")
        return Stream(who, x, steps, lambda batch: self._samples(who, *parts(who, batch, free), free=free), anew)

    def _epoch(self, epoch: int, data: Whole | Stream, told: CallbackList, changing: bool) -> dict[str, Any]:
        """changing: whether callbacks may change the layers' settings between batches."""
        by_hand = self._written(*TRAINING_STEPS)
        network, learns = self._network, self._compiled_flags()
        total, seen, logs = 0.0, 0, {}
        with self._measuring():
            for i, batch in enumerate(data.epoch()):
                told.tell("on_train_batch_begin", i)
                if by_hand:
                    logs = self._told("train_step", batch)
                else:
                    with calling(True, learns):  # around the step alone: what callbacks call is no training
                        if changing or not i:
                            network.look(self)
                        where = f"batch {i + 1} of epoch {epoch + 1}"
                        loss, _ = self._step(batch.x, batch.y, batch.weight, where, network)
                    total += loss * len(batch)
                    seen += len(batch)
                    logs = self._results(total / seen)
                told.tell("on_train_batch_end", i, logs)
                if self.stop_training:
                    break
            return self._of_epoch(logs) if by_hand else logs

    def _of_epoch(self, logs: dict[str, Any]) -> dict[str, Any]:
        """What is reported of an epoch of steps written by hand: their metrics, if they report these, or the last step."""
        measured = self.get_metrics_result()
        told_all = all(getattr(metric, "count", True) for metric in self.metrics)
        return plain("metrics", measured) if told_all and measured.keys() == logs.keys() else dict(logs)

    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        verbose: int | str = "auto",
        sample_weight: Any = None,
        steps: int | None = None,
        callbacks: Callbacks = None,
        return_dict: bool = False,
    ) -> Any:
        """The loss over all samples, or [loss, *metrics], or with return_dict a dict of them; printed unless verbose=0.

        x may be an iterable of batches, as for `fit`. Of several outputs the loss comes first, then each output's.
        """
        size = count("evaluate", "batch_size", BATCH if batch_size is None else batch_size)
        data = self._source("evaluate", (x, y, sample_weight), size, steps, free=self._free("test_step"))
        results = self._evaluate(data, CallbackList(callbacks, self, {"steps": data.steps, "verbose": verbose}))
        if verbose:
            print(line(results))
        return shown(results, return_dict)

    def _evaluate(self, data: Whole | Stream, told: CallbackList) -> dict[str, Any]:
        by_hand = self._written(*TEST_STEPS)
        told.tell("on_test_begin")
        total, seen, results = 0.0, 0, {}
        with self._measuring():
            for i, batch in enumerate(data.epoch()):
                told.tell("on_test_batch_begin", i)
                with calling(training=False):
                    if by_hand:
                        results = self._told("test_step", batch)
                    else:
                        loss, _ = recorded(self._measure, batch.x, batch.y, batch.weight)
                        total += loss.item() * len(batch)
                        seen += len(batch)
                if told.callbacks:
                    told.tell("on_test_batch_end", i, results if by_hand else self._results(total / seen))
            results = self._of_epoch(results) if by_hand else self._results(total / seen)
        told.tell("on_test_end", results)
        return results

    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: int | str = "auto",
        steps: int | None = None,
        callbacks: Callbacks = None,
    ) -> np.ndarray:
        """The outputs for all samples, batch by batch, as plain arrays nested as the model gives them.

        x may be an iterable of batches: x alone, or tuples that begin with it. `verbose` is accepted, nothing is printed.
        """
        size = count("predict", "batch_size", BATCH if batch_size is None else batch_size)
        if steps is not None:
            count("predict", "steps", steps)
        told = CallbackList(callbacks, self, {"steps": steps, "verbose": verbose})
        told.tell("on_predict_begin")
        found: list[list[np.ndarray]] = []
        nest: Any = None
        own = self._written("predict_step")
        if own:
            playable(self, own)
        run: Any = self.predict_step if own else self._run
        for i, batch in enumerate(self._entering(x, size, steps)):
            told.tell("on_predict_batch_begin", i)
            with autograd.no_grad(), calling(training=False):
                nest = mapped(lambda y: np.asarray(y.numpy() if isinstance(y, Tensor) else y), run(batch))
            found.append(leaves(nest))
            told.tell("on_predict_batch_end", i, {"outputs": nest})
        told.tell("on_predict_end")
        if not found:
            raise ValueError("predict: the iterable gave no batch; a generator that has ended cannot start again")
        outputs: np.ndarray = refilled(nest, [np.concatenate(each) for each in zip(*found)])
        return outputs

    def _entering(self, x: Any, size: int, steps: int | None) -> Iterable[Any]:
        """Batches of inputs to predict from."""
        if is_stream(x):
            for _, batch in zip(range(steps) if steps is not None else itertools.count(), x):
                yield self._input(self._arrays("predict", batch[0] if isinstance(batch, tuple) else batch))
            return
        x = self._input(self._arrays("predict", x))
        n = max(1, len(leaves(x)[0]))
        for start in range(0, n if steps is None else min(n, steps * size), size):
            yield taken(x, slice(start, start + size))

    def predict_on_batch(self, x: Any) -> np.ndarray:
        """The outputs for one batch as plain arrays."""
        n = len(x) if isinstance(x, np.ndarray) else len(leaves(self._arrays("predict", x))[0])
        return self.predict(x, batch_size=max(1, n))


def acts_on_batches(callback: Any) -> bool:
    """Whether a callback does something between the batches of a training."""
    events = ("on_train_batch_begin", "on_train_batch_end", "on_batch_begin", "on_batch_end")
    return any(getattr(getattr(callback, event), "__func__", None) is not getattr(Callback, event) for event in events)
