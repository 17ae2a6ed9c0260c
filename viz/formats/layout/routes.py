"""The way of every edge: out of its node, between the nodes of the columns that it passes, and into the node it leads to."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from viz.formats.layout.columns import Column, Spot
from viz.formats.layout.curves import Path
from viz.formats.layout.frames import Frames
from viz.formats.layout.places import Point
from viz.formats.layout.turns import Moves
from viz.graph.graph import Edge, Graph

STILL = (0.0, 1.0)
NEVER_CROSS = 1e-6
LOWEST = float("inf")  # where edges that lead back, below everything, leave and enter
FIRST_STEPS = 12  # samples of each stretch of Graphviz' curve


@dataclass
class Route:
    """One edge: the columns that it passes or ends at, and where it crosses each."""

    edge: Edge
    tail: Spot
    head: Spot
    columns: list[Column]  # from the one of its tail to the one of its head
    at: list[float] = field(default_factory=list)  # across the direction, for each of these columns
    start: int = 0  # the place of the first column among all
    back: bool = False  # whether its head does not stand behind its tail
    detours: dict[int, list[Point]] = field(default_factory=dict)  # from one row to the next, by the channel

    def curve(self) -> list[Point]:
        """A start, then three points for each stretch, up to the tip of the arrow."""
        path = Path((self.tail.u + self.tail.side(self.at[0]), self.at[0]))
        for i, (column, other) in enumerate(zip(self.columns, self.columns[1:])):
            shift, turn = (self.detours[self.start + i], True) if self.start + i in self.detours else ([], False)
            path.line((column.end, self.at[i]))
            if turn:
                path.bend(shift)
                path.line((other.start, self.at[i + 1]))
            else:
                path.swing((other.start, self.at[i + 1]))
        path.line((self.head.u - self.head.side(self.at[-1]), self.at[-1]))
        return path.points


def route_edges(
    graph: Graph,
    spots: Mapping[str, Spot],
    columns: Sequence[Column],
    frames: Frames,
    first: Mapping[str, Sequence[Point]],
    moves: Moves,
) -> dict[str, Route]:
    """The routes of all edges, by their ids; where the columns stand may still change.

    An edge passes a column where Graphviz' curve did, which keeps crossings few, but straight on where it can; if its ends
    were moved since, where a straight line would pass. Beside the frame that it enters it is at the height where it ends.
    """
    place = {id: i for i, column in enumerate(columns) for id in column.nodes}
    routes: dict[str, Route] = {}
    for edge in graph.edges:
        i, j = place[edge.tail], place[edge.head]
        tail, head = spots[edge.tail], spots[edge.head]
        move = moves.get(edge.tail, STILL)
        ways = _ways(first[edge.id])
        if move != moves.get(edge.head, STILL):
            ways = [(tail.u, tail.v), (head.u, head.v)]
            move = STILL
        between = [move[0] + move[1] * _cross(ways, column.u) for column in columns[i + 1 : j]]
        passed = list(columns[i : j + 1]) if i < j else [columns[i], columns[j]]
        routes[edge.id] = Route(edge, tail, head, passed, [tail.v, *between, head.v], start=i, back=j <= i)
    for i, column in enumerate(columns):
        passing = [r for r in routes.values() if r.start < i < r.start + len(r.at) - 1]
        wanted = []
        for route in passing:
            k = i - route.start
            entered = frames.first_entered(route.edge.tail, route.edge.head) <= i
            near = column.near(*((route.head.v, route.head.v) if entered else (route.at[k], route.at[k - 1])))
            wanted.append(near + NEVER_CROSS * route.head.v)  # those that are wanted alike in the order of their heads
        for route, v in zip(passing, column.lead_through(wanted)):
            route.at[i - route.start] = v
    _dock(routes)
    return routes


def _dock(routes: Mapping[str, Route]) -> None:
    """Give each edge a place of its own on the sides of its nodes."""
    leaving: dict[int, list[Route]] = {}
    entering: dict[int, list[Route]] = {}
    for route in routes.values():
        leaving.setdefault(id(route.tail), []).append(route)
        entering.setdefault(id(route.head), []).append(route)
    wanted = {r.edge.id: (LOWEST, LOWEST) if r.back else (r.at[1], r.at[-2]) for r in routes.values()}
    for group in leaving.values():
        for route, v in zip(group, group[0].tail.ports([wanted[r.edge.id][0] for r in group])):
            route.at[0] = v
    for group in entering.values():
        for route, v in zip(group, group[0].head.ports([wanted[r.edge.id][1] for r in group])):
            route.at[-1] = v


def _ways(curve: Sequence[Point]) -> list[Point]:
    """Points on a curve, in order."""
    found = [curve[0]]
    for i in range(0, len(curve) - 3, 3):
        a, b, c, d = curve[i : i + 4]
        for k in range(1, FIRST_STEPS + 1):
            t = k / FIRST_STEPS
            s = 1 - t
            weights = (s**3, 3 * s * s * t, 3 * s * t * t, t**3)
            found.append(
                (sum(w * p[0] for w, p in zip(weights, (a, b, c, d))), sum(w * p[1] for w, p in zip(weights, (a, b, c, d))))
            )
    return found


def _cross(ways: Sequence[Point], u: float) -> float:
    """Where a curve crosses a column."""
    i = min(max(bisect(ways, (u, 0.0)), 1), len(ways) - 1)
    (a, v), (b, w) = ways[i - 1], ways[i]
    return v if b == a else v + (w - v) * (u - a) / (b - a)
