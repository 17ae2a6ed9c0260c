"""Activation maps: what a layer answers to one input."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from viz.graph.words import plain, say_count
from viz.plots.canvas import (
    BROKEN,
    COLORS,
    INK,
    MUTED,
    RULE,
    calm,
    frame_images,
    how_many,
    limits,
    new_axes,
    note_broken,
    number_images,
    scale,
    shade,
    sheet_of,
    words,
)
from viz.plots.layers import find_module, one_input, output, run
from viz.plots.theme import apply_theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def activation_maps(model: Any, x: Any, layer: Any = 0, count: int = 16, ax: Axes | None = None, theme: str = "auto") -> Axes:
    """What a layer answers to one input: a map for each channel of an image, bars for a vector, a strip for a sequence.

    model: a Module. x: (1, ...), one input, or a list or dict of them for a model of several inputs. layer: the layer, its name
    (of one inside another: the path of names, "block.dense"), or its number among the model's layers (default 0).
    count: the most maps or rows to draw (default 16). ax: the Axes to draw into (default None, new ones).
    theme: "auto" (default), light unless the figure is transparent; "light" or "dark". Returns the Axes.
    All maps have one scale: dark for large, or blue below 0 and red above where there are negative values. NaN and infinite
    values are yellow. Raises ValueError for several samples, an unknown layer, or one that the model does not call or that
    hands its input on as it is.

    >>> from nn import Dense, Sequential
    >>> activation_maps(Sequential([Dense(3, name="first", input_shape=(2,))]), [[1.0, 2.0]]).get_title()
    'first: 3 units'
    """
    count = how_many("activation_maps", "count", count)
    layer = find_module("activation_maps", model, layer)
    left = run("activation_maps", model, one_input("activation_maps", x))[2]
    if layer not in left:
        raise ValueError(
            f"activation_maps: {plain(layer.name)} made nothing on the way to the answer: it was not called, or hands its "
            "input on as it is, as Dropout does outside of training"
        )
    answer = output(left[layer])[0].astype(float)  # (1, ...) -> (...)
    draw = {3: _maps, 2: _strip, 1: _bars}.get(answer.ndim)
    if draw is None or not answer.size:
        raise ValueError(f"activation_maps: {plain(layer.name)} gives {answer.shape} for an input: 1 to 3 axes can be drawn")
    ax, shown = draw(answer, count, ax)
    ax.set_title(f"{words(layer.name)}: {shown}{note_broken(answer)}", color=INK, fontsize="medium", pad=14)
    return apply_theme(ax, theme)


def _maps(answer: np.ndarray, count: int, ax: Axes | None) -> tuple[Axes, str]:
    """Images of channels: (height, width, channels)."""
    n = answer.shape[-1]
    images = np.moveaxis(answer, -1, 0)[:count]  # (height, width, channels) -> (channels, height, width)
    sheet, places = sheet_of(images, columns=ceil(len(images) ** 0.5), gap=max(2, answer.shape[0] // 4))
    rows, columns = sheet.shape
    ax = new_axes(ax, (6.0, 5.2 * rows / columns + 0.4))
    picture = shade(ax, sheet, signed=limits(answer)[0] < 0)
    number_images(ax, places, [str(i) for i in range(len(images))])
    frame_images(ax, places, images.shape[1:])
    ax.set_axis_off()
    scale(ax, picture, "activation")
    return ax, _some(len(images), n)


def _strip(answer: np.ndarray, count: int, ax: Axes | None) -> tuple[Axes, str]:
    """Channels over steps: (steps, channels)."""
    ax = new_axes(ax, (6.4, 3.2))
    rows = answer.T[:count]  # (steps, channels) -> (channels, steps)
    picture = shade(ax, rows, signed=limits(answer)[0] < 0)
    ax.set_aspect("auto")
    calm(ax, "left")
    for axis in (ax.xaxis, ax.yaxis):
        axis.get_major_locator().set_params(integer=True)  # type: ignore[call-arg]
    ax.set_xlabel("step", color=MUTED)
    ax.set_ylabel("channel", color=MUTED)
    scale(ax, picture, "activation")
    return ax, _some(len(rows), answer.shape[1])


def _bars(answer: np.ndarray, count: int, ax: Axes | None) -> tuple[Axes, str]:
    """Bars for a vector, all of them: (units,)."""
    n = len(answer)
    ax = new_axes(ax, (6.4, 2.8))
    known = np.isfinite(answer)
    ax.bar(np.arange(n), np.where(known, answer, 0.0), color=COLORS[0], width=0.8 if n <= 100 else 1.0)
    for unit in np.flatnonzero(~known):
        ax.axvspan(unit - 0.4, unit + 0.4, color=BROKEN, linewidth=0)
    ax.axhline(0.0, color=RULE, linewidth=0.8)
    calm(ax, "left")
    ax.set_xlim(-0.6, max(n, 4) - 0.4)
    if n <= 10:
        ax.set_xticks(range(n))
    ax.set_xlabel("unit", color=MUTED)
    ax.set_ylabel("activation", color=MUTED)
    return ax, say_count(n, "unit")


def _some(shown: int, n: int) -> str:
    return f"{shown} of {n} channels" if shown < n else say_count(n, "channel")
