"""A whole tape of single numbers by the interpreter that numba compiles, where no matrices hide in it.

The calls of NumPy are the definition: they run until enough has been run that compiling pays, and whenever a NaN asks for
a second look. The interpreter takes the same lines in the tape's order, so no sum is reordered.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

import numpy as np

from autograd.compiled.lines import Lines
from autograd.compiled.switch import Interpreted, compile_interpreter
from autograd.compiled.templates import MOST, find_templates

EARNED = 3_000_000  # lines run, after which compiling them pays: it takes about a second


class Whole:
    """Waits until it is earned, and then runs all lines."""

    def __init__(self, lines: Lines) -> None:
        self.lines: Lines | None = lines if has_numba() else None  # None: nothing to wait for
        self.run = 0
        self.compiled: Interpreted | None = None
        self.v = np.zeros(0)
        self.first, self.outputs = lines.first, lines.outputs

    def is_earned(self) -> bool:
        """Count a run; whether the interpreter runs it."""
        if self.lines is not None:
            self.run += len(self.lines.kind)
            if self.run >= EARNED:
                self.compile(self.lines)
                self.lines = None
        return self.compiled is not None

    def compile(self, lines: Lines) -> None:
        arity = lines.arity
        found = find_templates(lines.kind, lines.kinds, arity) if len(arity) and arity.max() <= MOST else None
        if found is not None:
            columns = np.arange(MOST)
            places = np.minimum(lines.offsets[:-1, None] + columns, len(lines.operands) - 1)
            reads = np.where(columns < arity[:, None], lines.operands[places], 0)  # (lines, MOST)
            templates, kind = found
            if (functions := compile_interpreter(templates)) is not None:
                self.compiled = Interpreted(functions, kind, reads, lines.first)
                self.v = np.zeros(lines.first + len(kind))

    def forward(self, values: np.ndarray) -> np.ndarray:
        """The outputs; values: of leaves and constants."""
        assert self.compiled is not None
        self.v[: self.first] = values
        self.compiled.forward(self.v)
        return self.v[self.outputs]

    def backward(self, seeds: np.ndarray) -> np.ndarray:
        """The gradients of leaves and constants; seeds: those of the outputs."""
        assert self.compiled is not None
        q = np.zeros(len(self.v))
        np.add.at(q, self.outputs, seeds)
        self.compiled.backward(self.v, q)
        return q[: self.first]

    def nbytes(self) -> int:
        arrays = [] if self.lines is None else [self.lines.operands, self.lines.offsets, self.lines.kind]
        return sum(array.nbytes for array in [*arrays, self.v, self.v, *([] if self.compiled is None else self.compiled.lines)])


@cache
def has_numba() -> bool:
    """Whether the extra `fast` is installed; it is imported only once a program has earned it."""
    return find_spec("numba") is not None
