"""What holds while code runs: whether the tape records, who watches it, and inside which scope.

    with no_grad():            # predictions: nothing is recorded
        model(x)

The mode lives in one context variable, so threads and asyncio tasks do not disturb each other, and every
change is undone by its `with` block, whatever happens inside.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Any, NoReturn, Protocol


class Watcher(Protocol):
    """Something told of every operation recorded, and of every backward pass played, while it watches."""

    everything: bool  # also the steps of a backward pass that nobody is going to differentiate?

    def recorded(self, z: Any) -> None: ...

    def played(self, operations: list[Any]) -> None: ...


class Recording(Protocol):
    """Something that records a function to run it again, and refuses what would freeze a value into it."""

    draws: list[Any]  # what each run draws anew: functions, with the leaves that hold what they give
    effects: list[Any]  # what each run does besides computing: functions, with the values they are called with

    def refuse(self, what: str, instead: str) -> NoReturn: ...

    def uses(self, value: Any) -> None:
        """Told of each constant that an operation computes with: an array, or a Tensor."""


class Scope:
    """A stretch of the program, such as one call of a layer: `owner` made what was recorded inside."""

    __slots__ = ("owner", "parent")

    def __init__(self, owner: Any, parent: Scope | None = None) -> None:
        self.owner = owner
        self.parent = parent


class Mode:
    """One immutable setting of the tape; `replace` makes a changed copy."""

    __slots__ = ("compiling", "grad", "level", "plain", "scope", "watchers")

    def __init__(
        self,
        grad: bool = True,
        watchers: tuple[Watcher, ...] = (),
        scope: Scope | None = None,
        level: int = 0,
        compiling: Recording | None = None,
    ) -> None:
        self.grad = grad  # record operations at all?
        self.watchers = watchers  # told of each recorded tensor
        self.scope = scope  # the innermost Scope
        self.level = level  # how many derivatives of functions surround this code
        self.compiling = compiling  # being recorded to run again: nobody may look at a value
        self.plain = grad and not watchers  # nothing to do but record

    def replace(self, **changes: Any) -> Mode:
        settings = {"grad": self.grad, "watchers": self.watchers, "scope": self.scope, "level": self.level}
        return Mode(**{**settings, "compiling": self.compiling, **changes})


MODE: ContextVar[Mode] = ContextVar("mode", default=Mode())  # noqa: B039 - a Mode never changes


@contextmanager
def changed(**changes: Any) -> Iterator[None]:
    """Run a block with some settings of the mode changed."""
    token = MODE.set(MODE.get().replace(**changes))
    try:
        yield
    finally:
        MODE.reset(token)


def no_grad() -> AbstractContextManager[None]:
    """Record nothing inside the block (or, used as a decorator, inside the function).

    >>> from autograd import Tensor, no_grad
    >>> with no_grad():
    ...     Tensor(2.0).exp().requires_grad
    False
    """
    return changed(grad=False)


def enable_grad() -> AbstractContextManager[None]:
    """Record inside the block (or the decorated function), even where it is called under no_grad().

    >>> from autograd import Tensor, enable_grad, no_grad
    >>> with no_grad(), enable_grad():
    ...     Tensor(2.0).exp().requires_grad
    True
    """
    return changed(grad=True)


class scope:
    """Mark what is recorded inside the `with` block as made by `owner`, for drawings and tables."""

    __slots__ = ("owner", "token")

    def __init__(self, owner: Any) -> None:
        self.owner = owner

    def __enter__(self) -> None:
        mode = MODE.get()  # written out instead of `changed`: every call of a neuron passes here
        self.token = MODE.set(Mode(mode.grad, mode.watchers, Scope(self.owner, mode.scope), mode.level, mode.compiling))

    def __exit__(self, *_: Any) -> None:
        MODE.reset(self.token)


def watch(watcher: Watcher) -> AbstractContextManager[None]:
    """Tell `watcher` of every operation recorded inside the block."""
    return changed(watchers=(*MODE.get().watchers, watcher))
