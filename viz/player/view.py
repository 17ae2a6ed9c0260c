"""One view: the drawing of what happens directly inside some open modules, and what its nodes stand for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from autograd import Scope, Tensor
from viz.graph.graph import Block, Cluster, Edge, Graph, Operation, Value
from viz.graph.words import plain, say_count
from viz.tape.scopes import label
from viz.tape.survey import Survey

PLACE = "#88888"  # room for any position: the page writes the true one
BUNDLED = 4  # values between the same modules from which on they are drawn as one
SIDE_BY_SIDE = 5  # modules that a view from left to right has room for


@dataclass
class View:
    """A graph whose nodes stand for values and operations, given by their places in the tape.

    label: what the breadcrumbs call it. parent: the view it was opened from. opens: the view that a closed module opens into.
    """

    label: str
    parent: int | None
    graph: Graph
    nodes: dict[str, list[int]]
    opens: dict[str, int] = field(default_factory=dict)

    def boxes(self) -> Iterator[tuple[str, list[int]]]:
        """The closed modules, each with its operations."""
        return ((box.id, self.nodes[box.id]) for box in self.graph.blocks)

    def is_crowded(self) -> bool:
        """Whether many modules stand beside each other: these are drawn from top to bottom, as a page is wider than high."""
        return (
            max(Counter(edge.tail for edge in self.graph.edges if edge.head in self.opens).values(), default=0) > SIDE_BY_SIDE
        )

    def edges(self) -> Iterator[list[Any]]:
        """Id, ends and number of the input of each edge, -1 for those that enter no operation."""
        entered: dict[str, int] = {}
        for edge in self.graph.edges:
            slot = entered.get(edge.head, 0) if edge.head.startswith("o") else -1
            entered[edge.head] = slot + 1
            yield [edge.id, edge.tail, edge.head, slot]


def draw_view(survey: Survey, opened: list[Scope], within: Scope | None = None, parent: int | None = None) -> View:
    """The view of what happens inside `within` (the whole tape, if None), where the modules `opened` are open."""
    return _Sketch(survey, opened, within).view("" if within is None else label(within), parent)


class _Sketch:
    """Collects the nodes of one view. Numbers and places are room that the page writes into, so equal modules look equal."""

    def __init__(self, survey: Survey, opened: list[Scope], within: Scope | None) -> None:
        self.survey, self.opened = survey, opened
        self.frames = opened if within is None else []
        self.index = {id(t): i for i, t in enumerate(survey.tensors)}
        self.node: dict[int, str] = {}  # by the id of an operation: the operation or box it is drawn as
        self.closed: dict[str, Scope] = {}  # by the id of a box
        self.members: dict[str, list[Tensor]] = {}
        ids: dict[int, str] = {}
        for z in survey.operations:
            path = survey.scopes.path(z.scope)
            if within is not None and within not in path:
                continue
            scope = next((s for s in path if s not in opened), None)
            node = f"o{len(self.node)}" if scope is None else ids.setdefault(id(scope), f"m{len(ids)}")
            if scope is not None:
                self.closed[node] = scope
            self.node[id(z)] = node
            self.members.setdefault(node, []).append(z)
        self.users: dict[int, dict[str, None]] = {}  # by the id of a value: the nodes that use it
        self.needed = set(survey.roots)  # values that leave this view
        for z in survey.operations:
            for x in z.inputs:
                if id(z) in self.node:
                    self.users.setdefault(id(x), {})[self.node[id(z)]] = None
                else:
                    self.needed.add(id(x))

    def view(self, name: str, parent: int | None) -> View:
        survey = self.survey
        clusters = [Cluster(f"c{i}", label(scope), f"c{i - 1}" if i else None) for i, scope in enumerate(self.frames)]
        graph = Graph(clusters=clusters, title=f"Computation graph: {survey.describe()}")
        for node, members in self.members.items():
            if node in self.closed:
                facts = self._facts(members)
                graph.blocks.append(Block(node, label(self.closed[node]), facts, self._frame(node)))
            else:
                graph.operations.append(Operation(node, plain(members[0].op.label), "", self._frame(node)))
        groups = {f"v{i}": group for i, group in enumerate(self._groups())}
        graph.values = [self._value(node, group) for node, group in groups.items()]
        graph.edges = [replace(edge, id=f"e{i}") for i, edge in enumerate(self._edges(groups))]
        nodes = {node: [self.index[id(t)] for t in members] for node, members in (self.members | groups).items()}
        return View(name, parent, graph, nodes)

    def _frame(self, node: str) -> str | None:
        path = self.survey.scopes.path(self.members[node][0].scope)
        depth = sum(scope in self.frames for scope in path)
        return f"c{depth - 1}" if depth else None

    def _facts(self, members: list[Tensor]) -> tuple[str, ...]:
        weights = {id(x): x.size for z in members for x in z.inputs if self.survey.kind(x) == "parameter"}
        facts = [say_count(len(members), "operation")]
        return (*facts, say_count(sum(weights.values()), "parameter")) if weights else (*facts,)

    def _groups(self) -> Iterable[list[Tensor]]:
        """The values that cross from node to node; a crowd of numbers between the same modules as one."""
        groups: dict[Any, list[Tensor]] = {}
        for t in self.survey.tensors:
            maker, users = self.node.get(id(t), ""), self.users.get(id(t), {})
            if not self._crosses(t, maker, users):
                continue
            beside = maker in self.closed or (not maker and users and all(node in self.closed for node in users))
            key = (maker, self.survey.kind(t), t.requires_grad, *users) if beside and not t.shape else id(t)
            groups.setdefault(key, []).append(t)
        for group in groups.values():
            yield from [group] if len(group) >= BUNDLED else [[t] for t in group]

    def _crosses(self, t: Tensor, maker: str, users: dict[str, None]) -> bool:
        if maker in self.closed:
            return id(t) in self.needed or any(node != maker for node in users)
        if t.op is None and self.survey.kind(t) != "input":
            return any(node not in self.closed for node in users)  # what only a closed module uses stays inside
        return bool(maker or users)

    def _value(self, node: str, group: list[Tensor]) -> Value:
        first, alone = group[0], len(group) == 1
        maker, users = self.node.get(id(first), ""), self.users.get(id(first), {})
        kind, name = self.survey.kind(first), self.survey.name(first) if alone else ""
        room = ("0",) if alone and not first.shape else ("0",) * 3
        outside = first.op is not None and not maker
        home = maker or (next(iter(users)) if kind == "parameter" else "")
        return Value(
            id=node, kind="result" if outside else kind, name=name, shape=first.shape, value=room,
            grad=room if first.requires_grad else None, cluster=self._frame(home) if home else None, count=len(group),
            place="" if not alone or (kind == "constant" and not name and not first.shape) else PLACE,
        )  # fmt: skip

    def _edges(self, groups: dict[str, list[Tensor]]) -> Iterator[Edge]:
        home = {id(t): node for node, group in groups.items() for t in group}
        for node, members in self.members.items():
            inputs = [x for z in members for x in z.inputs if id(x) in home and self.node.get(id(x)) != node]
            if node in self.closed:
                yield from (Edge("", tail, node) for tail in dict.fromkeys(home[id(x)] for x in inputs))
                continue
            (z,) = members
            for i, x in enumerate(z.inputs):
                flows = not z.shape and x.requires_grad and z.op is not None and z.op.rule(i) is not None
                yield Edge("", home[id(x)], node, "−8.888" if flows else "")
        for node, group in groups.items():
            if maker := self.node.get(id(group[0])):
                yield Edge("", maker, node)
