"""LearningRateScheduler: a learning rate that changes from epoch to epoch."""

from __future__ import annotations

import inspect
from collections.abc import Callable

from nn.callbacks.callback import Callback, Logs


class LearningRateScheduler(Callback):
    """Before each epoch set the learning rate to `schedule(epoch, learning_rate)`, or `schedule(epoch)`.

    schedule: a function of the epoch, from 0, and the learning rate so far, or of the epoch alone.
    verbose: 1 prints the rate (default 0). The history records it as "learning_rate".
    Raises TypeError, in training, if the schedule gives no number.

    >>> from nn import Dense, Sequential
    >>> model = Sequential([Dense(1, input_shape=(1,))]); model.compile("sgd", "mse")
    >>> halve = LearningRateScheduler(lambda epoch, rate: rate / 2 if epoch else rate)
    >>> model.fit([[1.0]], [[2.0]], epochs=3, verbose=0, callbacks=[halve]).history["learning_rate"]
    [0.01, 0.005, 0.0025]
    """

    def __init__(self, schedule: Callable[..., float], verbose: int = 0) -> None:
        self.schedule = schedule
        self.verbose = verbose
        try:
            inspect.signature(schedule).bind(0, 0.1)
            self.takes_rate = True
        except (TypeError, ValueError):  # ValueError: a builtin that does not tell
            self.takes_rate = False

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        optimizer = self.model.optimizer
        rate = self.schedule(epoch, optimizer.learning_rate) if self.takes_rate else self.schedule(epoch)
        try:
            optimizer.learning_rate = float(rate)
        except (TypeError, ValueError):
            raise TypeError(f"LearningRateScheduler: the schedule must give a number, got {rate!r}") from None
        if self.verbose:
            print(f"Epoch {epoch + 1}: learning rate {optimizer.learning_rate:.6g}")

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        if logs is not None:
            logs["learning_rate"] = float(self.model.optimizer.learning_rate)
