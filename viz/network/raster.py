"""The picture of a network as pixels, drawn with matplotlib."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np

from viz.network.colors import colors, fade
from viz.network.places import Circle, Line, Places

POINTS = 72.0  # an inch


def to_png(where: Places, inside: list[list[np.ndarray]] | None, theme: str, dpi: int) -> bytes:
    """A PNG image; ImportError, with the remedy, without matplotlib."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError("a PNG of a network is drawn with matplotlib: pip install matplotlib; .svg needs nothing") from error
    paint = colors(theme)
    size = (where.width / POINTS, where.height / POINTS)
    figure = Figure(figsize=size, facecolor=paint["paper"])
    figure.set_layout_engine("none")  # whatever layout the reader's settings ask for
    ax = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    ax.set(xlim=(0, where.width), ylim=(where.height, 0))
    ax.axis("off")
    for line in where.lines:
        _line(ax, line, where.largest, paint)
    for circle in where.circles:
        _circle(ax, circle, where.radius, inside, paint)
    for x, text in where.captions:
        ax.text(x, where.height - 14, text, color=paint["text"], size=8, ha="center", va="center")
    content = BytesIO()
    FigureCanvasAgg(figure).print_figure(content, format="png", dpi=dpi, facecolor=paint["paper"])
    return content.getvalue()


def _line(ax: Any, line: Line, largest: float, paint: dict[str, str]) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    points = [(line.x0, line.y0), (line.middle, line.y0), (line.middle, line.y1), (line.x1, line.y1)]
    path = Path(points, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    color, style = (paint["low"], (0, (6 / line.width, 3 / line.width))) if line.weight < 0 else (paint["high"], "-")
    ax.add_patch(
        PathPatch(path, fill=False, color=color, lw=line.width, ls=style, alpha=fade(line.weight, largest), capstyle="butt")
    )


def _circle(ax: Any, circle: Circle, radius: float, inside: list[list[np.ndarray]] | None, paint: dict[str, str]) -> None:
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Circle as Disc
    from matplotlib.patches import FancyBboxPatch

    disc = ax.add_patch(Disc((circle.x, circle.y), radius, facecolor=paint["fill"], edgecolor="none", zorder=3))
    if inside is not None:
        z = inside[circle.column][circle.row]
        if z.ndim == 1:
            across = circle.x + radius * np.linspace(-1, 1, len(z))
            (drawn,) = ax.plot(across, circle.y - 0.75 * radius * z, color=paint["high"], lw=1.3, zorder=4)
        else:
            scale = LinearSegmentedColormap.from_list("network", [paint["low"], paint["fill"], paint["high"]])
            extent = (circle.x - radius, circle.x + radius, circle.y + radius, circle.y - radius)
            drawn = ax.imshow(z, cmap=scale, vmin=-1, vmax=1, extent=extent, aspect="auto", interpolation="bilinear", zorder=4)
        drawn.set_clip_path(disc)
    ax.add_patch(Disc((circle.x, circle.y), radius, fill=False, edgecolor=paint["ring"], lw=1.4, zorder=5))
    if circle.bias is not None:
        box = FancyBboxPatch(
            (circle.x - 2.5, circle.y + radius - 2.5), 5, 5, boxstyle="round,pad=1,rounding_size=1.5", zorder=6
        )
        box.set(facecolor=paint["low" if circle.bias < 0 else "high"], edgecolor=paint["paper"], lw=1)
        ax.add_patch(box)
    if circle.name:
        ax.text(circle.x - radius - 5, circle.y, circle.name, color=paint["text"], size=9, ha="right", va="center")
