"""Callback: told of every event of `fit`, `evaluate` and `predict`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Logs = dict[str, float]


class Callback:
    """Override the events you need. `self.model` is the model in training, `self.params` says how it is trained.

    `logs` holds the results: of an epoch at its end, of the batches so far after a batch. What a callback adds to
    the logs of an epoch goes into the history. Setting `self.model.stop_training = True` ends the training.
    """

    model: Any = None
    params: dict[str, Any] = {}

    def on_train_begin(self, logs: Logs | None = None) -> None: ...
    def on_train_end(self, logs: Logs | None = None) -> None: ...
    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None: ...
    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None: ...
    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None: ...
    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None: ...
    def on_test_begin(self, logs: Logs | None = None) -> None: ...
    def on_test_end(self, logs: Logs | None = None) -> None: ...
    def on_test_batch_begin(self, batch: int, logs: Logs | None = None) -> None: ...
    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None: ...
    def on_predict_begin(self, logs: Logs | None = None) -> None: ...
    def on_predict_end(self, logs: Logs | None = None) -> None: ...
    def on_predict_batch_begin(self, batch: int, logs: Logs | None = None) -> None: ...
    def on_predict_batch_end(self, batch: int, logs: Logs | None = None) -> None: ...


class CallbackList:
    """Several callbacks, told of each event in turn: `tell("on_epoch_begin", epoch)`."""

    def __init__(self, callbacks: Iterable[Callback], model: Any, params: dict[str, Any]) -> None:
        self.callbacks = list(callbacks)
        for callback in self.callbacks:
            if isinstance(callback, type) or not hasattr(callback, "on_epoch_end"):
                raise TypeError(f"fit: callbacks are objects such as EarlyStopping(), got {callback!r}")
            callback.model, callback.params = model, params

    def tell(self, event: str, *details: Any) -> None:
        """Call this event's method of every callback."""
        for callback in self.callbacks:
            getattr(callback, event)(*details)
