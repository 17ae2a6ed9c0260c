"""ModelCheckpoint: weights kept in a file while the training goes on."""

from __future__ import annotations

import os
from pathlib import Path

from autograd import printable
from nn.callbacks.callback import Callback, Logs
from nn.callbacks.monitor import Monitor
from nn.saving.weights import check_path


class ModelCheckpoint(Callback):
    """Save the model's weights (safetensors) after every epoch, or only after the best so far.

    filepath: it may name the epoch, from 1, and its results: "epoch{epoch:02d}-{val_loss:.3f}.safetensors". Missing folders are
    made. `model.load_weights` reads the file. monitor: the result to watch (default "val_loss").
    verbose: 1 prints each file (default 0). save_best_only: save only when `monitor` improved (default False).
    save_weights_only: accepted for Keras' sake (default False); weights are what is saved.
    mode: "min" or "max" is good; "auto" knows losses and metrics (default "auto"). save_freq: "epoch", and nothing else.
    initial_value_threshold: only epochs better than it count (default None).
    Raises ValueError for a name that promises another kind of file, such as .keras or .h5, and for results that `fit` does not
    report.

    >>> import os, tempfile; folder = tempfile.mkdtemp()
    >>> from nn import Dense, Sequential
    >>> model = Sequential([Dense(1, input_shape=(1,))]); model.compile("sgd", "mse")
    >>> save = ModelCheckpoint(os.path.join(folder, "{epoch}.safetensors"))
    >>> _ = model.fit([[1.0]], [[2.0]], epochs=2, verbose=0, callbacks=[save]); sorted(os.listdir(folder))
    ['1.safetensors', '2.safetensors']
    """

    def __init__(
        self,
        filepath: str | os.PathLike[str],
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: str = "epoch",
        initial_value_threshold: float | None = None,
    ) -> None:
        if save_freq != "epoch":
            raise ValueError(f"ModelCheckpoint saves after epochs: save_freq must be 'epoch', got {save_freq!r}")
        self.filepath = os.fspath(check_path(filepath, "ModelCheckpoint"))
        self.verbose = verbose
        self.monitor = Monitor("ModelCheckpoint", monitor, mode) if save_best_only else None
        self.best = initial_value_threshold

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        if self.monitor is not None:
            value = self.monitor.read(epoch, logs, self.params)
            best = self.monitor.worst if self.best is None else self.best
            if value is None or not self.monitor.better(value, than=best):
                return
            self.best = value
        try:
            path = Path(self.filepath.format(epoch=epoch + 1, **(logs or {})))
        except KeyError as error:
            known = ", ".join(["epoch", *(logs or {})])
            raise ValueError(f"ModelCheckpoint: {self.filepath!r} names {error}, but fit reports {known}") from None
        path.parent.mkdir(parents=True, exist_ok=True)
        self.model.save_weights(path)
        if self.verbose:
            print(printable(f"Epoch {epoch + 1}: saved {path}"))
