"""A thin stretch run quickly: loops as functions of their body, the rest by an interpreter.

At first both are Python. With the extra `fast`, numba compiles the interpreter once so much has been run that it pays, and
later the loops. `narrow` is the definition. It takes over where Python refuses what IEEE answers (1/0), where a second
look at a NaN is needed, and where a row has no text; a test holds all equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd.compiled import machine
from autograd.compiled.bodies import Body
from autograd.compiled.loops import Segment, classify
from autograd.compiled.narrow import Narrow
from autograd.compiled.stretch import Stretch
from autograd.compiled.switch import Switch, compile_text, write_switch
from autograd.compiled.templates import Template, find_templates

SHORT = 60  # lines of bodies that repeat seldom or never and are still worth their text
OFTEN = 8  # times that a body runs, from which on its text pays within PATIENT runs
PATIENT = 100  # runs after which all are: compiling the text takes as long as interpreting so often
PIECE = 500  # lines of one text then


def quicken(plain: Narrow) -> Narrow | QuickNarrow:
    """A quick way to run it, if all of its kinds have a text."""
    found = find_templates(plain.kind, plain.kinds, (plain.reads >= 0).sum(axis=1))
    return plain if found is None else QuickNarrow(plain, *found)


class QuickNarrow:
    """Runs what `plain` runs, and gives the same."""

    def __init__(self, plain: Narrow, templates: list[Template], kind: np.ndarray) -> None:
        """kind: of each line, which template."""
        self.plain, self.memory, self.own, self.outside = plain, plain.memory, plain.own, plain.outside
        self.templates, self.kind = templates, kind
        self.parts: list[Any] = []
        self.runs, self.due = 0, np.inf  # before which run something quicker is made
        self.on_arrays = False
        self.by_switch: Any = None  # the functions of the interpreter in Python, once they are needed
        self.v: Any = None  # all values: what is read from outside, then the results
        self.memory.places.append(self)

    def settle(self) -> None:
        """Once it is known which results others read (`exported`): write the text."""
        self.exported = np.flatnonzero(self.memory.readers[self.own]).astype(np.intp)
        constant = (self.outside >= self.memory.leaves) & (self.outside < self.memory.fixed)
        self.stretch = Stretch(self.templates, self.kind, self.plain.reads, constant, len(self.outside) + self.exported)
        self.stages = self.make_quicker(self.stretch)
        self.due = next(self.stages)

    def make_quicker(self, stretch: Stretch) -> Iterator[float]:
        """Make something quicker each time that it is asked for, and say before which run to ask again."""
        size, found = len(self.kind), stretch.found
        seldom = sum(segment.size for segment in found if segment.times < OFTEN)
        self.parts = stretch.write(found, Body, lambda segment: segment.times >= OFTEN or seldom <= SHORT, self.interpret)
        by_switch = any(isinstance(part, Switch) for part in self.parts)
        yield min(PATIENT if by_switch else np.inf, machine.EARNED / size)
        if self.runs * size < machine.EARNED:
            pieces = [part for segment in found for part in cut(segment, stretch.reads, stretch.outside, PIECE)]
            self.parts = stretch.write(pieces, Body, lambda _: True, self.interpret)
            yield machine.EARNED / size
        for self.parts, lines in machine.quicken(stretch):
            self.on_arrays = True
            yield lines / size
        yield np.inf

    def interpret(self, lines: slice) -> Switch:
        """The part that runs these lines one by one."""
        if self.by_switch is None:
            self.by_switch = compile_text(write_switch(self.templates), self.stretch.calls)
        return Switch(self.by_switch, self.kind[lines], self.stretch.reads[lines], self.stretch.outside + lines.start)

    def forward(self) -> None:
        self.runs += 1
        while self.runs >= self.due:
            self.due = next(self.stages)
        m, values = len(self.outside), self.memory.values
        if self.on_arrays:
            self.v = v = np.concatenate([values[self.outside], np.zeros(len(self.kind))])
        else:
            v = values[self.outside].tolist()
        try:
            for part in self.parts:
                part.forward(v)
        except (ArithmeticError, ValueError):  # Python refuses 1/0; the rows know what IEEE says
            self.v = None
            self.plain.forward()
            return
        self.v = v
        values[self.own][self.exported] = v[m:][self.exported] if self.on_arrays else [v[m + i] for i in self.exported.tolist()]

    def backward(self) -> None:
        if self.v is None or self.memory.live is not None or not self.run_back():
            self.tell()
            self.plain.backward()

    def run_back(self) -> bool:
        """Hand back gradients; False where Python refuses."""
        m, gradients = len(self.outside), self.memory.gradients
        given = gradients[self.own][self.exported]
        q: Any = np.zeros(m + len(self.kind)) if self.on_arrays else [0.0] * (m + len(self.kind))
        if self.on_arrays:
            q[m + self.exported] = given
        else:
            for i, g in zip(self.exported.tolist(), given.tolist()):
                q[m + i] = g
        try:
            for part in reversed(self.parts):
                part.backward(self.v, q)
        except (ArithmeticError, ValueError):
            return False
        gradients[self.outside] += q[:m]
        return True

    def tell(self) -> None:
        """Give the definition the values that stand in no memory."""
        if self.v is not None:
            self.memory.values[self.own] = self.v[len(self.outside) :]

    def mark(self) -> None:
        self.tell()
        self.plain.mark()

    def describe(self) -> tuple[str, int]:
        return "one by one", len(self.kind)

    def nbytes(self) -> int:
        each = 16 if self.on_arrays else 32  # of values and gradients; a float in a list takes 8 and 24
        return self.plain.nbytes() + each * (len(self.outside) + len(self.kind))


def cut(segment: Segment, reads: np.ndarray, outside: int, longest: int) -> list[Segment]:
    """Pieces of a part that does not repeat."""
    if segment.times > 1:
        return [segment]
    starts = range(segment.first, segment.stop, longest)
    sizes = [min(longest, segment.stop - first) for first in starts]
    return [Segment(first, size, 1, classify(reads, outside, first, size, 1)) for first, size in zip(starts, sizes)]
