"""Activation maps: what a layer answers to one input."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from viz.plots.canvas import INK, MUTED, RULE, calm, new_axes, number_images, sheet_of, words
from viz.plots.layers import found, one_input, run
from viz.text import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def activation_maps(model: Any, x: Any, layer: Any = 0, count: int = 16, ax: Axes | None = None) -> Axes:
    """What a layer answers to one input: a map for each channel of an image, bars for a vector, a strip for a sequence.

    x: (1, ...), one input. layer: the layer, its name, or its number among the model's layers. At most `count` maps are
    drawn, all on one scale. Raises ValueError for several inputs, an unknown layer, or one that the model does not call
    or that hands its input on as it is.
    """
    layer = found("activation_maps", model, layer)
    left = run("activation_maps", model, one_input("activation_maps", x))[2]
    if layer not in left:
        raise ValueError(
            f"activation_maps: {plain(layer.name)} made nothing on the way to the answer: it was not called, or hands its "
            "input on as it is, as Dropout does outside of training"
        )
    answer = np.asarray(left[layer].numpy(), dtype=float)[0]  # (1, ...) -> (...)
    draw = {3: _maps, 2: _strip, 1: _bars}.get(answer.ndim)
    if draw is None:
        raise ValueError(f"activation_maps: {plain(layer.name)} gives {answer.shape} for an input: at most 3 axes can be drawn")
    ax, shown = draw(answer, count, ax)
    ax.set_title(f"{words(layer.name)}: {shown}", color=INK, fontsize="medium", pad=14)
    return ax


def _maps(answer: np.ndarray, count: int, ax: Axes | None) -> tuple[Axes, str]:
    """Images of channels: (height, width, channels)."""
    n = answer.shape[-1]
    images = np.moveaxis(answer, -1, 0)[:count]  # (height, width, channels) -> (channels, height, width)
    gap = max(2, answer.shape[0] // 5)
    sheet, places = sheet_of(images, columns=ceil(len(images) ** 0.5), gap=gap)
    rows, columns = sheet.shape
    ax = new_axes(ax, (6.0, 6.0 * rows / columns + 0.3))
    _shade(ax, sheet)
    number_images(ax, places, [str(i) for i in range(len(images))])
    ax.set_axis_off()
    return ax, f"{len(images)} of {n} channels" if len(images) < n else f"{n} channels"


def _strip(answer: np.ndarray, count: int, ax: Axes | None) -> tuple[Axes, str]:
    """Channels over steps: (steps, channels)."""
    n = answer.shape[-1]
    ax = new_axes(ax, (6.4, 3.2))
    _shade(ax, answer.T[:count])  # (steps, channels) -> (channels, steps)
    ax.set_aspect("auto")
    calm(ax, "left")
    ax.set_xlabel("step", color=MUTED)
    ax.set_ylabel("channel", color=MUTED)
    return ax, f"{min(count, n)} of {n} channels" if count < n else f"{n} channels"


def _bars(answer: np.ndarray, count: int, ax: Axes | None) -> tuple[Axes, str]:
    """Bars for a vector, all of them: (units,)."""
    ax = new_axes(ax, (6.4, 2.8))
    ax.bar(np.arange(len(answer)), np.nan_to_num(answer), color="#2f6db5", width=0.8)
    ax.axhline(0.0, color=RULE, linewidth=0.8)
    calm(ax, "left")
    ax.set_xlim(-0.6, len(answer) - 0.4)
    ax.set_xlabel("unit", color=MUTED)
    ax.set_ylabel("activation", color=MUTED)
    return ax, f"{len(answer)} units"


def _shade(ax: Axes, image: np.ndarray) -> None:
    """Dark for large where nothing is negative; blue below 0 and red above otherwise."""
    limit = float(np.nanmax(np.abs(image), initial=0.0)) or 1.0
    signed = bool(np.nanmin(image, initial=0.0) < 0)
    colors = {"cmap": "RdBu_r", "vmin": -limit, "vmax": limit} if signed else {"cmap": "Greys", "vmin": 0.0, "vmax": limit}
    ax.imshow(image, interpolation="nearest", **colors)  # type: ignore[arg-type]
