"""A whole tape of single numbers at the speed of the machine, where no matrices hide in it and numba is installed.

The calls of NumPy are the definition: they run until enough has been run that compiling pays, and whenever a NaN asks for
a second look. The lines keep the tape's order, so no sum is reordered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograd.compiled import machine
from autograd.compiled.lines import Lines
from autograd.compiled.stretch import Stretch
from autograd.compiled.templates import MOST, find_templates


class Whole:
    """Waits until it is earned, and then runs all lines."""

    def __init__(self, lines: Lines) -> None:
        self.size, self.first, self.outputs = len(lines.kind), lines.first, lines.outputs
        fits = machine.has_numba() and 0 < lines.arity.max(initial=0) <= MOST
        self.lines: Lines | None = lines if fits else None  # until they are laid out
        self.run, self.due = 0, machine.EARNED if fits else np.inf  # lines run, and after how many something quicker is made
        self.stages = self.make_quicker()
        self.parts: list[Any] = []
        self.v = self.q = np.zeros(0)  # all values and all gradients

    def is_earned(self) -> bool:
        """Count a run; whether the machine runs it."""
        self.run += self.size
        while self.run >= self.due:
            self.due = next(self.stages, np.inf)
        return bool(self.parts)

    def make_quicker(self) -> Iterator[float]:
        """Make something quicker each time that it is asked for, and say after how many lines to ask again."""
        stretch = self.lay_out()
        if stretch is not None:
            self.v, self.q = np.zeros((2, self.first + self.size))
            for self.parts, due in machine.quicken(stretch):
                yield due

    def lay_out(self) -> Stretch | None:
        """All lines as one stretch; None if one of their kinds has no text. They are not kept."""
        assert self.lines is not None
        lines, self.lines = self.lines, None
        found = find_templates(lines.kind, lines.kinds, lines.arity)
        if found is None:
            return None
        reads = lines.table(slice(None), MOST)
        return Stretch(*found, reads, np.arange(self.first) >= len(lines.leaves), self.outputs)

    def forward(self, values: np.ndarray) -> np.ndarray:
        """The outputs; values: of leaves and constants."""
        self.v[: self.first] = values
        for part in self.parts:
            part.forward(self.v)
        return self.v[self.outputs]

    def backward(self, seeds: Sequence[float]) -> np.ndarray:
        """The gradients of leaves and constants; seeds: those of the outputs."""
        q = self.q
        q.fill(0.0)
        for place, seed in zip(self.outputs.tolist(), seeds):
            q[place] += seed
        for part in reversed(self.parts):
            part.backward(self.v, q)
        return q[: self.first]

    def nbytes(self) -> int:
        arrays = [] if self.lines is None else [self.lines.operands, self.lines.offsets, self.lines.kind]
        return sum(array.nbytes for array in [*arrays, self.v, self.q]) + sum(part.nbytes() for part in self.parts)
