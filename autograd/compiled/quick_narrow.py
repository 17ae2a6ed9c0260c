"""A thin stretch run quickly: loops as functions of their body, the rest by an interpreter.

At first both are Python. With the extra `fast`, numba compiles the interpreter once so much has been run that it pays, and
later the loops. `narrow` is the definition. It takes over where Python refuses what IEEE answers (1/0), where a second
look at a NaN is needed, and where a row has no text; a test holds all equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

import numpy as np

from autograd.compiled.bodies import Body
from autograd.compiled.loops import BEFORE, FAR, FIXED, VARYING, Segment, classify, segments
from autograd.compiled.machine_bodies import MachineBody
from autograd.compiled.narrow import Narrow
from autograd.compiled.switch import Interpreted, Switch, compile_interpreter, compile_text, gather_functions, write_switch
from autograd.compiled.templates import Template, find_templates

SHORT = 60  # lines of bodies that repeat seldom or never and are still worth their text
OFTEN = 8  # times that a body runs, from which on its text pays within PATIENT runs
PATIENT = 100  # runs after which all are: compiling the text takes as long as interpreting so often
PIECE = 500  # lines of one text then
EARNED = 3_000_000  # lines run, after which a compiled interpreter pays: it takes about a second
HANDY = 120  # lines of a body that numba compiles in about a second
LOOPS_EARNED = 200_000_000  # and after which compiled loops do: about a second for each


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
        self.calls = gather_functions(templates)  # what all texts call
        self.parts: list[Any] = []
        self.runs, self.due = 0, np.inf  # before which run something quicker is made
        self.on_arrays = False
        self.by_switch: Any = None  # the functions of the interpreter in Python, once they are needed
        self.v: Any = None  # all values: what is read from outside, then the results
        self.exported = np.zeros(0, np.intp)  # which results others read
        self.memory.places.append(self)

    def settle(self) -> None:
        """Once it is known which results are read elsewhere: write the text."""
        m, reads = len(self.outside), self.plain.reads
        self.exported = np.flatnonzero(self.memory.readers[self.own]).astype(np.intp)
        self.constant = np.zeros(m + len(self.kind), bool)
        self.constant[:m] = (self.outside >= self.memory.leaves) & (self.outside < self.memory.fixed)
        self.found = segments(self.kind, reads, m)
        self.stages = self.make_quicker()
        self.due = next(self.stages)

    def make_quicker(self) -> Iterator[float]:
        """Make something quicker each time that it is asked for, and say before which run to ask again."""
        size = len(self.kind)
        seldom = sum(segment.size for segment in self.found if segment.times < OFTEN)
        self.write(self.found, Body, lambda segment: segment.times >= OFTEN or seldom <= SHORT)
        by_switch = any(isinstance(part, Switch) for part in self.parts)
        yield min(PATIENT if by_switch else np.inf, EARNED / size)
        if self.runs * size < EARNED:
            pieces = [part for segment in self.found for part in cut(segment, self.plain.reads, len(self.outside), PIECE)]
            self.write(pieces, Body, lambda _: True)
            yield EARNED / size
        functions = compile_interpreter(self.templates)
        if functions is not None:
            self.on_arrays, self.functions = True, functions
            self.parts = [Interpreted(functions, self.kind, self.plain.reads, len(self.outside))]
            if any(segment.times > 1 and segment.size <= HANDY for segment in self.found):
                yield LOOPS_EARNED / size
                self.write(self.found, MachineBody, lambda segment: segment.times > 1 and segment.size <= HANDY)
        yield np.inf

    def write(self, found: list[Segment], body: type[Body], is_worth: Callable[[Segment], bool]) -> None:
        """Make the parts: a text for each segment that is worth one. The rest is interpreted."""
        m, reads = len(self.outside), self.plain.reads
        watched = find_watched(found, reads, m)
        watched[m + self.exported] = True
        self.parts = []
        for worth, segments_alike in groupby(found, is_worth):
            if not worth:
                lines = list(segments_alike)
                self.parts.append(self.interpret(slice(lines[0].first, lines[-1].stop)))
                continue
            for segment in segments_alike:
                templates = [self.templates[k] for k in self.kind[segment.first : segment.first + segment.size].tolist()]
                self.parts.append(body(segment, templates, reads, m, self.constant, watched, self.calls))

    def interpret(self, lines: slice) -> Interpreted | Switch:
        """The part that runs these lines one by one."""
        kind, reads, at = self.kind[lines], self.plain.reads[lines], len(self.outside) + lines.start
        if self.on_arrays:
            return Interpreted(self.functions, kind, reads, at)
        if self.by_switch is None:
            self.by_switch = compile_text(write_switch(self.templates), self.calls)
        return Switch(self.by_switch, kind, reads, at)

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
    if segment.times > 1 or segment.size <= longest:
        return [segment]
    starts = range(segment.first, segment.stop, longest)
    sizes = [min(longest, segment.stop - first) for first in starts]
    return [Segment(first, size, 1, classify(reads, outside, first, size, 1)) for first, size in zip(starts, sizes)]


def find_watched(found: list[Segment], reads: np.ndarray, outside: int) -> np.ndarray:
    """Whose gradients arrive from other repetitions than the next, by place."""
    watched = np.zeros(outside + len(reads), bool)
    for segment in found:
        used = reads[segment.first : segment.stop].reshape(segment.times, segment.size, -1)
        for way in (FAR, FIXED, VARYING):
            watched[used[:, segment.how == way]] = True
        watched[used[0, segment.how == BEFORE]] = True
    return watched
