"""Where the parts of a drawing stand, made from Graphviz' first layout.

Graphviz decides which nodes share a column and in which order they stand there. What it leaves to chance is done here:
columns stand as far apart as arrows and labels between them need, arrows pass between nodes and keep apart, labels touch
neither nodes nor frames, and a long chain is folded into rows. All of it counts in the direction in which a drawing is
read: `u` grows along it, `v` across.
"""

from __future__ import annotations

from viz.formats.layout.columns import Column, Spot, find_columns
from viz.formats.layout.flow import Flow
from viz.formats.layout.frames import Frames
from viz.formats.layout.middle import center
from viz.formats.layout.notes import place_labels
from viz.formats.layout.places import Places
from viz.formats.layout.routes import route_edges
from viz.formats.layout.rows import fold_into_rows, lead_back
from viz.formats.layout.space import spread
from viz.formats.layout.turns import restore_order
from viz.graph.graph import Graph

__all__ = ["Column", "Spot", "arrange"]


def arrange(graph: Graph, first: Places, level: bool) -> Places:
    """The places of a first layout made better, for every node, edge, label and frame; `level`: it reads from left to right."""
    flow = Flow(level)
    spots = {node.id: flow.spot(node, first.nodes[node.id]) for node in graph.nodes}
    found = find_columns(spots)
    frames = Frames(graph, spots, found, first, flow)
    moves = restore_order(graph, spots, found, frames)
    center(graph, spots, found, frames, moves)
    for column in found:
        column.keep_off(spots)
    frames.keep_off(found)
    routes = route_edges(graph, spots, found, frames, {id: flow.points(curve) for id, curve in first.curves.items()}, moves)
    spread(spots, found, frames, routes)
    rows = fold_into_rows(spots, found, frames, routes) if flow.level else None
    lead_back(spots, routes)
    curves = {edge.id: routes[edge.id].curve() for edge in graph.edges}
    boxes = frames.boxes(rows)
    labels = place_labels(graph, spots, curves, boxes, flow)
    return flow.places(first, spots, curves, labels, boxes)
