"""LearningRateScheduler: a learning rate that changes from epoch to epoch."""

from __future__ import annotations

import inspect
from collections.abc import Callable

from nn.callbacks.callback import Callback, Logs


class LearningRateScheduler(Callback):
    """Before each epoch set the learning rate to `schedule(epoch, learning_rate)`, or `schedule(epoch)`.

    The history records it as "learning_rate". verbose=1 prints it. Raises TypeError if the schedule gives no number.

    >>> callback = LearningRateScheduler(lambda epoch, rate: rate if epoch < 5 else rate * 0.9)
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
            logs["learning_rate"] = self.model.optimizer.learning_rate
