"""Attention: how much each place of an answer looks at each place of a text, and how much each word of a text weighs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from viz.plots.canvas import INK, MUTED, new_axes, numbers, words
from viz.plots.theme import apply_theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDEST = 72  # characters in a line of words
NEGATIVE, POSITIVE = "#c2352b", "#2f6db5"


def attention(shares: Any, rows: Sequence[Any], columns: Sequence[Any], ax: Axes | None = None, theme: str = "auto") -> Axes:
    """Shares of attention as a table of shades: what stands on the left looks at what stands above.

    shares: (rows, columns), from 0 to 1. rows: what looks, such as the sounds of an answer. columns: what is looked at, such as
    the letters of a word. ax: the Axes to draw into (default None, new ones). theme: "auto" (default), "light" or "dark".
    Returns the Axes. Bahdanau, Cho & Bengio, 2015. Raises ValueError if shapes and texts do not fit, or a share is none.

    >>> [t.get_text() for t in attention([[1.0, 0.0], [0.2, 0.8]], ["K", "AE"], ["c", "a"]).get_xticklabels()]
    ['c', 'a']
    """
    shares = numbers("attention", shares)
    if shares.shape != (len(rows), len(columns)) or not shares.size:
        raise ValueError(f"attention: shares of shape {shares.shape} for {len(rows)} rows and {len(columns)} columns")
    if not ((shares >= 0) & (shares <= 1 + 1e-6)).all():
        raise ValueError("attention: shares go from 0 to 1; softmax makes such of scores")
    ax = new_axes(ax, (max(2.4, 0.34 * len(columns) + 1.0), max(1.8, 0.34 * len(rows) + 0.6)))
    ax.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    ax.set_xticks(range(len(columns)), [words(each) for each in columns])
    ax.set_yticks(range(len(rows)), [words(each) for each in rows])
    ax.xaxis.tick_top()
    ax.tick_params(length=0, labelcolor=INK)
    ax.spines[:].set_visible(False)
    for side, texts in (("x", columns), ("y", rows)):
        getattr(ax, f"set_{side}ticks")(np.arange(len(texts) + 1) - 0.5, minor=True)
    ax.grid(which="minor", color="white", linewidth=1.2)
    ax.tick_params(which="minor", length=0)
    return apply_theme(ax, theme)


def word_weights(
    text: Sequence[Any], weights: Any, signs: Any = None, title: str = "", ax: Axes | None = None, theme: str = "auto"
) -> Axes:
    """A text whose words are shaded by how much each weighs.

    text: the words. weights: (words,), 0 or more; the largest has the full shade. signs: (words,) (default None), below 0
    for words shaded red in place of blue. title: a line above (default none). ax: the Axes to draw into
    (default None, new ones).
    theme: "auto" (default), "light" or "dark". Returns the Axes. Raises ValueError if there are not as many weights as words.

    >>> [t.get_text() for t in word_weights(["not", "good"], [0.7, 0.3]).texts]
    ['not', 'good']
    """
    weights = numbers("word_weights", weights)
    signs = np.ones(len(text)) if signs is None else numbers("word_weights", signs)
    if weights.shape != (len(text),) or signs.shape != weights.shape or not len(text):
        raise ValueError(f"word_weights: {len(text)} words, weights of shape {weights.shape}, signs of shape {signs.shape}")
    if not (np.isfinite(weights) & (weights >= 0)).all():
        raise ValueError("word_weights: weights are finite and not negative; say with signs what speaks against")
    said = [words(each) for each in text]
    lines = _break_lines([len(each) for each in said])
    ax = new_axes(ax, (6.6, 0.32 * (lines[-1][0] + 1) + (0.35 if title else 0.1)))
    share = weights / (weights.max() or 1.0)
    for word, (line, start), part, sign in zip(said, lines, share, signs):
        fill = _tint(NEGATIVE if sign < 0 else POSITIVE, 0.75 * part, theme)
        box = {"boxstyle": "square,pad=0.15", "facecolor": fill, "linewidth": 0} if part > 0.05 else None
        ax.text(start, -line, word, family="monospace", fontsize=9, va="center", color=INK, bbox=box)
    ax.set(xlim=(-1, WIDEST + 1), ylim=(-lines[-1][0] - 0.6, 0.6))
    ax.set_axis_off()
    if title:
        ax.set_title(words(title, 90), color=MUTED, fontsize="medium", loc="left")
    return apply_theme(ax, theme)


def _tint(color: str, strength: float, theme: str) -> tuple[float, ...]:
    """A color so strong: over the paper of a dark page, else over white, so that dark words are read on it anywhere."""
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(color)
    return (red, green, blue, strength) if theme == "dark" else tuple(1 - strength * (1 - c) for c in (red, green, blue))


def _break_lines(lengths: list[int]) -> list[tuple[int, int]]:
    """The line and the column at which each word begins.

    >>> _break_lines([40, 40, 10])
    [(0, 0), (1, 0), (1, 41)]
    """
    line = column = 0
    places = []
    for length in lengths:
        if column and column + length > WIDEST:
            line, column = line + 1, 0
        places.append((line, column))
        column += length + 1
    return places
