"""A Graph as a table of text: what a terminal shows, and a notebook where no Graphviz works."""

from __future__ import annotations

from collections.abc import Sequence

from autograd import printable, text_table
from viz.formats.look import SIGNS
from viz.graph.graph import Block, Graph, Operation, Value, write_summary

VALUES = ("value", "made by", "is", "gradient", "local derivatives", "")
BOXES = ("box", "fed by", "holds", "")


def listing(graph: Graph) -> str:
    """One line a value, in tape order: name, origin, number, gradient, and the local derivatives of its operation.

    What gives no value follows: operations that failed, or the boxes of a model.
    """
    labels = {v.id: v.title or write_summary(v.value) for v in graph.values}
    labels |= {b.id: f"{b.label} ×{b.count:,}" if b.count > 1 else b.label for b in graph.blocks}
    makers = {o.id: o.label for o in graph.operations} | {b.id: b.label for b in graph.blocks}
    inputs: dict[str, list[str]] = {}
    derivatives: dict[str, list[str]] = {}
    maker: dict[str, str] = {}
    for edge in graph.edges:
        inputs.setdefault(edge.head, []).append(labels.get(edge.tail) or makers.get(edge.tail, edge.tail))
        derivatives.setdefault(edge.head, []).append(edge.derivative)
        maker[edge.head] = edge.tail
    rows = []
    for v in graph.values:
        node = maker.get(v.id, "")
        made = f"{makers[node]}({', '.join(inputs.get(node, []))})" if node else v.kind
        local = derivatives.get(node, [])
        shown = ", ".join(d or "·" for d in local) if any(local) else ""
        rows.append((labels[v.id], made, v.in_words("value"), v.in_words("grad"), shown, _write_mark(v)))
    tables = [_table(VALUES, rows)] if rows else []
    giving = {edge.tail for edge in graph.edges if edge.head in {v.id for v in graph.values}}
    nodes: list[Operation | Block] = [*graph.operations, *graph.blocks]
    boxes = [
        (
            labels.get(node.id) or node.label,
            ", ".join(inputs.get(node.id, [])),
            ", ".join(getattr(node, "facts", ())),
            _write_mark(node),
        )
        for node in nodes
        if node.id not in giving or node.mark
    ]
    tables += [_table(BOXES, boxes)] if boxes else []
    heads = dict.fromkeys(filter(None, (graph.title, graph.note)))
    return "\n\n".join(["\n".join(map(printable, heads)), *tables])


def _write_mark(node: Value | Operation | Block) -> str:
    return f"{SIGNS[node.mark]} {node.said or node.mark}" if node.mark else ""


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Aligned columns under a rule; a last column without a name only where something stands in it."""
    used = len(head) if any(row[-1] for row in rows) else len(head) - 1
    return "\n".join(text_table([row[:used] for row in (head, *rows)]))
