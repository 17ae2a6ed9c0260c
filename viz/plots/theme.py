"""A plot in the colors of a dark page, or in colors for any page, where its figure is transparent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viz.plots.canvas import FRAME, INK, MUTED, RULE

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

THEMES = ("auto", "light", "dark")
PAPER = "#1c1f25"
DARK = {INK: "#e6e9ee", MUTED: "#a3aab6", RULE: "#434955", FRAME: "#777e8b", "#ffffff": PAPER}
# read on white and on black alike; thin lines let the page shine through
MIDDLE = {INK: "#767b85", MUTED: "#767b85", RULE: "#8a8f9a59"}
# Jupyter puts a white card behind a transparent figure all of whose tick labels are about equally light
TICKS_ACROSS = "#7d8188"


def apply_theme(ax: Axes, theme: str) -> Axes:
    """The Axes as a plot left them, or with their inks and papers traded for others.

    "auto" trades where the figure is transparent. Raises ValueError for a theme that does not exist.
    """
    if theme not in THEMES:
        raise ValueError(f"theme={theme!r} is not one of {', '.join(map(repr, THEMES))}")
    if theme == "dark":
        ax.figure.set_facecolor(PAPER)
        for axes in ax.figure.axes:
            axes.set_facecolor(PAPER)
            axes.tick_params(labelcolor=DARK[MUTED])
        _trade_inks(ax, DARK)
    elif theme == "auto" and _is_transparent(ax.figure):
        for axes in ax.figure.axes:
            axes.tick_params(axis="x", labelcolor=TICKS_ACROSS)
            axes.tick_params(axis="y", labelcolor=MIDDLE[MUTED])
            if _is_tinted(axes):
                axes.set_facecolor("white")  # pale colors are pale on white only
        _trade_inks(ax, MIDDLE)
    return ax


def _is_transparent(figure: object) -> bool:
    from matplotlib.colors import to_rgba

    return to_rgba(figure.get_facecolor())[3] < 0.5  # type: ignore[attr-defined]


def _is_tinted(axes: Axes) -> bool:
    """Whether colors cover the plane."""
    from matplotlib.collections import QuadMesh
    from matplotlib.contour import ContourSet

    return any(isinstance(part, QuadMesh) or (isinstance(part, ContourSet) and part.filled) for part in axes.collections)


def _trade_inks(ax: Axes, inks: dict[str, str]) -> None:
    """Trade the colors of all parts of a figure, but for what stands on a color of its own."""
    from matplotlib.text import Text

    figure = ax.figure
    kept: set[int] = set()
    for axes in figure.axes:
        if axes.images:  # a cell keeps its color, and so does what is written in it
            kept |= {id(text) for text in axes.texts if type(text) is Text}
        if inks is MIDDLE:
            kept |= {id(text) for text in axes.texts if text.get_bbox_patch() is not None}
            kept |= {id(part) for part in (*axes.collections, *axes.lines)} if _is_tinted(axes) else set()
    for part in figure.findobj(lambda part: hasattr(part, "set_color") or hasattr(part, "set_edgecolor")):
        if id(part) not in kept:
            _trade(part, inks)
            if inks is DARK:
                _trade(getattr(part, "get_bbox_patch", lambda: None)(), inks)


def _trade(part: Artist | None, inks: dict[str, str]) -> None:
    """Each of a part's colors that has another one."""
    from matplotlib.colors import to_hex

    for what in ("color", "edgecolor", "facecolor", "markeredgecolor", "markerfacecolor"):
        get, put = getattr(part, f"get_{what}", None), getattr(part, f"set_{what}", None)
        if get is None or put is None:
            continue
        try:
            other = inks.get(to_hex(get()))
        except (ValueError, TypeError):  # no color, or one for each point
            continue
        if other is not None:
            put(other)
