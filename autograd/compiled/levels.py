"""Step 2: a line's level is higher than those of its operands; lines of one level and one kind run in one call."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from autograd.compiled.lines import Lines
from autograd.compiled.places import distinct, firsts

WORTH = 1.25  # times as many calls are worth a wait


def levels(lines: Lines, folded: np.ndarray) -> np.ndarray:
    """The level of each line: (lines,). A folded line is part of a later one and passes on its operands' level.

    Usually each line comes as soon as it can. Where that makes many small calls, of several kinds at each level, the
    kinds take turns in the order in which the tape first has them, and lines wait for the turn of theirs.
    """
    soon = _earliest(lines, folded, 1)
    calls = len(distinct(soon[~folded].astype(np.int64) * len(lines.kinds) + lines.kind[~folded]))
    if calls > WORTH * soon.max(initial=0):
        in_turn = _earliest(lines, folded, len(lines.kinds))
        taken = distinct(in_turn)
        if calls > WORTH * len(taken):
            return np.searchsorted(taken, in_turn).astype(np.int32) + 1
    return soon


def _earliest(lines: Lines, folded: np.ndarray, turns: int) -> np.ndarray:
    """Levels with one turn in so many for each kind: kind k has levels k, k + turns, k + 2 turns, ..."""
    level = [0] * lines.first
    operands, offsets = lines.operands.tolist(), lines.offsets.tolist()
    at = level.__getitem__
    for start, stop, inside, kind in zip(offsets, offsets[1:], folded.tolist(), lines.kind.tolist()):
        before = max(map(at, operands[start:stop]))
        level.append(before if inside else before + 1 + (kind - before - 1) % turns)
    return np.array(level[lines.first :], np.int32)


def runs(*keys: np.ndarray) -> list[np.ndarray]:
    """The positions with equal keys, group by group, in ascending order of the keys, the first one leading.

    >>> runs(np.array([2, 1, 2]))
    [array([1]), array([0, 2])]
    """
    order = np.lexsort(keys[::-1])
    starts = [*firsts(*[key[order] for key in keys]).tolist(), len(order)]
    return [order[start:stop] for start, stop in pairwise(starts)]
