"""Step 5: the matrix products hiding in sums of products.

Take equally long sums Σₖ lₖ rₖ. Give each distinct row of left slots a letter a, each distinct row of right
slots a letter b: every sum is a pair (a, b). Where the pairs of some a's and b's are complete, every a with
every b, the sums are the matrix product of the a's with the b's, in whatever order they were recorded.
Several such grids of one size are one batched product. Comparing the index arrays proves it; what is not found
remains a sum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from autograd.compiled.levels import runs
from autograd.compiled.places import Memory, Places, firsts

SMALLEST = 32  # products fewer than this are not worth a call of their own


@dataclass
class Grid:
    """n products of (I, K) with (K, J), and the terms added to them."""

    left: np.ndarray  # (n, I, K) slots
    right: np.ndarray  # (n, J, K) slots
    plain: list[np.ndarray]  # each (n, I, J), or size 1 along an axis on which it does not depend
    sums: np.ndarray  # (n I J,) which of the given sums they are


def find(left: np.ndarray, right: np.ndarray, plain: np.ndarray) -> tuple[list[Grid], np.ndarray]:
    """The grids among M sums, left and right (M, K), plain (M, P), and the indices of the sums left over.

    Factors are tried in the order written, and with the lower slot first, should the order vary.
    """
    best = _grids(left, right)
    if len(best[1]):
        ordered = np.minimum(left, right), np.maximum(left, right)
        other = _grids(*ordered)
        if len(other[1]) < len(best[1]):
            best, (left, right) = other, ordered
    grids = []
    for members in best[0]:  # (n, I, J)
        terms = [_smallest(plain[members, p]) for p in range(plain.shape[1])]
        grids.append(Grid(left[members[:, :, 0]], right[members[:, 0, :]], terms, members.ravel()))
    return grids, best[1]


def _grids(left: np.ndarray, right: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """Complete grids of sums, each (n, I, J), and the rest."""
    everything = np.arange(len(left))
    if left.size < SMALLEST:
        return [], everything
    a, b = letters(left), letters(right)
    if a is None or b is None:
        return [], everything
    by_a = np.argsort(a, kind="stable")
    starts = firsts(a[by_a])
    lowest = np.minimum.reduceat(b[by_a], starts)  # per a: in a complete grid all its a's share their first b
    grid = lowest[a]
    size = np.bincount(grid)
    high = np.bincount(lowest, minlength=len(size))
    wide = np.bincount(_distinct(grid, b), minlength=len(size))
    complete = (size == high * wide) & (size > 1)
    complete[grid[_repeated(a, b)]] = False
    chosen = everything[complete[grid]]
    found, rest = [], [everything[~complete[grid]]]
    for same in runs(high[grid[chosen]], wide[grid[chosen]]):
        members = chosen[same]
        if members.size * left.shape[1] < SMALLEST:
            rest.append(members)
            continue
        members = members[np.lexsort((b[members], a[members], grid[members]))]
        found.append(members.reshape(-1, high[grid[members[0]]], wide[grid[members[0]]]))  # (n I J,) -> (n, I, J)
    return found, np.sort(np.concatenate(rest))


def letters(rows: np.ndarray) -> np.ndarray | None:
    """Equal rows get equal letters, counted by first appearance; None if that cannot be told.

    >>> letters(np.array([[5, 6], [1, 2], [5, 6]]))
    array([0, 1, 0])
    """
    powers = np.cumprod(np.full(rows.shape[1], 0x9E3779B97F4A7C15, np.uint64))  # wraps around, as the sums do
    sums = np.dot(rows.astype(np.uint64), powers)
    order = np.argsort(sums, kind="stable")
    starts = firsts(sums[order])
    first = order[starts]  # of each letter its first row
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    letter = np.empty(len(rows), np.int64)
    letter[order] = np.repeat(rank, np.diff(starts, append=len(rows)))
    return letter if np.array_equal(rows[np.sort(first)][letter], rows) else None  # two different rows with one sum


def _distinct(grid: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The grid of each distinct (grid, b)."""
    key = np.sort(grid * (b.max() + 1) + b)
    return key[firsts(key)] // (b.max() + 1)


