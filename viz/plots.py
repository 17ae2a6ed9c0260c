"""Plots of training and of what networks see, with matplotlib.

Each function draws into `ax` (a new one if None) and returns the Axes; nothing is shown or saved, so that plots
can be put side by side and finished by hand:

    figure, (left, right) = plt.subplots(1, 2)
    training_curves(history, ax=left)
    confusion_matrix(counts, ax=right)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from viz.canvas import COLORS, INK, MUTED, RULE, array, calm, colors_of, new_axes, number_images, regions, sheet_of
from viz.text import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def training_curves(history: Any, ax: Axes | None = None) -> Axes:
    """Each metric against the epoch; validation dashed, in its metric's color; losses on the left axis, others right.

    history: a dict of lists, such as {"loss": [...], "val_loss": [...]}, or what `fit` returns.
    Raises ValueError if there is nothing to draw.

    >>> training_curves({"loss": [2.0, 1.0], "val_loss": [2.1, 1.3]}).get_xlabel()
    'epoch'
    """
    curves = getattr(history, "history", history)
    if not isinstance(curves, Mapping):
        raise TypeError(f"training_curves takes a dict of lists or what fit returned, got {type(history).__name__}")
    curves = {name: np.asarray(values, dtype=float) for name, values in curves.items() if len(values)}
    if not curves:
        raise ValueError("training_curves: the history is empty; train for at least one epoch")
    ax = new_axes(ax, (6.4, 3.8))
    names = list(dict.fromkeys(name.removeprefix("val_") for name in curves))
    metrics = sorted(names, key=lambda name: "loss" not in name)  # losses first, so that they keep their color
    losses = [metric for metric in metrics if "loss" in metric]
    others = [metric for metric in metrics if metric not in losses]
    sides = dict.fromkeys(metrics, ax)
    if losses and others:
        sides |= dict.fromkeys(others, ax.twinx())
        calm(sides[others[0]], "right")
    calm(ax, "left")
    ax.grid(axis="y", color=RULE, linewidth=0.8)
    lines = []
    for metric, color in zip(metrics, cycle(COLORS)):
        for name, label, style in ((metric, metric, "-"), (f"val_{metric}", f"{metric} (validation)", "--")):
            if name in curves:
                epochs = np.arange(1, len(curves[name]) + 1)
                marker = "o" if len(epochs) == 1 else None
                shown: dict[str, Any] = {
                    "label": plain(label.replace("_", " ")),
                    "color": color,
                    "linestyle": style,
                    "marker": marker,
                }
                lines += sides[metric].plot(epochs, curves[name], linewidth=1.8, **shown)
    for group in (losses, others):
        if group:
            sides[group[0]].set_ylabel(plain(", ".join(group).replace("_", " ")), color=MUTED)
    longest = max(map(len, curves.values()))
    ax.set_xlim(0.5 if longest == 1 else 1 - 0.02 * longest, longest + 0.5 if longest == 1 else 1.02 * longest)
    ax.set_xlabel("epoch", color=MUTED)
    ax.xaxis.get_major_locator().set_params(integer=True, min_n_ticks=1)  # type: ignore[call-arg]
    ax.legend(
        handles=lines, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=min(len(lines), 4), frameon=False,
        labelcolor=INK, fontsize="small",
    )  # fmt: skip
    return ax


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
    bar = ax.figure.colorbar(picture, ax=ax, fraction=0.04, pad=0.03, shrink=0.6)
    bar.outline.set_visible(False)
    bar.ax.tick_params(colors=MUTED, labelsize="small", length=0)
    bar.set_label("weight", color=MUTED)
    return ax


def decision_boundary(predict: Callable[[np.ndarray], Any], x: Any, y: Any, steps: int = 200, ax: Axes | None = None) -> Axes:
    """The class that `predict` gives to each point of the plane, with the data on top.

    predict: (N, 2) -> (N,) or (N, 1), the probability of class 1 (or a score, if any is below 0 or above 1, positive
    for class 1), or (N, C), a score for each class. x: (N, 2); y: (N,) class numbers. `steps` points on each side.
    Raises ValueError if x is not two-dimensional or `predict` answers another number of points.
    """
    x, y = array(x), array(y).reshape(-1)  # (N, 1) -> (N,)
    if x.ndim != 2 or x.shape[1] != 2 or len(x) != len(y):
        raise ValueError(f"decision_boundary draws points (N, 2) with N classes, got x {x.shape} and y {y.shape}")
    low, high = x.min(axis=0), x.max(axis=0)
    margin = 0.08 * np.where(high > low, high - low, 1.0)
    across, up = (np.linspace(a, b, steps) for a, b in zip(low - margin, high + margin))
    plane = np.stack(np.meshgrid(across, up), axis=-1)  # (up, across, 2)
    answers = array(predict(plane.reshape(-1, 2)))  # (up, across, 2) -> (points, 2)
    if len(answers) != steps * steps:
        raise ValueError(f"decision_boundary: predict answered {answers.shape} for {steps * steps} points")
    ax = new_axes(ax, (5.2, 4.6))
    classes = [int(c) for c in np.unique(y)]
    regions(ax, across, up, answers.reshape(steps, steps, -1), classes)  # (points, C) -> (up, across, C)
    for c, color, marker in zip(classes, colors_of(classes), cycle("osD^vPX*<>")):
        ax.scatter(
            x[y == c, 0], x[y == c, 1], s=26, color=color, marker=marker,
            edgecolor="white", linewidth=0.7, label=f"class {c}",
        )  # fmt: skip
    calm(ax, "left")
    ax.legend(
        loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=min(len(classes), 5), frameon=False, labelcolor=INK,
        fontsize="small", handletextpad=0.1,
    )  # fmt: skip
    return ax


def confusion_matrix(counts: Any, labels: Sequence[Any] | None = None, ax: Axes | None = None) -> Axes:
    """How often each true class (row) was taken for each class (column); the shade is the share of the row.

    counts: (classes, classes). Raises ValueError if it is not square.
    """
    counts = array(counts)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError(f"confusion_matrix draws a square (true class, predicted class), got shape {counts.shape}")
    n = len(counts)
    names = [plain(name) for name in (labels if labels is not None else range(n))]
    if len(names) != n:
        raise ValueError(f"confusion_matrix: {len(names)} labels for {n} classes")
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    side = max(3.6, 0.5 * n)
    ax = new_axes(ax, (side, side))
    ax.imshow(share, cmap="Blues", vmin=0, vmax=1.15)
    for (row, column), count in np.ndenumerate(counts):
        if count:
            color = "white" if share[row, column] > 0.55 else INK
            weight = "bold" if row == column else "normal"
            ax.text(column, row, f"{count:g}", ha="center", va="center", color=color, fontsize="small", weight=weight)
    ax.set_xticks(range(n), names)
    ax.set_yticks(range(n), names)
    ax.set_xlabel("predicted", color=MUTED)
    ax.set_ylabel("true", color=MUTED)
    ax.set_xticks(np.arange(n + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(n + 1) - 0.5, minor=True)
    ax.grid(which="minor", color="white", linewidth=1.5)
    ax.tick_params(which="both", length=0, labelcolor=INK)
    ax.spines[:].set_visible(False)
    accuracy = np.trace(counts) / max(counts.sum(), 1)
    ax.set_title(f"{accuracy:.1%} correct", color=INK, fontsize="medium", pad=10)
    return ax


def digits(images: Any, titles: Sequence[Any] | None = None, ax: Axes | None = None) -> Axes:
    """Images side by side, dark ink on white, each with its title above.

    images: (N, height, width), or (N, height, width, 1), or (N, pixels) of square images, from 0 to 1 or 0 to 255.
    """
    images = array(images)
    if images.ndim == 4 and images.shape[-1] == 1:
        images = images[..., 0]
    elif images.ndim == 2:
        side = round(images.shape[1] ** 0.5)
        images = images.reshape(len(images), side, -1) if side * side == images.shape[1] else images
    if images.ndim != 3 or not len(images):
        raise ValueError(f"digits draws images (N, height, width) or square ones as (N, pixels), got {images.shape}")
    if titles is not None and len(titles) != len(images):
        raise ValueError(f"digits: {len(titles)} titles for {len(images)} images")
    lines = ceil(len(images) / 10)
    sheet, places = sheet_of(images.astype(float), columns=ceil(len(images) / lines), gap=3 if titles is None else 8)
    rows, columns = sheet.shape
    ax = new_axes(ax, (6.4, 6.4 * rows / columns + 0.3))
    ax.imshow(sheet, cmap="Greys", vmin=0, vmax=float(np.nanmax(sheet)) or 1.0, interpolation="nearest")
    number_images(ax, places, [plain(title) for title in titles] if titles is not None else [])
    ax.set_axis_off()
    return ax
