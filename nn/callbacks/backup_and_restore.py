"""BackupAndRestore: a training that was killed goes on where it was."""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from nn.callbacks.callback import Callback, Logs
from nn.checks import whole
from nn.files import explain_errors, sweep, write_whole
from nn.saving import archive, weights

FILE = "latest.backup"
STATE, ARRAYS = "state.json", "arrays.safetensors"


class BackupAndRestore(Callback):
    """Keep a training in a folder, so that the same program, started again after a crash, goes on with the same bits.

    backup_dir: the folder; it is made if it is missing. save_freq: "epoch", or after how many batches (default "epoch").
    double_checkpoint: accepted and ignored; a backup is written whole or not at all (default False).
    delete_checkpoint: whether `fit` deletes the backup at its end (default True).
    Kept are weights, optimizer, random generators, metrics, the history, and what other callbacks remember; so data that are
    arrays come in the same order again, also on another number of processes (see `nn.distribution`). An iterable of batches is
    asked for those that were done, and passed over.
    Raises ValueError for a damaged backup or one of another model, OSError if the folder cannot be written.

    >>> import os, tempfile; folder = tempfile.mkdtemp()
    >>> from nn import Dense, Sequential
    >>> model = Sequential([Dense(1, input_shape=(1,))]); model.compile("sgd", "mse")
    >>> keep = BackupAndRestore(folder, delete_checkpoint=False)
    >>> _ = model.fit([[1.0]], [[2.0]], epochs=2, verbose=0, callbacks=[keep])
    >>> model.fit([[1.0]], [[2.0]], epochs=3, verbose=0, callbacks=[keep]).epoch  # goes on after two
    [0, 1, 2]
    """

    writes_files = True
    is_last = True  # called after all others, whose memory it keeps

    def __init__(
        self, backup_dir: str | os.PathLike[str], save_freq: str | int = "epoch", double_checkpoint: bool = False,
        delete_checkpoint: bool = True,
    ) -> None:  # fmt: skip
        self.backup_dir = os.fspath(backup_dir)
        if save_freq != "epoch":
            save_freq = whole("BackupAndRestore", "save_freq", save_freq)
            self.on_train_batch_end = self._after_batch  # type: ignore[method-assign]
            self.holds_one_process = True
        self.save_freq, self.delete_checkpoint = save_freq, delete_checkpoint
        self.double_checkpoint = double_checkpoint
        self._seen = 0
        self._began = 0.0  # when the training did

    @property
    def path(self) -> Path:
        """The file of the backup."""
        return Path(self.backup_dir, FILE)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self._began = time.time()
        with explain_errors(self.backup_dir, "the backup"):
            os.makedirs(self.backup_dir, exist_ok=True)
        self.model.note_beginning()
        if self.path.exists():
            members = archive.unpack(self.path, (STATE, ARRAYS))
            state = archive.read_json(self.path, STATE, members[STATE])
            try:
                self.model.resume(state, weights.parse(self.path, members[ARRAYS]))
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"the backup {self.path} cannot be gone on from: {error}; delete it to start anew") from error

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self._epoch, self._begun = epoch, self.model.take_generators()

    def _after_batch(self, batch: int, logs: Logs | None = None) -> None:
        self._seen += 1
        if self._seen % int(self.save_freq) == 0:
            self._keep(self._epoch, batch + 1, self._begun)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        if self.save_freq == "epoch":
            self._keep(epoch + 1, 0)

    def _keep(self, epoch: int, batch: int, begun: Any = None) -> None:
        state, arrays = self.model.take_snapshot(epoch, batch, begun)
        members = {STATE: json.dumps(state).encode(), ARRAYS: weights.pack(arrays)}
        write_whole(self.path, archive.pack(members), "the backup")

    def on_train_end(self, logs: Logs | None = None) -> None:
        if self.delete_checkpoint:
            sweep(self.backup_dir, self._began)
            with suppress(OSError):
                self.path.unlink()
                os.rmdir(self.backup_dir)  # unless something else is in it