def _repeated(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The sums whose pair (a, b) an earlier sum has too."""
    key = a * (b.max() + 1) + b
    order = np.argsort(key, kind="stable")
    later = np.ones(len(key), bool)
    later[firsts(key[order])] = False
    return order[later]


def _smallest(slots: np.ndarray) -> np.ndarray:
    """Axes along which nothing changes cut to size 1: (n, I, J) -> (n, I or 1, J or 1)."""
    for axis in (1, 2):
        one = slots.take([0], axis)
        if (one == slots).all():
            slots = one
    return slots


class Product:
    """left @ rightᵀ + plain terms, for one grid or a stack of them."""

    def __init__(self, memory: Memory, grid: Grid, start: int) -> None:
        n, i, k = grid.left.shape
        j = grid.right.shape[1]
        one = n == 1  # a single grid is a plain matrix product
        self.shape = (i, j) if one else (n, i, j)
        self.left = Places(memory, grid.left[0] if one else grid.left)
        self.right = Places(memory, (grid.right[0] if one else grid.right).swapaxes(-1, -2))  # (..., K, J)
        self.plain = [Places(memory, terms[0] if one else terms) for terms in grid.plain]
        self.out = memory.values[start : start + n * i * j].reshape(self.shape)  # (n I J,) -> (n, I, J)
        self.g = memory.gradients[start : start + n * i * j].reshape(self.shape)
        self.sizes = (n, i, k, j)
        self.ones = np.ones(i), np.ones(j)
        self.inputs: tuple[np.ndarray, np.ndarray] | None = None

    def forward(self) -> None:
        left, right = self.inputs = self._whole(self.left), self._whole(self.right)
        np.matmul(left, right, out=self.out)
        for terms in self.plain:
            np.add(self.out, terms.read(), out=self.out)

    def backward(self) -> None:
        assert self.inputs is not None
        left, right = self.inputs
        if not self.left.constant:
            self._hand(self.left, self.g, right.swapaxes(-1, -2))  # (..., I, J) @ (..., J, K)
        if not self.right.constant:
            self._hand(self.right, left.swapaxes(-1, -2), self.g)  # (..., K, I) @ (..., I, J)
        for terms in self.plain:
            if terms.constant:
                continue
            if terms.distinct == (self.shape[0], 1):  # sums along an axis are products with ones, and BLAS is quick
                terms.add(np.dot(self.g, self.ones[1])[:, None])  # (I, J) @ (J,) -> (I, 1)
            elif terms.distinct == (1, self.shape[-1]) and len(self.shape) == 2:
                terms.add(np.dot(self.ones[0], self.g)[None])  # (I,) @ (I, J) -> (1, J)
            else:
                terms.add(self.g)

    @staticmethod
    def _hand(x: Places, first: np.ndarray, second: np.ndarray) -> None:
        """Add first @ second to x's gradient, without a copy where nothing else is added to it."""
        if x.sole and x.distinct == x.shape and x.sink is not None:
            np.matmul(first, second, out=x.sink)
        else:
            x.add(np.matmul(first, second))

    @staticmethod
    def _whole(x: Places) -> np.ndarray:
        value = x.read()
        return np.full(x.shape, value) if type(value) is float else value

    def describe(self) -> tuple[str, int]:
        n, i, k, j = self.sizes
        batch = f"{n} x " if n > 1 else ""
        plus = " + b" if self.plain else ""
        return f"{batch}({i}×{k}) @ ({k}×{j}){plus}", n * i * j * (2 * k - 1 + len(self.plain))

    def nbytes(self) -> int:
        return sum(x.nbytes() for x in (self.left, self.right, *self.plain))
