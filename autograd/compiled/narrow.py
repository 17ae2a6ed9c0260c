"""Long stretches of a few operations per level: too thin for NumPy, they run one by one on Python floats."""

from __future__ import annotations

import numpy as np

from autograd.compiled.lines import Kind, Lines
from autograd.compiled.places import Memory, distinct
from autograd.compiled.steps import share
from autograd.op import Rule

THIN = 12  # at most so many operations at a level
DEEP = 8  # and at least so many such levels in a row


def stretches(level: np.ndarray) -> np.ndarray:
    """For each line the first level of the thin stretch that its level is part of, or -1; level: (lines,).

    >>> stretches(np.repeat([1, *range(2, 12)], [50, *[1] * 10])).tolist()[48:53]
    [-1, -1, 2, 2, 2]
    """
    thin = np.append(np.bincount(level) <= THIN, False)
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

    def __init__(
        self, memory: Memory, lines: Lines, chosen: np.ndarray, slot: np.ndarray, kept: np.ndarray, start: int
    ) -> None:
        """chosen: the lines, ascending; slot: by number; kept: which of the chosen others read, from slot `start` on."""
        self.memory, self.start = memory, start
        arity = lines.offsets[chosen + 1] - lines.offsets[chosen]
        columns = np.arange(max(3, int(arity.max())))
        at = lines.offsets[chosen][:, None] + columns  # (n, columns)
        used = columns < arity[:, None]
        read = lines.operands[np.where(used, at, 0)]
        inside = lines.first + chosen
        outer = distinct(read[used])
        place = np.searchsorted(inside, outer).clip(max=len(inside) - 1)
        outer = outer[inside[place] != outer]
        self.outside = slot[outer].astype(np.intp)
        numbers = np.concatenate([outer, inside])  # in the order of the list of floats
        order = np.argsort(numbers)
        local = order.take(np.searchsorted(numbers, read, sorter=order), mode="clip")
        self.reads = np.where(used, local, -1).astype(np.int32)
        self.kinds = lines.kinds
        self.kind = lines.kind[chosen]
        self.kept = (len(outer) + np.flatnonzero(kept)).astype(np.int32)
        self.values = np.zeros(0)
        memory.readers[self.outside] += 2  # adds to gradients by itself

    def forward(self) -> None:
        v: list[float] = self.memory.values[self.outside].tolist()
        quick = [None if kind.attrs else kind.op.scalar for kind in self.kinds]
        for k, places in zip(self.kind.tolist(), self.reads.tolist()):
            f, x, y = quick[k], v[places[0]], v[places[1]]
            if f is not None and places[2] < 0:
                try:
                    v.append(f(x) if places[1] < 0 else f(x, y))
                    continue
                except (ArithmeticError, ValueError):
                    pass  # Python refuses 1/0; the row knows what IEEE says
            v.append(float(self.kinds[k].op.compute([v[i] for i in places if i >= 0], self.kinds[k].attrs)))
        self.values = np.array(v)
        self.memory.values[self.start : self.start + len(self.kept)] = self.values[self.kept]

    def backward(self) -> None:
        v: list[float] = self.values.tolist()
        g = np.zeros(len(v))
        g[self.kept] = self.memory.gradients[self.start : self.start + len(self.kept)]
        gradients: list[float] = g.tolist()
        rules = [[kind.op.rule(i) for i in range(3)] if kind.op.variadic else list(kind.op.vjps) for kind in self.kinds]
        plain = [not kind.attrs and not kind.op.singular for kind in self.kinds]
        at = len(v)
        for k, places in zip(self.kind[::-1].tolist(), self.reads[::-1].tolist()):
            at -= 1
            a, b, more = places[0], places[1], places[2] >= 0
            if plain[k] and not more:
                incoming = gradients[at]
                try:
                    if b < 0:
                        gradients[a] += float(rules[k][0](incoming, v[at], v[a]))
                        continue
                    first, second = rules[k]
                    to_a, to_b = float(first(incoming, v[at], v[a], v[b])), float(second(incoming, v[at], v[a], v[b]))
                    gradients[a] += to_a
                    gradients[b] += to_b
                    continue
                except (ArithmeticError, TypeError):  # Python refuses 1/0; or there is no rule
                    pass
            saved = [v[at], *[v[i] for i in places if i >= 0]]
            for i, rule in zip(places, rules[k]):
                if rule is not None and i >= 0:
                    gradients[i] += _one(self.kinds[k], rule, gradients[at], saved)
        self.memory.gradients[self.outside] += gradients[: len(self.outside)]

    def describe(self) -> tuple[str, int]:
        return "one by one", len(self.kind)

    def nbytes(self) -> int:
        arrays = (self.outside, self.reads, self.kind, self.kept, self.values)
        return sum(a.nbytes for a in arrays)


def _one(kind: Kind, rule: Rule, g: float, saved: list[float]) -> float:
    """A rule on floats; where Python refuses (1/0), and at poles, asked again as IEEE has it."""
    try:
        found = rule(g, *saved, **kind.attrs) if kind.attrs else rule(g, *saved)
        if type(found) is float and (found - found == 0.0 or not kind.op.singular):
            return found
    except ArithmeticError:
        pass
    return float(np.sum(share(kind.op, rule, np.float64(g), [np.float64(v) for v in saved], kind.attrs)))
