"""A tape of single numbers laid out over one vector: the steps in the order of the design."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograd.compiled import levels, matmuls
from autograd.compiled import sums as folding
from autograd.compiled.lines import Kind, Lines
from autograd.compiled.narrow import Narrow, stretches
from autograd.compiled.places import Memory
from autograd.compiled.steps import Elementwise, Step, Sum, is_elementwise

RAGGED = 3  # more different lengths than this at one level: one call for all of them instead of one each


class Scalars:
    """What a program of single numbers runs: `memory` holds leaves first, then constants, then results."""

    def __init__(self, lines: Lines) -> None:
        terms = folding.fold(lines)
        level = levels.levels(lines, terms.folded)
        alive = np.flatnonzero(~terms.folded)
        self.leaves = lines.leaves
        self.operations = lines.recorded
        self.steps: list[Step] = []
        self.levels: list[int] = []  # of each step
        self.memory = Memory(len(lines.leaves), lines.constants, lines.first + len(alive))
        self._slot = np.arange(lines.first + len(lines.kind), dtype=np.int32)  # number -> slot
        self._next = lines.first
        self._elementwise: dict[Kind, bool] = {}
        stretch = stretches(level[terms.root]) if len(alive) else alive
        thin = stretch[alive] >= 0
        kind = np.where(thin, -2, np.where(terms.is_sum[alive], -1, lines.kind[alive]))
        narrows = iter(levels.runs(stretch[stretch >= 0]))  # ascending like the levels
        at_narrow = np.flatnonzero(stretch >= 0)
        for group in levels.runs(np.where(thin, stretch[alive], level[alive]), kind):
            if kind[group[0]] == -2:
                chosen = at_narrow[next(narrows)]
                kept = ~terms.folded[chosen]
                start = self._place(lines, chosen[kept])
                self.steps.append(Narrow(self.memory, lines, chosen, self._slot, kept, start))
            elif kind[group[0]] < 0:
                self._sums(lines, terms, alive[group])
            else:
                self._rows(lines, alive[group])
            self.levels += [int(level[alive[group[0]]])] * (len(self.steps) - len(self.levels))
        self.outputs = self._slot[lines.outputs]
        self.memory.settle(self.outputs)
        del self._slot, self._elementwise

    def forward(self) -> None:
        for step in self.steps:
            step.forward()

    def backward(self, seeds: Sequence[float]) -> None:
        """Hand back the outputs' gradients."""
        gradients = self.memory.gradients
        gradients.fill(0.0)
        for slot, seed in zip(self.outputs, seeds):
            gradients[slot] += seed
        for step in reversed(self.steps):
            step.backward()

    # -- what a Program asks for -----------------------------------------------------------------------------

    def set(self, first: int, values: Sequence[float]) -> None:
        """Give leaves their values, from leaf `first` on."""
        self.memory.values[first : first + len(values)] = values

    def results(self) -> list[float]:
        return self.memory.values[self.outputs].tolist()

    def leaf_gradients(self, first: int, last: int) -> list[float]:
        return self.memory.gradients[first:last].tolist()

    def rows(self) -> list[tuple[int, str, int]]:
        return [(level, *step.describe()) for level, step in zip(self.levels, self.steps)]

    def nbytes(self) -> int:
        return 2 * self.memory.values.nbytes + sum(step.nbytes() for step in self.steps)

    # -- laying out ------------------------------------------------------------------------------------------

    def _rows(self, lines: Lines, group: np.ndarray) -> None:
        """Operations of one row, ordered by the slots they read, so that neighbors read neighbors."""
        kind = lines.kinds[lines.kind[group[0]]]
        arity = int(lines.offsets[group[0] + 1] - lines.offsets[group[0]])
        reads = self._slot[lines.operands[lines.offsets[group] + np.arange(arity)[:, None]]]  # (arity, M)
        order = np.argsort(reads[0], kind="stable")
        reads, group = reads[:, order], group[order]
        if kind not in self._elementwise:
            self._elementwise[kind] = is_elementwise(kind, arity)
        if self._elementwise[kind]:
            self.steps.append(Elementwise(self.memory, kind, reads, self._place(lines, group)))
        else:
            group = np.sort(group)
            start = self._place(lines, group)
            self.steps.append(Narrow(self.memory, lines, group, self._slot, np.ones(len(group), bool), start))

    def _sums(self, lines: Lines, terms: folding.Sums, group: np.ndarray) -> None:
        """Sums of one level: those that are matrix products, equally long ones together, the rest in one call."""
        begin, end = np.searchsorted(terms.line, group, "left"), np.searchsorted(terms.line, group, "right")
        pairs = terms.pairs_before[end] - terms.pairs_before[begin]
        plain = end - begin - pairs
        rest = []
        for run in levels.runs(pairs, plain):
            k, p = int(pairs[run[0]]), int(plain[run[0]])
            at = begin[run][:, None] + np.arange(k + p)  # (M, k + p)
            if k and p:  # products first
                at = at[np.arange(len(at))[:, None], np.argsort(terms.right[at] < 0, axis=1, kind="stable")]
            left, right = self._slot[terms.left[at]], self._slot[terms.right[at[:, :k]]]
            grids, other = matmuls.find(left[:, :k], right, left[:, k:]) if k else ([], np.arange(len(run)))
            for grid in grids:
                start = self._place(lines, group[run[grid.sums[grid.sums >= 0]]])
                self.steps.append(matmuls.Product(self.memory, grid, start))
            if len(other):
                ones = np.full((len(other), p), self._slot[lines.one])  # a plain term is a product with 1
                factors = np.concatenate([right[other], ones], axis=1)
                rest.append((group[run[other]], left[other], factors, k))
        if len(rest) <= RAGGED:
            for members, left, right, k in rest:
                start = self._place(lines, members)
                self.steps.append(Sum(self.memory, left.T, right.T if k else None, None, start, k * len(members)))
        else:
            members, lefts, rights, ks = zip(*rest)
            lengths = np.concatenate([np.full(len(left), left.shape[1]) for left in lefts])
            flat, factors = np.concatenate([x.ravel() for x in lefts]), np.concatenate([x.ravel() for x in rights])
            start = self._place(lines, np.concatenate(members))
            starts = np.cumsum(lengths) - lengths
            products = sum(k * len(left) for k, left in zip(ks, lefts))
            self.steps.append(Sum(self.memory, flat, factors if any(ks) else None, starts, start, products))

    def _place(self, lines: Lines, group: np.ndarray) -> int:
        """Give these lines the next slots."""
        start = self._next
        self._slot[lines.first + group] = np.arange(start, start + len(group))
        self._next = start + len(group)
        return start
