"""Texts that would lie on each other, moved apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROUNDS = 200
ROOM = 2.0  # pixels between two texts


def move_apart(ax: Axes, texts: list[Any]) -> None:
    """Move annotations, whose offsets are in points, until none covers another; each by as little as it takes."""
    if len(texts) < 2:
        return
    ax.autoscale_view()
    points = 72.0 / ax.figure.dpi
    for _ in range(ROUNDS):
        boxes = [text.get_window_extent().padded(ROOM + 3) for text in texts]
        moved = False
        for i, one in enumerate(boxes):
            for j in range(i):
                across = min(one.x1, boxes[j].x1) - max(one.x0, boxes[j].x0)
                up = min(one.y1, boxes[j].y1) - max(one.y0, boxes[j].y0)
                if across > 0 and up > 0:
                    moved = True
                    _push(texts[i], texts[j], one, boxes[j], (across, up), points)
        if not moved:
            return


def _push(a: Any, b: Any, at: Any, other: Any, overlap: tuple[float, float], points: float) -> None:
    """Move two texts along the side on which they overlap less, each by half."""
    side = 0 if overlap[0] < overlap[1] else 1
    centers = ((at.x0 + at.x1, at.y0 + at.y1)[side], (other.x0 + other.x1, other.y0 + other.y1)[side])
    step = (overlap[side] / 2 + 0.5) * points * (1 if centers[0] >= centers[1] else -1)
    for text, way in ((a, step), (b, -step)):
        place = list(text.get_position())
        place[side] += way
        text.set_position(tuple(place))
