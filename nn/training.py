"""Training as in Keras: fit, evaluate, predict."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

import autograd
from autograd import borrow
from nn.callbacks import Callback, CallbackList, History
from nn.learner import Learner, recorded, shown
from nn.progress import ProgressBar, line
from nn.random import generator
from nn.samples import Samples, array, count, samples, split

BATCH = 32  # samples of a batch where nobody says, as in Keras


class Trainable(Learner):
    """A Module that learns from data: `compile`, then `fit`, `evaluate` and `predict`."""

    def fit(
        self,
        x: Any,
        y: Any,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: int | str = "auto",
        callbacks: Iterable[Callback] | None = None,
        validation_split: float = 0.0,
        validation_data: Sequence[Any] | None = None,
        shuffle: bool = True,
        class_weight: dict[int, float] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        *,
        validation_batch_size: int | None = None,
        validation_freq: int = 1,
    ) -> History:
        """Train for a number of epochs; returns the History, which is also kept as `model.history`.

        `validation_split` sets the *last* part of the data aside, before any shuffling. Ctrl-C leaves the weights
        and the history as they are then. Raises FloatingPointError, before the weights are spoiled, when the loss or a
        gradient becomes NaN; ValueError or TypeError, before anything is trained, for data that do not fit.
        """
        self._begin()
        size = count("fit", "batch_size", BATCH if batch_size is None else batch_size)
        watched_size = count("fit", "validation_batch_size", size if validation_batch_size is None else validation_batch_size)
        count("fit", "validation_freq", validation_freq)
        for what, number in (("epochs", epochs), ("initial_epoch", initial_epoch)):
            count("fit", what, number, least=0)
        data, watched = samples("fit", x, y, sample_weight, class_weight), None
        if validation_data is not None:
            if not isinstance(validation_data, (list, tuple)) or len(validation_data) not in (2, 3):
                raise ValueError("fit: validation_data must be (x, y) or (x, y, sample_weight)")
            watched = samples("fit's validation_data", *validation_data)
        elif validation_split:
            data, watched = split(data, validation_split)
        self.changed()
        data, watched = self._prepared(data), None if watched is None else self._prepared(watched)
        bar, self.history, self.stop_training = ProgressBar(verbose), History(), False
        steps = math.ceil(len(data) / size)
        params = {"epochs": epochs, "steps": steps, "verbose": verbose, "validation_freq": validation_freq}
        told = CallbackList([*(callbacks or ()), self.history, bar], self, params)
        told.tell("on_train_begin")
        try:
            for epoch in range(initial_epoch, epochs):
                told.tell("on_epoch_begin", epoch)
                logs = self._epoch(epoch, data, size, shuffle, told)
                if watched is not None and (epoch + 1) % validation_freq == 0:
                    measured = self._evaluate(watched, watched_size)
                    logs.update({f"val_{name}": value for name, value in measured.items()})
                told.tell("on_epoch_end", epoch, logs)
                if self.stop_training:
                    break
        finally:
            self.eval()
            bar.close()
            del self.history.model  # or model and history would keep each other alive
        self.optimizer.finalize_variable_values(self.parameters())
        told.tell("on_train_end", logs if self.history.epoch else None)
        return self.history

    def _epoch(self, epoch: int, data: Samples, size: int, shuffle: bool, told: CallbackList) -> dict[str, float]:
        n = len(data)
        order = generator().permutation(n) if shuffle else np.arange(n)
        self._begin()
        self.train()
        total, logs = 0.0, {}
        for i, start in enumerate(range(0, n, size)):
            told.tell("on_train_batch_begin", i)
            batch = data[order[start : start + size]]
            loss = self._step(batch.x, batch.y, batch.weight, f"batch {i + 1} of epoch {epoch + 1}")
            total += loss * len(batch)
            logs = self._results(total / min(n, start + size))
            told.tell("on_train_batch_end", i, logs)
            if self.stop_training:
                break
        self.eval()
        return logs

    def evaluate(
        self,
        x: Any,
        y: Any,
        batch_size: int | None = None,
        verbose: int | str = "auto",
        sample_weight: Any = None,
        *,
        return_dict: bool = False,
    ) -> Any:
        """The loss over all samples, or [loss, *metrics], or with return_dict a dict of them; printed unless verbose=0."""
        self._begin()
        size = count("evaluate", "batch_size", BATCH if batch_size is None else batch_size)
        results = self._evaluate(self._prepared(samples("evaluate", x, y, sample_weight)), size)
        if verbose:
            print(line(results))
        return shown(results, return_dict)

    def _evaluate(self, data: Samples, size: int) -> dict[str, float]:
        self._begin()
        self.eval()
        total = 0.0
        for batch in data.batches(size):
            total += recorded(self._measure, batch.x, batch.y, batch.weight).item() * len(batch)
        return self._results(total / len(data))

    def predict(self, x: Any, batch_size: int | None = None, verbose: int | str = "auto") -> np.ndarray:
        """The outputs for all samples, batch by batch, as a plain array; `verbose` is accepted, nothing is printed."""
        size = count("predict", "batch_size", BATCH if batch_size is None else batch_size)
        x = self._input(array("predict", "x", x))
        self.eval()
        with autograd.no_grad():
            parts = [self(borrow(x[start : start + size])).numpy() for start in range(0, max(1, len(x)), size)]
        return np.concatenate(parts)

    def predict_on_batch(self, x: Any) -> np.ndarray:
        """The outputs for one batch as a plain array."""
        return self.predict(x, batch_size=max(1, len(x)))
