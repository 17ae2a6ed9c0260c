"""The confusion matrix: which classes are taken for which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from viz.plots.canvas import INK, MUTED, new_axes, numbers, words
from viz.plots.theme import apply_theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 40  # classes whose counts can be read


def confusion_matrix(counts: Any, labels: Sequence[Any] | None = None, ax: Axes | None = None, theme: str = "auto") -> Axes:
    """How often each true class (row) was taken for each class (column); the shade is the share of the row.

    counts: (classes, classes), such as `nn.metrics.confusion_matrix` gives. labels: the classes' names (default None, numbers).
    ax: the Axes to draw into (default None, new ones).
    theme: "auto" (default), light unless the figure is transparent; "light" or "dark".
    Returns the Axes. Of more than 40 classes the counts are not written:
    they could not be read. Raises ValueError if counts are not square, empty, or hold what is no count.

    >>> [text.get_text() for text in confusion_matrix([[3, 1], [0, 2]], labels=["cat", "dog"]).texts]
    ['3', '1', '2']
    """
    counts = numbers("confusion_matrix", counts)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or not len(counts):
        raise ValueError(f"confusion_matrix draws a square (true class, predicted class), got shape {counts.shape}")
    if not (np.isfinite(counts) & (counts >= 0)).all():
        raise ValueError("confusion_matrix: counts are finite and not negative; got NaN, infinite or negative ones")
    n = len(counts)
    names = [words(name) for name in (labels if labels is not None else range(n))]
    if len(names) != n:
        raise ValueError(f"confusion_matrix: {len(names)} labels for {n} classes")
    totals = counts.sum(axis=1, keepdims=True)
    share = counts / np.where(totals > 0, totals, 1.0)
    texts = {place: f"{count:.4g}" if count % 1 else f"{count:.0f}" for place, count in np.ndenumerate(counts) if count}
    cell = min(max(0.3, 0.12 + 0.085 * max(map(len, texts.values()), default=0)), 0.8)  # inches that hold the widest count
    side = max(3.6, cell * n)
    ax = new_axes(ax, (side + 0.07 * max(map(len, names)), side + 0.5))
    ax.imshow(share, cmap="Blues", vmin=0, vmax=1.15)
    if n <= MOST:
        for (row, column), text in texts.items():
            color = "white" if share[row, column] > 0.55 else INK
            weight = "bold" if row == column else "normal"
            ax.text(column, row, text, ha="center", va="center", color=color, fontsize="small", weight=weight)
    ax.set_xticks(range(n), names)
    if max(map(len, names)) > 4:
        ax.tick_params(axis="x", rotation=90)
    ax.set_yticks(range(n), names)
    ax.set_xlabel("predicted", color=MUTED)
    ax.set_ylabel("true", color=MUTED)
    ax.set_xticks(np.arange(n + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(n + 1) - 0.5, minor=True)
    ax.grid(which="minor", color="white", linewidth=1.5)
    ax.tick_params(which="both", length=0, labelcolor=INK)
    ax.spines[:].set_visible(False)
    accuracy = np.trace(counts) / (counts.sum() or 1.0)
    ax.set_title(f"{accuracy:.1%} correct", color=INK, fontsize="medium", pad=10)
    return apply_theme(ax, theme)
