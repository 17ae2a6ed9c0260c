"""ModelCheckpoint: a model, or its weights, kept in a file while the training goes on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from autograd import printable
from nn.callbacks.callback import Callback, Logs
from nn.callbacks.monitor import Monitor
from nn.checks import whole
from nn.saving.hdf5 import SUFFIX as HDF5
from nn.saving.models import KERAS, OWN
from nn.saving.weights import check_path


class ModelCheckpoint(Callback):
    """Save the model after every epoch, or only after the best so far: the suffix of the file says how.

    filepath: a whole model with .keras or .tapegrad, which `nn.models.load_model` reads; weights alone with .safetensors,
    .weights.h5 or none, which `model.load_weights` reads. It may name the epoch, from 1, and its results, and after batches
    their number: "epoch{epoch:02d}-{val_loss:.3f}.keras". Missing folders are made.
    monitor: the result to watch (default "val_loss").
    verbose: 1 prints each file (default 0). save_best_only: save only when `monitor` improved (default False).
    save_weights_only: True refuses a name of a whole model (default False). mode: "min" or "max" is good; "auto" knows
    losses and metrics (default "auto"). save_freq: "epoch", or after how many batches (default "epoch").
    initial_value_threshold: only epochs better than it count (default None).
    Raises ValueError for a name that promises another kind of file, and for results that `fit` does not report.

    >>> import os, tempfile; folder = tempfile.mkdtemp()
    >>> from nn import Dense, Sequential
    >>> model = Sequential([Dense(1, input_shape=(1,))]); model.compile("sgd", "mse")
    >>> save = ModelCheckpoint(os.path.join(folder, "{epoch}.safetensors"))
    >>> _ = model.fit([[1.0]], [[2.0]], epochs=2, verbose=0, callbacks=[save]); sorted(os.listdir(folder))
    ['1.safetensors', '2.safetensors']
    """

    writes_files = True

    def __init__(
        self, filepath: str | os.PathLike[str], monitor: str = "val_loss", verbose: int = 0,
        save_best_only: bool = False, save_weights_only: bool = False, mode: str = "auto",
        save_freq: str | int = "epoch", initial_value_threshold: float | None = None,
    ) -> None:  # fmt: skip
        self.filepath = os.fspath(filepath)
        self.saves_all = self.filepath.endswith((KERAS, OWN))
        if self.saves_all and save_weights_only:
            raise ValueError(
                f"ModelCheckpoint: {self.filepath!r} is the name of a whole model; weights alone go into a file that ends in "
                ".weights.h5 or .safetensors"
            )
        if not self.saves_all and not self.filepath.endswith(HDF5):
            check_path(filepath, "ModelCheckpoint")
        if save_freq != "epoch":
            save_freq = whole("ModelCheckpoint", "save_freq", save_freq)
            self.on_train_batch_end = self._after_batch  # type: ignore[method-assign]
        self.verbose, self.save_freq = verbose, save_freq
        self.monitor = Monitor("ModelCheckpoint", monitor, mode) if save_best_only else None
        self.best = initial_value_threshold
        self.batches = self.epoch = 0

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self.epoch = epoch

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        if self.save_freq == "epoch" and self._has_improved(epoch, logs):
            self._save(epoch, logs)

    def _after_batch(self, batch: int, logs: Logs | None = None) -> None:
        self.batches += 1
        if self.batches % int(self.save_freq) == 0 and self._has_improved(self.epoch, logs):
            self._save(self.epoch, logs, batch=batch + 1)

    def _has_improved(self, epoch: int, logs: Logs | None) -> bool:
        """Whether there is something to save: always, or if the watched result is better than the best so far."""
        if self.monitor is None:
            return True
        value = self.monitor.read(epoch, logs, self.params)
        best = self.monitor.worst if self.best is None else self.best
        if value is None or not self.monitor.better(value, than=best):
            return False
        self.best = value
        return True

    def _save(self, epoch: int, logs: Logs | None, **numbers: Any) -> None:
        named: dict[str, Any] = {"epoch": epoch + 1, **numbers, **(logs or {})}
        try:
            path = Path(self.filepath.format(**named))
        except KeyError as error:
            raise ValueError(f"ModelCheckpoint: {self.filepath!r} names {error}, but fit reports {', '.join(named)}") from None
        path.parent.mkdir(parents=True, exist_ok=True)
        (self.model.save if self.saves_all else self.model.save_weights)(path)
        if self.verbose:
            print(printable(f"Epoch {epoch + 1}: saved {path}"))
