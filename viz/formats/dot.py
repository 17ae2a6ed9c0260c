"""A Graph in the DOT language, which Graphviz lays out."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from viz.formats.labels import Labels
from viz.formats.layout.places import Places, of_part
from viz.formats.look import FONT, FRAMES, LONGEST_IN_CIRCLE, MARKS, NODES, PILL, palette
from viz.formats.order import behind, find_fanned_inputs, first_inputs, is_crowded, siblings
from viz.graph.graph import Block, Cluster, Edge, Graph, Operation, Value
from viz.graph.parts import REFERENCE

GRAPH = {
    "bgcolor": "paper", "pad": "0.3", "nodesep": "0.22", "fontname": FONT, "fontsize": "11",
    "fontcolor": "muted", "labelloc": "t", "newrank": "true", "outputorder": "edgesfirst",
}  # fmt: skip
NODE = {"fontname": FONT, "fontsize": "12", "fontcolor": "ink", "color": "line", "penwidth": "1", "margin": "0.1,0.06",
        "width": "0.3", "height": "0.3"}  # fmt: skip
EDGE = {
    "fontname": FONT, "fontsize": "10", "fontcolor": "derivative", "color": "line", "arrowsize": "0.6", "penwidth": "1",
}  # fmt: skip
FRAME = {
    "class": "scope", "labeljust": "l", "fontcolor": "frame text", "fontsize": "11", "style": "rounded,filled",
    "color": "frame", "penwidth": "1", "margin": "12",
}  # fmt: skip
# few edges curve around what is in the way; many run straight, with room to fan out
ROUTES = ({"ranksep": "0.2"}, {"ranksep": "1.6", "splines": "line"})
PORTS = {  # where straight edges leave and enter, by direction
    "LR": {"tailport": "e", "headport": "w"},
    "RL": {"tailport": "w", "headport": "e"},
    "TB": {"tailport": "s", "headport": "n"},
    "BT": {"tailport": "n", "headport": "s"},
}


CONTINUED = 12.0  # points that the sign before a continued frame's title takes
Box = tuple[float, float, float, float]


def to_dot(graph: Graph, rankdir: str = "LR", theme: str = "light", labels: bool = True) -> str:
    """DOT source: the same text for the same graph, in every process; without `labels`, edges bear none.

    Raises ImportError, with the remedy, without the package graphviz.
    """
    writer = _Writer(graph, palette(theme))
    crowd = labels and is_crowded(graph)  # without labels, the ways of edges are found later
    attributes = {**GRAPH, "rankdir": rankdir, **ROUTES[crowd]}
    source = _source(writer, attributes, {**EDGE, **PORTS[rankdir]} if crowd else EDGE)
    writer.labelled = labels
    writer.fill(source, None, 0)
    first = first_inputs(graph)
    if first:
        with source.subgraph(graph_attr={"rank": "source"}) as inputs:
            for first_input in first:
                inputs.node(first_input)
    for tail, head in behind(graph):
        source.edge(tail, head, style="invis", weight="0")
    for edge in graph.edges:
        source.edge(edge.tail, edge.head, **writer.edge(edge))
    return str(source.source)


def to_placed_dot(graph: Graph, where: Places, theme: str = "light") -> str:
    """DOT source in which everything has its place already: what Graphviz' layout `nop2` draws as it stands."""
    writer = _Writer(graph, palette(theme))
    source = _source(writer, GRAPH, EDGE)
    for id, box in where.frames.items():
        with source.subgraph(name=f"cluster_{id}", graph_attr=writer.place_frame(id, box, where.titles[id])):
            pass
    for node in graph.nodes:
        x, y, *_ = where.nodes[node.id]
        source.node(node.id, id=node.id, pos=_point((x, y)), **writer.node(node))
    for edge in graph.edges:
        curve = " ".join(map(_point, where.curves[edge.id]))
        place = {"pos": f"e,{_point(where.tips[edge.id])} {curve}"}
        if edge.derivative:
            place["lp"] = _point(where.labels[edge.id])
        source.edge(edge.tail, edge.head, **place, **writer.edge(edge))
    return str(source.source)


def _source(writer: _Writer, attributes: dict[str, str], edges: dict[str, str]) -> Any:
    """A graph of the package graphviz, empty yet."""
    try:
        import graphviz
    except ImportError as error:
        raise ImportError("draw writes DOT with the package graphviz: pip install graphviz") from error
    if writer.graph.note:
        attributes = {**attributes, "label": writer.labels.note(writer.graph.note)}
    return graphviz.Digraph(
        "tapegrad",
        graph_attr=writer.color(attributes),
        node_attr=writer.color(NODE),
        edge_attr=writer.color(edges),
    )


def _point(point: tuple[float, float]) -> str:
    return f"{point[0]:.2f},{point[1]:.2f}"


