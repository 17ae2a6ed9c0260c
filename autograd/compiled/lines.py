"""Step 1: a tape of single numbers as arrays. Every value gets a number: leaves first, then constants, then results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np

from autograd.kernel.node import Node
from autograd.kernel.op import Op


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

    def which(self, ufunc: np.ufunc) -> np.ndarray:
        """Which lines run the row of this NumPy function: (lines,) booleans."""
        chosen = np.array([kind.op.ufunc is ufunc for kind in self.kinds], bool)
        return chosen[self.kind] if len(self.kinds) else np.zeros(0, bool)


class HoldsArrays(Exception):
    """Not all values are single numbers."""


def read(operations: Sequence[Node], leaves: Sequence[Node], outputs: Sequence[Node]) -> Lines:
    """Number the values of `operations` (oldest first); leaves that were not listed follow those that were.

    Raises HoldsArrays if some values are no single numbers.

    Equal constants share a number, leaves never do; an alias has the number of what it stands for.
    """
    if any(type(x._value) is not float for x in (*leaves, *operations)):
        raise HoldsArrays
    found = list(leaves)  # for now leaf i is the number -1 - 2i, constant i -2 - 2i, and line i is i
    known = {x.position: -1 - 2 * i for i, x in enumerate(found)}
    constants: dict[Any, int] = {1.0: -2}
    kinds: dict[Any, int] = {}
    rows: list[Kind] = []
    kind: list[int] = []
    arity: list[int] = []
    operands: list[int] = []
    used: list[Node] = []

    def given(x: Any) -> int:
        """The number of what no line computes."""
        if type(x) is not float:
            if type(x._value) is not float:
                raise HoldsArrays
            if x.requires_grad:
                found.append(x)
                known[x.position] = 1 - 2 * len(found)
                return known[x.position]
            used.append(x)
            x = x._value
        return constants.setdefault(x or repr(x), -2 - 2 * len(constants))  # 0.0 and -0.0 are two constants

    for z in operations:
        op, settings = z.op, z.settings
        assert op is not None
        numbers = [given(x) if type(x) is float or x.position not in known else known[x.position] for x in z.operands]
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
    ends = [known[x.position] if x.position in known else given(x) for x in outputs]

    def settled(numbers: list[int]) -> np.ndarray:
        raw = np.array(numbers, np.int64)
        i, constant = np.divmod(-1 - raw, 2)
        return np.where(raw < 0, i + constant * len(found), raw + len(found) + len(constants)).astype(np.int32)

    values = np.array([float(key) for key in constants])
    offsets = np.array([0, *accumulate(arity)])
    number = np.array(kind, np.int32)
    return Lines(len(operations), found, values, rows, number, offsets, settled(operands), settled(ends), used)
