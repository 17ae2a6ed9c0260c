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

import numpy as np

from autograd.compiled.levels import runs
from autograd.compiled.places import distinct, firsts

SMALLEST = 32  # products fewer than this are not worth a call of their own
ROUNDS = 4  # of following letters that meet


@dataclass
class Grid:
    """n products of (I, K) with (K, J), and the terms added to them."""

    left: np.ndarray  # (n, I, K) slots
    right: np.ndarray  # (n, J, K) slots
    plain: list[np.ndarray]  # each (n, I, J), or size 1 along an axis on which it does not depend
    sums: np.ndarray  # (n, I, J) which of the given sums they are, -1 for a gap


def find(left: np.ndarray, right: np.ndarray, plain: np.ndarray) -> tuple[list[Grid], np.ndarray]:
    """The grids among M sums, left and right (M, K), plain (M, P), and the indices of the sums left over.

    Factors are tried in the order written, and with the lower slot first, should the order vary.
    """
    best = _split_into_grids(left, right)
    if len(best[1]):
        ordered = np.minimum(left, right), np.maximum(left, right)
        other = _split_into_grids(*ordered)
        if len(other[1]) < len(best[1]):
            best, (left, right) = other, ordered
    grids = []
    for sums in best[0]:  # (n, I, J); what a gap reads does not matter
        terms = [_cut(plain[sums, p]) for p in range(plain.shape[1])]
        grids.append(Grid(left[sums.max(2)], right[sums.max(1)], terms, sums))
    return grids, best[1]


def _split_into_grids(left: np.ndarray, right: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """Grids of sums, each (n, I, J) with -1 where there is none, and the rest."""
    everything = np.arange(len(left))
    if left.size < SMALLEST:
        return [], everything
    a, b = letters(left), letters(right)
    if a is None or b is None:
        return [], everything
    grid = _number_grids(a, b)
    row, high = _rank(a, grid)
    column, wide = _rank(b, grid)
    size = np.bincount(grid)
    dense = (2 * size >= high * wide) & (size > 1)
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
        if np.count_nonzero(sums >= 0) == len(members):
            found.append(sums)
        else:
            rest.append(members)  # the same pair twice
    return found, np.sort(np.concatenate(rest))


def _number_grids(a: np.ndarray, b: np.ndarray) -> np.ndarray:
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


def _rank(letter: np.ndarray, grid: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
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


def _cut(slots: np.ndarray) -> np.ndarray:
    """Axes along which nothing changes cut to size 1: (n, I, J) -> (n, I or 1, J or 1)."""
    for axis in (1, 2):
        one = slots.take([0], axis)
        if (one == slots).all():
            slots = one
    return slots
