"""Training curves: what each epoch brought."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from viz.plots.canvas import COLORS, INK, MUTED, RULE, calm, new_axes, numbers, words
from viz.plots.theme import apply_theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RATE = "learning_rate"


def training_curves(history: Any, ax: Axes | None = None, theme: str = "auto") -> Axes:
    """Each metric against the epoch; validation dashed, in its metric's color; losses on the left axis, others right.

    history: a dict of lists, such as {"loss": [...], "val_loss": [...]}, or what `fit` returns, which knows the epochs'
    numbers. ax: the Axes to draw into (default None, new ones).
    theme: "auto" (default), light unless the figure is transparent; "light" or "dark". Returns the Axes.
    A metric of several numbers has a line for each. A learning rate is drawn, dotted, as a share of its largest value. Epochs
    that brought NaN or infinity are marked × at the bottom. Raises ValueError if there is nothing to draw.

    >>> training_curves({"loss": [2.0, 1.0], "val_loss": [2.1, 1.3]}).get_xlabel()
    'epoch'
    """
    curves = _curves(history)
    epochs = [e + 1 for e in getattr(history, "epoch", ())] or list(range(1, max(map(len, curves.values())) + 1))
    every = getattr(history, "params", {}).get("validation_freq", 1)
    ax = new_axes(ax, (6.4, 3.8))
    names = list(dict.fromkeys(name.removeprefix("val_") for name in curves))
    metrics = sorted(names, key=lambda name: "loss" not in name)  # losses first, so that they keep their color
    sides = _choose_sides(ax, metrics)
    lines: list[Any] = []
    marks: list[Any] = []
    for metric, color in zip(metrics, cycle(COLORS)):
        for name, style in ((metric, "-"), (f"val_{metric}", "--")):
            if name in curves:
                own = [e for e in epochs if name == metric or e % every == 0]
                look = _look(name, curves[name], style, color, alone=len(curves) == 1)
                _draw_curve(sides[metric], own, look, lines, marks)
    _frame(ax, epochs, max(map(len, curves.values())))
    ax.legend(
        handles=[*lines, *marks[:1]], loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=min(len(lines), 4), frameon=False,
        labelcolor=INK, fontsize="small",
    )  # fmt: skip
    return apply_theme(ax, theme)


class Look(NamedTuple):
    """A curve as it is drawn: its values, how it is called, and its line."""

    values: np.ndarray
    label: str
    style: str
    color: str


def _look(name: str, values: np.ndarray, style: str, color: str, alone: bool) -> Look:
    """A metric's curve; a learning rate beside other curves is gray and a share of its largest value."""
    metric = name.removeprefix("val_")
    if metric == RATE and not alone:
        top = float(np.nanmax(values, initial=0.0)) or 1.0
        return Look(values / top, f"{metric} / {top:.3g}", ":", MUTED)
    return Look(values, metric if name == metric else f"{metric} (validation)", style, color)


def _choose_sides(ax: Axes, metrics: list[str]) -> dict[str, Axes]:
    """The Axes of each metric, with its title: losses on the left, others on the right if there are losses."""
    losses = [metric for metric in metrics if "loss" in metric]
    others = [metric for metric in metrics if metric not in losses]
    sides = dict.fromkeys(metrics, ax)
    if losses and others:
        sides |= dict.fromkeys(others, ax.twinx())
        calm(sides[others[0]], "right")
    calm(ax, "left")
    ax.grid(axis="y", color=RULE, linewidth=0.8)
    for group, many in ((losses, "loss"), (others, "metric")):
        if group:
            text = ", ".join(group) if len(group) < 4 else many
            sides[group[0]].set_ylabel(words(text.replace("_", " ")), color=MUTED)
    return sides


def _draw_curve(ax: Axes, epochs: list[int], look: Look, lines: list[Any], marks: list[Any]) -> None:
    """Add a curve's line to `lines`, and to `marks` a × at the bottom for each epoch that brought NaN or infinity."""
    values = look.values
    at = np.array(epochs if len(epochs) == len(values) else range(1, len(values) + 1))
    bad = ~np.isfinite(values).reshape(len(values), -1).all(axis=1)  # (epochs, ...) -> (epochs,)
    dot = "o" if len(at) == 1 else "." if bad.any() else None  # a number between two gaps would be no line
    shown = np.where(np.isfinite(values), values, np.nan)
    line, *_ = ax.plot(at, shown, color=look.color, linestyle=look.style, linewidth=1.8, marker=dot)
    line.set_label(words(look.label.replace("_", " ")))
    lines.append(line)
    if bad.any():
        at_bottom: dict[str, Any] = {"transform": ax.get_xaxis_transform(), "label": "NaN or infinite"}
        marks += ax.plot(at[bad], np.full(bad.sum(), 0.03), "x", color=look.color, **at_bottom)


def _frame(ax: Axes, epochs: list[int], longest: int) -> None:
    """The axis of epochs: whole numbers, with a little room at both ends."""
    first, last = min(epochs[0], 1 if len(epochs) != longest else epochs[0]), max(epochs[-1], longest)
    margin = 0.02 * (last - first + 1) if last > first else 0.5
    ax.set_xlim(first - margin, last + margin)
    ax.set_xlabel("epoch", color=MUTED)
    ax.xaxis.get_major_locator().set_params(integer=True, min_n_ticks=1)  # type: ignore[call-arg]


def _curves(history: Any) -> dict[str, np.ndarray]:
    """The values of each metric: (epochs,), or (epochs, numbers) where it is several."""
    curves = getattr(history, "history", history)
    if not isinstance(curves, Mapping):
        raise TypeError(f"training_curves takes a dict of lists or what fit returned, got {type(history).__name__}")
    known = {str(name): numbers(f"training_curves: {name!r}:", values) for name, values in curves.items()}
    flat = [name for name, values in known.items() if not values.ndim]
    if flat:
        raise ValueError(f"training_curves: {flat[0]!r} is one number; give a list with one for each epoch")
    known = {
        name: values.reshape(len(values), -1) if values.ndim > 2 else values for name, values in known.items() if len(values)
    }
    if not known:
        raise ValueError("training_curves: the history is empty; train for at least one epoch")
    return known
