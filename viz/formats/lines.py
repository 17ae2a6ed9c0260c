"""The parts of a drawing as lines of plain text, for formats without Graphviz' tables."""

from __future__ import annotations

from viz.formats.look import SIGNS
from viz.graph.graph import Block, Operation, Value, write_summary
from viz.graph.parts import REFERENCE
from viz.graph.words import say_count, shape_text, wrap

Line = tuple[str, str]  # what the line is (name, fact, value, grad, mark), and the line


def lines(node: Value | Operation | Block) -> list[Line]:
    """
    >>> lines(Value("v0", "parameter", "w", (), ("2",), None))
    [('name', 'w'), ('value', 'value 2')]
    """
    found: list[Line] = []
    if isinstance(node, Value) and node.kind == REFERENCE:
        found.append(("fact", " ".join((node.title, *node.value))))
    elif isinstance(node, Value):
        if node.title:
            found.append(("name", node.title))
        if node.shape or (node.count > 1 and not node.bare):
            found.append(("fact", say_count(node.count, "number") if node.count > 1 else shape_text(node.shape)))
        found.append(("value", write_summary(node.value) if node.bare else f"value {node.in_words('value') or 'empty'}"))
        if node.grad is not None:
            found.append(("grad", f"grad {node.in_words('grad') or 'empty'}"))
        found += [("fact", fact) for fact in node.facts]
    elif isinstance(node, Block):
        found.append(("name", f"{node.label} ×{node.count:,}" if node.count > 1 else node.label))
        found += [("fact", fact) for fact in node.facts]
    else:
        found.append(("name", node.label))
    if node.mark:
        found += [("mark", line) for line in wrap(f"{SIGNS[node.mark]} {node.said or node.mark}", 44)]
    return found


def kind(node: Value | Operation | Block) -> str:
    """The node's row in the table of looks."""
    return "operation" if isinstance(node, Operation) else node.kind
