"""Paths as Graphviz takes them: a start, then three points for each stretch of a Bézier curve."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from viz.formats.layout.places import Point

SHORT = 0.5  # points that are not worth a stretch
TURN = 6.0  # points of a rounded corner


class Path:
    """A path that grows."""

    def __init__(self, start: Point) -> None:
        self.points = [start]

    def line(self, end: Point) -> None:
        """Straight on."""
        (a, b), (c, d) = self.points[-1], end
        if abs(c - a) + abs(d - b) > SHORT:
            self.points += [(a + (c - a) / 3, b + (d - b) / 3), (a + (c - a) * 2 / 3, b + (d - b) * 2 / 3), end]

    def swing(self, end: Point) -> None:
        """From one height to another, level at both ends."""
        (a, b), (c, d) = self.points[-1], end
        reach = (c - a) * 0.4
        self.points += [(a + reach, b), (c - reach, d), end]

    def bend(self, corners: Sequence[Point]) -> None:
        """Along straight lines with rounded corners; the last of the corners is reached."""
        for corner, after in pairwise(corners):
            before = self.points[-1]
            self.line(_short_of(corner, before))
            a, b = self.points[-1], _short_of(corner, after)
            self.points += [_between(a, corner), _between(b, corner), b]
        self.line(corners[-1])


def _short_of(corner: Point, other: Point) -> Point:
    """A little before the corner, as seen from the other point."""
    far = max(abs(corner[0] - other[0]), abs(corner[1] - other[1]), 1e-9)
    share = min(TURN, far / 2) / far
    return corner[0] + (other[0] - corner[0]) * share, corner[1] + (other[1] - corner[1]) * share


def _between(a: Point, b: Point) -> Point:
    return a[0] + (b[0] - a[0]) * 0.55, a[1] + (b[1] - a[1]) * 0.55
