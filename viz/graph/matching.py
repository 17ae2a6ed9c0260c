"""Which parts of two graphs correspond: operations by their order on the tape, values by what made and uses them."""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher

from viz.graph.graph import Block, Graph, Operation, Value
from viz.graph.words import MISSING, say_count

Pairs = dict[str, str]  # ids in the first graph to ids in the second


def match(a: Graph, b: Graph) -> Pairs:
    """The nodes of `a` that are in `b` too, changed or not."""
    pairs = _operations(a, b)
    inputs, results = (_wiring(a), _wiring(b)), ({e.tail: e.head for e in a.edges}, {e.tail: e.head for e in b.edges})
    made = [{edge.head for edge in graph.edges} for graph in (a, b)]
    taken = set(pairs.values())

    def pair(x: str, y: str) -> None:
        if x not in pairs and y not in taken:
            pairs[x] = y
            taken.add(y)

    for x, y in list(pairs.items()):
        if x in results[0] and y in results[1]:
            pair(results[0][x], results[1][y])
    ends = [[v.id for v in graph.values if v.kind == "output"] for graph in (a, b)]
    if len(ends[0]) == len(ends[1]):
        for x, y in zip(*ends):
            pair(x, y)
    leaves = [{v.id: v.name for v in graph.values if v.id not in made[i]} for i, graph in enumerate((a, b))]
    names = [Counter(found.values()) for found in leaves]
    by_name = {name: id for id, name in leaves[1].items()}
    for x, name in leaves[0].items():
        if name and names[0][name] == names[1][name] == 1:
            pair(x, by_name[name])
    for x, y in list(pairs.items()):  # what is left: leaves at the same place of the same operation
        for left, right in zip(inputs[0].get(x, ()), inputs[1].get(y, ())):
            if left in leaves[0] and right in leaves[1]:
                if leaves[0][left] == leaves[1][right] or not (leaves[0][left] and leaves[1][right]):
                    pair(left, right)
    if not pairs and len(a.nodes) == len(b.nodes) == 1:
        pair(a.nodes[0].id, b.nodes[0].id)
    return pairs


def _operations(a: Graph, b: Graph) -> Pairs:
    """Operations and boxes in the order of the tape, the longest stretches that agree first."""
    left, right = _in_order(a), _in_order(b)
    signs = [[(node.label, frame) for node, frame in side] for side in (left, right)]
    pairs: Pairs = {}
    for same, i, k, j, m in SequenceMatcher(None, signs[0], signs[1], autojunk=False).get_opcodes():
        if same == "equal" or (same == "replace" and k - i == m - j):  # as many others: each in place of one
            for (node, _), (other, _) in zip(left[i:k], right[j:m]):
                if isinstance(node, Block) == isinstance(other, Block):
                    pairs[node.id] = other.id
    return pairs


def _in_order(graph: Graph) -> list[tuple[Operation | Block, tuple[str, ...]]]:
    """Operations and boxes with the labels of the frames around them, in the order in which they first appear in edges."""
    labels, paths = {c.id: c.label for c in graph.clusters}, graph.paths
    nodes: dict[str, Operation | Block] = {operation.id: operation for operation in graph.operations}
    nodes |= {block.id: block for block in graph.blocks}
    order = dict.fromkeys(end for edge in graph.edges for end in (edge.tail, edge.head) if end in nodes) | dict.fromkeys(nodes)
    return [(nodes[key], tuple(labels[frame] for frame in paths[nodes[key].cluster])) for key in order]


def _wiring(graph: Graph) -> dict[str, list[str]]:
    """What enters each node, in order."""
    inputs: dict[str, list[str]] = {}
    for edge in graph.edges:
        inputs.setdefault(edge.head, []).append(edge.tail)
    return inputs


def change(x: Value | Operation | Block, y: Value | Operation | Block) -> tuple[str, str]:
    """How matched nodes differ, said at the first and at the second; nothing if they do not."""
    if isinstance(x, Value) and isinstance(y, Value):
        facts = [(x.shape, y.shape, "shape"), (x.count, y.count, "count"), (x.in_words("value"), y.in_words("value"), "value")]
        if all(v.grad and v.grad != (MISSING,) for v in (x, y)):
            facts.append((x.in_words("grad"), y.in_words("grad"), "grad"))
        facts.append((x.kind, y.kind, "kind"))
        changed = [what for before, after, what in facts if before != after]
        if "shape" in changed:
            return _say_change(_shape(x), _shape(y))
        if "value" in changed or "grad" in changed:
            what = "value" if "value" in changed else "grad"
            return _say_change(f"{what} {x.in_words(what)}", f"{what} {y.in_words(what)}")
        if "count" in changed:
            return _say_change(say_count(x.count, "number"), say_count(y.count, "number"))
        return _say_change(x.kind, y.kind) if changed else ("", "")
    if isinstance(x, Block) and isinstance(y, Block) and x.label == y.label:
        return _say_change(", ".join(x.facts), ", ".join(y.facts)) if (x.facts, x.count) != (y.facts, y.count) else ("", "")
    before, after = (getattr(node, "label", "") for node in (x, y))
    return _say_change(before, after) if before != after else ("", "")


def _say_change(before: str, after: str) -> tuple[str, str]:
    return f"becomes {after}", f"was {before}"


def _shape(v: Value) -> str:
    return f"shape {' × '.join(map(str, v.shape)) or 'of one number'}"
