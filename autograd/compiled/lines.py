"""Step 1: a tape of single numbers as arrays. Every value gets a number: leaves first, then constants, then results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import attrgetter
from typing import Any

import numpy as np

from autograd.kernel.node import Node
from autograd.kernel.op import Op

VALUE = attrgetter("_value")


@dataclass(frozen=True, eq=False)
class Kind:
    """Operations that one call can run together: the same row with the same settings."""

    op: Op
    settings: dict[str, Any]


@dataclass
class Lines:
    """The tape, one line per operation: `operands[offsets[i]:offsets[i + 1]]` are the numbers that line i reads."""

    recorded: int  # operations, aliases included
    leaves: list[Node]
    constants: np.ndarray  # (C,)
    kinds: list[Kind]
    kind: np.ndarray  # (lines,) indexes `kinds`
    offsets: np.ndarray  # (lines + 1,)
    operands: np.ndarray
    outputs: np.ndarray  # the numbers asked for
    used: list[Node]  # the constants that were Tensors

    @property
    def first(self) -> int:
        """The number of line 0: leaves and constants come before."""
        return len(self.leaves) + len(self.constants)

    @property
    def one(self) -> int:
        """The number of the constant 1, which is always there."""
        return len(self.leaves)

    @property
    def arity(self) -> np.ndarray:
        return np.diff(self.offsets)

    def table(self, chosen: Any, least: int = 1) -> np.ndarray:
        """What the chosen lines read, by number: (lines, columns), -1 where there is no operand; at least so many columns."""
        begin, end = self.offsets[:-1][chosen, None], self.offsets[1:][chosen, None]
        places = begin + np.arange(max(least, int((end - begin).max(initial=0))))  # (lines, columns)
        return np.where(places < end, self.operands[np.where(places < end, places, 0)], -1)

    def which(self, ufunc: np.ufunc) -> np.ndarray:
        """Which lines run the row of this NumPy function: (lines,) booleans."""
        chosen = np.array([kind.op.ufunc is ufunc for kind in self.kinds], bool)
        return chosen[self.kind] if len(self.kinds) else np.zeros(0, bool)


class HoldsArrays(Exception):
    """Raised where not all values are single numbers."""


class Numbers:
    """The numbers of values while a tape is read: leaf i is -1 - 2i, constant i is -2 - 2i, and line i is i."""

    def __init__(self, leaves: Sequence[Node]) -> None:
        self.leaves = list(leaves)
        self.known = {x.position: -1 - 2 * i for i, x in enumerate(self.leaves)}
        self.constants: dict[Any, int] = {1.0: -2}
        self.used: list[Node] = []

    def give(self, x: Any) -> int:
        """The number of what no line computes: equal constants share one, leaves never do."""
        if type(x) is not float:
            if type(x._value) is not float:
                raise HoldsArrays
            if x.requires_grad:
                self.leaves.append(x)
                self.known[x.position] = 1 - 2 * len(self.leaves)
                return self.known[x.position]
            self.used.append(x)
            x = x._value
        return self.constants.setdefault(x or repr(x), -2 - 2 * len(self.constants))  # 0.0 and -0.0 are two constants

    def settle(self, numbers: list[int]) -> np.ndarray:
        """The same where leaves come first, then constants, then lines: when all have been met."""
        raw, first = np.array(numbers, np.int64), len(self.leaves)
        i, constant = np.divmod(-1 - raw, 2)
        return np.where(raw < 0, i + constant * first, raw + first + len(self.constants)).astype(np.int32)


def read(operations: Sequence[Node], leaves: Sequence[Node], outputs: Sequence[Node]) -> Lines:
    """Number the values of `operations` (oldest first); leaves that were not listed follow those that were.

    Raises HoldsArrays if some values are no single numbers. An alias has the number of what it stands for.
    """
    if not {float}.issuperset(map(type, map(VALUE, (*leaves, *operations)))):
        raise HoldsArrays
    found = Numbers(leaves)
    known, give = found.known, found.give
    kinds: dict[Any, int] = {}
    rows: list[Kind] = []
    kind: list[int] = []
    arity: list[int] = []
    operands: list[int] = []
    for z in operations:
        op, settings = z.op, z.settings
        assert op is not None
        numbers = [give(x) if type(x) is float or x.position not in known else known[x.position] for x in z.operands]
        if op.ufunc is np.positive:
            known[z.position] = numbers[0]
            continue
        key = op if not settings else (op, repr(sorted(settings.items())))
        if key not in kinds:
            kinds[key] = len(rows)
            rows.append(Kind(op, settings or {}))
        known[z.position] = len(kind)
        kind.append(kinds[key])
        arity.append(len(numbers))
        operands += numbers
    ends = [known[x.position] if x.position in known else give(x) for x in outputs]
    values = np.array([float(key) for key in found.constants])
    offsets, number = np.array([0, *accumulate(arity)]), np.array(kind, np.int32)
    settle = found.settle
    return Lines(len(operations), found.leaves, values, rows, number, offsets, settle(operands), settle(ends), found.used)
