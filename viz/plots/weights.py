"""Weights as images: what neurons and filters look for."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import Tensor
from nn import Module
from viz.plots.canvas import INK, MUTED, array, new_axes, number_images, sheet_of, words
from viz.text import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def weight_maps(weights: Any, shape: tuple[int, int] = (28, 28), count: int = 16, ax: Axes | None = None) -> Axes:
    """What the first neurons look for: each column of `weights` as an image, blue below 0, red above, white at 0.

    weights: (height · width, neurons), such as a Dense kernel. All images share one color scale.
    Raises ValueError if `shape` does not hold one column.
    """
    weights = array(weights)
    if weights.ndim != 2 or weights.shape[0] != shape[0] * shape[1]:
        raise ValueError(
            f"weight_maps: weights of shape {weights.shape} are not (inputs, neurons) with {shape[0]} · {shape[1]} = "
            f"{shape[0] * shape[1]} inputs; pass shape=(height, width) of the images"
        )
    images = weights.T[:count].reshape(-1, *shape)  # (inputs, neurons) -> (neurons, height, width)
    limit = float(np.abs(images).max(initial=0.0)) or 1.0
    sheet, places = sheet_of(images, columns=ceil(len(images) ** 0.5), gap=6)
    ax = new_axes(ax, (6.0, 6.0))
    picture = ax.imshow(sheet, cmap="RdBu_r", vmin=-limit, vmax=limit, interpolation="nearest")
    number_images(ax, places, [str(i) for i in range(len(images))])
    ax.set_axis_off()
    _bar(ax, picture)
    return ax


def filters(layer: Any, count: int = 32, ax: Axes | None = None) -> Axes:
    """The kernels of a convolution as images, blue below 0, red above: a column for each filter, a row for each channel.

    layer: a Conv2D, a model (its first convolution is taken), or a kernel (height, width, channels, filters). Kernels
    of a first layer that reads one channel fill a grid; three channels are shown as color, gray being 0. At most
    `count` filters, and as many channels, are shown; the title tells how many there are.
    Raises ValueError if there is no such kernel.
    """
    name, kernel = _kernel(layer)
    height, width, channels, n = kernel.shape
    shown = kernel[:, :, :count, :count]
    limit = float(np.nanmax(np.abs(shown), initial=0.0)) or 1.0
    if channels == 3:
        images = np.moveaxis(0.5 + 0.5 * shown / limit, 3, 0)  # (height, width, 3, n) -> (n, height, width, 3)
        planes = [sheet_of(images[..., c], columns=ceil(len(images) ** 0.5), gap=1)[0] for c in range(3)]
        sheet: np.ndarray = np.nan_to_num(np.stack(planes, axis=-1), nan=1.0)
    else:
        images = shown.transpose(2, 3, 0, 1).reshape(-1, height, width)  # (h, w, channels, n) -> (channels · n, h, w)
        columns = ceil(len(images) ** 0.5) if channels == 1 else shown.shape[3]
        sheet, _ = sheet_of(images, columns=columns, gap=1)
    rows, columns = sheet.shape[:2]
    ax = new_axes(ax, (6.0, 6.0 * rows / columns + 0.4))
    picture = ax.imshow(sheet, cmap="RdBu_r", vmin=-limit, vmax=limit, interpolation="nearest")
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)
    some = f"{shown.shape[3]} of {n} filters" if shown.shape[3] < n else f"{n} filters"
    some += f" of {height} × {width}"
    if channels not in (1, 3):
        ax.set_xlabel("filter", color=MUTED)
        ax.set_ylabel("channel", color=MUTED)
        some += f", {shown.shape[2]} of {channels} channels" if shown.shape[2] < channels else f", {channels} channels"
    ax.set_title(f"{name}: {some}", color=INK, fontsize="medium")
    if channels != 3:
        _bar(ax, picture)
    return ax


def _kernel(layer: Any) -> tuple[str, np.ndarray]:
    """The name of a convolution and its kernel: (height, width, channels, filters)."""
    if isinstance(layer, Module):
        for m in layer.modules():
            kernel = getattr(m, "kernel", None)
            if isinstance(kernel, Tensor) and kernel.ndim == 4:
                return words(m.name), array(kernel)
        built = "" if layer.built else "; it is not built yet: call it on an input first"
        raise ValueError(f"filters: {plain(layer.name)} holds no kernel (height, width, channels, filters){built}")
    kernel = array(layer)
    if kernel.ndim != 4:
        raise ValueError(f"filters draws a kernel (height, width, channels, filters), got shape {kernel.shape}")
    return "kernel", kernel


def _bar(ax: Axes, picture: Any) -> None:
    """What the colors of weights mean."""
    bar = ax.figure.colorbar(picture, ax=ax, fraction=0.04, pad=0.03, shrink=0.6)
    bar.outline.set_visible(False)
    bar.ax.tick_params(colors=MUTED, labelsize="small", length=0)
    bar.set_label("weight", color=MUTED)
