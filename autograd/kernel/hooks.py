"""Hooks: functions that a backward pass calls with a node's gradient, and that may put another in its place.

A result with hooks keeps its inputs as a tuple, even if they are one or two. The quick pass looks for hooks only at results
with such a tuple, and leaves those to the clear path: a program without hooks pays nothing for them.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from operator import attrgetter
from typing import Any

import numpy as np

from autograd.kernel.modes import MODE
from autograd.kernel.node import Node, leaf

Hook = Callable[[Any], Any]
FIRST = attrgetter("_first")


class Handle:
    """What `register_hook` returns: its `remove()` takes the hook away.

    hooks: the hooks of the Tensor, by number. number: of the hook.

    >>> from autograd import Tensor
    >>> x = Tensor(3.0)
    >>> handle = x.register_hook(print)
    >>> handle.remove()
    >>> (x * x).backward()
    """

    __slots__ = ("_hooks", "_number")

    def __init__(self, hooks: dict[int, Hook], number: int) -> None:
        self._hooks, self._number = hooks, number

    def remove(self) -> None:
        """Take the hook away; once more does nothing.

        >>> handle = Handle({0: print}, 0)
        >>> handle.remove(), handle.remove()
        (None, None)
        """
        self._hooks.pop(self._number, None)


next_number = count().__next__


def add_hook(x: Any, hook: Hook) -> Handle:
    """Let backward passes call a function with x's gradient, after those that were added before."""
    recording = MODE.get().compiling
    if recording is not None:
        recording.refuse("t.register_hook(hook)", "the function without compile: a program calls no hooks")
    if not callable(hook):
        raise TypeError(f"register_hook takes a function of the gradient, got {hook!r}")
    if not x._requires_grad:
        raise RuntimeError(f"register_hook: {x.describe()} has no gradient, so the hook would never be called")
    if x.op is not None:
        x._first, x._second = x.inputs, None
    hooks = getattr(x, "_hooks", None)
    if hooks is None:
        hooks = x._hooks = {}
    number = next_number()
    hooks[number] = hook
    return Handle(hooks, number)


def has_hooks(x: Node) -> bool:
    """Whether x has a hook now."""
    return bool(getattr(x, "_hooks", None))


def had_hooks(x: Node) -> bool:
    """Whether x ever had a hook; since then it keeps its inputs as a tuple."""
    return getattr(x, "_hooks", None) is not None


def any_hooks(operations: list[Node]) -> bool:
    """Whether one of these results has a hook now."""
    return tuple in map(type, map(FIRST, operations)) and any(map(has_hooks, operations))


def call_hooks(x: Node, g: Any) -> Any:
    """The gradient g of x, or what its hooks make of it."""
    hooks = getattr(x, "_hooks", None)
    for hook in [*hooks.values()] if hooks else ():
        g = replace(x, g, hook(show_to_hook(g)))
    return g


def show_to_hook(g: Any) -> Any:
    """A gradient that a hook may keep, and not write to: others may share its memory."""
    if type(g) is not np.ndarray:
        return g
    g = g.copy()
    g.flags.writeable = False
    return g


def replace(x: Node, g: Any, answer: Any) -> Any:
    """The gradient after a hook: what the hook returned, or g if it returned None. ValueError for another shape."""
    if answer is None:
        return g
    plain = getattr(answer, "_value", answer)
    try:
        value = float(plain) if np.ndim(plain) == 0 else np.array(plain, x._value.dtype if np.ndim(x._value) else float)
    except (TypeError, ValueError):
        raise TypeError(f"a hook of {x.describe()} returned {answer!r}: give a gradient, or None to keep it") from None
    if np.shape(value) != np.shape(x._value):
        raise ValueError(
            f"a hook of {x.describe()} returned shape {np.shape(value)}, but the gradient has shape {np.shape(x._value)}"
        )
    if isinstance(answer, Node) and isinstance(g, Node):
        return answer
    return leaf(type(g), value, False) if isinstance(g, Node) else value
