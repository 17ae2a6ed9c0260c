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
        found, operations, counts, entering = gather(roots)
        positions = np.fromiter(map(POSITION, [found[i] for i in operations.tolist()]), np.int64, len(operations))
        tape = np.argsort(positions)
        n, operations, sizes = len(tape), operations[tape], counts[tape]
        tails = entering[ranges((np.cumsum(counts) - counts)[tape], sizes)]
        first = np.full(len(found), len(tails))
        first[tails[::-1]] = np.arange(len(tails))[::-1]  # where each value is used first: what is written last remains
        leaves = np.delete(np.arange(len(found)), operations)
        leaves = leaves[np.argsort(first[leaves], kind="stable")]
        using = np.append(np.repeat(np.arange(n), sizes), n)[first[leaves]]  # which operation uses a leaf first
        index = np.empty(len(found), np.intp)
        index[leaves] = using + np.arange(len(leaves))
        index[operations] = np.arange(n) + np.searchsorted(using, np.arange(n), side="right")
        order = np.empty(len(found), np.intp)
        order[index] = np.arange(len(found))
        self.tensors: list[Tensor] = [found[i] for i in order.tolist()]
        self.ends = np.sort(index[: len(dict.fromkeys(roots))])
        self.made, self.tails, self.heads = index[operations], index[tails], np.repeat(index[operations], sizes)


def gather(roots: tuple[Tensor, ...]) -> tuple[list[Tensor], np.ndarray, np.ndarray, np.ndarray]:
    """All that the roots depend on, these first; the places of operations in that list; how many inputs each has, and theirs.

    What was found last is followed first: it was mostly recorded last, and what lies side by side in memory is read together.
    """
    number = {z: i for i, z in enumerate(dict.fromkeys(roots))}
    found = list(number)
    n = len(found)
    ahead = [i for i, z in enumerate(found) if z.op is not None]
    operations: list[int] = []
    counts: list[int] = []
    entering: list[int] = []
    known, find, enter = number.setdefault, found.append, entering.append
    while ahead:
        at = ahead.pop()
        inputs = found[at].inputs
        operations.append(at)
        counts.append(len(inputs))
        for x in inputs:
            i = known(x, n)  # one look gives a value's number, and the next one to a new value
            if i == n:
                find(x)
                n += 1
                if x.op is not None:
                    ahead.append(i)
            enter(i)
    return found, np.array(operations, np.intp), np.array(counts, np.intp), np.array(entering, np.intp)


def ranges(starts: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Whole numbers from each start on, as many as its size says, one after another.

    >>> ranges(np.array([5, 0]), np.array([2, 3]))
    array([5, 6, 0, 1, 2])
    """
    behind = np.cumsum(sizes) - sizes
    found: np.ndarray = np.repeat(starts - behind, sizes) + np.arange(sizes.sum())
    return found
