"""A Graph as a Mermaid flowchart, which Markdown pages and notebooks draw by themselves: no engine is needed."""

from __future__ import annotations

import re
import string

from viz.formats.lines import kind, lines
from viz.formats.look import LONGEST_IN_CIRCLE, MARKS, NODES, palette
from viz.graph.graph import Block, Graph, Operation, Value

SHAPES = {  # what stands around a label
    "parameter": ("(", ")"),
    "input": ("[", "]"),
    "constant": ("([", "])"),
    "result": ("(", ")"),
    "output": ("[[", "]]"),
    "operation": ("((", "))"),
    "module": ("{{", "}}"),
}
DIRECTION = re.compile("(direction) ", re.IGNORECASE)  # Mermaid reads this even in quotes
HARMLESS = set(string.ascii_letters + string.digits + " ,=()")  # ASCII that neither Mermaid nor Markdown reads


def to_mermaid(graph: Graph, rankdir: str = "LR", theme: str = "light") -> str:
    """The text of a flowchart, the same for the same graph."""
    nodes: dict[str | None, list[Value | Operation | Block]] = {}
    for node in graph.nodes:
        nodes.setdefault(node.cluster, []).append(node)
    text = [f"flowchart {rankdir}", f"    accTitle: {bare(graph.title)}"]
    if graph.note:
        text.append(f"    accDescr: {bare(graph.note)}")
    text += _frame(graph, nodes, None, "    ")
    for edge in graph.edges:
        label = f'-- "∂ = {number(edge.derivative)}" -->' if edge.derivative else "-->"
        text.append(f"    {edge.tail} {label} {edge.head}")
    colors = palette(theme)
    used = {kind(node) for node in graph.nodes}
    text += [f"    classDef {name} {_style(look, colors, name)}" for name, look in NODES.items() if name in used]
    if graph.clusters:
        text.append(f"    classDef scope fill:{colors['frame 0']},stroke:{colors['frame']},color:{colors['frame text']}")
        text.append(f"    class {','.join(cluster.id for cluster in graph.clusters)} scope")
    marks = {node.mark for node in graph.nodes if node.mark}
    text += [f"    classDef {name} {_style(look, colors, name)}" for name, look in MARKS.items() if name in marks]
    return "\n".join(text) + "\n"


def _frame(graph: Graph, nodes: dict[str | None, list[Value | Operation | Block]], frame: str | None, indent: str) -> list[str]:
    """The nodes in one frame, then the frames inside it, each as a subgraph."""
    text = []
    for node in nodes.get(frame, ()):
        before, after = SHAPES[kind(node)]
        if isinstance(node, Operation) and len(node.label) > LONGEST_IN_CIRCLE:
            before, after = SHAPES["constant"]
        label = "<br/>".join(number(line) if what in ("value", "grad") else escape(line) for what, line in lines(node))
        text.append(f'{indent}{node.id}{before}"{label or " "}"{after}:::{node.mark or kind(node)}')
    for cluster in graph.clusters:
        if cluster.parent == frame:
            inside = _frame(graph, nodes, cluster.id, indent + "    ")
            text += [f'{indent}subgraph {cluster.id}["{escape(cluster.label)}"]', *inside, f"{indent}end"]
    if frame is None and graph.note:
        text.append(f'{indent}note["{escape(graph.note)}"]:::result')
    return text


def _style(look: dict[str, str], colors: dict[str, str], name: str) -> str:
    ink = colors["paper" if name == "operation" else "ink"]
    style = f"fill:{colors[look['fillcolor']]},stroke:{colors[look['color']]},color:{ink}"
    dashes = ",stroke-dasharray:4 3" if "dashed" in look.get("style", "") else ""
    return f"{style},stroke-width:{look.get('penwidth', '1')}px{dashes}"


def number(text: str) -> str:
    """A number may keep its point, minus and plus, which could start a Markdown list elsewhere."""
    return "".join(c if c in ".-+" else escape(c) for c in text)


def escape(text: str) -> str:
    """User text in quotes: what Mermaid or Markdown would read becomes Mermaid's code for that character.

    >>> escape('<b>"x"')
    '#60;b#62;#34;x#34;'
    """
    coded = "".join(c if c in HARMLESS or ord(c) > 127 else f"#{ord(c)};" for c in text)
    return DIRECTION.sub(r"\1#32;", coded)


def bare(text: str) -> str:
    """Text that stands on a line without quotes, where no code helps: letters, digits and a few signs.

    >>> bare("a;b: %%{x}")
    'a b: x'
    """
    return " ".join("".join(c if c.isalnum() or c in " ,.:()=" else " " for c in text).split())
