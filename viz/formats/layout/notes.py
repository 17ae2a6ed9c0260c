"""Where the labels of edges stand: beside their edge, clear of nodes, frames, titles and each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import hypot

from viz.formats.layout.columns import Spot
from viz.formats.layout.flow import Flow, Rectangle
from viz.formats.layout.frames import Box
from viz.formats.layout.places import Point
from viz.formats.layout.space import HEIGHT, measure
from viz.graph.graph import Graph

CELL = 32.0  # points of a cell of the grid
PLACES = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.1, 0.9)  # along an edge, the best first
BLOCKED = 1000.0  # what it costs to stand on something


class Grid:
    """Rectangles and points of curves by where they are."""

    def __init__(self) -> None:
        self.rectangles: dict[tuple[int, int], list[Rectangle]] = {}
        self.points: dict[tuple[int, int], list[tuple[float, float, str]]] = {}

    def block(self, box: Rectangle) -> None:
        for cell in cells(box):
            self.rectangles.setdefault(cell, []).append(box)

    def pass_by(self, id: str, points: Sequence[Point]) -> None:
        for u, v in points:
            self.points.setdefault((int(u // CELL), int(v // CELL)), []).append((u, v, id))

    def cost(self, box: Rectangle, id: str) -> float:
        """What stands in the way of a label of this edge."""
        left, low, right, high = box
        cost = 0.0
        for cell in cells(box):
            for a, b, c, d in self.rectangles.get(cell, ()):
                cost += BLOCKED * (a < right and c > left and b < high and d > low)
            for u, v, other in self.points.get(cell, ()):
                cost += (2.0 if other == id else 5.0) * (left < u < right and low < v < high)
        return cost


def place_labels(
    graph: Graph, spots: Mapping[str, Spot], curves: Mapping[str, Sequence[Point]], boxes: Mapping[str, Box], flow: Flow
) -> dict[str, Point]:
    """The middle of each label, by its edge."""
    grid = Grid()
    for spot in spots.values():
        grid.block(grow(spot.rectangle, 3.0))
    for box in boxes.values():
        grid.block(box.heading)
        for line in borders(box.rectangle):
            grid.block(line)
    sampled = {id: sample(curve) for id, curve in curves.items()}
    for id, points in sampled.items():
        grid.pass_by(id, points)
    found: dict[str, Point] = {}
    for edge in graph.edges:
        if edge.derivative:
            size = flow.size(measure(edge.derivative), HEIGHT)
            best = min(_candidates(sampled[edge.id], size), key=lambda one: one[0] + grid.cost(_around(one[1], size), edge.id))
            found[edge.id] = best[1]
            grid.block(grow(_around(best[1], size), 1.0))
    return found


def sample(curve: Sequence[Point]) -> list[Point]:
    """Points on a curve, close to each other."""
    found = [curve[0]]
    for i in range(0, len(curve) - 3, 3):
        (a, b), (c, d), (e, f), (g, h) = curve[i : i + 4]
        steps = max(2, int(hypot(g - a, h - b) / 5))
        for k in range(1, steps + 1):
            t = k / steps
            s = 1 - t
            p, q, r, w = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
            found.append((p * a + q * c + r * e + w * g, p * b + q * d + r * f + w * h))
    return found


def _candidates(points: Sequence[Point], size: Point) -> Iterator[tuple[float, Point]]:
    """Places for a label of this size, each with what it costs in itself."""
    along, across = size
    for k, share in enumerate(PLACES):
        u, v = points[round(share * (len(points) - 1))]
        for cost, place in (
            (0.0, (u, v - across / 2 - 2)),
            (1.0, (u, v + across / 2 + 2)),
            (2.0, (u + along / 2 + 4, v)),
            (2.0, (u - along / 2 - 4, v)),
        ):
            yield 0.4 * k + cost, place


def _around(middle: Point, size: Point) -> Rectangle:
    return middle[0] - size[0] / 2, middle[1] - size[1] / 2, middle[0] + size[0] / 2, middle[1] + size[1] / 2


def grow(box: Rectangle, by: float) -> Rectangle:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def borders(box: Rectangle) -> list[Rectangle]:
    """The four lines around a frame."""
    left, low, right, high = box
    return [
        grow(line, 1.0)
        for line in ((left, low, right, low), (left, high, right, high), (left, low, left, high), (right, low, right, high))
    ]


def cells(box: Rectangle) -> Iterator[tuple[int, int]]:
    left, low, right, high = (int(x // CELL) for x in box)
    for i in range(left, right + 1):
        for j in range(low, high + 1):
            yield i, j
