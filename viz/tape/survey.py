"""All that some results depend on: the tensors in tape order, their kinds, names and places."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from operator import attrgetter
from typing import Any

import numpy as np

from autograd import Op, Scope, Tensor, formula
from nn import Module
from viz.graph.words import plain, say_count, stem
from viz.tape.codes import encode
from viz.tape.scopes import Scopes
from viz.tape.wires import Wires, ranges

KINDS = ("constant", "input", "parameter", "result", "output")
PLAIN = attrgetter("requires_grad", "shape", "name")
UNNAMED_NUMBER = (False, (), None)  # what this is of most constants


class Survey:
    """Everything that `roots` depend on. Nothing is left out yet: what a drawing folds, a Folding says."""

    def __init__(self, roots: tuple[Tensor, ...], names: Mapping[str, Any]) -> None:
        self.roots = {id(z) for z in roots}
        self.names = formula.names_of(names)
        wires = Wires(roots)
        self.tensors, self.ends = wires.tensors, wires.ends
        self.made, self.heads, self.tails = wires.made, wires.heads, wires.tails
        self.operations = [self.tensors[i] for i in self.made.tolist()]
        self.scopes = Scopes([scope for scope in self.scope_codes[1] if scope is not None])
        self.extent = len(self.tensors) + len(self.operations)  # nodes, if nothing is folded

    @cached_property
    def owned(self) -> set[int]:
        """The ids of the weights of all modules that were called."""
        modules = [owner for owner in self.scopes.owners if isinstance(owner, Module)]
        return {id(weight) for module in modules for weight in module.weights}

    @cached_property
    def op_codes(self) -> tuple[np.ndarray, list[Op]]:
        """The op of each operation, as a code, and the ops by their codes."""
        return encode([z.op for z in self.operations])

    @cached_property
    def scope_codes(self) -> tuple[np.ndarray, list[Scope | None]]:
        """The innermost scope of each operation, as a code, and the scopes by their codes."""
        return encode([z.scope for z in self.operations])

    @cached_property
    def shape_codes(self) -> tuple[np.ndarray, list[tuple[int, ...]]]:
        """The shape of each value, as a code, and the shapes by their codes."""
        return encode([t.shape for t in self.tensors])

    @cached_property
    def leaves(self) -> np.ndarray:
        """The indices of what no operation made."""
        found = np.ones(len(self.tensors), bool)
        found[self.made] = False
        return np.flatnonzero(found)

    @cached_property
    def kinds(self) -> np.ndarray:
        """The kind of each value, as its place in KINDS."""
        found = np.full(len(self.tensors), KINDS.index("result"))
        codes, facts = encode([PLAIN(self.tensors[i]) for i in self.leaves.tolist()])
        plain = np.array([fact == UNNAMED_NUMBER for fact in facts], bool)[codes] if facts else np.zeros(0, bool)
        found[self.leaves] = KINDS.index("constant")
        named = [i for i in self.leaves.tolist() if id(self.tensors[i]) in self.names] if self.names else []
        for i in (*self.leaves[~plain].tolist(), *named, *self.ends.tolist()):
            found[i] = KINDS.index(self.kind(self.tensors[i]))
        return found

    def entering(self, operations: np.ndarray) -> np.ndarray:
        """The indices of all that enters these operations, given by their own, one after another."""
        starts, ends = (np.searchsorted(self.heads, operations, side) for side in ("left", "right"))
        found: np.ndarray = self.tails[ranges(starts, ends - starts)]
        return found

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
        tensors = [tensors[0], tensors[-1]] if tensors[0].op is not None else tensors  # results stand in tape order
        positions = [t.position for t in tensors if t.op is not None or t.name or t.called.startswith("#")]
        ends = (min(positions), max(positions)) if positions else ()
        return "…".join(f"#{position}" for position in dict.fromkeys(ends))

    def describe(self) -> str:
        return f"{say_count(len(self.tensors), 'value')}, {say_count(len(self.operations), 'operation')}"


def in_order(roots: tuple[Tensor, ...]) -> list[Tensor]:
    """All that the roots depend on: operations in tape order, each leaf just before its first use."""
    return Wires(roots).tensors
