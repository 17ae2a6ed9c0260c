"""Wires: what a tape is made of, read once, as a list of values and arrays of whole numbers.

Everything that folds a long tape works on these arrays, so that Python touches each value once and from then on each group.
"""

from __future__ import annotations

from itertools import chain
from operator import attrgetter

import numpy as np

from autograd import Tensor

POSITION, INPUTS = attrgetter("position"), attrgetter("inputs")


class Wires:
    """All that `roots` depend on: operations in tape order, each leaf just before its first use.

    tensors: all values; a value's index is its place here. operations: those that were computed, made: their indices.
    tails, heads: for each input of each operation, one after another, the index of what enters and of the operation.
    A leaf's own position would not do for the order: it moves whenever the leaf is written to.
    """

    def __init__(self, roots: tuple[Tensor, ...]) -> None:
        self.operations = gather(roots)
        inputs = list(map(INPUTS, self.operations))
        entering = list(chain.from_iterable(inputs))
        counts = np.fromiter(map(len, inputs), np.intp, len(inputs))
        heads = np.repeat(np.arange(len(inputs)), counts)  # numbers of operations, at first
        made = find_all(self.operations, entering)
        fed = np.flatnonzero(made < 0)  # the inputs that are leaves
        _, first, leaf = np.unique(_ids([entering[i] for i in fed.tolist()]), return_index=True, return_inverse=True)
        by_use = np.argsort(first)
        at = fed[first[by_use]]  # where each leaf is used first
        place = np.empty(len(at), np.intp)
        place[by_use] = heads[at] + np.arange(len(at))
        self.made = np.arange(len(inputs)) + np.searchsorted(heads[at], np.arange(len(inputs)), side="right")
        self.heads, self.tails = self.made[heads], self.made[made] if len(inputs) else made
        self.tails[fed] = place[leaf]
        leaves = [entering[i] for i in at.tolist()]
        both = [*self.operations, *leaves]
        self.tensors = [both[i] for i in np.argsort(np.concatenate([self.made, place[by_use]])).tolist()]
        alone = [z for z in dict.fromkeys(roots) if z.op is None]
        self.tensors += [z for z, i in zip(alone, find_all(leaves, alone).tolist()) if i < 0]


def gather(roots: tuple[Tensor, ...]) -> list[Tensor]:
    """The operations that the roots depend on, in tape order."""
    operations = [z for z in dict.fromkeys(roots) if z.op is not None]
    seen = set(operations)
    note, found = seen.add, operations.append
    for z in operations:  # which grows on the way
        for x in z.inputs:
            if x.op is not None and x not in seen:
                note(x)
                found(x)
    operations.sort(key=POSITION)
    return operations


def find_all(tensors: list[Tensor], wanted: list[Tensor]) -> np.ndarray:
    """The place of each wanted one among the tensors, -1 for what is not there.

    >>> a, b, c = Tensor(1.0), Tensor(2.0), Tensor(3.0)
    >>> find_all([a, b], [b, c, a])
    array([ 1, -1,  0])
    """
    known, ids = _ids(tensors), _ids(wanted)
    if not len(known):
        return np.full(len(ids), -1)
    order = np.argsort(known)
    place = order[np.minimum(np.searchsorted(known, ids, sorter=order), len(known) - 1)]
    return np.where(known[place] == ids, place, -1)


def _ids(tensors: list[Tensor]) -> np.ndarray:
    return np.fromiter(map(id, tensors), np.int64, len(tensors))
