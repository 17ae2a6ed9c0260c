"""History: what every epoch measured."""

from __future__ import annotations

from autograd import printable
from nn.callbacks.callback import Callback, Logs


class History(Callback):
    """What every epoch measured; `fit` returns one: `history[name]` lists a value's results, `epoch` the epochs, from 0.

    >>> from nn.callbacks import History; history = History()
    >>> history.on_epoch_end(0, {"loss": 0.5}); history.on_epoch_end(1, {"loss": 0.25}); history.history
    {'loss': [0.5, 0.25]}
    """

    def __init__(self) -> None:
        self.history: dict[str, list[float]] = {}
        self.epoch: list[int] = []

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self.epoch.append(epoch)
        for name, value in sorted(
            (logs or {}).items(), key=lambda item: (item[0].startswith("val_"), item[0])
        ):  # as Keras does
            self.history.setdefault(name, []).append(value)

    def __str__(self) -> str:
        return printable(repr(self))

    def __repr__(self) -> str:
        return f"<History of {len(self.epoch)} epochs: {', '.join(self.history)}>"
