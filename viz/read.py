"""From Tensors to a Graph: each value, operation, module and derivative put into words."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Mapping
from typing import Any

from autograd import Scope, Tensor, formula, local_derivatives
from viz.graph import Block, Cluster, Edge, Graph, Operation, Value
from viz.scopes import label
from viz.survey import Survey
from viz.text import MISSING, counted, plain, summary

DETAILS = ("auto", "scalar", "module")
DRAWABLE = 1000  # nodes that Graphviz still lays out in seconds


def read(
    tensors: tuple[Any, ...],
    names: Mapping[str, Any] | None = None,
    detail: str = "auto",
    limit: int = 300,
    format_number: Callable[[float], str] | None = None,
) -> Graph:
    """The graph of everything these tensors depend on.

    Raises TypeError for what is not a Tensor, ValueError if the graph is larger than `limit` nodes (values and
    operations together) and cannot be collapsed below it.
    """
    if detail not in DETAILS:
        raise ValueError(f"draw: detail={detail!r} is not one of {', '.join(map(repr, DETAILS))}")
    for t in tensors:
        if not isinstance(t, Tensor):
            listed = isinstance(t, (list, tuple))
            advice = "unpack it, draw(*tensors)" if listed else "draw what a computation with Tensors returned"
            raise TypeError(f"draw takes Tensors, got {type(t).__name__}: {advice}")
    if not isinstance(names, (Mapping, type(None))):
        raise TypeError(f"draw: names is a dict from names to Tensors, such as locals(), not {type(names).__name__}")
    if not tensors:
        raise TypeError("draw needs at least one Tensor, such as a loss")
    return _Reader(Survey(tensors, names or {}, detail, limit), format_number).read()


class _Reader:
    """Builds the Graph of a survey, in tape order, so that the same program always gives the same text."""

    def __init__(self, survey: Survey, format_number: Callable[[float], str] | None) -> None:
        self.survey = survey
        self.format_number = format_number
        self.graph = Graph()
        self.ids = {id(t): f"v{i}" for i, t in enumerate(survey.tensors)}
        self.clusters: dict[int, str] = {}
        self.blocks: dict[int, str] = {}
        self.changed: dict[int, str] = {}  # the names of leaves that were written to after they were used

    def read(self) -> Graph:
        survey = self.survey
        for scope, inside in survey.blocks.items():
            self.block(scope, inside)
        for t in survey.tensors:
            made_by = None
            if id(t) in survey.hidden:
                made_by = self.blocks[id(survey.hidden[id(t)])]
            elif t.op is not None:
                made_by = self.operation(t)
            if survey.visible(t):
                self.value(t)
                if made_by:
                    self.edge(made_by, self.ids[id(t)])
        self.graph.title = self.title()
        self.graph.note = self.note()
        return self.graph

    def value(self, t: Tensor) -> None:
        survey = self.survey
        grad: tuple[str, ...] | None = None
        if t.requires_grad:
            grad = (MISSING,) if t.grad is None else summary(t.grad, self.format_number)
        self.graph.values.append(
            Value(
                id=self.ids[id(t)],
                kind=survey.kind(t),
                name=survey.name(t),
                shape=t.shape,
                value=summary(t.numpy(), self.format_number),
                grad=grad,
                cluster=self.cluster(survey.scope(t)),
            )
        )

    def operation(self, z: Tensor) -> str:
        """Draw an operation, with an edge from each input that bears the local derivative."""
        assert z.op is not None
        node = "o" + self.ids[id(z)][1:]
        settings = [plain(f"{key} = {reprlib.repr(value)}") for key, value in (z.attrs or {}).items()]
        hint = "\n".join([z.op.name, *settings, formula.operation_formula(z.op)])
        self.graph.operations.append(Operation(node, plain(z.op.label), hint, self.cluster(z.scope)))
        # a leaf written to since would give the derivative of another computation than the one drawn
        written = [x for x in z.inputs if x.position > z.position or x.written_behind()]
        self.changed |= {id(x): self.survey.name(x) or "an unnamed value" for x in written}
        derivatives = (None,) * len(z.inputs) if written else local_derivatives(z)
        for i, (x, derivative) in enumerate(zip(z.inputs, derivatives)):
            shown = summary(derivative, self.format_number)[0] if isinstance(derivative, float) else ""
            self.edge(self.ids[id(x)], node, shown, formula.input_formula(z.op, i) if x.requires_grad else "")
        return node

    def block(self, scope: Scope, inside: list[Tensor]) -> None:
        """Draw a collapsed module, with one edge from each value that enters it, however often it is used there."""
        survey = self.survey
        node = self.blocks[id(scope)] = f"m{len(self.blocks)}"
        inputs = {id(x): x for z in inside for x in z.inputs}.values()
        weights = [x for x in inputs if survey.kind(x) == "parameter"]
        facts = [counted(len(inside), "operation")]
        if weights:
            facts.append(counted(sum(x.size for x in weights), "parameter"))
        self.graph.blocks.append(Block(node, label(scope), tuple(facts), self.cluster(scope.parent)))
        for x in inputs:
            if survey.hidden.get(id(x)) is not scope and survey.visible(x):
                self.edge(self.ids[id(x)], node)

    def edge(self, tail: str, head: str, derivative: str = "", hint: str = "") -> None:
        self.graph.edges.append(Edge(f"e{len(self.graph.edges)}", tail, head, derivative, hint))

    def cluster(self, scope: Scope | None) -> str | None:
        """The id of a scope's frame; it and those around it are made when first needed."""
        found = None
        for s in self.survey.scopes.path(scope):
            if id(s) not in self.clusters:
                self.clusters[id(s)] = f"c{len(self.clusters)}"
                self.graph.clusters.append(Cluster(self.clusters[id(s)], label(s), found))
            found = self.clusters[id(s)]
        return found

    def title(self) -> str:
        survey = self.survey
        results = [survey.name(t) for t in survey.tensors if id(t) in survey.roots and survey.name(t)]
        of = f" of {plain(', '.join(results))}" if results else ""
        return f"Computation graph{of}: {self.extent()}"

    def extent(self) -> str:
        return f"{counted(len(self.survey.tensors), 'value')}, {counted(len(self.survey.operations), 'operation')}"

    def note(self) -> str:
        notes = []
        if self.blocks:
            possible = self.survey.forced and self.survey.extent <= DRAWABLE
            everything = f" (limit={self.survey.extent} shows them all)" if possible else ""
            notes.append(f"{self.extent()}, collapsed to {counted(len(self.blocks), 'module')}{everything}")
        if self.changed:
            names = plain(", ".join(self.changed.values()))
            notes.append(f"written to after this was computed, so the local derivatives are left out: {names}")
        return "; ".join(notes)
