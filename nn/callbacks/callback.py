"""Callback: told of every event of `fit`, `evaluate` and `predict`."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

Logs = dict[str, float]


class Callback:
    """Override the events you need. `self.model` is the model in training, `self.params` says how it is trained.

    `logs` holds the results: of an epoch at its end, of the batches so far after a batch, and none at a beginning. What
    a callback adds to the logs of an epoch goes into the history. Setting `self.model.stop_training = True` ends the
    training. `on_batch_begin` and `on_batch_end` are other names for `on_train_batch_begin` and `on_train_batch_end`.
    """

    model: Any = None
    params: dict[str, Any] = {}

    def set_model(self, model: Any) -> None:
        """Told once, before all events: the model in training."""
        self.model = model

    def set_params(self, params: dict[str, Any]) -> None:
        """Told once, before all events: epochs, steps and whatever else says how it is trained."""
        self.params = params

    def on_train_begin(self, logs: Logs | None = None) -> None: ...
    def on_train_end(self, logs: Logs | None = None) -> None: ...
    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None: ...
    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None: ...
    def on_batch_begin(self, batch: int, logs: Logs | None = None) -> None: ...
    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None: ...

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self.on_batch_end(batch, logs)

    def on_test_begin(self, logs: Logs | None = None) -> None: ...
    def on_test_end(self, logs: Logs | None = None) -> None: ...
    def on_test_batch_begin(self, batch: int, logs: Logs | None = None) -> None: ...
    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None: ...
    def on_predict_begin(self, logs: Logs | None = None) -> None: ...
    def on_predict_end(self, logs: Logs | None = None) -> None: ...
    def on_predict_batch_begin(self, batch: int, logs: Logs | None = None) -> None: ...
    def on_predict_batch_end(self, batch: int, logs: Logs | None = None) -> None: ...


Callbacks = Callback | Iterable[Callback] | None  # as people give them


class CallbackList:
    """Several callbacks, told of each event in turn: `tell("on_epoch_begin", epoch)`; `callbacks` may be a single one."""

    def __init__(self, callbacks: Callbacks, model: Any, params: dict[str, Any]) -> None:
        self.callbacks = listed(callbacks)
        for callback in self.callbacks:
            if isinstance(callback, type) or not hasattr(callback, "on_epoch_end"):
                raise TypeError(f"fit: callbacks are objects such as EarlyStopping(), got {callback!r}")
            for told, what in (("set_model", model), ("set_params", params)):
                if hasattr(callback, told):
                    getattr(callback, told)(what)
                else:  # not a Callback, but with its methods
                    setattr(callback, told.removeprefix("set_"), what)

    def only(self, callbacks: list[Any]) -> CallbackList:
        """Some of them, who know the model already."""
        part = copy.copy(self)
        part.callbacks = callbacks
        return part

    def tell(self, event: str, *details: Any) -> None:
        """Call this event's method of every callback, with empty logs where there are none."""
        if event.endswith("_begin"):
            details = (*details, {})
        for callback in self.callbacks:
            getattr(callback, event)(*details)


def listed(callbacks: Any) -> list[Any]:
    """Callbacks as a list; a single one may stand for itself, as in Keras."""
    if callbacks is None:
        return []
    return list(callbacks) if isinstance(callbacks, Iterable) else [callbacks]
