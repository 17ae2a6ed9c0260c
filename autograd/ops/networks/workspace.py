"""Workspace: memory that operations on long sequences use again and again.

    kept = workspace.take()              # in a forward pass: what an earlier run no longer needs
    kept.array("gates", shape, dtype)
    workspace.hold(kept, result)         # from here on it belongs to this result
    workspace.of(result)                 # in the backward pass: it, or None if it is not to be had

Fresh memory of some megabytes costs as much as computing in it: the system has to find it and clear it.
"""

from __future__ import annotations

import weakref
from typing import Any

import numpy as np


class Kept:
    """What one run leaves for its backward pass."""

    def __init__(self) -> None:
        self.arrays: dict[str, np.ndarray] = {}
        self.result: Any = None  # a weak reference to the array that they belong to
        self.g: Any = None  # the gradient that has been handed back through them, if one has,
        self.deltas: Any = None  # and what came of it

    def array(self, name: str, shape: tuple[int, ...], dtype: Any) -> np.ndarray:
        """Memory of this name, that of the run before if it fits; what it holds is undefined."""
        found = self.arrays.get(name)
        if found is None or found.shape != shape or found.dtype != dtype:
            found = self.arrays[name] = np.empty(shape, dtype)
        return found


class Workspace:
    """The memory of runs that still have a result, and of those whose result is gone, for the next ones.

    A layer keeps one and gives it to `lstm` or `attention` at each call.

    >>> from autograd import Tensor, attention
    >>> memory, x = Workspace(), Tensor(np.ones((1, 2, 3)))
    >>> attention(x, workspace=memory).shape, len(memory.free)
    ((1, 2, 1), 1)
    """

    def __init__(self) -> None:
        self.free: list[Kept] = []
        self.held: dict[int, Kept] = {}

    def take(self) -> Kept:
        """Memory that nobody uses."""
        try:
            return self.free.pop()
        except IndexError:
            return Kept()

    def hold(self, kept: Kept, result: np.ndarray) -> None:
        """Let the memory belong to a result, until that is gone."""
        key = id(result)

        def gone(_: Any) -> None:
            del self.held[key]
            kept.result = kept.g = kept.deltas = None
            self.free.append(kept)

        self.held[key] = kept
        kept.result = weakref.ref(result, gone)

    def of(self, result: Any) -> Kept | None:
        """The memory that belongs to this result."""
        kept = self.held.get(id(result))
        return kept if kept is not None and kept.result() is result else None

    def __reduce__(self) -> Any:
        return Workspace, ()  # a copy begins without memory

    def __repr__(self) -> str:
        return "..."
