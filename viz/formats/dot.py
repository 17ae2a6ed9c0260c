"""A Graph in the DOT language, which Graphviz lays out."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from viz.formats.labels import Labels
from viz.formats.look import FONT, FRAMES, LONGEST_IN_CIRCLE, MARKS, NODES, PILL, palette
from viz.formats.order import behind, first_inputs, is_crowded, siblings
from viz.graph.graph import Block, Cluster, Edge, Graph, Operation, Value

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


def to_dot(graph: Graph, rankdir: str = "LR", theme: str = "light") -> str:
    """DOT source: the same text for the same graph, in every process.

    Raises ImportError, with the remedy, without the package graphviz.
    """
    try:
        import graphviz
    except ImportError as error:
        raise ImportError("draw writes DOT with the package graphviz: pip install graphviz") from error
    writer = _Writer(graph, palette(theme))
    crowd = is_crowded(graph)
    attributes = {**GRAPH, "rankdir": rankdir, **ROUTES[crowd]}
    if graph.note:
        attributes["label"] = writer.labels.note(graph.note)
    source = graphviz.Digraph(
        "tapegrad",
        graph_attr=writer.color(attributes),
        node_attr=writer.color(NODE),
        edge_attr=writer.color({**EDGE, **PORTS[rankdir]} if crowd else EDGE),
    )
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


class _Writer:
    """Parts of one graph as DOT attributes, in the colors of one theme."""

    def __init__(self, graph: Graph, colors: dict[str, str]) -> None:
        self.colors = colors
        self.labels = Labels(colors)
        self.results = {v.id for v in graph.values}
        self.inside: dict[str | None, list[Value | Operation | Block]] = {}  # by the frame they stand in
        self.frames: dict[str | None, list[Cluster]] = {}
        for node in graph.nodes:
            self.inside.setdefault(node.cluster, []).append(node)
        for cluster in graph.clusters:
            self.frames.setdefault(cluster.parent, []).append(cluster)
        self.columns = siblings(graph)

    def color(self, attributes: dict[str, str]) -> dict[str, str]:
        """The same attributes with colors instead of what they are for."""
        return {key: self.colors[use] if key.endswith("color") else use for key, use in attributes.items()}

    def fill(self, source: Any, frame: str | None, depth: int) -> None:
        """The nodes in one frame (in none: what stands outside), then the frames inside it."""
        for node in self.inside.get(frame, ()):
            source.node(node.id, id=node.id, **self.node(node))
        inner = self.frames.get(frame, [])
        # tried, not derived: this is how Graphviz lets neurons inside layers inside a network stand in their order
        for cluster in inner if depth < 2 else inner[::-1]:
            look = self.color({**FRAME, "fillcolor": FRAMES[min(depth, len(FRAMES) - 1)]})
            look |= {"id": cluster.id, "label": self.labels.frame(cluster.label)}
            with source.subgraph(name=f"cluster_{cluster.id}", graph_attr=look) as inside:
                self.fill(inside, cluster.id, depth + 1)
                self.column(inside, cluster.id)

    def column(self, source: Any, frame: str) -> None:
        """The parameters of a frame in one column, in their order."""
        parameters = self.columns.get(frame, [])
        if parameters:
            with source.subgraph(graph_attr={"rank": "same"}) as same:
                for below, above in pairwise(reversed(parameters)):  # Graphviz fills a column from below
                    same.edge(below, above, style="invis")

    def node(self, node: Value | Operation | Block) -> dict[str, str]:
        kind = "operation" if isinstance(node, Operation) else node.kind
        classes = f"value {kind}" if isinstance(node, Value) else kind
        wide = isinstance(node, Operation) and (len(node.label) > LONGEST_IN_CIRCLE or node.mark)
        look = {**NODES[kind], **(PILL if wide else {}), **MARKS.get(node.mark, {})}
        if node.mark:
            classes += f" {node.mark}"
        return {"label": self.labels.node(node), **self.color(look), "class": classes}

    def edge(self, edge: Edge) -> dict[str, str]:
        look: dict[str, str] = {"id": edge.id, "class": "use"}
        if edge.head in self.results:  # a result stands close to what made it
            look |= {"class": "result", "weight": "4"}
        if edge.derivative:
            look["label"] = self.labels.edge(edge.derivative)
        if edge.mark:
            look |= self.color({"color": edge.mark, "penwidth": "1.8"})
        return look
