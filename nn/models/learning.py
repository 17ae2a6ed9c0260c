"""Learning: what a model has for training, from `compile` and `fit` to the steps that a subclass may write itself."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.callbacks import History
from nn.callbacks.callback import Callbacks
from nn.checks import truth
from nn.modules.module import Module
from nn.modules.symbol_calls import fallback
from nn.training import by_hand, fitting, resuming
from nn.training.ends import Ends
from nn.training.hooks import handed, overridable, unpack
from nn.training.trainer import Trainer


class Learner(Module):
    """The part of a Model that is about learning; a Trainer does it."""

    only_computes = True
    _ends = Ends()  # what the Trainer asks for what goes in and comes out
    _trainer: Trainer
    stop_training = False
    history: History | None = None  # of the last `fit`
    loss: Any = handed("loss", "The loss that `compile` chose.")
    optimizer: Any = handed("optimizer", "The optimizer that `compile` chose.")

    def compile(
        self, optimizer: Any = "rmsprop", loss: Any = None, loss_weights: Any = None, metrics: Any = None,
        weighted_metrics: Any = None, run_eagerly: bool = False, steps_per_execution: int = 1, jit_compile: bool | str = "auto",
    ) -> None:  # fmt: skip
        """Choose how to learn: an optimizer, a loss and metrics, each by name or as an object.

        optimizer="rmsprop": a name or an object of `nn.optimizers`. loss=None: a name, an object of `nn.losses` or a function.
        loss_weights=None: what each output's loss counts. metrics=None: names or objects of `nn.metrics`.
        weighted_metrics=None: those in which sample weights count, as they do in the loss.
        run_eagerly=False, steps_per_execution=1, jit_compile="auto": accepted and ignored.

        A model of several outputs takes lists with one entry per output, dicts by their names, or what is nested as the outputs
        are. Call it again after changing a layer's `trainable`: what is trained is what it saw.

        >>> from nn import Dense, Sequential
        >>> model = Sequential([Dense(1, input_shape=(2,))])
        >>> model.compile(optimizer="adam", loss="mse", metrics=["mae"])
        """
        self._trainer.compile(optimizer, loss, loss_weights, metrics, weighted_metrics)

    def _note_change(self) -> None:
        """Note that layers or `trainable` flags changed, so that parameters are collected anew."""
        self._trainer.intake.forget_parts()

    def fit(
        self, x: Any = None, y: Any = None, batch_size: int | None = None, epochs: int = 1, verbose: int | str = "auto",
        callbacks: Callbacks = None, validation_split: float = 0.0, validation_data: Any = None, shuffle: bool = True,
        class_weight: dict[int, float] | None = None, sample_weight: Any = None, initial_epoch: int = 0,
        steps_per_epoch: int | None = None, validation_steps: int | None = None, validation_batch_size: int | None = None,
        validation_freq: int = 1, compiled: bool | str = "auto",
    ) -> History:  # fmt: skip
        """Train for a number of epochs; returns the History, which is also kept as `model.history`.

        x: an array, for several inputs a list or dict of them, or an iterable of batches (x, y) or (x, y, sample_weight).
        y=None: what is true, for several outputs a list or dict. batch_size=None: the samples of a step; None is 32.
        epochs=1: the number of the last epoch. verbose="auto": 0 is silent, 1 a bar, 2 a line an epoch; "auto" is 1.
        callbacks=None: objects of `nn.callbacks`. validation_split=0.0: the share of the samples, the *last* ones, that is set
        aside before any shuffling. validation_data=None: (x, y), (x, y, sample_weight) or an iterable.
        shuffle=True: whether each epoch has an order of its own. class_weight=None: what a sample of each class counts.
        sample_weight=None: what each sample counts. initial_epoch=0: how many epochs are done already.
        steps_per_epoch=None: the batches of an epoch; None is all. validation_steps=None: those of a validation.
        validation_batch_size=None: the samples in one; None is batch_size. validation_freq=1: after every so many epochs.
        compiled="auto": whether whole steps run as programs (see autograd.compile), from outputs and loss to the gradients.
        "auto" makes them after 24 steps on batches of one form; the numbers are the same either way, but networks of single
        numbers go by their size and add up sums in another order. True records at once, if need be the network alone, and
        raises RuntimeError if that cannot be done; False never does.

        `compiled_reason` says what was chosen, and why. Layers, losses and functions that you have written are recorded only if
        they say `only_computes = True`, layers also when asked for: what they do besides computing, such as printing, or
        drawing random numbers without autograd.fresh, would not be repeated.

        Ctrl-C leaves the weights and the history as they are then. Raises FloatingPointError, before the weights are
        spoiled, when the loss or a gradient becomes NaN; ValueError or TypeError, before it is trained on, for data that
        do not fit. Warns when an iterable ends too early.

        >>> from nn import Dense, Sequential
        >>> model = Sequential([Dense(1, input_shape=(1,))]); model.compile("adam", "mse")
        >>> list(model.fit([[1.0], [2.0]], [[2.0], [4.0]], epochs=3, verbose=0).history)
        ['loss']
        """
        return fitting.fit(
            self._trainer, x, y, batch_size, epochs, verbose, callbacks, validation_split, validation_data, shuffle,
            class_weight, sample_weight, initial_epoch, steps_per_epoch, validation_steps, validation_batch_size,
            validation_freq, compiled,
        )  # fmt: skip

    def evaluate(
        self, x: Any = None, y: Any = None, batch_size: int | None = None, verbose: int | str = "auto",
        sample_weight: Any = None, steps: int | None = None, callbacks: Callbacks = None, return_dict: bool = False,
    ) -> Any:  # fmt: skip
        """The loss over all samples, or [loss, *metrics], or with return_dict a dict of them; printed unless verbose=0.

        x, y=None: the samples and what is true, or x an iterable of batches, as for `fit`. batch_size=None: None is 32.
        verbose="auto": 0 prints nothing. sample_weight=None: what each sample counts. steps=None: how many batches, None
        is all. callbacks=None: objects of `nn.callbacks`. return_dict=False: whether results have names.

        Of several outputs the loss comes first, then each output's.
        """
        truth("evaluate", "return_dict", return_dict)
        found = fitting.evaluate(self._trainer, x, y, batch_size, verbose, sample_weight, steps, callbacks)
        return fitting.choose_form(found, return_dict)

    def predict(
        self, x: Any, batch_size: int | None = None, verbose: int | str = "auto", steps: int | None = None,
        callbacks: Callbacks = None,
    ) -> np.ndarray:  # fmt: skip
        """The outputs for all samples, batch by batch, as plain arrays nested as the model gives them.

        x: the samples, or an iterable of batches: x alone, or tuples that begin with it. batch_size=None: None is 32.
        verbose="auto": accepted and ignored; nothing is printed. steps=None: how many batches; None is all.
        callbacks=None: objects of `nn.callbacks`.
        """
        return fitting.predict(self._trainer, x, batch_size, verbose, steps, callbacks)

    def predict_on_batch(self, x: Any) -> np.ndarray:
        """The outputs for one batch as plain arrays."""
        return fitting.predict(self._trainer, x, fitting.ALL)

    def train_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, class_weight: dict[int, float] | None = None,
        return_dict: bool = False,
    ) -> Any:  # fmt: skip
        """One step on one batch: the loss, or [loss, *metrics], or with return_dict a dict of them."""
        truth("train_on_batch", "return_dict", return_dict)
        return fitting.choose_form(self._trainer.train_on_batch(x, y, sample_weight, class_weight), return_dict)

    def test_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """The loss of one batch, or [loss, *metrics], or a dict of them, without learning."""
        truth("test_on_batch", "return_dict", return_dict)
        return fitting.choose_form(self._trainer.test_on_batch(x, y, sample_weight), return_dict)

    @fallback
    def compiled(self) -> bool:
        """Whether `compile` was called."""
        return self._trainer.optimizer is not None

    @fallback
    def metrics_names(self) -> list[str]:
        """The names of what `evaluate` gives, in its order."""
        return list(self._trainer.results(0.0, self._trainer.intake.parts()))

    @property
    def compiled_reason(self) -> str:
        """Whether the last `fit` ran the network as a compiled program, and why."""
        return self._trainer.network.reason

    @overridable
    @fallback
    def metrics(self) -> list[Any]:
        """What measures: the mean loss, the metrics given to `compile`, and those in attributes of the model and its layers.

        A subclass whose steps are written by hand may list its own here; they start anew with every epoch.
        """
        return self._trainer.metrics()

    @overridable
    def reset_metrics(self) -> None:
        """Begin to measure anew."""
        self._trainer.begin(self._trainer.intake.parts())

    @overridable
    def get_metrics_result(self) -> dict[str, Any]:
        """What `metrics` have measured so far, by name."""
        return by_hand.metrics_result(self._trainer)

    # -- going on after a crash: for BackupAndRestore -----------------------------------------------------------

    def take_generators(self) -> Any:
        """The state of everything that gives random numbers in a training."""
        return resuming.generators(self)

    def note_beginning(self) -> None:
        """Keep what the callbacks hold as a `fit` begins: snapshots take what has changed since then."""
        run = self._trainer.run
        run.at_first = resuming.remember(run.listeners.callbacks)

    def take_snapshot(self, epoch: int, batch: int = 0, begun: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        """The state of the `fit` that is going on, as plain data and arrays.

        epoch: how many epochs are done. batch: how many batches of the next one (default 0).
        begun: what take_generators gave when that epoch began (default None).
        """
        run = self._trainer.run
        return resuming.take(self._trainer, run.listeners.callbacks, run.at_first, epoch, batch, begun)

    def resume(self, state: dict[str, Any], arrays: dict[str, Any]) -> None:
        """Let the `fit` that is beginning go on from what take_snapshot told; ValueError if it is of another model.

        state, arrays: what take_snapshot gave.
        """
        run = self._trainer.run
        resuming.put_back(self._trainer, run.listeners.callbacks, state, arrays)
        run.resumed = state, arrays

    # -- steps that a subclass may write itself ------------------------------------------------------------------

    @overridable
    def train_step(self, data: Any) -> dict[str, Any]:
        """Learn from one batch, x, (x, y) or (x, y, sample_weight): the results so far by name.

        `fit` calls a subclass' own, with plain arrays; the network is then called as `self(x, training=True)`.
        """
        return by_hand.train_step(self._trainer, data)

    @overridable
    def test_step(self, data: Any) -> dict[str, Any]:
        """Measure one batch, x, (x, y) or (x, y, sample_weight), without learning: the results so far by name."""
        return by_hand.test_step(self._trainer, data)

    @overridable
    def predict_step(self, data: Any) -> Any:
        """What comes out for one batch, x, (x, y) or (x, y, sample_weight)."""
        return self._ends.run(self, unpack(data)[0])[0]

    @overridable
    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> Any:
        """The loss of predictions, one Tensor: that of `compile`, with regularizers and what layers added in the last call."""
        return by_hand.compute_loss(self._trainer, x, y, y_pred, sample_weight)

    @overridable
    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> dict[str, Any]:
        """Tell the metrics of `compile` of a batch: the results of all so far by name."""
        return by_hand.compute_metrics(self._trainer, x, y, y_pred, sample_weight)
