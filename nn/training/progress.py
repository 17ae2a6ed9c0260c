"""What `fit` shows while it works: a bar for an epoch that takes its time, then one line."""

from __future__ import annotations

import sys
import time
from typing import Any

from autograd import printable
from nn.callbacks import Callback, Logs
from nn.console import is_page

SHAPE = "{desc} |{bar:24}| {n_fmt}/{total_fmt} batches, {remaining} left{postfix}"


class ProgressBar(Callback):
    """verbose=1: a bar while an epoch runs, replaced by its line; verbose=2, or output to a file: the lines alone."""

    def __init__(self, verbose: int | str) -> None:
        if verbose not in ("auto", 0, 1, 2):
            raise ValueError(f"fit: verbose must be 'auto', 0 (silent), 1 (bar) or 2 (a line per epoch), got {verbose!r}")
        self.lines = bool(verbose) and sys.stdout is not None  # a program without a console has none
        live = verbose in ("auto", 1) and sys.stdout is not None
        self.page = Page() if live and is_page() else None
        self.moves = live and (self.page is not None or sys.stdout.isatty())
        self.bar: Any = None

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self.began = time.perf_counter()
        self.title = f"Epoch {epoch + 1:{len(str(self.params['epochs']))}}/{self.params['epochs']}"
        if self.moves:
            from tqdm import tqdm

            self.bar = tqdm(  # shown from half a second on, wiped out at the end
                total=self.params["steps"], desc=self.title, file=self.page or sys.stdout, leave=False, delay=0.5,
                mininterval=0.2, bar_format=SHAPE,
            )  # fmt: skip

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        if self.bar is not None:
            if logs and "loss" in logs:  # steps written by hand may report none
                self.bar.set_postfix_str(f"loss {logs['loss']:.4f}", refresh=False)
            self.bar.update()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self.close()
        if self.lines:
            text = "  ".join([self.title, line(logs or {}), duration(time.perf_counter() - self.began)])
            print(text, file=self.page or sys.stdout)

    def close(self) -> None:
        """Wipe the bar out."""
        if self.bar is not None:
            self.bar.close()
            self.bar = None


class Page:
    """One output of a notebook as a file: what follows a carriage return is written over by the next text.

    A stream would keep every state of the bar in the saved notebook, and a widget would be missing from it.
    """

    def __init__(self) -> None:
        from IPython.display import display

        show: Any = display
        self.kept = self.passing = ""
        self.handle = show({"text/plain": ""}, raw=True, display_id=True)

    def write(self, text: str) -> None:
        """Keep whole lines, show anything else until the next text."""
        self.passing = (self.passing + text).rpartition("\r")[2]
        if "\n" in self.passing:
            self.kept, self.passing = self.kept + self.passing, ""
        self.handle.update({"text/plain": (self.kept + self.passing).rstrip("\n")}, raw=True)

    def flush(self) -> None:
        """Nothing waits to be written."""


def line(results: Logs) -> str:
    """Results as people read them, in letters that the console has.

    >>> line({"loss": 0.25, "val_accuracy": 0.975})
    'loss 0.2500  val_accuracy 0.9750'
    """
    return printable("  ".join(f"{name} {figure(value)}" for name, value in results.items()))


def figure(value: Any) -> str:
    """A number, or the numbers of an array, with four digits."""
    if getattr(value, "ndim", 0):
        return "[" + " ".join(map(figure, value)) + "]"
    return f"{value:.4f}" if 1e-3 <= abs(value) < 1e4 else f"{value:.4g}"


def duration(seconds: float) -> str:
    """A time in the unit that suits it.

    >>> duration(0.0304), duration(75)
    ('30 ms', '75 s')
    """
    return f"{seconds * 1e3:.0f} ms" if seconds < 1 else f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
