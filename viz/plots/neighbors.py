"""Neighbors: what is most like one thing, around it, the nearer the more alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from viz.plots.canvas import COLORS, INK, MUTED, RULE, new_axes, numbers, words
from viz.plots.theme import apply_theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 16  # names around one that can be read


def neighbors(vectors: Any, names: Sequence[Any], of: int, count: int = 8, ax: Axes | None = None, theme: str = "auto") -> Axes:
    """One thing in the middle, and around it those whose vectors point most nearly the same way; length of a ray: 1 - cosine.

    vectors: (N, features). names: N texts. of: the number of the one in the middle. count: how many neighbors (default 8, at
    most 16). ax: the Axes to draw into (default None, new ones). theme: "auto" (default), "light" or "dark". Returns the Axes.
    Salton, Wong & Yang, 1975. Raises ValueError if shapes and names do not fit, or a vector is 0 or not finite.

    >>> around = neighbors([[1.0, 0.0], [2.0, 0.1], [0.0, 1.0]], ["king", "queen", "tea"], of=0, count=1)
    >>> [text.get_text() for text in around.texts]
    ['queen 1.00', 'king']
    """
    vectors = numbers("neighbors", vectors)
    if vectors.ndim != 2 or len(names) != len(vectors) or len(vectors) < 2:
        raise ValueError(f"neighbors: {len(names)} names for vectors of shape {vectors.shape}; give (N, features) and N names")
    if not 0 <= of < len(vectors) or not 1 <= count <= MOST:
        raise ValueError(f"neighbors: of={of} is one of {len(vectors)} vectors, count={count} is from 1 to {MOST}")
    lengths = np.linalg.norm(vectors, axis=1)
    if not (np.isfinite(lengths) & (lengths > 0)).all():
        raise ValueError("neighbors: vectors that are 0 or not finite point nowhere; leave those out")
    likeness = vectors @ vectors[of] / (lengths * lengths[of])
    nearest = [i for i in np.argsort(-likeness, kind="stable") if i != of][:count]
    ax = new_axes(ax, (7.2, 4.2))
    longest = max(1.0 - likeness[nearest[-1]], 1e-9)
    for k, i in enumerate(nearest):
        angle = 2 * np.pi * (k / len(nearest)) + 0.3
        ray = 0.45 + 0.55 * (1.0 - likeness[i]) / longest
        x, y = ray * np.cos(angle), ray * np.sin(angle)
        ax.plot([0, x], [0, y], color=RULE, linewidth=1.5, zorder=1)
        ax.plot(x, y, "o", color=COLORS[0], markersize=7, zorder=2)
        side = "left" if x >= 0 else "right"
        ax.text(x + (0.05 if x >= 0 else -0.05), y, f"{words(names[i], 34)} {likeness[i]:.2f}", ha=side, va="center", color=INK)
    box = {"boxstyle": "round,pad=0.35", "facecolor": "#ffffff", "edgecolor": COLORS[1], "linewidth": 1.5}
    ax.text(0, 0, words(names[of], 34), ha="center", va="center", color=INK, weight="bold", bbox=box, zorder=3)
    ax.set(xlim=(-2.3, 2.3), ylim=(-1.15, 1.15), xticks=[], yticks=[])
    ax.set_xlabel("numbers: cosine of the angle between two vectors", color=MUTED, fontsize="small")
    ax.spines[:].set_visible(False)
    return apply_theme(ax, theme)
