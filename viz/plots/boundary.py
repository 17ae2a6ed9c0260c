"""The decision boundary of a classifier in the plane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import cycle
from typing import TYPE_CHECKING, Any

import numpy as np

from viz.plots.canvas import BROKEN, COLORS, INK, array, calm, colors_of, how_many, new_axes, numbers
from viz.plots.theme import apply_theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def decision_boundary(
    predict: Callable[[np.ndarray], Any], x: Any, y: Any, steps: int = 200, ax: Axes | None = None, theme: str = "auto"
) -> Axes:
    """The class that `predict` gives to each point of the plane, with the data on top.

    predict: (N, 2) -> (N,) or (N, 1), the probability of class 1 (or a score, if any is below 0 or above 1, positive
    for class 1), or (N, C), a score for each class. x: (N, 2) points. y: (N,) class numbers. steps: points on each side of the
    map (default 200). ax: the Axes to draw into (default None, new ones).
    theme: "auto" (default), light unless the figure is transparent; "light" or "dark". Returns the Axes.
    Where the answer is NaN or infinite the plane is yellow. Raises ValueError if x is not two-dimensional, empty or not
    finite, if y holds no whole numbers, or if `predict` gives another number of values than points.

    >>> axes = decision_boundary(lambda x: x[:, 0] > x[:, 1], [[0.0, 1.0], [1.0, 0.0]], [0, 1], steps=20)
    >>> len(axes.collections) > 0
    True
    """
    steps = how_many("decision_boundary", "steps", steps, 2)
    x, y = numbers("decision_boundary", x), array(y).reshape(-1)  # (N, 1) -> (N,)
    if x.ndim != 2 or x.shape[1] != 2 or len(x) != len(y) or not len(x):
        raise ValueError(f"decision_boundary draws points (N, 2) with N classes, got x {x.shape} and y {y.shape}")
    if not np.isfinite(x).all():
        raise ValueError("decision_boundary: some points of x are NaN or infinite; leave those out")
    if y.dtype.kind not in "biuf" or (y != np.round(y)).any():
        raise ValueError(
            "decision_boundary: classes are whole numbers; np.unique(y, return_inverse=True)[1] gives names such numbers, "
            f"got {y[:3].tolist()}..."
        )
    low, high = x.min(axis=0), x.max(axis=0)
    margin = 0.08 * np.where(high > low, high - low, 1.0)
    across, up = (np.linspace(a, b, steps) for a, b in zip(low - margin, high + margin))
    plane = np.stack(np.meshgrid(across, up), axis=-1)  # (up, across, 2)
    answers = numbers("decision_boundary", predict(plane.reshape(-1, 2)))  # (up, across, 2) -> (points, 2)
    if not answers.ndim or len(answers) != steps * steps:
        raise ValueError(f"decision_boundary: predict answered {answers.shape} for {steps * steps} points")
    ax = new_axes(ax, (5.2, 4.6))
    classes = [int(c) for c in np.unique(y)]
    _regions(ax, across, up, answers.reshape(steps, steps, -1), classes)  # (points, C) -> (up, across, C)
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
    return apply_theme(ax, theme)


def _regions(ax: Axes, across: np.ndarray, up: np.ndarray, answers: np.ndarray, classes: Sequence[int]) -> None:
    """Fill the plane: by the best class, or for a single answer by how sure it is; lines where the decision turns.

    answers: (up, across, C), C = 1 for a probability or score of the last of two classes.
    """
    from matplotlib.colors import LinearSegmentedColormap, ListedColormap

    unknown = ~np.isfinite(answers).all(axis=-1)  # (up, across, C) -> (up, across)
    if unknown.any():
        ax.pcolormesh(
            across, up, np.ma.array(unknown, mask=~unknown), cmap=ListedColormap([BROKEN]), alpha=0.6, rasterized=True
        )
        ax.set_xlabel(f"{unknown.mean():.0%} of the plane: the answer is NaN or infinite (yellow)", color=INK)
        answers = np.where(unknown[..., None], np.nan, answers)
    if answers.shape[-1] > 1:
        best = np.ma.array(np.nan_to_num(answers).argmax(axis=-1), mask=unknown)
        n = answers.shape[-1]
        colors = ListedColormap([COLORS[c % len(COLORS)] for c in range(n)])
        ax.pcolormesh(across, up, best, cmap=colors, vmin=-0.5, vmax=n - 0.5, alpha=0.2, linewidth=0, rasterized=True)
        for c in range(n):
            if 0 < (best == c).sum() < best.count():
                lead = answers[..., c] - np.delete(answers, c, axis=-1).max(axis=-1)  # over the best other class
                ax.contour(across, up, lead, levels=[0.0], colors=[INK], linewidths=0.8)
        return
    score = np.ma.masked_invalid(answers[..., 0])
    if not score.count():
        return
    probability = score.min() >= 0 and score.max() <= 1
    turn, reach = (0.5, 0.5) if probability else (0.0, float(np.abs(score).max()) or 1.0)
    low, *_, high = [*colors_of(classes), COLORS[1]] if len(classes) == 1 else colors_of(classes)
    blend = LinearSegmentedColormap.from_list("decision", [low, "#ffffff", high])
    ax.pcolormesh(across, up, score, cmap=blend, vmin=turn - reach, vmax=turn + reach, alpha=0.45, linewidth=0, rasterized=True)
    if score.min() < turn < score.max():
        ax.contour(across, up, score, levels=[turn], colors=[INK], linewidths=1.2)
