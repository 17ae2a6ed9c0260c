"""A Graph in the DOT language, with the look of the drawing: one table of styles, labels built from escaped parts.

Color is never the only sign: parameters are rounded with a solid line, inputs square-cornered and dashed,
constants small, the result has a double line; values and gradients carry captions.
"""

from __future__ import annotations

import html
from typing import Any

from viz.graph import Block, Cluster, Edge, Graph, Operation, Value
from viz.layout import behind, crowded, first_inputs
from viz.text import MISSING, shape_text

INK, MUTED, LINE, PAPER = "#2b2f38", "#8b919c", "#a9afba", "#fcfcfa"
GREEN, RED, VIOLET = "#15703f", "#c2352b", "#6b4fa0"  # value, gradient, local derivative
FONT = "Helvetica,Arial,sans-serif"

GRAPH = {
    "bgcolor": PAPER, "pad": "0.3", "nodesep": "0.22", "fontname": FONT, "fontsize": "11",
    "fontcolor": MUTED, "labelloc": "t", "newrank": "true", "outputorder": "edgesfirst",
}  # fmt: skip
NODE = {"fontname": FONT, "fontsize": "12", "fontcolor": INK, "color": LINE, "penwidth": "1", "margin": "0.1,0.06",
        "width": "0.3", "height": "0.3"}  # fmt: skip
EDGE = {"fontname": FONT, "fontsize": "10", "fontcolor": VIOLET, "color": LINE, "arrowsize": "0.6", "penwidth": "1"}

STYLES: dict[str, dict[str, str]] = {
    "parameter": {
        "shape": "box", "style": "rounded,filled", "color": "#2f6db5", "fillcolor": "#eaf2fb", "penwidth": "1.6",
    },
    "input": {"shape": "box", "style": "dashed,filled", "color": "#5f6672", "fillcolor": "#f3f3ee", "penwidth": "1.2"},
    "constant": {
        "shape": "ellipse", "style": "dashed,filled", "color": LINE, "fillcolor": PAPER, "margin": "0.03,0.01",
    },
    "result": {"shape": "box", "style": "rounded,filled", "color": "#ccd0d8", "fillcolor": "#ffffff"},
    "output": {
        "shape": "box", "style": "rounded,filled", "color": "#c98a12", "fillcolor": "#fff6e0", "penwidth": "1.6",
        "peripheries": "2",
    },
    "operation": {
        "shape": "circle", "style": "filled", "color": "#4a5160", "fillcolor": "#4a5160",
        "margin": "0.01", "width": "0.36", "height": "0.36",
    },
    "module": {"shape": "box3d", "style": "filled", "color": "#6b7484", "fillcolor": "#e9ecf2", "margin": "0.16,0.1"},
}  # fmt: skip
FRAMES = ("#f3f5f8", "#e9edf3", "#dfe5ee")  # fills of clusters, outermost first
LONGEST_IN_CIRCLE = 4  # characters of a label; a longer one makes its circle a pill
WIDE = {"shape": "box", "style": "rounded,filled", "margin": "0.1,0.04"}
# few edges curve around what is in the way; many run straight, with room to fan out
ROUTES = ({"ranksep": "0.38"}, {"ranksep": "1.6", "splines": "line"})
PORTS = {  # where straight edges leave and enter, by direction
    "LR": {"tailport": "e", "headport": "w"},
    "RL": {"tailport": "w", "headport": "e"},
    "TB": {"tailport": "s", "headport": "n"},
    "BT": {"tailport": "n", "headport": "s"},
}

Nodes = dict[str | None, list[Value | Operation | Block]]  # by the frame they stand in


def to_dot(graph: Graph, rankdir: str = "LR") -> str:
    """DOT source: the same text for the same graph, in every process.

    Raises ImportError, with the remedy, without the package graphviz.
    """
    try:
        import graphviz
    except ImportError as error:
        raise ImportError("draw writes DOT with the package graphviz: pip install graphviz") from error
    attributes = {**GRAPH, "rankdir": rankdir, **ROUTES[crowded(graph)]}
    edges = {**EDGE, **PORTS[rankdir]} if crowded(graph) else EDGE
    if graph.note:
        attributes["label"] = _label(_font(graph.note, MUTED))
    source = graphviz.Digraph("tapegrad", graph_attr=attributes, node_attr=NODE, edge_attr=edges)
    nodes: Nodes = {}
    for node in graph.nodes:
        nodes.setdefault(node.cluster, []).append(node)
    _fill(source, nodes, graph.clusters, None, 0)
    first = first_inputs(graph)
    if first:
        with source.subgraph(graph_attr={"rank": "source"}) as inputs:
            for first_input in first:
                inputs.node(first_input)
    for tail, head in behind(graph):
        source.edge(tail, head, style="invis", weight="0")
    for edge in graph.edges:
        source.edge(edge.tail, edge.head, **_edge(edge))
    return str(source.source)


