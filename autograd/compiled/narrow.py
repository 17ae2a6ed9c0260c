"""Long stretches of a few operations per level: too thin for NumPy, they run one by one on Python floats."""

from __future__ import annotations

import numpy as np

from autograd.compiled.lines import Lines
from autograd.compiled.places import Memory, distinct
from autograd.kernel.op import apply_rule

THIN = 128  # at most so many operations a call: a call of NumPy takes as long as so many lines of a loop's text
ALONE = 12  # the same where no loop is found: lines that an interpreter runs one by one take ten times as long
DEEP = 8  # at so many levels in a row, at least


def stretches(level: np.ndarray, call: np.ndarray, thinnest: int = THIN) -> np.ndarray:
    """For each line the first level of the thin stretch that its level is part of, or -1.

    level: (lines,). call: (lines,) what tells the calls of a level apart; -1 for a line that is part of a later one.
    thinnest: at most so many operations a call make a level thin.

    >>> stretches(np.repeat([1, *range(2, 12)], [150, *[1] * 10]), np.zeros(160, int)).tolist()[148:153]
    [-1, -1, 2, 2, 2]
    """
    lines = np.bincount(level)
    own = call >= 0
    each = distinct(level[own] * (int(call.max(initial=0)) + 1) + call[own]) // (int(call.max(initial=0)) + 1)
    calls = np.bincount(each, minlength=len(lines))
    thin = np.append(lines <= thinnest * np.maximum(calls, 1), False)
    thin[0] = False  # no line has level 0
    begin = np.flatnonzero(thin & ~np.append(False, thin[:-1]))
    end = np.flatnonzero(~thin & np.append(False, thin[:-1]))
    first = np.full(len(thin), -1)
    for a, b in zip(begin, end):
        if b - a >= DEEP:
            first[a:b] = a
    return first[level]


class Narrow:
    """Some lines of the tape, oldest first, on a list of floats: what they read from outside, then their results."""

    def __init__(self, memory: Memory, lines: Lines, chosen: np.ndarray, slot: np.ndarray, start: int) -> None:
        """chosen: the lines, ascending, whose results have the slots from `start` on; slot: by number."""
        table = lines.table(chosen, 3)
        used, read = table >= 0, slot[table]  # (lines, columns)
        self.outside = distinct(read[used & (read < start)]).astype(np.intp)
        local = np.where(read < start, np.searchsorted(self.outside, read), read - start + len(self.outside))
        self.reads = np.where(used, local, -1).astype(np.int32)
        self.kind, self.kinds = lines.kind[chosen], lines.kinds
        self.memory, self.own = memory, slice(start, start + len(chosen))
        memory.readers[self.outside] += 2  # adds to gradients by itself

    def forward(self) -> None:
        v: list[float] = self.memory.values[self.outside].tolist()
        quick = [None if kind.settings else kind.op.scalar for kind in self.kinds]
        for k, places in zip(self.kind.tolist(), self.reads.tolist()):
            f, x, y = quick[k], v[places[0]], v[places[1]]
            if f is not None and places[2] < 0:
                try:
                    v.append(f(x) if places[1] < 0 else f(x, y))
                    continue
                except (ArithmeticError, ValueError):
                    pass  # Python refuses 1/0; the row knows what IEEE says
            v.append(float(self.kinds[k].op.compute([v[i] for i in places if i >= 0], self.kinds[k].settings)))
        self.memory.values[self.own] = v[len(self.outside) :]

    def backward(self) -> None:
        v: list[float] = [*self.memory.values[self.outside].tolist(), *self.memory.values[self.own].tolist()]
        gradients: list[float] = [*[0.0] * len(self.outside), *self.memory.gradients[self.own].tolist()]
        plain = [() if kind.settings or kind.op.variadic else kind.op.vjps for kind in self.kinds]
        at = len(v)
        live = [True] * at
        if self.memory.live is not None:
            live[len(self.outside) :] = self.memory.live[self.own].tolist()
        for k, places in zip(self.kind[::-1].tolist(), self.reads[::-1].tolist()):
            at -= 1
            g, z, a, b = gradients[at], v[at], places[0], places[1]
            if not live[at]:
                continue
            rules = plain[k]
            try:
                if b < 0:
                    (rule,) = rules
                    gradients[a] += float(rule(g, z, v[a]))
                else:
                    first, second = rules
                    to_a, to_b = float(first(g, z, v[a], v[b])), float(second(g, z, v[a], v[b]))
                    gradients[a] += to_a
                    gradients[b] += to_b
            except (ArithmeticError, TypeError, ValueError):  # Python refuses 1/0; or these are no plain rules
                self._by_ieee(k, places, g, [v[i] for i in (at, *places) if i >= 0], gradients)
        self.memory.gradients[self.outside] += gradients[: len(self.outside)]

    def _by_ieee(self, k: int, places: list[int], g: float, values: list[float], gradients: list[float]) -> None:
        """Add what the rules of one line give in NumPy's arithmetic."""
        op, settings = self.kinds[k].op, self.kinds[k].settings
        for i, place in enumerate(places[: len(values) - 1]):
            if (rule := op.rule(i)) is not None:
                gradients[place] += float(np.sum(apply_rule(rule, *map(np.float64, (g, *values)), **settings)))

    def mark(self) -> None:
        v: list[float] = [*self.memory.values[self.outside].tolist(), *self.memory.values[self.own].tolist()]
        gradients: list[float] = [*[0.0] * len(self.outside), *self.memory.gradients[self.own].tolist()]
        at = len(v)
        for k, places in zip(self.kind[::-1].tolist(), self.reads[::-1].tolist()):
            at -= 1
            g = gradients[at]
            if g == g:
                continue
            if self.kinds[k].op.chooses:
                self._by_ieee(k, places, g, [v[i] for i in (at, *places) if i >= 0], gradients)
            else:
                for place in places:
                    if place >= 0:
                        gradients[place] = g
        self.memory.gradients[self.own] = gradients[len(self.outside) :]
        self.memory.gradients[self.outside] += gradients[: len(self.outside)]

    def describe(self) -> tuple[str, int]:
        return "one by one", len(self.kind)

    def nbytes(self) -> int:
        arrays = (self.outside, self.reads, self.kind)
        return sum(a.nbytes for a in arrays)
