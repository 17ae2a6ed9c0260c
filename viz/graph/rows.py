"""Boxes in a row, made fewer: equal neighbors become one, and what is still too long is cut into stretches."""

from __future__ import annotations

from dataclasses import replace

from viz.graph.graph import Block, Edge, Graph
from viz.graph.words import say_count, stem

REPEATED = 4  # equal boxes in a row from which on one stands for all


def shorten(graph: Graph, limit: int, thing: str) -> Graph:
    """The graph with at most `limit` boxes; `thing` is what a box is called when several become one."""
    graph = _join(graph, _rows(graph))
    n = len(graph.blocks)
    if n <= limit:
        return graph
    pieces = max(1, limit // 2)
    groups = [graph.blocks[n * i // pieces : n * (i + 1) // pieces] for i in range(pieces)]
    note = f"{say_count(n, thing)}, cut into {say_count(pieces, 'stretch', 'stretches')}"
    graph = _join(graph, [(_stretch(group, thing), group) for group in groups])
    graph.note = "; ".join(filter(None, (graph.note, note)))
    return graph


def _stretch(group: list[Block], thing: str) -> Block:
    if len(group) == 1:
        return group[0]
    first, last = group[0], group[-1]
    return Block(first.id, say_count(sum(block.count for block in group), thing), (f"{first.label} to {last.label}",))


def _rows(graph: Graph) -> list[tuple[Block, list[Block]]]:
    """Boxes that do the same one after another, each the only one that feeds the next, with the box for all."""
    feeds: dict[str, list[str]] = {}
    used: dict[str, list[str]] = {}
    for edge in graph.edges:
        feeds.setdefault(edge.head, []).append(edge.tail)
        used.setdefault(edge.tail, []).append(edge.head)
    runs: list[list[Block]] = []
    for block in graph.blocks:
        last = runs[-1][-1] if runs else None
        chained = last is not None and feeds.get(block.id) == [last.id] and used.get(last.id) == [block.id]
        alike = last is not None and (last.facts, last.cluster, last.kind) == (block.facts, block.cluster, block.kind)
        if chained and alike and block.kind == "module":
            runs[-1].append(block)
        else:
            runs.append([block])
    found = []
    for run in runs:
        if len(run) < REPEATED:
            found += [(block, [block]) for block in run]
        else:
            name = stem([block.label for block in run]) or run[0].label
            found.append((replace(run[0], label=name, count=len(run), facts=(*run[0].facts, "each, in a row")), run))
    return found


def _join(graph: Graph, groups: list[tuple[Block, list[Block]]]) -> Graph:
    """The graph with one box for each group, and the edges that lead from one to another, each once."""
    home = {block.id: whole.id for whole, group in groups for block in group}
    moved = [(e, (home.get(e.tail, e.tail), home.get(e.head, e.head))) for e in graph.edges]
    ends = dict.fromkeys(end for e, end in moved if end[0] != end[1] or e.tail == e.head)  # a box may feed itself
    edges = [Edge(f"e{i}", tail, head) for i, (tail, head) in enumerate(ends)]
    used = {frame for whole, _ in groups for frame in [whole.cluster]} | {node.cluster for node in graph.operations}
    return replace(graph, blocks=[whole for whole, _ in groups], edges=edges, clusters=graph.find_frames(used))
