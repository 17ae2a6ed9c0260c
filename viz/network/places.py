"""Where everything in the picture of a network stands: circles in columns, lines between them, and what is written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nn import activations
from viz.network.net import Net

HEIGHT = 360.0  # of the columns; the width follows from how many there are
GAP = 170.0  # between columns
MARGIN = 46.0
FOOT = 34.0  # what stands under the columns
WIDEST = 5.0  # the line of the largest weight


@dataclass(frozen=True)
class Circle:
    """A neuron, or an input in column 0. bias: None for an input, and where there is none."""

    x: float
    y: float
    column: int
    row: int
    name: str
    bias: float | None


@dataclass(frozen=True)
class Line:
    """A weight from (x0, y0) to (x1, y1), `width` points wide."""

    x0: float
    y0: float
    x1: float
    y1: float
    weight: float
    width: float

    @property
    def middle(self) -> float:
        """Between the ends, where the curve's two handles are."""
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True)
class Places:
    """All circles of radius `radius`, all lines, what is written under each column, and the size of the whole."""

    circles: list[Circle]
    lines: list[Line]
    captions: list[tuple[float, str]]
    radius: float
    width: float
    height: float
    largest: float


def places(net: Net) -> Places:
    """Columns from left to right, y downward; lines are as wide as their weights, compared with the largest of at least 1."""
    sizes = net.sizes
    radius = min(22.0, 0.4 * HEIGHT / max(sizes))
    circles = [_circle(net, column, row, radius) for column, size in enumerate(sizes) for row in range(size)]
    spots = {(c.column, c.row): c for c in circles}
    weights = [t.item() for layer in net.layers for neuron in layer for t in neuron.w]
    largest = max(1.0, max((abs(w) for w in weights if np.isfinite(w)), default=0.0))
    lines = []
    for column, layer in enumerate(net.layers):
        for row, neuron in enumerate(layer):
            end = spots[column + 1, row]
            for k, w in enumerate(neuron.w):
                start, weight = spots[column, k], w.item()
                width = 0.4 + (WIDEST - 0.4) * min(abs(weight) / largest, 1.0) if np.isfinite(weight) else 0.4
                lines.append(Line(start.x + radius, start.y, end.x - radius, end.y, weight, width))
    names = [activations.name_of(net.activation(i)) for i in range(len(net.layers))]
    names[-1:] = ["softmax"] if net.softmax else names[-1:]
    captions = [(MARGIN + GAP * i, text) for i, text in enumerate(["input", *names])]
    return Places(circles, lines, captions, radius, 2 * MARGIN + GAP * (len(sizes) - 1), HEIGHT + FOOT, largest)


def _circle(net: Net, column: int, row: int, radius: float) -> Circle:
    space = min((HEIGHT - 8.0) / net.sizes[column], 4.0 * radius)
    y = HEIGHT / 2 + (row - (net.sizes[column] - 1) / 2) * space
    neuron = net.layers[column - 1][row] if column else None
    bias = None if neuron is None or id(neuron.b) in net.frozen else neuron.b.item()
    return Circle(MARGIN + GAP * column, y, column, row, "" if column else f"x{row}", bias)
