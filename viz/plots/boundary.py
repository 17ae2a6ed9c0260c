"""The decision boundary of a classifier in the plane."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from typing import TYPE_CHECKING, Any

import numpy as np

from viz.plots.canvas import INK, array, calm, colors_of, new_axes, regions

if TYPE_CHECKING:
    from matplotlib.axes import Axes


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
