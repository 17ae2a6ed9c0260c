"""Scopes: which module call recorded which operation, and which of them a drawing closes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd import Scope, Tensor
from viz.graph.words import plain

Path = tuple[Scope, ...]  # from the outermost scope to the innermost


class Scopes:
    """The scopes of recorded operations. Each call of a module is a scope of its own."""

    def __init__(self, operations: list[Tensor]) -> None:
        self._paths: dict[int, Path] = {}
        self.innermost = {id(z.scope): z.scope for z in operations if z.scope is not None}
        self.all: dict[int, Scope] = {}  # each scope after the one around it
        for scope in self.innermost.values():
            self.all |= {id(s): s for s in self.path(scope)}
        self.outer = {id(scope.parent) for scope in self.all.values()}  # contain other scopes
        self.depth = max((len(self.path(scope)) for scope in self.innermost.values()), default=0)
        self.owners = list({id(s.owner): s.owner for s in self.all.values()}.values())

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

    def find_closed(
        self, depth: int | None, innermost: bool, chosen: Callable[[Scope], bool] | None = None
    ) -> dict[int, Scope]:
        """For each innermost scope that is hidden, by its id, the closed scope that hides it.

        These scopes are closed: those at this depth, with `innermost` also those above it that hold no scopes, and those
        that `chosen` picks. What an outer scope does by itself, between the calls of its inner modules, stays visible.
        """
        hidden = {}
        for key, scope in self.innermost.items():
            path = self.path(scope)
            closed = [s for s in path if chosen(s)] if chosen else []
            if closed:
                hidden[key] = closed[0]
            elif depth is not None and (len(path) >= depth or (innermost and key not in self.outer)):
                hidden[key] = path[min(depth, len(path)) - 1]
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


def chooser(collapse: Any) -> Callable[[Scope], bool] | None:
    """Whether a scope is among what the user wants closed: names, classes or their names, or functions of the module.

    Raises TypeError for anything else.
    """
    if collapse is None:
        return None
    wanted = list(collapse) if isinstance(collapse, (list, tuple, set, frozenset)) else [collapse]
    for entry in wanted:
        if not (isinstance(entry, (str, type)) or callable(entry)):
            raise TypeError(
                f"draw: collapse takes names such as 'dense_1', classes such as Dense, or a function of a module, got {entry!r}"
            )

    def is_chosen(scope: Scope) -> bool:
        owner = scope.owner
        for entry in wanted:
            if isinstance(entry, str):
                if entry in (label(scope), type(owner).__name__):
                    return True
            elif isinstance(entry, type):
                if isinstance(owner, entry):
                    return True
            elif entry(owner):
                return True
        return False

    return is_chosen
