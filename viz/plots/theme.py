"""A plot in the colors of a dark page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viz.plots.canvas import FRAME, INK, MUTED, RULE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

THEMES = ("light", "dark")
PAPER = "#1c1f25"
DARK = {INK: "#e6e9ee", MUTED: "#a3aab6", RULE: "#434955", FRAME: "#777e8b", "#ffffff": PAPER}


def apply_theme(ax: Axes, theme: str) -> Axes:
    """The Axes as a plot left them, or with their inks and papers traded for dark ones.

    Raises ValueError for a theme that does not exist.
    """
    if theme not in THEMES:
        raise ValueError(f"theme={theme!r} is not one of {', '.join(map(repr, THEMES))}")
    if theme == "dark":
        figure = ax.figure
        figure.set_facecolor(PAPER)
        for axes in figure.axes:
            axes.set_facecolor(PAPER)
            axes.tick_params(labelcolor=DARK[MUTED])
        on_images = {id(text) for axes in figure.axes if axes.images for text in axes.texts if type(text).__name__ == "Text"}
        for part in figure.findobj(lambda part: hasattr(part, "set_color") or hasattr(part, "set_edgecolor")):
            if id(part) not in on_images:  # a cell keeps its color, and so does what is written in it
                _trade(part)
                _trade(getattr(part, "get_bbox_patch", lambda: None)())
    return ax


def _trade(part: object) -> None:
    """Each of a part's colors that has a dark one."""
    from matplotlib.colors import to_hex

    for what in ("color", "edgecolor", "facecolor", "markeredgecolor", "markerfacecolor"):
        get, put = getattr(part, f"get_{what}", None), getattr(part, f"set_{what}", None)
        if get is None or put is None:
            continue
        try:
            dark = DARK.get(to_hex(get()))
        except (ValueError, TypeError):  # no color, or one for each point
            continue
        if dark is not None:
            put(dark)
