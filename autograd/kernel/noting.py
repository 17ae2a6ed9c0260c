"""Notes which value each gradient of a recorded backward pass belongs to, so that drawings can call the gradient ∂x."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from autograd.kernel.backward import Contributions
from autograd.kernel.modes import Scope
from autograd.kernel.node import Node

Contribute = Callable[[Node, Any], Contributions]


class BackwardScope(Scope):
    """The part of a program in which gradients are computed by operations of their own (see `Scope`).

    owner: what ran. parent=None: the scope around it.
    gradient_of: by the position of a gradient, the positions of the values that it is the gradient of.

    >>> BackwardScope("backward").gradient_of
    {}
    """

    __slots__ = ("gradient_of",)

    def __init__(self, owner: Any, parent: Scope | None = None) -> None:
        super().__init__(owner, parent)
        self.gradient_of: dict[int, list[int]] = {}


def note(scope: BackwardScope, grads: Mapping[Node, Any]) -> None:
    """Note in the scope that each gradient in `grads` is that of its key."""
    for x, g in grads.items():
        if isinstance(g, Node):
            scope.gradient_of.setdefault(g.position, []).append(x.position)


def note_gradients(
    contribute: Callable[[Node, Any], Contributions], scope: Scope | None
) -> Callable[[Node, Any], Contributions]:
    """The same contributions; the scope, if it is one for gradients, notes of which value each is the gradient."""
    if not isinstance(scope, BackwardScope):
        return contribute

    def contribute_and_note(z: Node, g: Any) -> Contributions:
        note(scope, {z: g})
        return contribute(z, g)

    return contribute_and_note
