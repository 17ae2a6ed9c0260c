"""Frames and inputs brought into the order of the tape: Graphviz, which looks for few crossings, may turn them round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from viz.formats.layout.columns import Column, Spot
from viz.formats.layout.frames import Frames
from viz.graph.graph import Graph

Moves = dict[str, tuple[float, float]]  # a node's v becomes the first number plus the second one times v


def restore_order(graph: Graph, spots: Mapping[str, Spot], columns: Sequence[Column], frames: Frames) -> Moves:
    """Move nodes across the direction until frames, parameters and inputs stand in their order; how each was moved."""
    moves: Moves = {}
    for id in frames.ids:
        if not frames.children[id]:
            _mirror(graph, spots, frames.nodes[id], moves)
            _sort_strands(graph, spots, columns, set(frames.nodes[id]), moves)
    for group in ([c for c in frames.ids if frames.depth[c] == 0], *(frames.children[id] for id in reversed(frames.ids))):
        for siblings in _group(group, frames):
            _stack(siblings, spots, columns, frames, moves)
    for column in columns:
        _sort_inputs(graph, spots, column)
    return moves


def _mirror(graph: Graph, spots: Mapping[str, Spot], nodes: Sequence[str], moves: Moves) -> None:
    """Turn a frame upside down if its parameters stand that way."""
    held = set(nodes)
    leaves = [v.id for v in graph.values if v.id in held and v.kind == "parameter"]
    pairs = [(spots[a].v, spots[b].v) for a, b in pairwise(leaves)]
    if sum(a > b for a, b in pairs) > len(pairs) / 2:
        middle = min(spots[n].rectangle[1] for n in nodes) + max(spots[n].rectangle[3] for n in nodes)
        for n in nodes:
            spots[n].v = middle - spots[n].v
            moves[n] = (middle, -1.0)


def _sort_strands(graph: Graph, spots: Mapping[str, Spot], columns: Sequence[Column], held: set[str], moves: Moves) -> None:
    """Bring parameters of a frame into their order, and along with each what depends on it and on no other."""
    leaves = [v.id for v in graph.values if v.id in held and v.kind == "parameter"]
    heights = [spots[id].v for id in leaves]
    if heights == sorted(heights):
        return
    strand = {id: {id} for id in leaves}
    for edge in graph.edges:  # in tape order: what enters an operation before what leaves it
        if edge.tail in held and edge.head in held:
            strand[edge.head] = strand.get(edge.head, set()) | strand.get(edge.tail, set())
    place = {id: i for i, id in enumerate(leaves)}
    for column in columns:
        inside = [id for id in column.nodes if id in held and len(strand.get(id, ())) == 1]
        _swap(sorted(inside, key=lambda id: place[min(strand[id])]), spots, moves)


def _swap(wanted: Sequence[str], spots: Mapping[str, Spot], moves: Moves) -> None:
    """Let these nodes of a column stand in this order, with the room between them as it was."""
    there = sorted(wanted, key=lambda id: spots[id].v)
    boxes = [spots[id].rectangle for id in there]
    gaps = [b[1] - a[3] for a, b in pairwise(boxes)]
    at = boxes[0][1] if boxes else 0.0
    for id, gap in zip(wanted, [*gaps, 0.0]):
        before, spots[id].v = spots[id].v, at + spots[id].broad / 2
        if spots[id].v != before:
            moves[id] = (spots[id].v, 0.0)
        at += spots[id].broad + gap


def _group(group: Sequence[str], frames: Frames) -> Iterable[list[str]]:
    """Frames that share columns, in tape order."""
    found: list[list[str]] = []
    for id in group:
        joined = [other for other in found if any(_meet(id, x, frames) for x in other)]
        found = [other for other in found if other not in joined]
        found.append([*(x for other in joined for x in other), id])
    return [sorted(siblings, key=frames.ids.index) for siblings in found if len(siblings) > 1]


def _meet(a: str, b: str, frames: Frames) -> bool:
    return frames.first[a] <= frames.last[b] and frames.first[b] <= frames.last[a]


def _stack(siblings: Sequence[str], spots: Mapping[str, Spot], columns: Sequence[Column], frames: Frames, moves: Moves) -> None:
    """Put frames below each other in their order, where they stand together and nothing else stands between them."""
    boxes = frames.boxes(None)
    reach = {id: boxes[id].rectangle[1::2] for id in siblings}
    there = sorted(siblings, key=lambda id: reach[id])
    gaps = [reach[b][0] - reach[a][1] for a, b in pairwise(there)]
    at, starts = reach[there[0]][0], {}
    for id, gap in zip(siblings, [*gaps, 0.0]):
        starts[id] = at
        at += reach[id][1] - reach[id][0] + gap
    held = {n for id in siblings for n in frames.nodes[id]}
    free = all(
        spots[n].rectangle[3] < starts[id] or spots[n].rectangle[1] > starts[id] + reach[id][1] - reach[id][0]
        for id in siblings
        for i in range(frames.first[id], frames.last[id] + 1)
        for n in columns[i].nodes
        if n not in held
    )
    if there == list(siblings) or min(gaps) < 0 or not free:
        return
    for id in siblings:
        shift = starts[id] - reach[id][0]
        for n in frames.nodes[id]:
            spots[n].v += shift
            before, turn = moves.get(n, (0.0, 1.0))
            moves[n] = (before + shift, turn)


def _sort_inputs(graph: Graph, spots: Mapping[str, Spot], column: Column) -> None:
    """Inputs of one column that stand in no frame and take the same room: first the one that was used first."""
    here = set(column.nodes)
    inputs = [v.id for v in graph.values if v.id in here and v.kind == "input" and v.cluster is None]
    if len({round(spots[id].broad) for id in inputs}) == 1:
        for id, v in zip(inputs, sorted(spots[id].v for id in inputs)):
            spots[id].v = v
