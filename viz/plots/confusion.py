"""The confusion matrix: which classes are taken for which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from viz.plots.canvas import INK, MUTED, array, new_axes, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def confusion_matrix(counts: Any, labels: Sequence[Any] | None = None, ax: Axes | None = None) -> Axes:
    """How often each true class (row) was taken for each class (column); the shade is the share of the row.

    counts: (classes, classes). Raises ValueError if it is not square.
    """
    counts = array(counts)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError(f"confusion_matrix draws a square (true class, predicted class), got shape {counts.shape}")
    n = len(counts)
    names = [words(name) for name in (labels if labels is not None else range(n))]
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
