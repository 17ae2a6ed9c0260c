"""A Graph as a table of text: what a terminal shows, and a notebook where no Graphviz works."""

from __future__ import annotations

from viz.graph import Graph, worded

HEAD = ("value", "made by", "is", "gradient", "local derivatives")


def listing(graph: Graph) -> str:
    """One line a value, in tape order: name, origin, number, gradient, and the local derivatives of its operation."""
    labels = {v.id: v.name or v.id for v in graph.values} | {b.id: b.label for b in graph.blocks}
    inputs: dict[str, list[str]] = {}
    derivatives: dict[str, list[str]] = {}
    maker: dict[str, str] = {}
    for edge in graph.edges:
        inputs.setdefault(edge.head, []).append(labels.get(edge.tail, edge.tail))
        derivatives.setdefault(edge.head, []).append(edge.derivative)
        maker[edge.head] = edge.tail
    makers = {o.id: o.label for o in graph.operations} | {b.id: b.label for b in graph.blocks}
    rows = [HEAD]
    for v in graph.values:
        node = maker.get(v.id, "")
        made = f"{makers[node]}({', '.join(inputs.get(node, []))})" if node else v.kind
        local = derivatives.get(node, [])
        shown = ", ".join(d or "·" for d in local) if any(local) else ""
        rows.append((labels[v.id], made, worded(v.value), worded(v.grad or ()), shown))
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    rule = "  ".join("─" * width for width in widths)
    return "\n".join([graph.title, *([graph.note] if graph.note else []), "", lines[0], rule, *lines[1:]])
