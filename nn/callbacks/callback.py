"""Callback: its methods are called at every event of `fit`, `evaluate` and `predict`."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from importlib import import_module
from typing import Any

from autograd import name_owner

Logs = dict[str, float]


class Callback:
    """The base of what happens while a model trains: a subclass overrides the events it needs.

    `self.model` is the model in training, `self.params` says how it is trained: "epochs", "steps", "verbose" and others.
    Each event gets `logs`, a dict of results: of an epoch at its end, of the batches so far after a batch; empty at first.
    What a callback adds to the logs of an epoch goes into the history. `self.model.stop_training = True` ends the training.
    `on_batch_begin` and `on_batch_end` are other names for `on_train_batch_begin` and `on_train_batch_end`.

    >>> class Count(Callback):
    ...     def on_epoch_end(self, epoch, logs=None):
    ...         print(epoch, sorted(logs))
    >>> from nn import Dense, Sequential
    >>> model = Sequential([Dense(1, input_shape=(2,))]); model.compile("sgd", "mse")
    >>> _ = model.fit([[0.0, 1.0]], [[1.0]], epochs=2, verbose=0, callbacks=[Count()])
    0 ['loss']
    1 ['loss']
    """

    writes_files = False  # then, of several processes that train together, the first one's does
    shows_progress = False  # then `fit` shows none of its own
    holds_one_process = False  # of several processes it would hold the state of one

    model: Any = None
    params: dict[str, Any] = {}

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        if "__init__" in vars(cls):  # what it raises says whose it is; an error in a caller's own lines stays as it is
            cls.__init__ = name_owner(cls.__init__)  # type: ignore[method-assign]

    def set_model(self, model: Any) -> None:
        """Called once, before all events. model: the model in training."""
        self.model = model

    def set_params(self, params: dict[str, Any]) -> None:
        """Called once, before all events. params: "epochs", "steps" and others that say how the model is trained."""
        self.params = params

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Called once, before the first epoch of `fit`. logs: empty."""

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Called once, after the last epoch of `fit`. logs: the last epoch's results."""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Called before each epoch of `fit`. epoch: its number, from 0. logs: empty."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Called after each epoch of `fit`, validation included. epoch: its number, from 0. logs: its results."""

    def on_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Called before each training batch. batch: its number in the epoch, from 0. logs: empty."""

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Called after each training batch. batch: its number in the epoch, from 0. logs: the means of the epoch so far."""

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Called before each training batch. batch: its number in the epoch, from 0. logs: empty."""
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Called after each training batch. batch: its number in the epoch, from 0. logs: the means of the epoch so far."""
        self.on_batch_end(batch, logs)

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """Called before `evaluate`, and before the validation of an epoch. logs: empty."""

    def on_test_end(self, logs: Logs | None = None) -> None:
        """Called after `evaluate`, and after the validation of an epoch. logs: the results."""

    def on_test_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Called before each batch of an evaluation. batch: its number, from 0. logs: empty."""

    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Called after each batch of an evaluation. batch: its number, from 0. logs: the means so far."""

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        """Called before `predict`. logs: empty."""

    def on_predict_end(self, logs: Logs | None = None) -> None:
        """Called after `predict`. logs: None."""

    def on_predict_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Called before each batch of a prediction. batch: its number, from 0. logs: empty."""

    def on_predict_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Called after each batch of a prediction. batch: its number, from 0. logs: {"outputs": the batch's}."""


Callbacks = Callback | Iterable[Callback] | None  # as people give them


class CallbackList:
    """Several callbacks, each called at every event in turn: `tell("on_epoch_begin", epoch)`.

    callbacks: a list, a single one, or None for none (default). add_history, add_progbar: whether a History and a ProgbarLogger
    are added (default False). model: the model in training (default None). params: how it is trained (default None, nothing is
    said). named: each of these by its name, such as epochs=3. Both are handed to each callback. An event is a method, too, for
    training by hand: `callbacks.on_epoch_end(0, logs)`. Raises TypeError for what is no callback, such as a class.

    >>> from nn.callbacks import History; history = History()
    >>> CallbackList([history], model=None, params={}).tell("on_epoch_end", 0, {"loss": 0.5}); history.history
    {'loss': [0.5]}
    """

    @name_owner
    def __init__(
        self, callbacks: Callbacks = None, add_history: bool = False, add_progbar: bool = False, model: Any = None,
        params: dict[str, Any] | None = None, **named: Any,
    ) -> None:  # fmt: skip
        self.callbacks = as_list(callbacks)
        params = {**(params or {}), **named}
        for wanted, module, kind in ((add_history, "history", "History"), (add_progbar, "progbar_logger", "ProgbarLogger")):
            if wanted:
                self.callbacks.append(getattr(import_module(f"nn.callbacks.{module}"), kind)())
        for callback in self.callbacks:
            if isinstance(callback, type) or not hasattr(callback, "on_epoch_end"):
                raise TypeError(f"fit: callbacks are objects such as EarlyStopping(), got {callback!r}")
            for method, value in (("set_model", model), ("set_params", params)):
                if hasattr(callback, method):
                    getattr(callback, method)(value)
                else:  # not a Callback, but with its methods
                    setattr(callback, method.removeprefix("set_"), value)

    def only(self, callbacks: list[Any]) -> CallbackList:
        """A list of some of them, which have the model already."""
        part = copy.copy(self)
        part.callbacks = callbacks
        return part

    def __getattr__(self, event: str) -> Any:
        if event not in vars(Callback) or not event.startswith("on_"):
            raise AttributeError(f"CallbackList has no {event!r}")
        return lambda *details, **logs: self._call(event, *details, **logs)

    def _call(self, event: str, *details: Any, **logs: Any) -> None:
        for callback in self.callbacks:
            getattr(callback, event)(*details, **logs)

    def tell(self, event: str, *details: Any) -> None:
        """Call this event's method of every callback, with empty logs where there are none."""
        if event.endswith("_begin") or event == "on_predict_end":
            details = (*details, {})
        self._call(event, *details)


def as_list(callbacks: Any) -> list[Any]:
    """Callbacks as a list; a single one may be given without a list."""
    if callbacks is None:
        return []
    return list(callbacks) if isinstance(callbacks, Iterable) else [callbacks]
