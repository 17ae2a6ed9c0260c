"""The activation functions of nn, each drawn with its derivative, from the table that names them.

python -m viz.plots.activations notebooks/pictures/activations.png
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import elementwise_grad
from nn.activations import ACTIVATIONS
from nn.files import write_whole
from viz.plots.canvas import COLORS, INK, RULE, array, calm, new_axes
from viz.plots.theme import apply_theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OF_SEVERAL = ("softmax", "log_softmax", "glu")  # not functions of one number
COLUMNS, REACH = 6, 4.0


def one_of_each() -> list[str]:
    """The names of the functions of one number, each function once."""
    first: dict[Callable[[Any], Any], str] = {}
    for name, function in ACTIVATIONS.items():
        if name not in OF_SEVERAL:
            first.setdefault(function, name)
    return list(first.values())


def activation(name: str, ax: Axes | None = None) -> Axes:
    """One activation (solid) and its derivative (dashed) from −4 to 4.

    Raises ValueError for a name that is not in nn.activations, or not a function of one number.

    >>> activation("tanh").get_title()
    'tanh'
    """
    if name not in ACTIVATIONS or name in OF_SEVERAL:
        raise ValueError(f"activation draws functions of one number, got {name!r}: choose from {', '.join(one_of_each())}")
    function = ACTIVATIONS[name]
    # the points lie beside the corners, never on them
    x = np.linspace(-REACH, REACH, 1600)
    ax = new_axes(ax, (3.2, 2.6))
    calm(ax, "left")
    for at in (ax.axhline, ax.axvline):
        at(0.0, color=RULE, linewidth=0.8, zorder=0)
    ax.plot(x, array(elementwise_grad(function)(x)), color=COLORS[1], linestyle="--", linewidth=1.4, label="derivative")
    ax.plot(x, array(function(x)), color=COLORS[0], linewidth=2.0, label=name)
    ax.set_title(name, color=INK, fontsize="medium")
    ax.set_xlim(-REACH, REACH)
    ax.set_ylim(-2.2, REACH)
    return apply_theme(ax, "auto")


def activation_page(names: Sequence[str] | None = None) -> Any:
    """A matplotlib Figure with every activation (or those named) and its derivative, all in one scale."""
    import matplotlib.pyplot as plt

    names = one_of_each() if names is None else names
    columns = min(COLUMNS, len(names))
    rows = -(-len(names) // columns)
    figure, grid = plt.subplots(rows, columns, figsize=(2.3 * columns, 1.9 * rows), layout="constrained", squeeze=False)
    for ax, name in zip(grid.flat, names):
        activation(name, ax)
    for ax in grid.flat[len(names) :]:
        ax.set_axis_off()
    lines, _ = grid.flat[0].get_legend_handles_labels()
    figure.legend(lines[::-1], ["function", "derivative"], loc="outside lower center", ncols=2, frameon=False, labelcolor=INK)
    apply_theme(grid.flat[0], "auto")
    return figure


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m viz.plots.activations picture.png")
    picture = io.BytesIO()
    activation_page().savefig(picture, dpi=110, format="png")
    write_whole(sys.argv[1], picture.getvalue(), "the picture")
