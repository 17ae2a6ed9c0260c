"""A tape of single numbers laid out over one vector: the steps in the order of the design."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.compiled import levels, matmuls, steps, sums
from autograd.compiled.lines import Lines, read
from autograd.compiled.places import Memory
from autograd.node import Node

RAGGED = 3  # more different lengths than this at one level: one call for all of them instead of one each


class Scalars:
    """What a program of single numbers runs: `memory` holds leaves first, then constants, then results."""

    def __init__(self, operations: Sequence[Node], leaves: Sequence[Node], outputs: Sequence[Node]) -> None:
        lines = read(operations, leaves, outputs)
        self.leaves = lines.leaves
        folded = sums.fold(lines)
        level = levels.levels(lines, folded.folded)
        self.operations = len(operations)
        self.steps: list[Any] = []
        self.levels: list[int] = []  # of each step

        self._slot = np.arange(lines.first + len(lines.kind), dtype=np.int32)  # number -> slot
        self._next = lines.first
        alive = np.flatnonzero(~folded.folded)
        terms = np.searchsorted(folded.line, alive, "left"), np.searchsorted(folded.line, alive, "right")
        self.memory = Memory(len(lines.leaves), lines.constants, lines.first + len(alive))
        kind = np.where(folded.is_sum[alive], -1, lines.kind[alive]) if len(alive) else alive
        for group in levels.runs(level[alive], kind):
            at = int(level[alive[group[0]]])
            before = len(self.steps)
            if kind[group[0]] < 0:
                self._sums(lines, folded, alive[group], terms[0][group], terms[1][group])
            else:
                self._rows(lines, alive[group])
            self.levels += [at] * (len(self.steps) - before)
        self.outputs = self._slot[lines.outputs]
        del self._slot

    def _rows(self, lines: Lines, group: np.ndarray) -> None:
        """Operations of one row, ordered by the slots they read, so that neighbors read neighbors."""
        kind = lines.kinds[lines.kind[group[0]]]
        arity = int(lines.arity[group[0]])
        read = self._slot[lines.operands[lines.offsets[group] + np.arange(arity)[:, None]]]  # (arity, M)
        order = np.argsort(read[0], kind="stable")
        read, group = read[:, order], group[order]
        if not steps.is_elementwise(kind, arity):
            for line, slots in zip(group, read.T):
                start = self._place(lines, np.array([line]))
                self.steps.append(steps.Alone(self.memory, kind, slots, start))
        else:
            self.steps.append(steps.Elementwise(self.memory, kind, read, self._place(lines, group)))

    def _sums(self, lines: Lines, folded: sums.Sums, group: np.ndarray, begin: np.ndarray, end: np.ndarray) -> None:
        """Sums of one level: those that are matrix products, equally long ones together, the rest in one call."""
        pairs = np.add.reduceat(folded.right >= 0, begin, dtype=np.int64) if len(folded.right) else begin
        pairs = np.array([np.count_nonzero(folded.right[a:b] >= 0) for a, b in zip(begin, end)])
        plain = end - begin - pairs
        lengths = levels.runs(pairs, plain)
        left_over = []
        for run in lengths:
            k, p = int(pairs[run[0]]), int(plain[run[0]])
            at = begin[run][:, None] + np.arange(k + p)  # (M, k + p)
            right = folded.right[at]
            first = np.argsort(right < 0, axis=1, kind="stable")  # products first, in their order
            at = np.take_along_axis(at, first, axis=1)
            left, right = self._slot[folded.left[at]], folded.right[at]
            right = np.where(right >= 0, self._slot[right], -1)
            rest = np.arange(len(run))
            if k:
                found, rest = matmuls.find(left[:, :k], right[:, :k], left[:, k:])
                for grid in found:
                    lines_of_grid = group[run[grid.sums]]
                    start = self._place(lines, lines_of_grid)
                    self.steps.append(matmuls.Product(self.memory, grid, start))
            if len(rest):
                left_over.append((group[run[rest]], left[rest], right[rest], k, p))
        if len(left_over) > RAGGED:
            self._ragged(lines, left_over)
        else:
            for members, left, right, k, p in left_over:
                self._even(lines, members, left, right, k, p)

    def _even(self, lines: Lines, members: np.ndarray, left: np.ndarray, right: np.ndarray, k: int, p: int) -> None:
        """Equally long sums: left and right (M, k + p), products first."""
        factors = None if k == 0 else np.where(right >= 0, right, self._one()).T
        start = self._place(lines, members)
        self.steps.append(steps.Sum(self.memory, left.T, factors, None, len(members), start, len(members) * (2 * k + p - 1)))

    def _place(self, lines: Lines, group: np.ndarray) -> int:
        """Give these lines the next slots."""
        start = self._next
        self._slot[lines.first + group] = np.arange(start, start + len(group))
        self._next = start + len(group)
        return start
