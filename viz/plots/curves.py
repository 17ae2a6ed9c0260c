"""Training curves: what each epoch brought."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle
from typing import TYPE_CHECKING, Any

import numpy as np

from viz.plots.canvas import COLORS, INK, MUTED, RULE, calm, new_axes, words

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
                    "label": words(label.replace("_", " ")),
                    "color": color,
                    "linestyle": style,
                    "marker": marker,
                }
                lines += sides[metric].plot(epochs, curves[name], linewidth=1.8, **shown)
    for group in (losses, others):
        if group:
            sides[group[0]].set_ylabel(words(", ".join(group).replace("_", " ")), color=MUTED)
    longest = max(map(len, curves.values()))
    ax.set_xlim(0.5 if longest == 1 else 1 - 0.02 * longest, longest + 0.5 if longest == 1 else 1.02 * longest)
    ax.set_xlabel("epoch", color=MUTED)
    ax.xaxis.get_major_locator().set_params(integer=True, min_n_ticks=1)  # type: ignore[call-arg]
    ax.legend(
        handles=lines, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=min(len(lines), 4), frameon=False,
        labelcolor=INK, fontsize="small",
    )  # fmt: skip
    return ax
