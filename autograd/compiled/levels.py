"""Step 2: a line's level is one more than the highest among its operands; lines of one level can run together."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from autograd.compiled.lines import Lines
from autograd.compiled.places import firsts


def levels(lines: Lines, folded: np.ndarray) -> np.ndarray:
    """The level of each line: (lines,). A folded line is part of a later one and passes on its operands' level."""
    level = [0] * lines.first
    operands, offsets = lines.operands.tolist(), lines.offsets.tolist()
    at = level.__getitem__
    for start, stop, inside in zip(offsets, offsets[1:], folded.tolist()):
        level.append(max(map(at, operands[start:stop])) + (not inside))
    return np.array(level[lines.first :], np.int32)


def runs(*keys: np.ndarray) -> list[np.ndarray]:
    """The positions with equal keys, group by group, in ascending order of the keys, the first one leading.

    >>> runs(np.array([2, 1, 2]))
    [array([1]), array([0, 2])]
    """
    order = np.lexsort(keys[::-1])
    starts = [*firsts(*[key[order] for key in keys]).tolist(), len(order)]
    return [order[start:stop] for start, stop in pairwise(starts)]
