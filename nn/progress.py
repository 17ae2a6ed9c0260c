"""The progress bar of `fit`, in a terminal and in a notebook."""

from __future__ import annotations

from typing import Any

from nn.callbacks import Callback, Logs


class ProgressBar(Callback):
    """verbose=1: one bar per epoch; verbose=2: one line per epoch."""

    def __init__(self, verbose: int, epochs: int, batches: int) -> None:
        self.verbose, self.epochs, self.batches = verbose, epochs, batches
        self.bar: Any = None

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        if self.verbose == 1:
            from tqdm import tqdm  # noqa: PLC0415 - an optional dependency of training

            # plain text also in notebooks: a widget would be missing from the saved page
            self.bar = tqdm(
                total=self.batches, desc=f"Epoch {epoch + 1}/{self.epochs}", unit="batch", ncols=110, mininterval=0.2
            )

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        if self.bar is not None:
            self.bar.update()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        text = "  ".join(f"{name} {value:.4f}" for name, value in (logs or {}).items())
        if self.bar is not None:
            self.bar.set_postfix_str(text)
            self._close()
        elif self.verbose == 2:
            print(f"Epoch {epoch + 1}/{self.epochs}  {text}")

    def on_train_end(self, logs: Logs | None = None) -> None:
        self._close()

    def _close(self) -> None:
        if self.bar is not None:
            self.bar.close()
            self.bar = None