class _Writer:
    """Parts of one graph as DOT attributes, in the colors of one theme."""

    def __init__(self, graph: Graph, colors: dict[str, str]) -> None:
        self.graph = graph
        self.colors = colors
        self.labelled = True
        self.labels = Labels(colors)
        self.results = {v.id for v in graph.values}
        self.made = made = {edge.head for edge in graph.edges if edge.head in self.results}
        further = {edge.head for edge in graph.edges if edge.tail in made}
        self.leaves: dict[str, list[str]] = {}  # what no operation gave, by what uses it
        for edge in graph.edges:
            if edge.tail in self.results - made:
                self.leaves.setdefault(edge.head, []).append(edge.tail)
        self.later = {edge.head for edge in graph.edges if edge.tail in further}  # results of results
        self.inside: dict[str | None, list[Value | Operation | Block]] = {}  # by the frame they stand in
        self.frames: dict[str | None, list[Cluster]] = {}
        self.home = {node.id: node.cluster for node in graph.nodes}
        for node in graph.nodes:
            self.inside.setdefault(node.cluster, []).append(node)
        for cluster in graph.clusters:
            self.frames.setdefault(cluster.parent, []).append(cluster)
        self.columns = siblings(graph)
        self.fanned = find_fanned_inputs(graph)
        self.clusters = {cluster.id: cluster for cluster in graph.clusters}
        self.paths = graph.paths

    def color(self, attributes: dict[str, str]) -> dict[str, str]:
        """The same attributes with colors instead of what they are for."""
        return {key: self.colors[use] if key.endswith("color") else use for key, use in attributes.items()}

    def fill(self, source: Any, frame: str | None, depth: int) -> None:
        """The nodes in one frame (in none: what stands outside), then the frames inside it."""
        for node in self.inside.get(frame, ()):
            source.node(node.id, id=node.id, **self.node(node))
        inner = self.frames.get(frame, [])
        for cluster in inner:
            with source.subgraph(name=f"cluster_{cluster.id}", graph_attr=self.frame(cluster, depth)) as inside:
                self.fill(inside, cluster.id, depth + 1)
                self.column(inside, cluster.id)

    def frame(self, cluster: Cluster, depth: int) -> dict[str, str]:
        look = self.color({**FRAME, "fillcolor": FRAMES[min(depth, len(FRAMES) - 1)]})
        return {**look, "id": cluster.id, "label": self.labels.frame(cluster.label)}

    def place_frame(self, id: str, box: Box, title: tuple[str, float, float]) -> dict[str, str]:
        """The frame, or a part of it, of which the id tells the row."""
        cluster = self.clusters[of_part(id)]
        before, width, height = title
        left, bottom, right, top = box
        look = self.frame(cluster, len(self.paths[cluster.id]) - 1)
        if before:
            look["label"] = self.labels.frame(f"{before} {cluster.label}")
            width += CONTINUED
        size = {"lwidth": f"{width / 72:.3f}", "lheight": f"{height / 72:.3f}"}
        place = {
            "bb": f"{_point((left, bottom))},{_point((right, top))}",
            "lp": _point((left + 8 + width / 2, top - 3 - height / 2)),
        }
        return {**look, "id": id, **place, **size}

    def apart(self, a: str, b: str) -> bool:
        """Whether a frame stands around the first node that does not stand around the second."""
        return not set(self.paths[self.home[a]]) <= set(self.paths[self.home[b]])

    def column(self, source: Any, frame: str) -> None:
        """The parameters of a frame in one column, in their order."""
        parameters = self.columns.get(frame, [])
        if parameters:
            with source.subgraph(graph_attr={"rank": "same"}) as same:
                for below, above in pairwise(reversed(parameters)):  # Graphviz fills a column from below
                    same.edge(below, above, style="invis")

    def node(self, node: Value | Operation | Block) -> dict[str, str]:
        kind = "operation" if isinstance(node, Operation) else node.kind
        classes = f"value {kind}" if isinstance(node, Value) and kind != REFERENCE else kind
        wide = isinstance(node, Operation) and (len(node.label) > LONGEST_IN_CIRCLE or node.mark)
        look = {**NODES[kind], **(PILL if wide else {}), **MARKS.get(node.mark, {})}
        if node.mark:
            classes += f" {node.mark}"
        return {"label": self.labels.node(node), **self.color(look), "class": classes}

    def edge(self, edge: Edge) -> dict[str, str]:
        look: dict[str, str] = {"id": edge.id, "class": "use"}
        if edge.head in self.results:  # a result stands close to what made it
            look |= {"class": "result", "weight": "4"}
        elif edge.tail in self.later:  # and a chain in a line
            look["weight"] = "3"
        if edge.tail in self.made and any(self.apart(edge.tail, other) for other in self.leaves.get(edge.head, ())):
            look["minlen"] = "2"  # room for a leaf behind the frame that the edge leaves
        if edge.tail in self.fanned:
            look["minlen"] = "2"  # room for the leaves of the frames that its edges fan out to
        if edge.derivative and self.labelled:
            look["label"] = self.labels.edge(edge.derivative)
        if edge.mark:
            look |= self.color({"color": edge.mark, "penwidth": "1.8"})
        return look
