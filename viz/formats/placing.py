"""From a graph to places for all of it: in one piece, or where that would be too long for a page, cut into bands."""

from __future__ import annotations

from collections.abc import Callable

from viz.formats.dot import to_dot, to_placed_dot
from viz.formats.layout import arrange
from viz.formats.layout.bands import WIDE, Sizes, choose_bands, estimate_length
from viz.formats.layout.places import Places, places
from viz.formats.layout.rows import ROW
from viz.formats.layout.stack import stack
from viz.graph.graph import Graph
from viz.graph.parts import cut, find_parts

LONG = WIDE * ROW  # points
MANY = 400  # nodes; more are not laid out in one piece where bands are sure to follow

Render = Callable[[str, bool], bytes]  # DOT, and whether everything in it has its place, to Graphviz' layout in JSON


def place_whole(graph: Graph, level: bool, render: Render) -> Places:
    """The places of a graph in one piece, folded where it is a chain; `level`: it reads from left to right."""
    first = places(render(to_dot(graph, "LR" if level else "TB", labels=False), False))
    return arrange(graph, first, level)


def place(graph: Graph, level: bool, render: Render) -> tuple[Graph, Places]:
    """The graph as it is shown, with references where it is cut, and the places of all of it."""
    sizes = _measure(graph, render) if level and len(graph.nodes) > MANY else None
    whole = None
    if sizes is None or estimate_length(graph, sizes) <= LONG:
        whole = place_whole(graph, level, render)
        if not level or whole.size[0] <= LONG:
            return graph, whole
        sizes = _take_sizes(whole)
    shown, parts = cut(graph, find_parts(graph, choose_bands(graph, sizes)))
    if len(parts) > 1:
        bands = stack([place_whole(part, level, render) for part in parts])
        if whole is None or bands.size[0] < whole.size[0] / WIDE:
            return shown, bands
    return graph, whole or place_whole(graph, level, render)


def _measure(graph: Graph, render: Render) -> Sizes:
    """The sizes of its nodes, which Graphviz knows before any layout."""
    loose = Graph(graph.values, graph.operations, graph.blocks)
    nowhere = Places(nodes={node.id: (0.0, 0.0, 0.0, 0.0) for node in graph.nodes})
    return _take_sizes(places(render(to_placed_dot(loose, nowhere), True)))


def _take_sizes(found: Places) -> Sizes:
    return {id: (width, height) for id, (_, _, width, height) in found.nodes.items()}