def _fill(source: Any, nodes: Nodes, clusters: list[Cluster], frame: str | None, depth: int) -> None:
    """The nodes in one frame (in none: what stands outside), then the frames inside it."""
    for node in nodes.get(frame, ()):
        source.node(node.id, id=node.id, **_node(node))
    for cluster in clusters:
        if cluster.parent == frame:
            with source.subgraph(name=f"cluster_{cluster.id}", graph_attr=_frame(cluster, depth)) as inside:
                _fill(inside, nodes, clusters, cluster.id, depth + 1)


def _node(node: Value | Operation | Block) -> dict[str, str]:
    if isinstance(node, Value):
        bare = node.kind == "constant" and not node.shape and not node.name
        label = _constant(node) if bare else _card(node)
        return {"label": label, **STYLES[node.kind], "class": f"value {node.kind}"}
    if isinstance(node, Operation):
        label = _label(_font(node.label, PAPER, 12 if len(node.label) < 3 else 10))
        shape = {} if len(node.label) <= LONGEST_IN_CIRCLE else WIDE
        return {"label": label, **STYLES["operation"], **shape, "class": "operation"}
    rows = [f"<B>{escape(node.label)}</B>", *(_font(fact, MUTED, 10) for fact in node.facts)]
    return {"label": _label(_table([[row] for row in rows])), **STYLES["module"], "class": "module"}


def _edge(edge: Edge) -> dict[str, str]:
    label = {"label": _label(f"<I>∂ = {escape(edge.derivative)}</I>")} if edge.derivative else {}
    result = edge.head.startswith("v")  # a result stands close to what made it
    return {"id": edge.id, **label, **({"class": "result", "weight": "4"} if result else {"class": "use"})}


def _frame(cluster: Cluster, depth: int) -> dict[str, str]:
    return {
        "id": cluster.id, "class": "scope", "label": _label(f"<B>{escape(cluster.label)}</B>"), "labeljust": "l",
        "fontcolor": "#6b7484", "fontsize": "11", "style": "rounded,filled", "color": "#d3d8e1", "penwidth": "1",
        "fillcolor": FRAMES[min(depth, len(FRAMES) - 1)], "margin": "12",
    }  # fmt: skip


def _constant(value: Value) -> str:
    """Just the number, small."""
    return _label(_font(value.value[0], MUTED, 10))


def _card(value: Value) -> str:
    """Name and shape, then a line for the value and one for the gradient; columns min, mean and max for an array."""
    title = [f"<B>{escape(value.name)}</B>"] if value.name else []
    if value.shape:
        title.append(_font(shape_text(value.shape), MUTED, 10))
    wide = max(len(value.value), len(value.grad or ()))
    rows = [["  ".join(title)]] if title else []
    if wide == 3:
        rows.append(["", *(_font(caption, MUTED, 9) for caption in ("min", "mean", "max"))])
    rows.append([_font("value", MUTED, 9), *(_font(x, GREEN) for x in value.value or ("empty",))])
    if value.grad is not None:
        rows.append([_font("grad", MUTED, 9), *(_font(x, MUTED if x == MISSING else RED) for x in value.grad or ("empty",))])
    return _label(_table(rows))


def _table(rows: list[list[str]]) -> str:
    """Rows of cells, captions to the right, a single number to the left; the last cell of a short row spans the rest."""
    wide = max(map(len, rows))
    lines = []
    for row in rows:
        styles = [' ALIGN="RIGHT"' if len(row) > 1 else ""] + [' ALIGN="LEFT"' if wide == 2 else ""] * (len(row) - 1)
        if len(row) < wide:
            styles[-1] += f' COLSPAN="{wide - len(row) + 1}"'
        cells = "".join(f"<TD{style}>{cell}</TD>" for style, cell in zip(styles, row))
        lines.append(f"<TR>{cells}</TR>")
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2">{"".join(lines)}</TABLE>'


def _font(text: str, color: str, size: int = 12) -> str:
    return f'<FONT COLOR="{color}" POINT-SIZE="{size}">{escape(text or " ")}</FONT>'


def _label(markup: str) -> str:
    return f"<{markup}>"


def escape(text: str) -> str:
    r"""User text as HTML-like labels take it: markup made inert, and backslashes, which Graphviz would read, doubled.

    >>> print(escape(r"<b> & \N"))
    &lt;b&gt; &amp; \\N
    """
    return html.escape(text).replace("\\", "\\\\")
