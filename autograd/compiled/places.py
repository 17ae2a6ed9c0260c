"""Step 4: where a step reads its operands and puts its gradients, prepared once.

Slots at regular distances are a view of the vector; others are gathered. A gradient is added through the
view, or by slots; `np.add.at` where slots are read twice (since NumPy 1.25 it is quicker than sums in sorted order).
"""

from __future__ import annotations

import math
from typing import Any, Protocol

import numpy as np

from autograd.kernel.broadcasting import unbroadcast


class Memory:
    """The flat vectors of values and gradients; slots from `leaves` up to `fixed` hold constants."""

    def __init__(self, leaves: int, constants: np.ndarray, capacity: int) -> None:
        self.values = np.zeros(capacity)
        self.gradients = np.zeros(capacity)
        self.live: Any = None  # once a NaN has come out: where a gradient can arrive (see autograd.kernel.choices)
        self.leaves, self.fixed = leaves, leaves + len(constants)
        self.values[leaves : self.fixed] = constants
        self.readers = np.zeros(capacity, np.int32)
        self.places: list[Settles] = []

    def own(self, start: int, *shape: int) -> tuple[np.ndarray, np.ndarray]:
        """The values and gradients of a step's results, whose slots begin at `start`."""
        slots = slice(start, start + math.prod(shape))
        return self.values[slots].reshape(shape), self.gradients[slots].reshape(shape)

    def settle(self, size: int, outputs: np.ndarray) -> None:
        """Once all steps are there, and so many slots: find the gradients that have a single source."""
        self.readers[outputs] += 2
        for places in self.places:
            places.settle()
        self.values, self.gradients = self.values[:size], self.gradients[:size]
        self.places, self.readers = [], self.readers[:0]


class Settles(Protocol):
    """What wants to know who else reads its slots, once all steps are there."""

    def settle(self) -> None: ...


class Places:
    """Slots of any shape. `read()` gives their values in that shape, `add(share)` adds to their gradients.

    >>> memory = Memory(3, np.array([]), 3)
    >>> places = Places(memory, np.array([0, 2, 0]))
    >>> places.add(np.array([1.0, 10.0, 100.0]))
    >>> memory.gradients
    array([101.,   0.,  10.])
    """

    __slots__ = ("constant", "distinct", "memory", "repeats", "shape", "sink", "slots", "sole", "view")

    def __init__(self, memory: Memory, slots: np.ndarray) -> None:
        self.memory, self.shape = memory, slots.shape
        low = int(slots.min())
        self.constant = low >= memory.leaves and int(slots.max()) < memory.fixed
        self.slots: Any = None
        self.view = self.sink = None
        if self.constant:  # never changes, needs no gradient
            self.view = float(memory.values[low]) if (slots == low).all() else memory.values[slots]
            return
        memory.places.append(self)
        strides = regular(slots)
        if strides is not None:
            self.view = window(memory.values, slots, strides)
            slots = slots[tuple([slice(None) if stride else slice(0, 1) for stride in strides])]  # broadcasting repeats these
        self.distinct, self.sole = slots.shape, False
        once = distinct(slots)
        memory.readers[once] += 1
        self.repeats = once.size < slots.size
        self.slots = slots.astype(np.intp, order="C")  # NumPy converts other integers at each use
        if strides is not None and not self.repeats:
            self.sink = window(memory.gradients, slots, strides)

    def settle(self) -> None:
        """What has no other reader takes its gradient without adding."""
        self.sole = not self.repeats and bool((self.memory.readers[self.slots] == 1).all())
        if self.sink is not None:
            self.slots = ...

    def read(self) -> Any:
        """The values now: a view, a gathered copy, or a plain float where all are one constant."""
        return self.memory.values[self.slots] if self.view is None else self.view

    def add(self, share: Any) -> None:
        """Add a share of the gradient, broadcast against the slots' shape."""
        if np.shape(share) != self.distinct and (self.repeats or self.distinct != self.shape):
            share = unbroadcast(np.broadcast_to(share, self.shape), self.distinct)
        if self.repeats:
            np.add.at(self.memory.gradients, self.slots.ravel(), share.ravel())
        elif self.sole:
            (self.memory.gradients if self.sink is None else self.sink)[self.slots] = share
        elif self.sink is None:
            self.memory.gradients[self.slots] += share
        else:
            self.sink += share

    def nbytes(self) -> int:
        """What the index arrays take."""
        return self.slots.nbytes if isinstance(self.slots, np.ndarray) else 0


def regular(slots: np.ndarray) -> tuple[int, ...] | None:
    """The distance of neighbors along each axis, if it is the same everywhere.

    >>> regular(np.array([[3, 4], [7, 8]]))
    (4, 1)
    """
    origin = (0,) * slots.ndim
    base = int(slots[origin])
    strides = [int(slots.take(min(1, n - 1), axis).flat[0]) - base for axis, n in enumerate(slots.shape)]
    grid = np.ix_(*[np.arange(n) * stride for n, stride in zip(slots.shape, strides)])
    return tuple(strides) if (slots == sum(grid, start=base)).all() else None


def window(vector: np.ndarray, slots: np.ndarray, strides: tuple[int, ...]) -> np.ndarray:
    """The regular slots as a view of the vector."""
    steps = tuple(stride * vector.itemsize for stride in strides)
    return np.ndarray(slots.shape, vector.dtype, vector, int(slots[(0,) * slots.ndim]) * vector.itemsize, steps)


def firsts(*ordered: np.ndarray) -> np.ndarray:
    """The positions where another entry begins.

    >>> firsts(np.array([4, 4, 6]), np.array([1, 1, 1]))
    array([0, 2])
    """
    changed = np.ones(len(ordered[0]), bool)
    changed[1:] = False
    for key in ordered:
        changed[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(changed)


def distinct(numbers: np.ndarray) -> np.ndarray:
    """Each number once, in ascending order. (The first call of np.unique imports numpy.ma, which takes 20 ms.)

    >>> distinct(np.array([5, 2, 5]))
    array([2, 5])
    """
    ordered = np.sort(numbers, axis=None)
    return ordered[firsts(ordered)]
