"""Curves that grow while a model trains."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import printable
from nn.callbacks import History, Logs
from nn.console import is_page
from viz.graph.words import number, plain
from viz.plots.canvas import how_many
from viz.plots.curves import training_curves
from viz.plots.theme import THEMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BARS = "▁▂▃▄▅▆▇█"


class LiveCurves(History):
    """Training curves during `fit(callbacks=[LiveCurves()])`: redrawn in place in a notebook, a line in a terminal.

    Every `every` epochs, and at the end. In a file the line is plain, and left out where `fit` writes lines itself. Drawing
    never stops a training: what goes wrong is told once, as text. It is a History, too; `axes` is the last picture.
    theme: "auto" (default), light unless the figure is transparent; "light" or "dark".

    >>> LiveCurves(every=0)
    Traceback (most recent call last):
    ValueError: LiveCurves: every=0 must be a whole number, 1 or more
    """

    def __init__(self, every: int = 1, theme: str = "auto") -> None:
        super().__init__()
        if theme not in THEMES:
            raise ValueError(f"LiveCurves: theme={theme!r} is not one of {', '.join(map(repr, THEMES))}")
        self.theme = theme
        self.every = how_many("LiveCurves", "every", every)
        self._begin()

    def _begin(self) -> None:
        self.history, self.epoch = {}, []
        self._axes: Axes | None = None
        self._handle: Any = None
        self._shown = 0  # epochs of the last picture
        self._silent = False

    @property
    def axes(self) -> Axes:
        """The picture of all epochs so far; drawn when asked for, if no notebook has shown it."""
        if self._axes is None or self._shown < len(self.epoch):
            self._axes, self._shown = training_curves(self, theme=self.theme), len(self.epoch)
        return self._axes

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self._begin()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        super().on_epoch_end(epoch, logs)
        if (epoch + 1) % self.every == 0:
            self._show()

    def on_train_end(self, logs: Logs | None = None) -> None:
        if self.epoch and (self.epoch[-1] + 1) % self.every:
            self._show()

    def _show(self) -> None:
        if self._silent:
            return
        try:
            if is_page():
                self._draw()
            elif sys.stdout.isatty():
                print(printable(f"epoch {self.epoch[-1] + 1}  {'  '.join(self._lines(bars=True))}"))
            elif not self.params.get("verbose"):
                print(printable(f"epoch {self.epoch[-1] + 1}  {'  '.join(self._lines(bars=False))}"))
        except Exception as error:
            self._silent = True
            if sys.stdout is not None:
                print(printable(f"LiveCurves draws no more: {error}"))

    def _lines(self, bars: bool) -> list[str]:
        """Each metric with its name and its last value, and between them its curve."""
        numbers = {name: values for name, values in self.history.items() if not np.ndim(values[-1])}
        return [
            " ".join([plain(name), *([sparks(values)] if bars else []), number(values[-1])]) for name, values in numbers.items()
        ]

    def _draw(self) -> None:
        """Show the curves in the notebook, in place of the last ones."""
        import matplotlib.pyplot as plt
        from IPython.display import display

        show: Any = display
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
