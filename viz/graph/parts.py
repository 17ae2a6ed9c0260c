"""A graph cut into parts, each complete in itself: what a part needs of another stands in it again, as a reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from viz.graph.graph import Block, Edge, Graph, Operation, Value

REFERENCE = "reference"  # the kind of a value that stands in a part again


def find_parts(graph: Graph, rows: Mapping[str, int]) -> dict[str, int]:
    """The part of each node, where `rows` tells those of operations and modules: a result stands with what made it, what is
    given beside its first use."""
    found = dict(rows)
    values = {v.id for v in graph.values}
    for edge in graph.edges:
        if edge.head in values and edge.tail in rows:
            found[edge.head] = rows[edge.tail]
    for edge in graph.edges:
        if edge.tail not in found:
            found[edge.tail] = found.get(edge.head, 0)
    return {node.id: found.get(node.id, 0) for node in graph.nodes}


def cut(graph: Graph, part_of: Mapping[str, int]) -> tuple[Graph, list[Graph]]:
    """The whole graph with its references, and its parts.

    A reference is called <id>-<part>, and stands in the innermost frame around what uses it: frames share none, so that no
    edges fan out to them.
    """
    nodes = {node.id: node for node in graph.nodes}
    edges: list[Edge] = []
    references: dict[str, Value] = {}
    placed = dict(part_of)
    for edge in graph.edges:
        part, frame = part_of[edge.head], nodes[edge.head].cluster
        if part_of[edge.tail] != part:
            id = "-".join(filter(None, (edge.tail, str(part), frame)))
            references.setdefault(id, refer(nodes[edge.tail], id, frame))
            placed[id] = part
            edge = replace(edge, tail=id)
        edges.append(edge)
    shown = replace(graph, values=[*graph.values, *references.values()], edges=edges)
    return shown, [_take(shown, placed, part) for part in sorted(set(placed.values()))]


def refer(node: Value | Operation | Block, id: str, cluster: str | None) -> Value:
    """What stands for a node in another part: its name, and its number if it is one."""
    if isinstance(node, Value):
        number = node.value if len(node.value) == 1 and not node.shape else ()
        return Value(id, REFERENCE, node.title, (), number, None, cluster)
    return Value(id, REFERENCE, node.label, (), (), None, cluster)


def _take(graph: Graph, part_of: Mapping[str, int], part: int) -> Graph:
    found = Graph(
        values=[v for v in graph.values if part_of[v.id] == part],
        operations=[o for o in graph.operations if part_of[o.id] == part],
        blocks=[b for b in graph.blocks if part_of[b.id] == part],
        edges=[e for e in graph.edges if part_of[e.head] == part],
    )
    found.clusters = graph.find_frames({node.cluster for node in found.nodes})
    return found
