"""The Graph of a folded survey: each value, operation, module and derivative put into words."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from autograd import Scope, Tensor, formula, local_derivatives
from nn import Module
from viz.folding.box import Box, Folding
from viz.folding.bundles import Bundle, Bundles
from viz.folding.stretches import contents
from viz.folding.sums import terms
from viz.graph.graph import Block, Cluster, Edge, Graph, Operation, Value
from viz.graph.words import MISSING, entries_of_all, plain, say_count, stem, summary, summary_of_all
from viz.reading.heat import cells
from viz.tape.gradients import name_gradients
from viz.tape.scopes import label
from viz.tape.survey import Survey

DRAWABLE = 1000  # nodes that Graphviz still lays out in seconds
CROWDED = 12  # terms of a sum from which on its edges bear no derivatives, which are all 1


class Reader:
    """Builds the Graph of a folded survey, in tape order, so that the same program always gives the same text."""

    def __init__(
        self,
        survey: Survey,
        folding: Folding,
        bundles: Bundles,
        format_number: Callable[[float], str] | None = None,
        heat: bool = False,
        uniform: bool = False,
    ) -> None:
        self.survey, self.folding, self.bundles = survey, folding, bundles
        self.format_number = format_number
        self.heat = heat
        self.uniform = uniform  # every value has the same rows, whatever is known now: a page fills them later
        self.known = uniform or any(t.grad is not None for b in bundles.all for t in b.tensors)  # a gradient somewhere
        self.graph = Graph()
        self.index = dict(zip(map(id, survey.tensors), count()))
        self.clusters: dict[int, str] = {}
        self.made: dict[Any, str] = {}  # the ids of the nodes drawn so far
        self.entering: dict[Any, list[Bundle]] = {}  # what each box uses
        self.gradients = name_gradients(survey)
        self.changed: dict[int, str] = {}  # the names of leaves that were written to after they were used

    def read(self) -> Graph:
        for bundle in self.bundles.all:
            for user in bundle.users:
                self.entering.setdefault(user, []).append(bundle)
        boxes, of = self.folding.boxes, self.bundles.of
        for t in self.find_beginnings():
            node = boxes.get(id(t), t)
            if t.op is not None and node not in self.made and not (node is t and id(t) in self.folding.through):
                self.made[node] = self.box(node) if isinstance(node, Box) else self.operation(t)
            drawn = of.get(id(t))
            if drawn is not None and drawn.tensors[0] is t:
                self.value(drawn)
        self.graph.title = self.title()
        self.graph.note = self.note()
        return self.graph

    def find_beginnings(self) -> Iterator[Tensor]:
        """In tape order, what begins a node or a drawn value."""
        boxes = self.folding.boxes
        first = {id(bundle.tensors[0]) for bundle in self.bundles.all} | {id(box.members[0]) for box in self.folding.unique()}
        for t in self.survey.tensors:
            if id(t) in first or (t.op is not None and id(t) not in boxes):
                yield t

    def value(self, bundle: Bundle) -> None:
        survey, first, n = self.survey, bundle.tensors[0], len(bundle.tensors)
        grads = [g for t in bundle.tensors if (g := t.grad) is not None] if self.known else []
        data: list[Any] = [t.numpy() for t in bundle.tensors]
        grad = None
        if first.requires_grad and self.known:
            grad = summary_of_all(grads, self.format_number) if grads else (MISSING,)
        name = survey.stem(bundle.tensors)
        alike = n == 1 or all(t.shape == first.shape for t in bundle.tensors)
        node = Value(
            id=self.ids(bundle),
            kind=survey.kind(first),
            name=name,
            shape=first.shape if alike else (),
            value=summary_of_all(data, self.format_number),
            grad=grad,
            cluster=self.cluster(self.bundles.frame(bundle)),
            count=n,
            heat=cells(data[0]) if self.heat and n == 1 else (),
            facts=() if alike else ("of several shapes",),
            place="" if name else survey.place(bundle.tensors),
            derivative=self.gradients.get(id(first), "") if n == 1 else "",
            entries=() if self.uniform else entries_of_all(data, self.format_number, first.op is None),
            grad_entries=() if self.uniform else entries_of_all(grads, self.format_number),
        )
        self.graph.values.append(node)
        if bundle.maker is not None:
            self.edge(self.made[bundle.maker], node.id)

    def operation(self, z: Tensor) -> str:
        """Draw an operation, with an edge from each input that bears the local derivative."""
        assert z.op is not None
        node = f"o{self.index[id(z)]}"
        settings = [plain(f"{key} = {reprlib.repr(value)}") for key, value in (z.settings or {}).items()]
        hint = "\n".join([z.op.name, *settings, formula.operation_formula(z.op)])
        self.graph.operations.append(Operation(node, plain(z.op.label), hint, self.cluster(self.bundles.home(z))))
        # a leaf written to since would give the derivative of another computation than the one drawn
        written = [x for x in z.inputs if x.position > z.position or x.written_behind()]
        self.changed |= {id(x): self.survey.name(x) or self.survey.place([x]) for x in written}
        derivatives = (None,) * len(z.inputs) if written else local_derivatives(z)
        entered = set()
        for i, (x, derivative) in enumerate(zip(z.inputs, derivatives)):
            bundle = self.bundles.of[id(self.folding.origin(x))]
            if len(bundle.tensors) == 1:
                shown = summary(derivative, self.format_number)[0] if isinstance(derivative, float) else ""
                self.edge(self.ids(bundle), node, shown, formula.input_formula(z.op, i) if x.requires_grad else "")
            elif bundle not in entered:
                self.edge(self.ids(bundle), node)
            entered.add(bundle)
        return node

    def box(self, box: Box) -> str:
        """Draw several operations as one node, with one edge from each value that enters it."""
        first = box.members[0]
        if box.kind in ("module", "stretch"):
            node = f"m{len(self.graph.blocks)}"
            facts = self.facts(box)
            name = stem(box.names) or box.label
            self.graph.blocks.append(Block(node, name, tuple(facts), self.cluster(box.scope), box.count))
        elif box.kind == "sum":
            node = f"o{self.index[id(box.members[-1])]}"
            whole = terms(box.members)
            what = (
                f"sum of {len(whole)} terms"
                if box.count == 1
                else f"{box.count:,} sums, {say_count(len(whole), 'term')} in all"
            )
            hint = f"{what}\nz = Σ x_i\nx̄_i += z̄\n{say_count(len(box.members), 'addition')}, whose partial sums are not drawn"
            self.graph.operations.append(Operation(node, "Σ", hint, self.cluster(box.scope)))
            if box.count == 1 and len(whole) <= CROWDED:
                return self.terms(node, whole, box.members[-1])
        else:
            assert first.op is not None
            node = f"o{self.index[id(first)]}"
            hint = f"{first.op.name}, {say_count(len(box.members), 'time')}\n{formula.operation_formula(first.op)}"
            self.graph.operations.append(Operation(node, plain(first.op.label), hint, self.cluster(box.scope)))
        for bundle in self.entering.get(box, ()):
            self.edge(self.ids(bundle), node)
        return node

    def terms(self, node: str, terms: list[Tensor], total: Tensor) -> str:
        """Edges from the terms of a sum: each passes on the whole gradient. Values drawn as one have one edge."""
        entered = set()
        for x in terms:
            bundle = self.bundles.of[id(self.folding.origin(x))]
            alone = len(bundle.tensors) == 1
            one = summary(1.0, self.format_number)[0] if alone and x.requires_grad and not total.shape else ""
            if alone or bundle not in entered:
                self.edge(self.ids(bundle), node, one, "x̄_i += z̄" if x.requires_grad else "")
            entered.add(bundle)
        return node

    def facts(self, box: Box) -> list[str]:
        """What a box holds, in lines."""
        facts = [say_count(len(box.members), "operation")]
        if box.kind == "stretch":
            return [*facts, plain(contents(box))]
        if box.call is not None and isinstance(box.call.owner, Module):
            calls = sum(scope.owner is box.call.owner for scope in self.survey.scopes.all.values())
            facts += [f"one layer, called {calls} times"] if calls > 1 else []
        weights = {id(x): x for z in box.members for x in z.inputs if x.op is None and self.survey.kind(x) == "parameter"}
        if weights:
            facts.append(say_count(sum(x.size for x in weights.values()), "parameter"))
        return [*facts, "in a row"] if box.in_a_row else facts

    def ids(self, bundle: Bundle) -> str:
        return f"v{self.index[id(bundle.tensors[0])]}"

    def edge(self, tail: str, head: str, derivative: str = "", hint: str = "") -> None:
        self.graph.edges.append(Edge(f"e{len(self.graph.edges)}", tail, head, derivative, hint))

    def cluster(self, scope: Scope | None) -> str | None:
        """The id of a scope's frame; it and those around it are made when first needed."""
        found = None
        for s in self.survey.scopes.path(scope):
            frame = self.folding.frame(s)
            assert frame is not None
            if id(frame) not in self.clusters:
                self.clusters[id(frame)] = f"c{len(self.clusters)}"
                times, name = self.folding.times(frame), label(frame)
                if times > 1:
                    name = f"{stem(self.folding.names[id(frame)]) or name} ×{times:,}"
                self.graph.clusters.append(Cluster(self.clusters[id(frame)], name, found))
            found = self.clusters[id(frame)]
        return found

    def title(self) -> str:
        survey = self.survey
        results = [survey.name(t) for t in survey.tensors if id(t) in survey.roots and survey.name(t)]
        of = f" of {plain(', '.join(results))}" if results else ""
        return f"Computation graph{of}: {survey.describe()}"

    def note(self) -> str:
        notes = []
        boxes = [box for box in self.folding.unique() if box.kind == "module"]
        if self.folding.how or boxes:
            calls = sum(len(box.names) for box in boxes)
            modules = say_count(calls, "module")
            if calls > len(boxes):
                modules = f"{say_count(len(boxes), 'box', 'boxes')} for {modules}"
            how = (self.folding.how or "collapsed to {boxes}").format(boxes=modules)
            possible = self.folding.how and self.survey.extent <= DRAWABLE
            everything = f' (detail="scalar", limit={self.survey.extent} shows them all)' if possible else ""
            notes.append(f"{self.survey.describe()}, {how}{everything}")
        if self.changed:
            names = plain(", ".join(self.changed.values()))
            notes.append(f"written to after this was computed, so the local derivatives are left out: {names}")
        return "; ".join(notes)
