"""A compiled tape as a graph: its levels in the order in which they run, with what each of them does at once."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from autograd import TABLE
from viz.graph.graph import Block, Cluster, Edge, Graph
from viz.graph.rows import shorten
from viz.graph.words import plain, say_count

if TYPE_CHECKING:
    from autograd import Program


def program_graph(program: Program, limit: int) -> Graph:
    """One box a level: the calls that could run side by side, and how many recorded operations each of them does."""
    levels: dict[int, list[str]] = {}
    backwards: set[int] = set()  # levels that run recorded steps of the backward pass alone
    for level, name, n in program.rows():
        if level not in levels and not n:
            backwards.add(level)
        levels.setdefault(level, []).append(plain(f"{name} of {n:,}" if n > 1 else _write_op(name)))
    size = program.parameters.size
    given = [
        Block("inputs", "inputs", ("new at every run",), kind="input"),
        Block("parameters", "parameters", (say_count(size, "number"),), kind="parameter"),
    ]
    given = given if size else given[:1]
    steps = [
        Block(f"m{i}", f"level {level}", tuple(calls), "c0" if level in backwards else None)
        for i, (level, calls) in enumerate(levels.items())
    ]
    forward = [*(step for step in steps if step.cluster is None), Block("output", "output", (), kind="output")]
    back = [step for step in steps if step.cluster]
    ends = [(start.id, forward[0].id) for start in given] + [(a.id, b.id) for a, b in pairwise(forward)]
    if back:
        back.append(Block("gradient", "gradients", (), kind="output"))
        ends += [(a.id, b.id) for a, b in zip([forward[-2 if len(forward) > 1 else -1], *back], back)]
    title = f"Program: {say_count(len(program), 'operation')} in {say_count(len(program.rows()), 'call')}"
    graph = Graph(
        blocks=[*given, *forward, *back],
        edges=[Edge(f"e{i}", tail, head) for i, (tail, head) in enumerate(ends)],
        clusters=[Cluster("c0", "backward")] if back else [],
        title=title,
        note=f"{title[9:]}, {program.nbytes():,} bytes",
    )
    return shorten(graph, limit, "level")


def _write_op(name: str) -> str:
    """An operation as drawings write it, with its name if that is a sign."""
    label = TABLE[name].label if name in TABLE else name
    return name if label == name else f"{label} {name}"
