"""Boxes drawn around what a detector found, and around what it should have found."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from viz.plots.canvas import COLORS, WRONG, in_color, new_axes, numbers, read_images, shade, sheet_of, words
from viz.plots.theme import apply_theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GAP = 5  # pixels between images


def boxes(
    images: Any,
    found: Any,
    true: Any = None,
    labels: Sequence[Any] | None = None,
    wrong: Sequence[bool] | None = None,
    columns: int = 6,
    ax: Axes | None = None,
    theme: str = "auto",
) -> Axes:
    """Images side by side with one box in each, and what it is said to hold.

    images: (N, height, width), (N, height, width, 1), or (N, height, width, 3) in color. found: (N, 4) boxes: left, top, right,
    bottom as shares of width and height. true: (N, 4), where the boxes should be, drawn dotted (default None). labels: N
    texts, written at the boxes (default None). wrong: N truth values, boxes to draw in red (default None). columns: images a
    row (default 6). ax: the Axes to draw into (default None, new ones). theme: "auto" (default), "light" or "dark".
    Returns the Axes. Raises ValueError if the numbers of images, boxes or labels differ.

    >>> axes = boxes(np.ones((2, 8, 8)), [[0, 0, 0.5, 0.5], [0.2, 0.2, 1, 1]], labels=["3", "7"])
    >>> len(axes.patches), [text.get_text() for text in axes.texts]
    (2, ['3', '7'])
    """
    from matplotlib.patches import Rectangle

    images = read_images("boxes", images, color=True)
    drawn = [_corners("found", found, images), *([] if true is None else [_corners("true", true, images)])]
    for what, given in ("labels", labels), ("wrong", wrong):
        if given is not None and len(given) != len(images):
            raise ValueError(f"boxes: {len(given)} {what} for {len(images)} images")
    columns = min(columns, len(images))
    sheet, places = sheet_of(images, columns=columns, gap=GAP)
    ax = new_axes(ax, (1.3 * columns, 1.3 * ceil(len(images) / columns) * images.shape[1] / images.shape[2]))
    if images.ndim == 4:
        ax.imshow(in_color(sheet), interpolation="nearest")
    else:
        shade(ax, sheet, signed=False)
    for kind, corners in enumerate(drawn):
        for i, ((across, top), (left, up, right, down)) in enumerate(zip(places, corners)):
            color = COLORS[1] if kind else WRONG if wrong is not None and wrong[i] else COLORS[0]
            x, y = across - images.shape[2] / 2 + left, top + up
            ax.add_patch(
                Rectangle((x, y), right - left, down - up, fill=False, edgecolor=color, linewidth=1.4, linestyle="-:"[kind])
            )
            if labels is not None and not kind:
                ax.text(
                    x, y, words(labels[i]), va="bottom", ha="left", color="white", fontsize="x-small", clip_on=False,
                    bbox={"facecolor": color, "edgecolor": "none", "pad": 1.0},
                )  # fmt: skip
    ax.set_axis_off()
    return apply_theme(ax, theme)


def _corners(what: str, given: Any, images: np.ndarray) -> np.ndarray:
    """Boxes in pixels."""
    found = numbers("boxes", given)
    if found.shape != (len(images), 4):
        raise ValueError(
            f"boxes: {what} are left, top, right, bottom for each of {len(images)} images, got shape {found.shape}"
        )
    height, width = images.shape[1:3]
    return found * (width, height, width, height)
