"""Where a deep drawing is cut into bands, one below the other: in the order of the tape, as a program is read.

What it costs to cut somewhere is counted in points: values that are needed again behind the cut, and frames that are torn,
against the room that a short band leaves empty. The cheapest cuts of all are found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from viz.formats.layout.frames import MARGIN
from viz.formats.layout.rows import ROW
from viz.formats.layout.space import LEAST, measure
from viz.graph.graph import Edge, Graph

WIDE = 1.4  # rows that a drawing is long from which on it is cut
STRETCH = 1.3  # rows that a band may be long, where a good place to cut is that far
MOST = 60  # operations of a band
SLACK = 1.08  # drawings are longer than their columns: ways that go across take room
NEEDED, TORN, BAND = 40.0, 160.0, 250.0  # points for a value that is needed again, a frame that is torn, and a band
OVERLONG, EMPTY = 1.5, 0.5  # points for each point that a band is too long or too short

Sizes = Mapping[str, tuple[float, float]]  # widths and heights of nodes


@dataclass
class Step:
    """An operation or a module with what it gives."""

    id: str
    enters: list[Edge] = field(default_factory=list)
    gives: list[Edge] = field(default_factory=list)
    around: tuple[str, ...] = ()  # frames


def find_steps(graph: Graph) -> list[Step]:
    """In the order in which edges name them, which is that of the tape."""
    values = {v.id for v in graph.values}
    paths = graph.paths
    found: dict[str, Step] = {}
    for edge in graph.edges:
        for id in (edge.tail, edge.head):
            if id not in values:
                found.setdefault(id, Step(id))
        if edge.head in values:
            found[edge.tail].gives.append(edge)
        else:
            found[edge.head].enters.append(edge)
    for node in (node for node in graph.nodes if node.id not in values):
        found.setdefault(node.id, Step(node.id)).around = paths[node.cluster]
    return list(found.values())


class Band:
    """A band that grows step by step, and how long its columns make it."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        self.level: dict[str, int] = {}
        self.columns: dict[int, float] = {}
        self.leaves = 0.0
        self.long = 0.0

    def grow(self, step: Step) -> float:
        """How long it is with this step."""
        level = 1 + max((self.level.get(edge.tail, 0) for edge in step.enters), default=0)
        for edge in step.enters:
            if edge.tail not in self.level:
                self.leaves = max(self.leaves, self.sizes[edge.tail][0])
        label = max((_room(edge) for edge in step.enters), default=LEAST)
        result = max((LEAST + self.sizes[edge.head][0] for edge in step.gives), default=0.0)
        before = self.columns.get(level, 0.0)
        self.columns[level] = max(before, label + self.sizes[step.id][0] + result)
        for id in (step.id, *(edge.head for edge in step.gives)):
            self.level[id] = level
        self.long += self.columns[level] - before
        return SLACK * (self.long + self.leaves + 2 * MARGIN * len(step.around))


def estimate_length(graph: Graph, sizes: Sizes) -> float:
    """Points that the drawing would be long in one row."""
    band = Band(sizes)
    return max((band.grow(step) for step in find_steps(graph)), default=0.0)


def choose_bands(graph: Graph, sizes: Sizes) -> dict[str, int]:
    """The band of each operation and module."""
    steps = find_steps(graph)
    dear = _price(steps)
    best = [0.0] + [float("inf")] * len(steps)  # the least cost of bands up to here
    since = [0] * (len(steps) + 1)  # where the last of them begins
    for start in range(len(steps)):
        band, longest = Band(sizes), 0.0
        for end in range(start + 1, min(start + MOST, len(steps)) + 1):
            longest = max(longest, band.grow(steps[end - 1]))
            if longest > STRETCH * ROW and end > start + 1:
                break
            empty = EMPTY * max(ROW - longest, 0.0) if end < len(steps) else 0.0
            cost = best[start] + BAND + dear[end] + empty + OVERLONG * max(longest - ROW, 0.0)
            if cost < best[end]:
                best[end], since[end] = cost, start
    ends, at = [], len(steps)
    while at:
        ends.append(at)
        at = since[at]
    rows, start = {}, 0
    for row, end in enumerate(reversed(ends)):
        rows.update({step.id: row for step in steps[start:end]})
        start = end
    return rows


def _price(steps: Sequence[Step]) -> list[float]:
    """What it costs to cut before each step, and behind the last."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for i, step in enumerate(steps):
        for edge in (*step.enters, *step.gives):
            value = edge.head if edge.tail == step.id else edge.tail
            first.setdefault(value, i)
            last[value] = i
    change = [0] * (len(steps) + 2)
    for value, i in first.items():
        change[i + 1] += 1
        change[last[value] + 1] -= 1
    found, open = [], 0
    for i in range(len(steps) + 1):
        open += change[i]
        torn = len(set(steps[i - 1].around) & set(steps[i].around)) if 0 < i < len(steps) else 0
        found.append(NEEDED * open + TORN * torn)
    return found


def _room(edge: Edge) -> float:
    return max(LEAST, measure(edge.derivative) + 14) if edge.derivative else LEAST
