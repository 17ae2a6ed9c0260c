"""Weights as images: what neurons and filters look for."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import Tensor
from nn import Module
from nn.layers import Conv1DTranspose, Conv2DTranspose
from viz.graph.words import plain, say_count
from viz.plots.canvas import (
    INK,
    MUTED,
    array,
    how_many,
    in_color,
    limits,
    new_axes,
    note_broken,
    number_images,
    numbers,
    scale,
    shade,
    sheet_of,
    words,
)
from viz.plots.theme import apply_theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes

KERNELS = ("kernel", "depthwise_kernel")


def weight_maps(weights: Any, shape: tuple[int, int] = (28, 28), count: int = 16, ax: Axes | None = None, theme: str = "auto",
                label: str = "weight") -> Axes:  # fmt: skip
    """What the first neurons look for: each column of `weights` as an image, blue below 0, red above, white at 0.

    weights: (height · width, neurons), such as a Dense kernel. shape: of one image (default (28, 28)).
    count: the most images to draw (default 16). ax: the Axes to draw into (default None, new ones).
    label: what the numbers are, beside the scale (default "weight"; "change" for what training added).
    theme: "auto" (default), light unless the figure is transparent; "light" or "dark". Returns the Axes.
    All images share one color scale. Raises ValueError if `shape` does not hold one column.

    >>> axes = weight_maps(np.eye(4), shape=(2, 2))
    >>> len(axes.images)
    1
    """
    count = how_many("weight_maps", "count", count)
    weights = numbers("weight_maps", weights)
    if weights.ndim != 2 or weights.shape[0] != shape[0] * shape[1] or not weights.size:
        raise ValueError(
            f"weight_maps: weights of shape {weights.shape} are not (inputs, neurons) with {shape[0]} · {shape[1]} = "
            f"{shape[0] * shape[1]} inputs; pass shape=(height, width) of the images"
        )
    images = weights.T[:count].reshape(-1, *shape)  # (inputs, neurons) -> (neurons, height, width)
    sheet, places = sheet_of(images, columns=ceil(len(images) ** 0.5), gap=max(2, round(shape[0] / 5)))
    rows, columns = sheet.shape
    ax = new_axes(ax, (6.0, 6.0 * rows / columns))
    picture = shade(ax, sheet, signed=True)
    number_images(ax, places, [str(i) for i in range(len(images))])
    ax.set_axis_off()
    some = f"{len(images)} of {say_count(weights.shape[1], 'neuron')}" if len(images) < weights.shape[1] else ""
    ax.set_title((some + note_broken(images)).strip(), color=INK, fontsize="medium", pad=14)
    scale(ax, picture, words(label))
    return apply_theme(ax, theme)


def filters(layer: Any, count: int = 32, ax: Axes | None = None, theme: str = "auto") -> Axes:
    """The kernels of a convolution as images, blue below 0, red above: a column for each filter, a row for each channel.

    layer: a convolution, a model (its first convolution is taken), or a kernel (height, width, channels, filters), or
    (steps, channels, filters), whose filters are images of channels over steps. count: the most filters, and the most channels,
    to draw (default 32); the title tells how many there are. ax: the Axes to draw into (default None, new ones).
    theme: "auto" (default), light unless the figure is transparent; "light" or "dark". Returns the Axes.
    Kernels of a first layer that reads one channel fill a grid; three channels are shown as color, gray being 0.
    Raises ValueError if there is no such kernel.

    >>> filters(np.ones((3, 3, 1, 2)), count=1).get_title()
    'kernel: 1 of 2 filters of 3 × 3'
    """
    count = how_many("filters", "count", count)
    name, kernel = _kernel(layer)
    *size, channels, n = kernel.shape
    shown = kernel[..., :count, :count]
    some = [f"{shown.shape[-1]} of {n} filters" if shown.shape[-1] < n else say_count(n, "filter")]
    some += [f"of {size[0]} × {size[1]}" if len(size) == 2 else f"of {say_count(size[0], 'step')}"]
    if channels > 1:
        some += [f"in {shown.shape[-2]} of {channels} channels" if shown.shape[-2] < channels else f"in {channels} channels"]
    if channels == 3 and len(size) == 2:
        ax = _as_colors(np.moveaxis(shown, 3, 0), ax)  # (height, width, 3, filters) -> (filters, height, width, 3)
    else:
        ax = _as_images(shown, ax)
    ax.set_xticks([0], [""])
    ax.set_yticks([0], [""])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_title(f"{name}: {' '.join(some)}{note_broken(shown)}", color=INK, fontsize="medium")
    return apply_theme(ax, theme)


def _as_colors(images: np.ndarray, ax: Axes | None) -> Axes:
    """Filters of three channels as colors: (filters, height, width, 3)."""
    low, high = limits(images)
    sheet, _ = sheet_of(0.5 + 0.5 * images / (max(-low, high) or 1.0), columns=ceil(len(images) ** 0.5), gap=1)
    ax = new_axes(ax, (5.0, 5.0 * sheet.shape[0] / sheet.shape[1] + 0.4))
    ax.imshow(in_color(sheet), interpolation="nearest")
    return ax


def _as_images(kernel: np.ndarray, ax: Axes | None) -> Axes:
    """Filters as images of one channel: (height, width, channels, filters), or (steps, channels, filters)."""
    *size, channels, n = kernel.shape
    if len(size) == 1:
        images = kernel.transpose(2, 1, 0)  # (steps, channels, filters) -> (filters, channels, steps)
        columns, axes = min(n, max(1, round((n * channels / size[0]) ** 0.5))), ("step, in each filter", "channel")
    else:
        images = kernel.transpose(2, 3, 0, 1).reshape(-1, *size)  # (h, w, channels, n) -> (channels · n, h, w)
        columns, axes = (ceil(n**0.5), ("", "")) if channels == 1 else (n, ("filter", "channel"))
    sheet, _ = sheet_of(images, columns=columns, gap=1)
    wide = min(6.0, 6.0 * sheet.shape[1] / sheet.shape[0])  # a high sheet is made narrow instead
    ax = new_axes(ax, (max(wide, 2.6) + 1.2, min(6.0, 6.0 * sheet.shape[0] / sheet.shape[1]) + 0.6))
    picture = shade(ax, sheet, signed=True)
    ax.set_xlabel(axes[0], color=MUTED)
    ax.set_ylabel(axes[1], color=MUTED)
    scale(ax, picture, "weight")
    return ax


def _kernel(layer: Any) -> tuple[str, np.ndarray]:
    """The name of a convolution and its kernel: (height, width, channels, filters) or (steps, channels, filters)."""
    if not isinstance(layer, Module):
        kernel = numbers("filters", layer)
        if kernel.ndim not in (3, 4) or not kernel.size:
            raise ValueError(f"filters draws a kernel (height, width, channels, filters), got shape {kernel.shape}")
        return "kernel", kernel
    for m in layer.modules():
        for held in (getattr(m, name, None) for name in KERNELS):
            if isinstance(held, Tensor) and held.ndim in (3, 4) and hasattr(m, "kernel_size"):
                turned = isinstance(m, (Conv1DTranspose, Conv2DTranspose))  # these hold (..., filters, channels)
                return words(m.name), np.swapaxes(array(held), -1, -2) if turned else array(held)
    built = "" if layer.built else "; it is not built yet: call it on an input first"
    raise ValueError(f"filters: {plain(layer.name)} holds no kernel (height, width, channels, filters) of a convolution{built}")
