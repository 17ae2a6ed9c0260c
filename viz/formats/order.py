"""Hints that make frames stand side by side in the order in which they were computed.

Graphviz puts a parameter just before its use, and so a module's frame would begin beside or before the module
that feeds it. Invisible edges move parameters behind what enters their frame.
"""

from __future__ import annotations

from collections import Counter

from viz.formats.layout.middle import LARGE
from viz.graph.graph import Graph

CROWD = 6  # edges into one node that curves can still keep apart


def first_inputs(graph: Graph) -> list[str]:
    """Values outside all frames that feed something inside one: they come first of all."""
    framed = {node.id for node in graph.nodes if node.cluster}
    feeding = {edge.tail for edge in graph.edges if edge.head in framed}
    return [v.id for v in graph.values if v.kind == "input" and not v.cluster and v.id in feeding]


def find_fanned_inputs(graph: Graph) -> set[str]:
    """The values that come first of all, where the drawing is so large that they had better stand in a column of their own."""
    return set(first_inputs(graph)) if len(graph.nodes) > LARGE else set()


def behind(graph: Graph) -> list[tuple[str, str]]:
    """Pairs of values: the second, a leaf in a frame, is to stand behind the first, which enters that frame.

    The first leaf stands behind all that enters, the others behind the last: that is enough, and a few edges.
    """
    paths = graph.paths
    places = {node.id: paths[node.cluster] for node in graph.nodes}
    made = {edge.head for edge in graph.edges}
    entering: dict[str, dict[str, None]] = {}  # what enters each frame, in tape order
    for edge in graph.edges:
        for frame in places[edge.head]:
            if frame not in places[edge.tail] and edge.tail in made:
                entering.setdefault(frame, {})[edge.tail] = None
    pairs = []
    led = set()  # frames that have their first leaf
    for v in graph.values:
        entered = [frame for frame in places[v.id] if frame in entering]
        if entered and v.id not in made:
            innermost = entered[0]
            before = list(entering[innermost])
            pairs += [(x, v.id) for x in (before[-1:] if innermost in led else before)]
            led.add(innermost)
    return pairs


def siblings(graph: Graph) -> dict[str, list[str]]:
    """The parameters of each frame, in tape order: they stand in one column, and the frames in the order of their labels."""
    found: dict[str, list[str]] = {}
    for v in graph.values:
        if v.kind == "parameter" and v.cluster is not None:
            found.setdefault(v.cluster, []).append(v.id)
    return {frame: ids for frame, ids in found.items() if len(ids) > 1}


def is_crowded(graph: Graph) -> bool:
    """Whether so many edges meet somewhere that curves would tangle."""
    return max(Counter(edge.head for edge in graph.edges).values(), default=0) > CROWD
