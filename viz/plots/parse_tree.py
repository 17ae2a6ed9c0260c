"""A parse tree: which word of a sentence depends on which, as arcs above the words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from viz.plots.canvas import INK, MUTED, WRONG, new_axes, words
from viz.plots.theme import apply_theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ARC = "#2f6db5"


def parse_tree(
    text: Sequence[Any],
    heads: Sequence[int],
    tags: Sequence[Any] | None = None,
    relations: Sequence[Any] | None = None,
    truth: Sequence[int] | None = None,
    ax: Axes | None = None,
    theme: str = "auto",
) -> Axes:
    """A sentence with an arc from each word's head to the word, and an arrow from above to the root.

    text: the words. heads: for each word the place of the word that it depends on, from 0; -1 for the root.
    tags: a line below the words, such as parts of speech (default None). relations: what stands on the arcs (default None).
    truth: the right heads (default None); arcs that differ are red and dashed. ax: the Axes to draw into (default None, new
    ones). theme: "auto" (default), "light" or "dark". Returns the Axes. Tesnière, 1959.
    Raises ValueError if lengths or places do not fit.

    >>> tree = parse_tree(["birds", "sing", "loudly"], [1, -1, 1], relations=["subject", "root", "how"])
    >>> [t.get_text() for t in tree.texts if t.get_text()]
    ['birds', 'sing', 'loudly', 'subject', 'how']
    """
    n = len(text)
    for what, given in (("heads", heads), ("tags", tags), ("relations", relations), ("truth", truth)):
        if given is not None and len(given) != n:
            raise ValueError(f"parse_tree: {len(given)} {what} for {n} words")
    if not n or any(not -1 <= head < n or head == place for place, head in enumerate(heads)):
        raise ValueError(
            f"parse_tree: each head is the place of another word, 0 to {n - 1}, or -1 for the root; got {list(heads)}"
        )
    said = [words(each) for each in text]
    below = [words(each) for each in tags] if tags is not None else [""] * n
    x = _places([max(len(word), len(tag), 3) for word, tag in zip(said, below)])
    reach = max(map(abs, (head - place for place, head in enumerate(heads) if head >= 0)), default=1)
    ax = new_axes(ax, (min(8.2, 1.0 + 0.105 * x[-1]), 1.1 + 0.2 * min(reach, 9)))
    for place, (word, tag) in enumerate(zip(said, below)):
        ax.text(x[place], -0.35, word, ha="center", va="center", color=INK, fontsize=9)
        if tag:
            ax.text(x[place], -0.95, tag, ha="center", va="center", color=MUTED, fontsize=7)
    for place, head in enumerate(heads):
        color = WRONG if truth is not None and head != truth[place] else ARC
        _draw_arc(ax, x, place, head, color, reach, words(relations[place]) if relations is not None else "")
    ax.set(xlim=(-4, x[-1] + 4), ylim=(-1.3, min(reach, 9) * 0.75 + 1.1))
    ax.set_axis_off()
    return apply_theme(ax, theme)


def _places(lengths: list[int]) -> list[float]:
    """The middle of each word, in characters.

    >>> _places([4, 2, 2])
    [2.0, 7.0, 11.0]
    """
    places, start = [], 0
    for length in lengths:
        places.append(start + length / 2)
        start += length + 2
    return places


def _draw_arc(ax: Axes, x: list[float], place: int, head: int, color: str, reach: int, relation: str) -> None:
    """From the head down to the word; longer arcs are higher. To the root an arrow comes straight from above."""
    line = {"color": color, "linewidth": 1.3, "linestyle": "--" if color == WRONG else "-"}
    if head < 0:
        ax.annotate("", (x[place], 0.05), (x[place], min(reach, 9) * 0.75 + 0.9), arrowprops={"arrowstyle": "-|>", **line})
        return
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    side = 0.5 if head > place else -0.5  # where a word has both, arcs that leave stand beside those that arrive
    start, end, top = x[head] - side, x[place] + side * 0.4, min(abs(head - place), 9) * 0.75 + 0.2
    curve = Path([(start, 0.05), (start, top), (end, top), (end, 0.05)], [Path.MOVETO] + [Path.CURVE4] * 3)
    ax.add_patch(PathPatch(curve, fill=False, **line))
    ax.annotate("", (end, 0.0), (end, 0.3), arrowprops={"arrowstyle": "-|>", **line, "linestyle": "-"})
    if relation:
        box = {"boxstyle": "square,pad=0.05", "facecolor": "#ffffff", "linewidth": 0}
        ax.text((start + end) / 2, 0.75 * top + 0.03, relation, ha="center", va="center", color=color, fontsize=6.5, bbox=box)
