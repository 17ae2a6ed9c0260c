"""Curves that grow while a model trains."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from nn.callbacks import Callback, Logs
from nn.progress import figure
from viz.plots.curves import training_curves

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BARS = "▁▂▃▄▅▆▇█"


class LiveCurves(Callback):
    """Training curves during `fit(callbacks=[LiveCurves()])`: redrawn in place in a notebook, a line in a terminal.

    Every `every` epochs, and at the end. Drawing never stops a training: what goes wrong is told once, as text. `axes`
    holds the last picture.

    >>> LiveCurves(every=0)
    Traceback (most recent call last):
    ValueError: LiveCurves: every=0 is the number of epochs between two pictures: 1 or more
    """

    def __init__(self, every: int = 1) -> None:
        if not isinstance(every, int) or every < 1:
            raise ValueError(f"LiveCurves: every={every!r} is the number of epochs between two pictures: 1 or more")
        self.every = every
        self.curves: dict[str, list[float]] = {}
        self.axes: Axes | None = None
        self._handle: Any = None
        self._silent = False

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.curves, self.axes, self._handle, self._silent = {}, None, None, False

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        for name, value in (logs or {}).items():
            if not getattr(value, "ndim", 0):
                self.curves.setdefault(name, []).append(float(value))
        if (epoch + 1) % self.every == 0:
            self._show()

    def on_train_end(self, logs: Logs | None = None) -> None:
        epochs = len(next(iter(self.curves.values()), []))
        if epochs % self.every:
            self._show()

    def _show(self) -> None:
        if self._silent or not self.curves:
            return
        try:
            if type(sys.stdout).__module__.startswith("ipykernel"):
                self._draw()
            elif sys.stdout.isatty():
                print("  ".join(f"{name} {sparks(values)} {figure(values[-1])}" for name, values in self.curves.items()))
        except Exception as error:
            self._silent = True
            print(f"LiveCurves draws no more: {error}")

    def _draw(self) -> None:
        """Show the curves in the notebook, in place of the last ones."""
        import matplotlib.pyplot as plt
        from IPython.display import display

        show: Any = display
        self.axes = training_curves(self.curves)
        picture = self.axes.figure
        if self._handle is None:
            self._handle = show(picture, display_id=True)
        else:
            self._handle.update(picture)
        plt.close(picture)  # type: ignore[arg-type]  # else the notebook shows it once more at the cell's end


def sparks(values: list[float], width: int = 30) -> str:
    """The last values as a row of small bars, the lowest and the highest of them setting the scale; · for no number.

    >>> sparks([3.0, 2.0, 1.0, float("nan")])
    '█▅▁·'
    """
    values = values[-width:]
    known = [v for v in values if abs(v) < float("inf")]
    low, high = min(known, default=0.0), max(known, default=0.0)
    step = (high - low) / (len(BARS) - 1) or 1.0
    return "".join(BARS[round((v - low) / step)] if abs(v) < float("inf") else "·" for v in values)
