"""Large drawings: frames with columns of their own, and the inputs before them, moved to the middle of what is around them.

Graphviz leaves them near one end, and what fans out from them runs over the whole height.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from viz.formats.layout.columns import Column, Spot
from viz.formats.layout.frames import Frames
from viz.formats.layout.turns import Moves
from viz.graph.graph import Graph

LARGE = 200  # nodes; smaller drawings stay as Graphviz found them
GAP = 16.0  # points between inputs, at least


def center(graph: Graph, spots: Mapping[str, Spot], columns: Sequence[Column], frames: Frames, moves: Moves) -> None:
    """Move frames that share their columns with nothing else, then inputs; `moves` learns how each node was moved."""
    if len(graph.nodes) <= LARGE:
        return
    for id in frames.ids:  # those around others first
        middle = _middle([spots[n] for n in frames.nodes[id]])
        for child in frames.children[id]:
            held = set(frames.nodes[child])
            beside = [n for i in range(frames.first[child], frames.last[child] + 1) for n in columns[i].nodes if n not in held]
            if not beside:
                _shift(frames.nodes[child], middle - _middle([spots[n] for n in held]), spots, moves)
    users: dict[str, list[float]] = {}
    for edge in graph.edges:
        users.setdefault(edge.tail, []).append(spots[edge.head].v)
    for column in columns:
        if not any(frames.around[n] for n in column.nodes) and all(n in users for n in column.nodes):
            _gather(column.nodes, users, spots, moves)


def _gather(nodes: Sequence[str], users: Mapping[str, list[float]], spots: Mapping[str, Spot], moves: Moves) -> None:
    """Put nodes of one column one below the other, in their order, spread over all that they lead to."""
    ordered = sorted(nodes, key=lambda n: spots[n].v)
    ends = [v for n in ordered for v in users[n]]
    taken = sum(spots[n].broad for n in ordered)
    gap = max(GAP, (max(ends) - min(ends) - taken) / (len(ordered) + 1))
    at = (min(ends) + max(ends) - taken - gap * (len(ordered) - 1)) / 2
    for n in ordered:
        _shift([n], at + spots[n].broad / 2 - spots[n].v, spots, moves)
        at += spots[n].broad + gap


def _middle(spots: Sequence[Spot]) -> float:
    return (min(s.rectangle[1] for s in spots) + max(s.rectangle[3] for s in spots)) / 2


def _shift(nodes: Sequence[str], by: float, spots: Mapping[str, Spot], moves: Moves) -> None:
    for n in nodes:
        spots[n].v += by
        before, turn = moves.get(n, (0.0, 1.0))
        moves[n] = (before + by, turn)
