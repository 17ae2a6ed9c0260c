"""The Graph of a folded survey: each value, operation, module and derivative put into words."""

from __future__ import annotations

import reprlib
from collections.abc import Callable
from operator import attrgetter
from typing import Any

import numpy as np

from autograd import Scope, Tensor, formula, local_derivatives
from nn import Module
from viz.folding.box import Box, Folding
from viz.folding.bundles import NOBODY, Bundle, Bundles
from viz.folding.stretches import contents
from viz.folding.sums import terms
from viz.graph.graph import Block, Cluster, Edge, Graph, Operation, Value
from viz.graph.words import MISSING, entries_of_all, plain, say_count, stem, summary, summary_of_all
from viz.reading.heat import cells
from viz.tape.gradients import name_gradients
from viz.tape.scopes import label
from viz.tape.survey import KINDS, Survey

DRAWABLE = 1000  # nodes that Graphviz still lays out in seconds
GRAD = attrgetter("grad")
PARAMETER = KINDS.index("parameter")
MANY = 200  # nodes that nobody reads at once: the drawing then names a coarser detail
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
        self.tensors = {bundle: [survey.tensors[i] for i in bundle.tensors.tolist()] for bundle in bundles.all}
        self.known = uniform or any(g is not None for shown in self.tensors.values() for g in map(GRAD, shown))  # somewhere
        self.graph = Graph()
        self.clusters: dict[int, str] = {}
        self.made: dict[int, str] = {}  # the ids of the nodes drawn so far
        self.entering: dict[int, list[Bundle]] = {}  # what each box uses
        self.gradients = name_gradients(survey)
        self.changed: dict[int, str] = {}  # the names of leaves that were written to after they were used

    def read(self) -> Graph:
        for bundle in self.bundles.all:
            for user in bundle.users:
                self.entering.setdefault(user, []).append(bundle)
        nodes, alone = self.folding.node.tolist(), self.folding.stands_alone.tolist()
        for i in self.find_beginnings():
            node, box = nodes[i], self.folding.box(nodes[i])
            if node not in self.made and (box is not None or alone[i]):
                self.made[node] = self.operation(i) if box is None else self.box(node, box)
            at = self.bundles.of[i]
            if at >= 0 and self.bundles.all[at].tensors[0] == i:
                self.value(self.bundles.all[at])
        self.graph.title = self.title()
        self.graph.note = self.note()
        return self.graph

    def find_beginnings(self) -> list[int]:
        """In tape order, what begins a node or a drawn value."""
        begins = self.folding.stands_alone.copy()
        begins[[bundle.tensors[0] for bundle in self.bundles.all]] = True
        begins[[box.members[0] for box in self.folding.boxes]] = True
        found: list[int] = np.flatnonzero(begins).tolist()
        return found

    def bundle(self, i: int) -> Bundle:
        """The drawn value that shows this one, or what it is an alias or a copy of."""
        found: Bundle = self.bundles.all[self.bundles.of[self.folding.origin[i]]]
        return found

    def value(self, bundle: Bundle) -> None:
        survey, tensors = self.survey, self.tensors[bundle]
        first, n = tensors[0], len(tensors)
        grads = [g for t in tensors if (g := t.grad) is not None] if self.known else []
        data: list[Any] = list(map(Tensor.numpy, tensors))
        grad = None
        if first.requires_grad and self.known:
            grad = summary_of_all(grads, self.format_number) if grads else (MISSING,)
        name = survey.stem(tensors)
        shapes = survey.shape_codes[0][bundle.tensors]
        alike = bool((shapes == shapes[0]).all())
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
            place="" if name else survey.place(tensors),
            derivative=self.gradients.get(id(first), "") if n == 1 else "",
            entries=() if self.uniform else entries_of_all(data, self.format_number, first.op is None),
            grad_entries=() if self.uniform else entries_of_all(grads, self.format_number),
        )
        self.graph.values.append(node)
        if bundle.maker != NOBODY:
            self.edge(self.made[bundle.maker], node.id)

    def operation(self, i: int) -> str:
        """Draw an operation, with an edge from each input that bears the local derivative."""
        z = self.survey.tensors[i]
        assert z.op is not None
        node = f"o{i}"
        settings = [plain(f"{key} = {reprlib.repr(value)}") for key, value in (z.settings or {}).items()]
        hint = "\n".join([z.op.name, *settings, formula.operation_formula(z.op)])
        self.graph.operations.append(Operation(node, plain(z.op.label), hint, self.cluster(self.folding.home(i))))
        # a leaf written to since would give the derivative of another computation than the one drawn
        written = [x for x in z.inputs if x.position > z.position or x.written_behind()]
        self.changed |= {id(x): self.survey.name(x) or self.survey.place([x]) for x in written}
        derivatives = (None,) * len(z.inputs) if written else local_derivatives(z)
        entered = set()
        entering = self.survey.entering(np.array([i])).tolist()
        for k, (x, tail, derivative) in enumerate(zip(z.inputs, entering, derivatives)):
            bundle = self.bundle(tail)
            if len(bundle.tensors) == 1:
                shown = summary(derivative, self.format_number)[0] if isinstance(derivative, float) else ""
                self.edge(self.ids(bundle), node, shown, formula.input_formula(z.op, k) if x.requires_grad else "")
            elif bundle not in entered:
                self.edge(self.ids(bundle), node)
            entered.add(bundle)
        return node

    def box(self, number: int, box: Box) -> str:
        """Draw several operations as one node, with one edge from each value that enters it."""
        first = self.survey.tensors[box.members[0]]
        if box.kind in ("module", "stretch"):
            node = f"m{len(self.graph.blocks)}"
            facts = self.facts(box)
            name = stem(box.names) or box.label
            self.graph.blocks.append(Block(node, name, tuple(facts), self.cluster(box.scope), box.count))
        elif box.kind == "sum":
            node = f"o{box.members[-1]}"
            whole = terms(self.survey, box.members)
            what = (
                f"sum of {len(whole)} terms"
                if box.count == 1
                else f"{box.count:,} sums, {say_count(len(whole), 'term')} in all"
            )
            hint = f"{what}\nz = Σ x_i\nx̄_i += z̄\n{say_count(len(box.members), 'addition')}, whose partial sums are not drawn"
            self.graph.operations.append(Operation(node, "Σ", hint, self.cluster(box.scope)))
            if box.count == 1 and len(whole) <= CROWDED:
                return self.terms(node, whole, first.shape)
        else:
            assert first.op is not None
            node = f"o{box.members[0]}"
            hint = f"{first.op.name}, {say_count(len(box.members), 'time')}\n{formula.operation_formula(first.op)}"
            self.graph.operations.append(Operation(node, plain(first.op.label), hint, self.cluster(box.scope)))
        for bundle in self.entering.get(number, ()):
            self.edge(self.ids(bundle), node)
        return node

    def terms(self, node: str, terms: list[int], shape: tuple[int, ...]) -> str:
        """Edges from the terms of a sum: each passes on the whole gradient. Values drawn as one have one edge."""
        entered = set()
        for i in terms:
            x, bundle = self.survey.tensors[i], self.bundle(i)
            alone = len(bundle.tensors) == 1
            one = summary(1.0, self.format_number)[0] if alone and x.requires_grad and not shape else ""
            if alone or bundle not in entered:
                self.edge(self.ids(bundle), node, one, "x̄_i += z̄" if x.requires_grad else "")
            entered.add(bundle)
        return node

    def facts(self, box: Box) -> list[str]:
        """What a box holds, in lines."""
        facts = [say_count(len(box.members), "operation")]
        if box.kind == "stretch":
            return [*facts, plain(contents(self.survey, box))]
        if box.call is not None and isinstance(box.call.owner, Module):
            calls = self.survey.scopes.calls[id(box.call.owner)]
            who = "each" if len(set(box.names)) > 1 else "one layer,"
            facts += [f"{who} called {calls} times"] if calls > 1 else []
        entering = np.unique(self.survey.entering(box.members))
        weights = entering[self.survey.kinds[entering] == PARAMETER].tolist()
        if weights:
            facts.append(say_count(sum(self.survey.tensors[i].size for i in weights), "parameter"))
        return [*facts, "in a row"] if box.in_a_row else facts

    def ids(self, bundle: Bundle) -> str:
        return f"v{bundle.tensors[0]}"

    def edge(self, tail: str, head: str, derivative: str = "", hint: str = "") -> None:
        self.graph.edges.append(Edge(f"e{len(self.graph.edges)}", tail, head, derivative, hint))

    def cluster(self, scope: Scope | None) -> str | None:
        """The id of a scope's frame; it and those around it are made when first needed."""
        found = None
        for s in self.survey.scopes.path(scope):
            frame = self.folding.frames.frame(s)
            assert frame is not None
            if id(frame) not in self.clusters:
                self.clusters[id(frame)] = f"c{len(self.clusters)}"
                times, name = self.folding.frames.times(frame), label(frame)
                if times > 1:
                    name = f"{stem(self.folding.frames.names[id(frame)]) or name} ×{times:,}"
                self.graph.clusters.append(Cluster(self.clusters[id(frame)], name, found))
            found = self.clusters[id(frame)]
        return found

    def title(self) -> str:
        survey = self.survey
        results = [name for i in survey.ends.tolist() if (name := survey.name(survey.tensors[i]))]
        of = f" of {plain(', '.join(results))}" if results else ""
        return f"Computation graph{of}: {survey.describe()}"

    def note(self) -> str:
        notes = []
        boxes = [box for box in self.folding.boxes if box.kind == "module"]
        if self.folding.how or boxes:
            calls = sum(len(box.names) for box in boxes)
            modules = say_count(calls, "module")
            if calls > len(boxes):
                modules = f"{say_count(len(boxes), 'box', 'boxes')} for {modules}"
            how = (self.folding.how or "collapsed to {boxes}").format(boxes=modules)
            possible = self.folding.how and self.survey.extent <= DRAWABLE
            everything = f' (detail="scalar", limit={self.survey.extent} shows them all)' if possible else ""
            notes.append(f"{self.survey.describe()}, {how}{everything}")
        elif len(self.graph.nodes) > MANY and not self.uniform:
            coarser = '"tensor" or "module"' if self.survey.scopes.depth else '"tensor"'
            notes.append(f"{self.survey.describe()}, to be read part by part: detail={coarser} draws fewer")
        if self.changed:
            names = plain(", ".join(self.changed.values()))
            notes.append(f"written to after this was computed, so the local derivatives are left out: {names}")
        return "; ".join(notes)
