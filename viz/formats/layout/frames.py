"""Frames around modules: which columns they reach over, and the boxes that are drawn, one for each row of the drawing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from viz.formats.layout.columns import CLEAR, Column, Spot
from viz.formats.layout.flow import Flow, Rectangle
from viz.formats.layout.places import Places, Point
from viz.graph.graph import Graph

MARGIN = 12.0  # points between a frame and what it holds
TITLE = 19.0  # points that a title takes
GOES_ON = "…"  # before the title of a frame that goes on in another row


@dataclass
class Box:
    """A frame, or the part of it that stands in one row."""

    rectangle: Rectangle
    title: tuple[str, float, float]  # the text before it, its width and height
    depth: int
    heading: Rectangle  # where the title stands
    row: int = 0


class Frames:
    """The frames of one graph."""

    def __init__(self, graph: Graph, spots: Mapping[str, Spot], columns: Sequence[Column], first: Places, flow: Flow) -> None:
        self.spots, self.flow = spots, flow
        parents, paths = {c.id: c.parent for c in graph.clusters}, graph.paths
        self.nodes: dict[str, list[str]] = {id: [] for id in parents}
        self.depth = {id: len(paths[id]) - 1 for id in parents}
        self.around = {node.id: paths[node.cluster] for node in graph.nodes}
        for node, around in self.around.items():
            for frame in around:
                self.nodes[frame].append(node)
        self.ids = [id for id in parents if self.nodes[id]]
        self.children = {id: [c for c in self.ids if parents[c] == id] for id in self.ids}
        self.sizes: dict[str, Point] = {id: first.titles[id][1:] for id in self.ids}
        self.place = place = {id: i for i, column in enumerate(columns) for id in column.nodes}
        self.first = {id: min(place[n] for n in self.nodes[id]) for id in self.ids}
        self.last = {id: max(place[n] for n in self.nodes[id]) for id in self.ids}

    def first_entered(self, tail: str, head: str) -> int:
        """The first column of the outermost frame around the head that is not around the tail; none is as far as can be."""
        entered = [self.first[id] for id in self.around[head] if id not in self.around[tail]]
        return min(entered, default=len(self.place))

    def keep_off(self, columns: Sequence[Column]) -> None:
        """Edges pass neither along a frame's border nor through its title."""
        boxes = self.boxes(None)
        for id in self.ids:
            low, high = boxes[id].rectangle[1::2]
            for i in range(self.first[id], self.last[id] + 1):
                title = TITLE if self.flow.level and i == self.first[id] else 0.0
                columns[i].taken += [(low - CLEAR, low + CLEAR + title), (high - CLEAR, high + CLEAR)]

    def before(self, column: int) -> float:
        """Points that frames which begin at this column take in front of it."""
        return self._deep(id for id in self.ids if self.first[id] == column) + (
            0.0 if self.flow.level else TITLE * self._levels(id for id in self.ids if self.first[id] == column)
        )

    def behind(self, column: int) -> float:
        """Points that frames which end with this column take behind it."""
        return self._deep(id for id in self.ids if self.last[id] == column)

    def _levels(self, ids: Iterable[str]) -> int:
        return len({self.depth[id] for id in ids})

    def _deep(self, ids: Iterable[str]) -> float:
        return MARGIN * self._levels(ids)

    def boxes(self, rows: Mapping[str, int] | None) -> dict[str, Box]:
        """What is drawn, outer frames first; a part in a later row is called <id>-<row>. `rows` tells a node's row."""
        found: dict[tuple[str, int], Box] = {}
        for id in sorted(self.ids, key=lambda id: -self.depth[id]):  # inner ones first
            parts: dict[int, list[Rectangle]] = {}
            for node in self.nodes[id]:
                parts.setdefault(rows[node] if rows else 0, []).append(self.spots[node].rectangle)
            for row, held in parts.items():
                inner = [found[c, row].rectangle for c in self.children[id] if (c, row) in found]
                found[id, row] = self._box(id, [*held, *inner], row != min(parts))
                found[id, row].row = row
        order = sorted(found, key=lambda key: (self.depth[key[0]], self.ids.index(key[0]), key[1]))
        starts = {id: min(row for other, row in found if other == id) for id, _ in found}
        return {id if row == starts[id] else f"{id}-{row}": found[id, row] for id, row in order}

    def _box(self, id: str, held: list[Rectangle], again: bool) -> Box:
        width, height = self.sizes[id]
        left, low, right, high = (f(r[i] for r in held) for i, f in enumerate((min, min, max, max)))
        left, low, right, high = left - MARGIN, low - MARGIN, right + MARGIN, high + MARGIN
        long, broad = self.flow.size(width + 16, height)
        if self.flow.level:
            low -= TITLE - 6
            right = max(right, left + long)
            heading = (left + 4, low + 3, left + 4 + long, low + 3 + broad)
        else:
            left -= TITLE - 6
            high = max(high, low + broad + 16)
            heading = (left + 3, low + 4, left + 3 + height, low + 4 + width)
        return Box((left, low, right, high), (GOES_ON if again else "", width, height), self.depth[id], heading)
