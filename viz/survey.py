"""What a drawing of some results would hold: the tensors in tape order, their kinds, and how much fits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from autograd import Scope, Tensor, formula
from nn import Module
from viz.scopes import Scopes
from viz.text import counted, plain

MOST = 300_000  # values that are looked through in search of modules to collapse


class Survey:
    """Everything that `roots` depend on, with the scopes that are collapsed to fit `limit` nodes.

    Raises ValueError if no amount of collapsing that `detail` allows is enough.
    """

    def __init__(self, roots: tuple[Tensor, ...], names: Mapping[str, Any], detail: str, limit: int) -> None:
        self.roots = {id(z) for z in roots}
        self.names = formula.names_of(names)
        self.tensors = in_order(roots, limit if detail == "scalar" else max(limit, MOST), limit)
        self.operations = [z for z in self.tensors if z.op is not None]
        self.scopes = Scopes(self.operations)
        self.extent = len(self.tensors) + len(self.operations)  # nodes, if nothing is collapsed
        self.forced = detail == "auto" and self.extent > limit  # collapsed because of the limit
        self.hidden: dict[int, Scope] = {}  # the collapsed scope that holds an operation, by the operation's id
        if detail == "module" and not self.scopes.depth:
            raise ValueError("draw: detail='module' needs modules, but no nn.Module was called to compute this")
        if detail == "module" or self.extent > limit:
            self.collapse(detail, limit)

    def collapse(self, detail: str, limit: int) -> None:
        """Hide the insides of modules, of the innermost ones if that is enough, else of larger ones."""
        for depth in range(self.scopes.depth if detail != "scalar" else 0, 0, -1):
            self.hidden = self.scopes.collapsed(depth)
            if self.size() <= limit:
                return
        size = f"{counted(len(self.tensors), 'value')} and {counted(len(self.operations), 'operation')}"
        if self.hidden:
            size += f", still {self.size():,} nodes with its modules collapsed"
        raise ValueError(too_large(size, limit))

    def size(self) -> int:
        """How many nodes would be drawn: values, operations and boxes."""
        if not self.hidden:
            return self.extent
        boxes = {id(scope) for scope in self.hidden.values()}
        return sum(map(self.visible, self.tensors)) + len(self.operations) - len(self.hidden) + len(boxes)

    @property
    def blocks(self) -> dict[Scope, list[Tensor]]:
        """The collapsed scopes, each with the operations it holds."""
        blocks: dict[Scope, list[Tensor]] = {}
        for z in self.operations:
            if id(z) in self.hidden:
                blocks.setdefault(self.hidden[id(z)], []).append(z)
        return blocks

    @cached_property
    def owned(self) -> set[int]:
        """The ids of the weights of all modules that were called."""
        modules = [owner for owner in self.scopes.owners if isinstance(owner, Module)]
        return {id(weight) for module in modules for weight in module.weights}

    @cached_property
    def users(self) -> dict[int, list[Tensor]]:
        """The operations that use a value, by its id; an operation that uses it twice is there twice."""
        users: dict[int, list[Tensor]] = {id(t): [] for t in self.tensors}
        for z in self.operations:
            for x in z.inputs:
                users[id(x)].append(z)
        return users

    def kind(self, t: Tensor) -> str:
        """Among modules a parameter is what they own; without any, every leaf that is differentiated by."""
        if t.op is not None:
            return "output" if id(t) in self.roots else "result"
        if t.requires_grad:
            return "parameter" if id(t) in self.owned or not self.owned else "input"
        return "constant" if id(t) in self.owned or not (t.shape or self.name(t)) else "input"

    def name(self, t: Tensor) -> str:
        return plain(self.names.get(id(t)) or t.name or "")

    def visible(self, t: Tensor) -> bool:
        """Whether a value is drawn: not if it never leaves a collapsed module."""
        users = self.users[id(t)]
        if id(t) in self.roots:
            return True
        if t.op is not None:
            home = self.hidden.get(id(t))
            return home is None or any(self.hidden.get(id(z)) is not home for z in users)
        return self.kind(t) == "input" or any(id(z) not in self.hidden for z in users)

    def scope(self, t: Tensor) -> Scope | None:
        """Where a value is drawn: a result where it was made, a leaf where all its users are, an input outside."""
        if id(t) in self.hidden:
            return self.hidden[id(t)].parent
        if t.op is not None:
            return t.scope
        if self.kind(t) == "input" or not self.users[id(t)]:
            return None
        homes = [self.hidden[id(z)].parent if id(z) in self.hidden else z.scope for z in self.users[id(t)]]
        return self.scopes.common(homes)


def too_large(size: str, limit: int) -> str:
    """What to do about a graph that does not fit."""
    return (
        f"draw: this graph has {size}, and more than limit={limit} nodes (values, operations) would not be readable. "
        "To narrow it, draw a value from the middle of the computation, compute with fewer samples or smaller layers "
        "or with arrays instead of single numbers, or collapse nn modules with detail='module'; or raise limit=."
    )


def in_order(roots: tuple[Tensor, ...], most: int, limit: int) -> list[Tensor]:
    """All that the roots depend on: operations in tape order, each leaf just before its first use.

    A leaf's own position will not do: it moves whenever the leaf is written to. Stops at more than `most`
    values with a ValueError, so that a long tape is refused quickly.
    """
    found: dict[int, Tensor] = {}
    stack = list(roots)
    while stack:
        z = stack.pop()
        if id(z) not in found:
            found[id(z)] = z
            stack.extend(z.inputs)
            if len(found) > most:
                raise ValueError(too_large(f"more than {counted(most, 'value')}", limit))
    ordered: dict[int, Tensor] = {}
    for z in sorted((z for z in found.values() if z.op is not None), key=lambda z: z.position):
        for x in z.inputs:
            ordered.setdefault(id(x), x)
        ordered[id(z)] = z
    for z in roots:
        ordered.setdefault(id(z), z)
    return list(ordered.values())
