"""A module as a part of a network drawn up with Symbols: the calls in which it took part (see nn/modules/symbols.py)."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

from nn.modules.symbols import Node


class fallback:
    """A property that an attribute of the same name hides: people call layers of their own `output`, or `layers`."""

    def __init__(self, compute: Callable[[Any], Any]) -> None:
        self.compute = compute
        self.__doc__ = compute.__doc__

    def __get__(self, instance: Any, owner: Any) -> Any:
        return self if instance is None else self.compute(instance)


class Drawn:
    """The part of a Module that remembers its calls on Symbols."""

    name: str
    _calls: tuple[weakref.ref[Node], ...] = ()

    def note(self, node: Node) -> None:
        """Remember a call on Symbols, as long as its outputs are in use."""
        self._calls = (*(call for call in self._calls if call() is not None), weakref.ref(node))

    def _first_call(self) -> Node:
        for call in self._calls:
            node = call()
            if node is not None and node.function is self:
                return node
        raise AttributeError(f"{self.name} has no input and output yet: they come with a call on the output of another layer")

    @fallback
    def input(self) -> Any:
        """The Symbol, or nest of them, that it was first called with; Model(a.input, b.output) runs what lies between."""
        return self._first_call().args[0]

    @fallback
    def output(self) -> Any:
        """The Symbol, or nest of them, that came out of its first call."""
        return self._first_call().outputs
