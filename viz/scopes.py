"""Scopes: which module call recorded which operation, and what a drawing shows once they are collapsed."""

from __future__ import annotations

from autograd import Scope, Tensor
from viz.text import plain

Path = tuple[Scope, ...]  # from the outermost scope to the innermost


class Scopes:
    """The scopes of recorded operations. Each call of a module is a scope of its own."""

    def __init__(self, operations: list[Tensor]) -> None:
        self._paths: dict[int, Path] = {}
        self.operations = operations
        self.outer = {id(scope) for z in operations for scope in self.path(z.scope)[:-1]}  # contain other scopes
        self.depth = max((len(self.path(z.scope)) for z in operations), default=0)
        self.owners = list({id(s.owner): s.owner for z in operations for s in self.path(z.scope)}.values())

    def path(self, scope: Scope | None) -> Path:
        """The scopes around and including this one, outermost first."""
        if scope is None:
            return ()
        if id(scope) not in self._paths:
            chain = [scope]
            while chain[-1].parent is not None:
                chain.append(chain[-1].parent)
            self._paths[id(scope)] = tuple(reversed(chain))
        return self._paths[id(scope)]

    def collapsed(self, depth: int) -> dict[int, Scope]:
        """The scope that hides each hidden operation, by id, when scopes deeper than `depth` are not shown.

        A scope becomes a box if it lies at that depth or has no scopes inside; what an outer scope does by
        itself, between the calls of its inner modules, stays visible.
        """
        hidden = {}
        for z in self.operations:
            path = self.path(z.scope)[:depth]
            if path and (len(path) == depth or id(path[-1]) not in self.outer):
                hidden[id(z)] = path[-1]
        return hidden

    def common(self, scopes: list[Scope | None]) -> Scope | None:
        """The innermost scope around all of these."""
        shared = self.path(scopes[0])
        for scope in scopes[1:]:
            other = self.path(scope)
            same = next((i for i, (a, b) in enumerate(zip(shared, other)) if a is not b), min(len(shared), len(other)))
            shared = shared[:same]
        return shared[-1] if shared else None


def label(scope: Scope) -> str:
    """What a drawing calls a scope: the name of the module behind it, else its class; text speaks for itself."""
    owner = scope.owner
    name = owner if isinstance(owner, str) else getattr(owner, "name", None)
    return plain(name or "") or plain(type(owner).__name__)
