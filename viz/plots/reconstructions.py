"""What came in above what came out: originals and the copies that a model makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from viz.plots.canvas import MUTED, new_axes, read_images, shade, sheet_of, words
from viz.plots.theme import apply_theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def reconstructions(
    originals: Any,
    *copies: Any,
    names: Sequence[Any] | None = None,
    ax: Axes | None = None,
    theme: str = "auto",
) -> Axes:
    """A row of images, and below it a row for each set of copies.

    originals, copies: (N, height, width), (N, height, width, 1), or (N, pixels) of square images, dark ink on white.
    names: what the rows are, one text each (default: "original", "copy", "copy 2", ...). ax: the Axes to draw into (default
    None, new ones). theme: "auto" (default), "light" or "dark". Returns the Axes.
    Raises ValueError if the shapes differ or there are no copies.

    >>> axes = reconstructions(np.ones((5, 16)), np.zeros((5, 16)), names=["digit", "its copy"])
    >>> [text.get_text() for text in axes.texts]
    ['digit', 'its copy']
    """
    rows = [read_images("reconstructions", each, square=True) for each in (originals, *copies)]
    if len(rows) < 2 or len({row.shape for row in rows}) > 1:
        raise ValueError(f"reconstructions: originals and copies of one shape, got {[row.shape for row in rows]}")
    if names is None:
        names = ["original", "copy", *(f"copy {i}" for i in range(2, len(rows)))]
    if len(names) != len(rows):
        raise ValueError(f"reconstructions: {len(names)} names for {len(rows)} rows")
    count, height, width = rows[0].shape
    sheet, places = sheet_of(np.concatenate(rows), columns=count, gap=3)
    ax = new_axes(ax, (0.64 * count + 1.0, 0.7 * len(rows) * height / width))
    shade(ax, sheet, signed=False)
    for name, (across, top) in zip(names, places[::count]):
        ax.annotate(
            words(name), (across - width / 2, top + height / 2), (-5, 0), textcoords="offset points", ha="right", va="center",
            color=MUTED, fontsize="small", annotation_clip=False,
        )  # fmt: skip
    ax.set_axis_off()
    return apply_theme(ax, theme)
