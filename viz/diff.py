"""diff: two graphs side by side, with what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from autograd import Tensor
from viz.formats.drawing import Drawing
from viz.graph.graph import Cluster, Graph
from viz.graph.matching import Pairs, change, match
from viz.graph.words import plain, say_count
from viz.reading.read import reader


def diff(
    a: Tensor | Drawing,
    b: Tensor | Drawing,
    *,
    titles: tuple[str, str] = ("before", "after"),
    names: Mapping[str, Any] | None = None,
    rankdir: str = "LR",
    engine: str = "auto",
    time_limit: float = 20.0,
    theme: str = "auto",
    **settings: Any,
) -> Drawing:
    """Draw two computations side by side: what was added, removed or changed in value, shape or operation is marked.

    a, b: results, or drawings of them, such as one made before a change. titles: of the sides (default "before", "after").
    names: a dict from names to tensors, such as locals() (default None). rankdir: "LR" from left to right, one
    below the other (default), or "TB" from top to bottom, side by side. engine: "auto" (default), "dot" or "pygraphviz".
    time_limit: seconds for each (default 20.0).
    theme: "auto" (default), an SVG that follows its reader's choice, and light elsewhere; "light" or "dark".
    settings: detail, depth, collapse, heat, limit and format_number, with which Tensors are drawn, see `draw`.
    Operations are matched in the order in which they ran, values by what made and uses them, so that names may change.
    Raises TypeError for what is neither a Tensor nor a Drawing.

    >>> x, y = Tensor(2.0, name="x"), Tensor(3.0, name="y")
    >>> diff(x * y, x + y)
    <Drawing: Difference: 2 changed>
    """
    settings.setdefault("limit", 150)
    before, after = (x.graph if isinstance(x, Drawing) else reader((x,), names, **settings).read() for x in (a, b))
    pairs = match(before, after)
    said = _changes(before, after, pairs)
    graph = Graph()
    edges = _edges(before, after, pairs)
    parts = [("a", before, titles[0]), ("b", after, titles[1])]
    for letter, one, title in parts if rankdir != "RL" else reversed(parts):  # there Graphviz fills rows from below
        _add(graph, letter, _mark(one, said[letter], edges[letter]), title)
    marks = [node.mark for node in graph.nodes]
    counts = {"changed": marks.count("changed") // 2, "added": marks.count("added"), "removed": marks.count("removed")}
    found = ", ".join(f"{n} {what}" for what, n in counts.items() if n)
    rewired = len(edges["a"]) + len(edges["b"])
    graph.title = f"Difference: {found or (say_count(rewired, 'edge') if rewired else 'none')}"
    notes = (one.note for one in (before, after))
    graph.note = "; ".join(dict.fromkeys([graph.title, *filter(None, notes)]))
    return Drawing(graph, rankdir, engine, time_limit, theme)


Said = dict[str, tuple[str, str]]  # by the id of a node: its mark and the mark's words


def _changes(a: Graph, b: Graph, pairs: Pairs) -> dict[str, Said]:
    """The marks of each graph's nodes."""
    left, right = ({node.id: node for node in graph.nodes} for graph in (a, b))
    said: dict[str, Said] = {
        "a": {x: ("removed", "removed") for x in left if x not in pairs},
        "b": {y: ("added", "added") for y in right if y not in set(pairs.values())},
    }
    for x, y in pairs.items():
        becomes, was = change(left[x], right[y])
        if becomes:
            said["a"][x], said["b"][y] = ("changed", plain(becomes)), ("changed", plain(was))
    return said


def _edges(a: Graph, b: Graph, pairs: Pairs) -> dict[str, dict[str, str]]:
    """The marks of edges that only one graph has, by their ids."""
    there = {(edge.tail, edge.head) for edge in b.edges}
    here = {(pairs.get(edge.tail), pairs.get(edge.head)) for edge in a.edges}
    return {
        "a": {e.id: "removed" for e in a.edges if (pairs.get(e.tail), pairs.get(e.head)) not in there},
        "b": {e.id: "added" for e in b.edges if (e.tail, e.head) not in here},
    }


def _mark(graph: Graph, said: Said, edges: dict[str, str]) -> Graph:
    """The graph with its marks."""
    nothing = ("", "")

    def mark(node: Any) -> Any:
        mark, words = said.get(node.id, nothing)
        return replace(node, mark=mark, said=words)

    return Graph(
        [mark(v) for v in graph.values],
        [mark(o) for o in graph.operations],
        [mark(m) for m in graph.blocks],
        [replace(e, mark=edges.get(e.id, "")) for e in graph.edges],
        graph.clusters,
    )


def _add(whole: Graph, letter: str, part: Graph, title: str) -> None:
    """Put a graph into another one, in a frame of its own, with ids of its own."""
    whole.clusters.append(Cluster(f"{letter}_", plain(title)))
    for c in part.clusters:
        whole.clusters.append(replace(c, id=f"{letter}_{c.id}", parent=f"{letter}_{c.parent or ''}"))

    def move(node: Any) -> Any:
        return replace(node, id=f"{letter}_{node.id}", cluster=f"{letter}_{node.cluster or ''}")

    whole.values += map(move, part.values)
    whole.operations += map(move, part.operations)
    whole.blocks += map(move, part.blocks)
    for e in part.edges:
        whole.edges.append(replace(e, id=f"{letter}_{e.id}", tail=f"{letter}_{e.tail}", head=f"{letter}_{e.head}"))
