"""Wires: what a tape is made of, read once, as a list of values and arrays of whole numbers.

Everything that folds a long tape works on these arrays, so that Python touches each value once and from then on each group.
"""

from __future__ import annotations

from operator import attrgetter

import numpy as np

from autograd import Tensor

POSITION = attrgetter("position")


class Wires:
    """All that `roots` depend on: operations in tape order, each leaf just before its first use.

    tensors: all values; a value's index is its place here. ends: the indices of the roots, in order. made: those of the
    operations. tails, heads: for each input of each operation, one after another, the index of what enters, and that of
    the operation.
    A leaf's own position would not do for the order: it moves whenever the leaf is written to.
    """

    def __init__(self, roots: tuple[Tensor, ...]) -> None:
        found, counts, entering = gather(roots)
        computed = np.fromiter((t.op is not None for t in found), bool, len(found))
        operations = np.flatnonzero(computed)
        positions = np.fromiter(map(POSITION, found), np.int64, len(found))
        operations = operations[np.argsort(positions[operations])]
        n, sizes = len(operations), counts[operations]
        tails = entering[ranges(np.cumsum(counts)[operations] - sizes, sizes)]
        first = np.full(len(found), len(tails))
        first[tails[::-1]] = np.arange(len(tails))[::-1]  # where each value is used first: what is written last remains
        leaves = np.flatnonzero(~computed)
        leaves = leaves[np.argsort(first[leaves], kind="stable")]
        using = np.append(np.repeat(np.arange(n), sizes), n)[first[leaves]]  # which operation uses a leaf first
        index = np.empty(len(found), np.intp)
        index[leaves] = using + np.arange(len(leaves))
        index[operations] = np.arange(n) + np.searchsorted(using, np.arange(n), side="right")
        self.tensors: list[Tensor] = [found[i] for i in np.argsort(index).tolist()]
        self.ends = np.sort(index[: len(dict.fromkeys(roots))])
        self.made, self.tails, self.heads = index[operations], index[tails], np.repeat(index[operations], sizes)


def gather(roots: tuple[Tensor, ...]) -> tuple[list[Tensor], np.ndarray, np.ndarray]:
    """All that the roots depend on, these first; how many inputs each has; and their places in that list, one after another."""
    number = {z: i for i, z in enumerate(dict.fromkeys(roots))}
    found = list(number)
    counts: list[int] = []
    entering: list[int] = []
    known = number.get
    for z in found:  # which grows on the way
        inputs = z.inputs
        counts.append(len(inputs))
        for x in inputs:
            i = known(x)
            if i is None:
                i = number[x] = len(found)
                found.append(x)
            entering.append(i)
    return found, np.array(counts, np.intp), np.array(entering, np.intp)


def ranges(starts: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Whole numbers from each start on, as many as its size says, one after another.

    >>> ranges(np.array([5, 0]), np.array([2, 3]))
    array([5, 6, 0, 1, 2])
    """
    behind = np.cumsum(sizes) - sizes
    found: np.ndarray = np.repeat(starts - behind, sizes) + np.arange(sizes.sum())
    return found
