"""Step 5: the matrix products hiding in sums of products.

Take equally long sums Σₖ lₖ rₖ. Give each distinct row of left slots a letter a, each distinct row of right
slots a letter b: every sum is a pair (a, b). Letters that meet in sums belong together. Where every a of them meets
every b, or at least half of the pairs are there (a triangle: attention to what came before), the sums are the
matrix product of the a's with the b's, in whatever order they were recorded, or the part of it that is wanted.
Several such grids of one size are one batched product. Comparing the index arrays proves it; what is not found
remains a sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd.compiled.levels import runs
from autograd.compiled.places import Memory, Places, distinct, firsts

SMALLEST = 32  # products fewer than this are not worth a call of their own
ROUNDS = 4  # of following letters that meet


@dataclass
class Grid:
    """n products of (I, K) with (K, J), and the terms added to them."""

    left: np.ndarray  # (n, I, K) slots
    right: np.ndarray  # (n, J, K) slots
    plain: list[np.ndarray]  # each (n, I, J), or size 1 along an axis on which it does not depend
    sums: np.ndarray  # (n, I, J) which of the given sums they are, -1 for none


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
    for sums in best[0]:  # (n, I, J)
        known = np.where(sums < 0, sums.max(2, keepdims=True), sums)  # a pair that is not there reads what a neighbor reads
        terms = [_smallest(plain[known, p]) for p in range(plain.shape[1])]
        grids.append(Grid(left[sums.max(2)], right[sums.max(1)], terms, sums))
    return grids, best[1]


def _grids(left: np.ndarray, right: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """Grids of sums, each (n, I, J) with -1 where there is none, and the rest."""
    everything = np.arange(len(left))
    if left.size < SMALLEST:
        return [], everything
    a, b = letters(left), letters(right)
    if a is None or b is None:
        return [], everything
    grid = _connected(a, b)
    row, high = _ranks(a, grid)
    column, wide = _ranks(b, grid)
    size = np.bincount(grid)
    dense = (2 * size >= high * wide) & (size > 1)
    dense[grid[_repeated(a, b)]] = False
    chosen = everything[dense[grid]]
    found, rest = [], [everything[~dense[grid]]]
    for same in runs(high[grid[chosen]], wide[grid[chosen]]):
        members = chosen[same]
        if members.size * left.shape[1] < SMALLEST:
            rest.append(members)
            continue
        which = distinct(grid[members])
        sums = np.full((len(which), high[which[0]], wide[which[0]]), -1)
        sums[np.searchsorted(which, grid[members]), row[members], column[members]] = members
        found.append(sums)
    return found, np.sort(np.concatenate(rest))


def _connected(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """A number for each sum, the same for sums that share a letter, directly or by way of others; few rounds are enough."""
    grid = b
    for _ in range(ROUNDS):
        before = grid
        for letter in (a, b):
            order = np.argsort(letter, kind="stable")
            grid = np.minimum.reduceat(grid[order], firsts(letter[order]))[letter]
        if np.array_equal(grid, before):
            return grid
    return np.arange(len(a))  # a long chain: each for itself


def _ranks(letter: np.ndarray, grid: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The place of each sum's letter among the letters of its grid, and how many each grid has."""
    owner = np.zeros(letter.max() + 1, np.int64)
    owner[letter] = grid
    order = np.argsort(owner, kind="stable")
    many = np.bincount(owner, minlength=grid.max() + 1)
    rank = np.empty(len(owner), np.int64)
    rank[order] = np.arange(len(owner)) - (np.cumsum(many) - many)[owner[order]]
    return rank[letter], many


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
        wanted = (grid.sums >= 0).reshape(self.shape)
        self.count = int(wanted.sum())
        self.out, self.g = memory.values[start : start + self.count], memory.gradients[start : start + self.count]
        self.part: Any = None  # of an incomplete grid: which sums are wanted, their values and their gradients
        if self.count == wanted.size:
            self.out, self.g = self.out.reshape(self.shape), self.g.reshape(self.shape)  # (n I J,) -> (n, I, J)
        else:
            self.part = wanted, self.out, self.g
            self.out, self.g = np.empty(self.shape), np.zeros(self.shape)
        self.sizes = (n, i, k, j)
        self.ones = np.ones(i), np.ones(j)
        self.inputs: tuple[np.ndarray, np.ndarray] | None = None

    def forward(self) -> None:
        left, right = self.inputs = self._whole(self.left), self._whole(self.right)
        np.matmul(left, right, out=self.out)
        for terms in self.plain:
            np.add(self.out, terms.read(), out=self.out)
        if self.part is not None:
            self.part[1][...] = self.out[self.part[0]]

    def backward(self) -> None:
        assert self.inputs is not None
        left, right = self.inputs
        if self.part is not None:
            self.g[self.part[0]] = self.part[2]
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

    def _hand(self, x: Places, first: np.ndarray, second: np.ndarray) -> None:
        """Add first @ second to x's gradient, without a copy where nothing else is added to it."""
        if self.part is not None and not (np.isfinite(first).all() and np.isfinite(second).all()):
            x.add(self._apart(first, second))
        elif x.sole and x.distinct == x.shape and x.sink is not None:
            np.matmul(first, second, out=x.sink)
        else:
            x.add(np.matmul(first, second))

    def _apart(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """first @ second, one of which is g, without the pairs that nobody wants: their 0 · ∞ would be NaN."""
        products = first[..., None] * second[..., None, :, :]  # (..., A, B), (..., B, C) -> (..., A, B, C)
        wanted = self.part[0][..., None] if first is self.g else self.part[0][..., None, :, :]
        total: np.ndarray = np.where(wanted, products, 0.0).sum(-2)
        return total

    @staticmethod
    def _whole(x: Places) -> np.ndarray:
        value = x.read()
        return np.full(x.shape, value) if type(value) is float else value

    def describe(self) -> tuple[str, int]:
        n, i, k, j = self.sizes
        batch = f"{n} x " if n > 1 else ""
        plus = " + b" if self.plain else ""
        part = "" if self.part is None else f", {self.count} of {n * i * j}"
        return f"{batch}({i}×{k}) @ ({k}×{j}){plus}{part}", self.count * (2 * k - 1 + len(self.plain))

    def nbytes(self) -> int:
        own = 0 if self.part is None else 17 * self.out.size
        return own + sum(x.nbytes() for x in (self.left, self.right, *self.plain))
