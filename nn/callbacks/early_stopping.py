"""EarlyStopping: end a training that no longer improves."""

from __future__ import annotations

from autograd import printable
from nn.callbacks.callback import Callback, Logs
from nn.callbacks.monitor import Monitor
from nn.checks import number, whole


class EarlyStopping(Callback):
    """Stop when `monitor` has not improved by more than `min_delta` for `patience` epochs.

    monitor: the result to watch (default "val_loss"). min_delta: a smaller improvement is none (default 0.0).
    patience: epochs without improvement before it stops (default 0). verbose: 1 prints when it stopped (default 0).
    mode: "min" or "max" is good; "auto" knows losses and metrics (default "auto").
    baseline: improvements count only once they beat it (default None).
    restore_best_weights: return, at the end, to the weights of the best epoch (default False).
    start_from_epoch: epochs to wait before it watches (default 0).
    After training `best`, `best_epoch` and `stopped_epoch` (from 0) say what happened. Raises ValueError for an unknown mode, a
    result that is neither loss nor metric with "auto", and one that `fit` does not report.

    >>> from nn import Dense, Sequential
    >>> model = Sequential([Dense(1, input_shape=(1,))]); model.compile("sgd", "mse")
    >>> stop = EarlyStopping("loss", min_delta=9.0)
    >>> _ = model.fit([[1.0]], [[2.0]], epochs=50, verbose=0, callbacks=[stop]); stop.stopped_epoch
    1
    """

    def __init__(
        self, monitor: str = "val_loss", min_delta: float = 0.0, patience: int = 0, verbose: int = 0,
        mode: str = "auto", baseline: float | None = None, restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:  # fmt: skip
        self.monitor = Monitor("EarlyStopping", monitor, mode, min_delta)
        self.patience = whole("EarlyStopping", "patience", patience, low=0)
        self.start_from_epoch = whole("EarlyStopping", "start_from_epoch", start_from_epoch, low=0)
        self.baseline = None if baseline is None else number("EarlyStopping", "baseline", baseline)
        self.verbose, self.restore_best_weights = verbose, restore_best_weights

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.best = self.monitor.worst
        self.best_epoch = self.stopped_epoch = self.wait = 0
        self.best_weights = None

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        value = self.monitor.read(epoch, logs, self.params)
        if value is None or epoch < self.start_from_epoch:
            return
        self.wait += 1
        if self.monitor.better(value, than=self.best):
            self.best, self.best_epoch = value, epoch
            if self.restore_best_weights:
                self.best_weights = self.model.get_weights()
            if self.baseline is None or self.monitor.better(value, than=self.baseline):
                self.wait = 0
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs: Logs | None = None) -> None:
        if self.verbose and self.stopped_epoch:
            best = f"{self.monitor.name} was best in epoch {self.best_epoch + 1}"
            print(printable(f"Epoch {self.stopped_epoch + 1}: stopped, {best}"))
        if self.best_weights is not None:
            self.model.set_weights(self.best_weights)
