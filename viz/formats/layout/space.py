"""How far apart columns stand: as far as the arrows, labels and frames between them need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from viz.formats.layout.columns import Column, Spot
from viz.formats.layout.frames import MARGIN, Frames
from viz.formats.layout.routes import Route

LEAST = 18.0  # points between columns: an arrow and a bit of its line
STEEP = 0.26  # points of room for each point that an edge goes across
FANNED = 720.0  # points at most that are given for that
LETTERS = {" ": 2.8, ".": 2.8, "∂": 5.0, "=": 5.9, "−": 5.9, "+": 5.9, "e": 5.6}  # points of italics of 10 points
LETTER = 5.6
HEIGHT = 12.0  # of a label


def measure(derivative: str) -> float:
    """Points that the label of an edge takes."""
    return sum(LETTERS.get(c, LETTER) for c in f"∂ = {derivative}")


def choose_channels(routes: Mapping[str, Route]) -> dict[str, int]:
    """The channel in which an edge's label is to have room: near the end that it shares with fewer edges."""
    leaving = Counter(id(r.tail) for r in routes.values())
    entering = Counter(id(r.head) for r in routes.values())
    return {
        key: r.start if leaving[id(r.tail)] <= entering[id(r.head)] else r.start + len(r.at) - 2
        for key, r in routes.items()
        if r.edge.derivative and not r.back
    }


def spread(spots: Mapping[str, Spot], columns: Sequence[Column], frames: Frames, routes: Mapping[str, Route]) -> None:
    """Put the columns where they are to stand, the first at 0."""
    room = [LEAST] * max(len(columns) - 1, 0)
    steep = [0.0] * len(room)
    for route in (r for r in routes.values() if not r.back):
        for i, (v, w) in enumerate(zip(route.at, route.at[1:])):
            steep[route.start + i] = max(steep[route.start + i], min(abs(w - v) * STEEP, FANNED))
    for key, channel in choose_channels(routes).items():
        size = measure(routes[key].edge.derivative) if frames.flow.level else HEIGHT + 8
        room[channel] = max(room[channel], size + 14)
    room = [max(beside + slope / 2, slope) for beside, slope in zip(room, steep)]
    at = 0.0
    for i, column in enumerate(columns):
        if i:
            before = columns[i - 1]
            at = before.end + frames.behind(i - 1) + room[i - 1] + frames.before(i)
            at = max(at, *(end + MARGIN + LEAST for end in _titles(columns, frames, i)), at)
        column.u = at + column.long / 2
        for node in column.nodes:
            spots[node].u = column.u


def _titles(columns: Sequence[Column], frames: Frames, column: int) -> list[float]:
    """Where frames that end just before this column end, if their titles are wider than what they hold."""
    if not frames.flow.level:
        return []
    ended = [id for id in frames.ids if frames.last[id] == column - 1]
    return [columns[frames.first[id]].start + frames.sizes[id][0] + 16 for id in ended]
