"""A thin stretch run quickly: loops as Python functions of their body, the rest by an interpreter; with numba, all by that.

`narrow` is the definition. It takes over where Python refuses what IEEE answers (1/0), where a second look at a NaN is
needed, and where a row has no text; a test holds both equal.
"""

from __future__ import annotations

import numpy as np

from autograd.compiled.bodies import Body
from autograd.compiled.loops import BEFORE, FAR, FIXED, VARYING, Segment, classify, segments
from autograd.compiled.narrow import Narrow
from autograd.compiled.switch import Compiled, Switch, compile_lines, gather_functions, write_switch
from autograd.compiled.templates import Template, find_templates

SHORT = 60  # lines that do not repeat and are still worth a text of their own
PATIENT = 100  # runs after which they are: compiling the text takes as long as interpreting so often
PIECE = 500  # lines of one text then
EARNED = 3_000_000  # lines run, after which compiling them with numba pays: it takes about a second


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
        self.runs, self.asked = 0, False
        self.compiled: Compiled | None = None
        self.parts: list[Body | Switch] = []
        self.v: list[float] | None = None
        self.exported = np.zeros(0, np.intp)
        self.memory.places.append(self)

    def settle(self) -> None:
        """Once it is known which results are read elsewhere: write the text."""
        self.exported = np.flatnonzero(self.memory.readers[self.own]).astype(np.intp)
        self.write(SHORT)

    def write(self, longest: int) -> None:
        """Write a text for each loop, and for what does not repeat if it has at most so many lines; else it is interpreted."""
        m, reads = len(self.outside), self.plain.reads
        constant = np.zeros(m + len(self.kind), bool)
        constant[:m] = (self.outside >= self.memory.leaves) & (self.outside < self.memory.fixed)
        found = [part for whole in segments(self.kind, reads, m) for part in cut(whole, reads, m, longest)]
        watched = find_watched(found, reads, m)
        watched[m + self.exported] = True
        text, functions = write_switch(self.templates), gather_functions(self.templates)
        self.parts = []
        for segment in found:
            if segment.times == 1 and segment.size > longest:
                lines = slice(segment.first, segment.stop)
                self.parts.append(Switch(text, functions, self.kind[lines], reads[lines], m + segment.first))
            else:
                templates = [self.templates[k] for k in self.kind[segment.first : segment.first + segment.size].tolist()]
                self.parts.append(Body(segment, templates, reads, m, constant, watched, functions))

    def forward(self) -> None:
        self.runs += 1
        if not self.asked and self.runs * len(self.kind) >= EARNED:
            self.earn()
        if self.runs == PATIENT and any(isinstance(part, Switch) for part in self.parts):
            self.write(PIECE)
        if self.compiled is not None:
            self.memory.values[self.own] = self.compiled.forward(self.memory.values[self.outside])[len(self.outside) :]
            return
        v: list[float] = self.memory.values[self.outside].tolist()
        try:
            for part in self.parts:
                part.forward(v)
        except (ArithmeticError, ValueError):  # Python refuses 1/0; the rows know what IEEE says
            self.v = None
            self.plain.forward()
            return
        self.v, m = v, len(self.outside)
        if len(self.exported):
            self.memory.values[self.own][self.exported] = [v[m + i] for i in self.exported.tolist()]

    def backward(self) -> None:
        v, m = self.v, len(self.outside)
        if self.compiled is not None and self.memory.live is None:
            all_gradients = np.concatenate([np.zeros(m), self.memory.gradients[self.own]])
            self.compiled.backward(all_gradients)
            self.memory.gradients[self.outside] += all_gradients[:m]
            return
        if v is not None and self.memory.live is None:
            q = [0.0] * len(v)
            given = self.memory.gradients[self.own][self.exported].tolist()
            for i, g in zip(self.exported.tolist(), given):
                q[m + i] = g
            try:
                for part in reversed(self.parts):
                    part.backward(v, q)
            except (ArithmeticError, ValueError):
                pass
            else:
                self.memory.gradients[self.outside] += q[:m]
                return
        self.tell()
        self.plain.backward()

    def earn(self) -> None:
        """From now on by the interpreter that numba compiles, if it is there and knows all functions."""
        self.asked = True
        self.compiled = compile_lines(self.templates, self.kind, self.plain.reads, len(self.outside))
        if self.compiled is not None:
            self.parts, self.v = [], None

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
        if self.compiled is not None:
            return self.plain.nbytes() + self.compiled.nbytes()
        return self.plain.nbytes() + 32 * (len(self.outside) + len(self.kind))  # of a float in a list: 8 and 24


def cut(segment: Segment, reads: np.ndarray, outside: int, longest: int) -> list[Segment]:
    """Pieces of a long part that does not repeat, if it is to be cut at all."""
    if segment.times > 1 or segment.size <= longest or longest < PIECE:
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
