"""All that some results depend on: the tensors in tape order, their kinds, names and places."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from operator import attrgetter
from typing import Any

from autograd import Tensor, formula
from nn import Module
from viz.graph.words import plain, say_count, stem
from viz.tape.scopes import Scopes


class Survey:
    """Everything that `roots` depend on. Nothing is left out yet: what a drawing folds, a Folding says."""

    def __init__(self, roots: tuple[Tensor, ...], names: Mapping[str, Any]) -> None:
        self.roots = {id(z) for z in roots}
        self.names = formula.names_of(names)
        found = gather(roots)
        self.tensors = line_up(roots, found)
        self.operations, self.inputs = found
        self.scopes = Scopes(self.operations)
        self.extent = len(self.tensors) + len(self.operations)  # nodes, if nothing is folded

    @cached_property
    def owned(self) -> set[int]:
        """The ids of the weights of all modules that were called."""
        modules = [owner for owner in self.scopes.owners if isinstance(owner, Module)]
        return {id(weight) for module in modules for weight in module.weights}

    def kind(self, t: Tensor) -> str:
        """The kind of a tensor. Parameters are what modules own; without modules, each leaf that is differentiated by."""
        if t.op is not None:
            return "output" if id(t) in self.roots else "result"
        if t.requires_grad:
            return "parameter" if id(t) in self.owned or not self.owned else "input"
        return "constant" if id(t) in self.owned or not (t.shape or self.name(t)) else "input"

    def name(self, t: Tensor) -> str:
        given = self.names.get(id(t)) or t.name
        return plain(given) if given else ""

    def stem(self, tensors: list[Tensor]) -> str:
        """What the names of some tensors have in common; of one, its name."""
        named = [t for t in tensors if t.name or id(t) in self.names]
        if len(named) < len(tensors):
            return ""  # one without a name has nothing in common with the others
        return stem([self.name(t) for t in named])

    def place(self, tensors: list[Tensor]) -> str:
        """What values without a name are called: #position, of several the first and the last; nothing for plain constants."""
        positions = [t.position for t in tensors if t.op is not None or t.name or t.called.startswith("#")]
        ends = (min(positions), max(positions)) if positions else ()
        return "…".join(f"#{position}" for position in dict.fromkeys(ends))

    def describe(self) -> str:
        return f"{say_count(len(self.tensors), 'value')}, {say_count(len(self.operations), 'operation')}"


Operations = tuple[list[Tensor], list[tuple[Tensor, ...]]]  # and the inputs of each, asked for once and then used often


def in_order(roots: tuple[Tensor, ...]) -> list[Tensor]:
    """All that the roots depend on: operations in tape order, each leaf just before its first use.

    A leaf's own position will not do: it moves whenever the leaf is written to.
    """
    return line_up(roots, gather(roots))


def gather(roots: tuple[Tensor, ...]) -> Operations:
    """The operations that the roots depend on, in tape order."""
    found: dict[int, tuple[Tensor, ...]] = {}
    operations = []
    stack = [z for z in roots if z.op is not None]
    while stack:
        z = stack.pop()
        if z.position in found:
            continue
        inputs = found[z.position] = z.inputs
        operations.append(z)
        for x in inputs:
            if x.op is not None and x.position not in found:
                stack.append(x)
    operations.sort(key=attrgetter("position"))
    return operations, [found[z.position] for z in operations]


def line_up(roots: tuple[Tensor, ...], operations: Operations) -> list[Tensor]:
    """The operations, and each leaf just before its first use."""
    leaves: set[int] = set()
    ordered: list[Tensor] = []
    for z, inputs in zip(*operations):
        for x in inputs:
            if x.op is None and id(x) not in leaves:
                leaves.add(id(x))
                ordered.append(x)
        ordered.append(z)
    for z in roots:
        if z.op is None and id(z) not in leaves:
            leaves.add(id(z))
            ordered.append(z)
    return ordered
