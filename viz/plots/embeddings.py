"""Embeddings: vectors as points in the plane that shows most of their spread."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from typing import TYPE_CHECKING, Any

import numpy as np

from viz.plots.apart import move_apart
from viz.plots.canvas import COLORS, INK, MUTED, array, calm, new_axes, numbers, words
from viz.plots.theme import apply_theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes

READABLE = 60  # more names than this could not be read


def embeddings(
    vectors: Any, labels: Any = None, names: Sequence[Any] | None = None, ax: Axes | None = None, theme: str = "auto"
) -> Axes:
    """Vectors as points, in the two directions in which they differ most; the axes tell how much of the spread they hold.

    vectors: (N, features); of two features they are drawn as they are. labels: (N,) classes (default None), which have colors,
    markers, and names at their middles. names: N texts beside the points (default None).
    ax: the Axes to draw into (default None, new ones).
    theme: "auto" (default), light unless the figure is transparent; "light" or "dark". Returns the Axes.
    More than 60 classes or names are not written, and the title says so. Principal components: Pearson, 1901, Philosophical
    Magazine 2. Raises ValueError for other shapes or for values that are not finite.

    >>> embeddings([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [3.0, 0.0, 0.0]], names=["a", "b", "c"]).get_xlabel()
    'first component, 100% of the spread'
    """
    vectors = numbers("embeddings", vectors)
    if vectors.ndim != 2 or min(vectors.shape) < 1 or vectors.shape[1] < 2:
        raise ValueError(f"embeddings draws vectors (N, features) of two features or more, got shape {vectors.shape}")
    if not np.isfinite(vectors).all():
        raise ValueError("embeddings: some vectors hold NaN or infinite values; leave those out")
    classes = None if labels is None else array(labels)
    if classes is not None and classes.ndim > 1:
        raise ValueError(f"embeddings: labels are (N,) classes, got shape {classes.shape}; .argmax(axis=-1) of scores are such")
    for what, given in (("labels", classes), ("names", names)):
        if given is not None and len(given) != len(vectors):
            raise ValueError(f"embeddings: {len(given)} {what} for {len(vectors)} vectors")
    places, sides = _plane(vectors)
    ax = new_axes(ax, (5.6, 5.0))
    middles: list[Any] = []
    kinds: Any = [None] if classes is None else np.unique(classes)
    for kind, color, marker in zip(kinds, cycle(COLORS), cycle("osD^vPX*<")):  # ten colors, nine markers: 90 kinds of points
        chosen = places if kind is None else places[classes == kind]
        ax.scatter(chosen[:, 0], chosen[:, 1], s=20, color=color, marker=marker, alpha=0.75, linewidth=0)
        if kind is not None and len(kinds) <= READABLE:
            middle = ax.annotate(
                _name(kind), np.median(chosen, axis=0), (0, 0), textcoords="offset points", ha="center", va="center",
                weight="bold", color=INK, fontsize="medium" if len(kinds) <= 20 else "x-small",
                bbox={"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": color, "alpha": 0.85},
            )  # fmt: skip
            middles.append(middle)
    if names is not None and len(names) <= READABLE:
        for name, place in zip(names, places):
            ax.annotate(words(name), place, (4, 3), textcoords="offset points", color=INK, fontsize="small")
    move_apart(ax, middles)
    many = [f"{n} {what}" for n, what in ((len(kinds), "classes"), (len(names or ()), "names")) if n > READABLE]
    ax.set_title(f"{' and '.join(many)}: too many to write" if many else "", color=INK, fontsize="medium")
    calm(ax, "left")
    ax.set_xlabel(sides[0], color=MUTED)
    ax.set_ylabel(sides[1], color=MUTED)
    return apply_theme(ax, theme)


def _name(kind: Any) -> str:
    """A class as it is written; a whole number without decimals."""
    return words(int(kind) if isinstance(kind, (float, np.floating)) and kind == int(kind) else kind)


def _plane(vectors: np.ndarray) -> tuple[np.ndarray, tuple[str, str]]:
    """Two coordinates for each vector, and what they are: (N, features) -> (N, 2)."""
    if vectors.shape[1] == 2:
        return vectors, ("feature 0", "feature 1")
    centered = vectors - vectors.mean(axis=0)
    _, sizes, directions = np.linalg.svd(centered, full_matrices=False)
    directions = directions[:2] * np.where(directions[:2].sum(axis=1, keepdims=True) < 0, -1.0, 1.0)  # the sign is arbitrary
    share = sizes**2 / max(float((sizes**2).sum()), np.finfo(float).tiny)
    places = centered @ directions.T  # (N, features) @ (features, 2) -> (N, 2)
    if len(directions) < 2:
        places, share = np.pad(places, ((0, 0), (0, 1))), np.pad(share, (0, 1))
    return places, (f"first component, {share[0]:.0%} of the spread", f"second component, {share[1]:.0%}")
