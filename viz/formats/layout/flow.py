"""The direction in which a drawing is read: from Graphviz' places to `u` along it and `v` across, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from viz.formats.layout.columns import Spot
from viz.formats.layout.places import Places, Point
from viz.graph.graph import Block, Operation, Value

Rectangle = tuple[float, float, float, float]  # the least u and v, the largest u and v
ARROW = 6.0  # points of an arrowhead
SECOND_LINE = 4.0  # points that the second line of an output stands outside of it


class Flow:
    """One direction of reading: from left to right, or from top to bottom."""

    def __init__(self, level: bool) -> None:
        self.level = level  # from left to right, as text is read; else from top to bottom

    def turn(self, x: float, y: float) -> Point:
        """A point of the paper, whose y grows upwards, as u and v."""
        return (x, -y) if self.level else (-y, x)

    def back(self, u: float, v: float) -> Point:
        """u and v as a point of the paper."""
        return (u, -v) if self.level else (v, -u)

    def spot(self, node: Value | Operation | Block, place: tuple[float, float, float, float]) -> Spot:
        x, y, width, height = place
        u, v = self.turn(x, y)
        long, broad = self.size(width, height)
        more = 2 * SECOND_LINE if getattr(node, "kind", "") == "output" else 0.0
        round = (isinstance(node, Operation) and abs(width - height) < 1) or getattr(node, "kind", "") == "constant"
        return Spot(u, v, long + more, broad + more, round)

    def size(self, width: float, height: float) -> tuple[float, float]:
        """How far something reaches along the direction, and across."""
        return (width, height) if self.level else (height, width)

    def points(self, points: list[Point]) -> list[Point]:
        return [self.turn(x, y) for x, y in points]

    def rectangle(self, box: Rectangle) -> Rectangle:
        """A rectangle turned, either way."""
        (a, b), (c, d) = self.turn(*box[:2]), self.turn(*box[2:])
        return min(a, c), min(b, d), max(a, c), max(b, d)

    def places(
        self,
        first: Places,
        spots: Mapping[str, Spot],
        curves: Mapping[str, list[Point]],
        labels: Mapping[str, Point],
        boxes: Mapping[str, Any],
    ) -> Places:
        """All of it as places on paper, beginning at 0, y upwards."""
        found = Places(titles={id: box.title for id, box in boxes.items()})
        corners = [*(r for spot in spots.values() for r in self._paper(spot.rectangle))]
        corners += [corner for box in boxes.values() for corner in self._paper(box.rectangle)]
        corners += [self.back(*point) for curve in curves.values() for point in curve]
        left, bottom = (min(corner[i] for corner in corners) for i in (0, 1))
        found.size = (max(x for x, _ in corners) - left, max(y for _, y in corners) - bottom)

        def put(point: Point) -> Point:
            x, y = self.back(*point)
            return x - left, y - bottom

        for id, (_, _, width, height) in first.nodes.items():
            found.nodes[id] = (*put((spots[id].u, spots[id].v)), width, height)
        for id, curve in curves.items():
            found.tips[id] = put(curve[-1])
            found.curves[id] = [put(point) for point in [*curve[:-1], (curve[-1][0] - ARROW, curve[-1][1])]]
        found.labels = {id: put(point) for id, point in labels.items()}
        for id, box in boxes.items():
            (x, y), (other_x, other_y) = put(box.rectangle[:2]), put(box.rectangle[2:])
            found.frames[id] = (min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y))
        return found

    def _paper(self, box: Rectangle) -> list[Point]:
        return [self.back(*box[:2]), self.back(*box[2:])]
