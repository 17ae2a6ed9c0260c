"""CSVLogger: the results of every epoch as a line of a file."""

from __future__ import annotations

import csv
import io
import os
from typing import Any

from nn.callbacks.callback import Callback, Logs
from nn.files import append_line, explain_errors


class CSVLogger(Callback):
    """Writes epoch (from 0) and results as a line of a file, readable while the training goes on.

    filename: the file; it is made anew unless `append`. separator: between columns, one character (default ",").
    append: go on with a file that is there (default False).
    Columns are those of the first epoch, in alphabetical order, with a val_ column for each where there is none yet;
    "NA" stands where an epoch has no such result. Raises ValueError for a longer separator, OSError, naming the file, if it
    cannot be written.

    >>> from nn import Dense, Sequential
    >>> model = Sequential([Dense(1, input_shape=(1,), kernel_initializer="zeros")]); model.compile("sgd", "mse")
    >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), "log.csv")
    >>> _ = model.fit([[1.0]], [[2.0]], verbose=0, callbacks=[CSVLogger(path)]); print(open(path).read())
    epoch,loss,val_loss
    0,4.0,NA
    """

    writes_files = True

    def __init__(self, filename: str | os.PathLike[str], separator: str = ",", append: bool = False) -> None:
        if len(separator) != 1:
            raise ValueError(f"CSVLogger: separator must be one character, got {separator!r}")
        self.filename, self.separator, self.append = os.fspath(filename), separator, append
        self.columns: list[str] = []

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.columns = []
        going_on = self.append and os.path.exists(self.filename) and os.path.getsize(self.filename) > 0
        self.header = not going_on
        if not self.append:
            with explain_errors(self.filename, "the log"):
                open(self.filename, "w", encoding="utf-8").close()  # fails now, not after an epoch

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        logs = logs or {}
        lines: list[list[Any]] = []
        if not self.columns:
            self.columns = sorted(logs)
            if not any(name.startswith("val_") for name in self.columns):
                self.columns += [f"val_{name}" for name in self.columns]
            lines += [["epoch", *self.columns]] * self.header
        lines.append([epoch, *[logs.get(name, "NA") for name in self.columns]])
        text = io.StringIO()
        csv.writer(text, delimiter=self.separator).writerows(lines)
        append_line(self.filename, text.getvalue())
