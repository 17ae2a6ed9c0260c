"""History: what every epoch measured."""

from __future__ import annotations

from autograd import printable
from nn.callbacks.callback import Callback, Logs


class History(Callback):
    """`history[name]` is the list of a value's epoch results; `epoch` the epochs' numbers, from 0."""

    def __init__(self) -> None:
        self.history: dict[str, list[float]] = {}
        self.epoch: list[int] = []

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)

    def __str__(self) -> str:
        return printable(repr(self))

    def __repr__(self) -> str:
        return f"<History of {len(self.epoch)} epochs: {', '.join(self.history)}>"
