"""ReduceLROnPlateau: smaller steps once a training no longer improves."""

from __future__ import annotations

from nn.callbacks.callback import Callback, Logs
from nn.callbacks.monitor import Monitor
from nn.checks import number, whole


class ReduceLROnPlateau(Callback):
    """Multiply the learning rate by `factor` when `monitor` has not improved by more than `min_delta` for `patience` epochs.

    monitor: the result to watch (default "val_loss"). factor: between 0 and 1 (default 0.1). patience: default 10 epochs.
    verbose: 1 prints each new rate (default 0). mode: "min" or "max" is good; "auto" (default) knows losses and metrics.
    min_delta: a smaller improvement is none (default 1e-4). cooldown: epochs after a change before it counts again (default 0).
    min_lr: the rate never falls below it (default 0.0). The history records each epoch's rate as "learning_rate".
    Raises ValueError for a factor or mode that cannot be, TypeError for an optimizer that follows a schedule.

    >>> from nn import Dense, Sequential
    >>> model = Sequential([Dense(1, input_shape=(1,))]); model.compile("sgd", "mse")
    >>> slower = ReduceLROnPlateau("loss", factor=0.5, patience=1, min_delta=100.0)
    >>> [round(r, 4) for r in model.fit([[1.0]], [[2.0]], epochs=4, verbose=0, callbacks=[slower]).history["learning_rate"]]
    [0.01, 0.01, 0.005, 0.0025]
    """

    def __init__(
        self, monitor: str = "val_loss", factor: float = 0.1, patience: int = 10, verbose: int = 0,
        mode: str = "auto", min_delta: float = 1e-4, cooldown: int = 0, min_lr: float = 0.0,
    ) -> None:  # fmt: skip
        owner = "ReduceLROnPlateau"
        self.monitor = Monitor(owner, monitor, mode, min_delta)
        self.factor = number(owner, "factor", factor, above=0, below=1)
        self.patience, self.cooldown = whole(owner, "patience", patience, low=0), whole(owner, "cooldown", cooldown, low=0)
        self.verbose, self.min_lr = verbose, number(owner, "min_lr", min_lr)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.best = self.monitor.worst
        self.wait = self.resting = 0

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        optimizer = self.model.optimizer
        if logs is not None:
            logs["learning_rate"] = float(optimizer.learning_rate)
        value = self.monitor.read(epoch, logs, self.params)
        if value is None:
            return
        if self.resting:
            self.resting -= 1
            self.wait = 0
        if self.monitor.better(value, than=self.best):
            self.best, self.wait = value, 0
        elif not self.resting:
            self.wait += 1
            if self.wait >= self.patience and optimizer.learning_rate > self.min_lr:
                optimizer.learning_rate = max(optimizer.learning_rate * self.factor, self.min_lr)
                self.wait, self.resting = 0, self.cooldown
                if self.verbose:
                    print(f"Epoch {epoch + 1}: learning rate {optimizer.learning_rate:.6g}")
