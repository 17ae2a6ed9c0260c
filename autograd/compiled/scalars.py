"""A tape of single numbers laid out over one vector: the steps in the order of the design."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.compiled import levels, matmuls
from autograd.compiled import sums as folding
from autograd.compiled.lines import Kind, Lines
from autograd.compiled.loops import is_loop
from autograd.compiled.narrow import ALONE, Narrow, stretches
from autograd.compiled.places import Memory
from autograd.compiled.quick_narrow import quicken
from autograd.compiled.steps import Elementwise, Product, Step, Sum, is_elementwise
from autograd.compiled.whole import Whole
from autograd.kernel.choices import has_nan

SUM, THIN = -1, -2  # beside the kinds of lines
FEW = 5  # results that are read sooner one by one than by an index array
WIDE = 1000  # lines a step from which matrix products are quicker than any interpreter


class Scalars:
    """What a program of single numbers runs: `memory` holds leaves first, then constants, then results."""

    def __init__(self, lines: Lines) -> None:
        terms = folding.fold(lines)
        level = levels.levels(lines, terms.folded)
        self.leaves = lines.leaves
        self.used = lines.used
        self.operations = lines.recorded
        self.chooses = any([kind.op.chooses for kind in lines.kinds])  # else no second look at a NaN helps
        self.steps: list[Step] = []
        self.levels: list[int] = []  # of each step
        self._slot = np.arange(lines.first + len(lines.kind), dtype=np.int32)  # number -> slot
        self._next = lines.first
        self._elementwise: dict[Kind, bool] = {}
        of_lines = level[terms.root].astype(np.int64), terms.tell_calls_apart(lines.kind)
        stretch, alone = stretches(*of_lines), stretches(*of_lines, ALONE)
        if not is_loop(lines, (stretch >= 0) & (alone < 0)):
            stretch = alone
        thin = stretch >= 0  # sums, too, run line by line
        alive = np.flatnonzero(thin | ~terms.folded)
        self.memory = Memory(len(lines.leaves), lines.constants, lines.first + 2 * len(alive))  # matrices may have gaps
        kind = np.where(thin, THIN, np.where(terms.is_sum, SUM, lines.kind))[alive]
        for group in levels.runs(np.where(thin, stretch, level)[alive], kind):
            members = alive[group]
            if kind[group[0]] == SUM:
                self._sums(lines, terms, members)
            elif kind[group[0]] == THIN:
                self._one_by_one(lines, members)
            else:
                self._rows(lines, members)
            self.levels += [int(level[members[0]])] * (len(self.steps) - len(self.levels))
        self.outputs = self._slot[lines.outputs]
        self.read: list[int] = self.outputs.tolist()
        self.memory.settle(self._next, self.outputs)
        wide = len(lines.kind) > WIDE * len(self.steps) and any(isinstance(step, Product) for step in self.steps)
        self.whole = None if wide else Whole(lines)
        self.fresh = False  # whether the steps have run on what is in memory
        del self._slot, self._elementwise

    def forward(self) -> None:
        if self.whole is not None and self.whole.is_earned():
            memory, self.fresh = self.memory, False
            memory.values[self.outputs] = self.whole.forward(memory.values[: self.whole.first])
        else:
            self._run_steps()

    def _run_steps(self) -> None:
        for step in self.steps:
            step.forward()
        self.fresh = True

    def backward(self, seeds: Sequence[float]) -> None:
        """Hand back the outputs' gradients; if a NaN arrives, once more to what a gradient can reach."""
        memory = self.memory
        if not self.fresh and self.whole is not None:
            memory.gradients[: self.whole.first] = self.whole.backward(seeds)
            if not (self.chooses and has_nan(memory.gradients[: len(self.leaves)])):
                return
            self._run_steps()
        self._seed(seeds)
        for step in reversed(self.steps):
            step.backward()
        if not (self.chooses and has_nan(memory.gradients[: len(self.leaves)])):
            return
        self._seed([math.nan] * len(self.outputs))
        with np.errstate(invalid="ignore", over="ignore"):
            for step in reversed(self.steps):
                step.mark()
        memory.live = np.isnan(memory.gradients)
        try:
            self._seed(seeds)
            for step in reversed(self.steps):
                step.backward()
        finally:
            memory.live = None

    def _seed(self, seeds: Sequence[float]) -> None:
        self.memory.gradients.fill(0.0)
        for slot, seed in zip(self.read, seeds):
            self.memory.gradients[slot] += seed

    # -- what a Program asks for -----------------------------------------------------------------------------

    def set(self, first: int, values: Sequence[float], copied: bool = True, lent: Any = ()) -> None:
        """Give leaves their values, from leaf `first` on; they are always copied."""
        self.memory.values[first : first + len(values)] = values

    def results(self) -> list[float]:
        values = self.memory.values
        return [values.item(slot) for slot in self.read] if len(self.read) < FEW else values[self.outputs].tolist()

    def leaf_gradients(self, first: int, last: int) -> list[float]:
        return self.memory.gradients[first:last].tolist()

    def rows(self) -> list[tuple[int, str, int]]:
        return [(level, *step.describe()) for level, step in zip(self.levels, self.steps)]

    def nbytes(self) -> int:
        whole = 0 if self.whole is None else self.whole.nbytes()
        return 2 * self.memory.values.nbytes + sum(step.nbytes() for step in self.steps) + whole

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
            self._one_by_one(lines, np.sort(group))

    def _one_by_one(self, lines: Lines, group: np.ndarray) -> None:
        start = self._place(lines, group)
        self.steps.append(quicken(Narrow(self.memory, lines, group, self._slot, start)))

    def _sums(self, lines: Lines, terms: folding.Sums, group: np.ndarray) -> None:
        """Sums of one level, equally long ones together: those that are matrix products, and the rest."""
        begin, end = np.searchsorted(terms.line, group, "left"), np.searchsorted(terms.line, group, "right")
        pairs = terms.pairs_before[end] - terms.pairs_before[begin]
        for run in levels.runs(pairs, end - begin):
            k, length = int(pairs[run[0]]), int((end - begin)[run[0]])
            at = begin[run][:, None] + np.arange(length)  # (M, length)
            if 0 < k < length:  # products first
                at = np.take_along_axis(at, np.argsort(terms.right[at] < 0, axis=1, kind="stable"), axis=1)
            left, right = self._slot[terms.left[at]], self._slot[terms.right[at[:, :k]]]
            grids, other = matmuls.find(left[:, :k], right, left[:, k:]) if k else ([], np.arange(len(run)))
            for grid in grids:
                start = self._place(lines, np.where(grid.sums < 0, -1, group[run[grid.sums]]))
                self.steps.append(Product(self.memory, grid, start))
            if len(other):
                ones = np.full((len(other), length - k), self._slot[lines.one])  # a plain term is a product with 1
                factors = np.concatenate([right[other], ones], axis=1).T if k else None
                start = self._place(lines, group[run[other]])
                self.steps.append(Sum(self.memory, left[other].T, factors, start, k * len(other)))

    def _place(self, lines: Lines, group: np.ndarray) -> int:
        """Give these lines the next slots; there is one that nobody reads for each -1."""
        start, kept = self._next, np.flatnonzero(group >= 0)
        self._slot[lines.first + group.ravel()[kept]] = start + kept
        self._next = start + group.size
        return start
