"""Memory for the values of a program of arrays, given out once: that of a value goes to a later one after its last reader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import partial
from operator import is_
from typing import Any

import numpy as np

from autograd.compiled.array_lines import Line, RuleLine, Values
from autograd.compiled.layout import are_twins, is_elementwise, lay_out, pack
from autograd.kernel.node import Node
from autograd.kernel.op import Op
from autograd.kernel.rows import choose_kinds


class Buffers:
    """The buffers of a program, and which values lie in the same memory."""

    def __init__(
        self, lines: list[Line], nodes: list[Node], values: Values, given: int, handed: Collection[int],
        homes: Mapping[Any, np.ndarray], bound: Collection[int] = (),
    ) -> None:  # fmt: skip
        """Find out when each value is read for the last time, and give out memory line by line.

        values: what stays the same from run to run; the buffers join them. given: how many values come first, from outside.
        handed: the values that are handed out, which need memory of their own. homes: the arrays in which some of these are to
        be written; those that are get into `self.at_home`. bound: the values given from outside that stay where they are.
        """
        self.bound = bound
        self.homes, self.at_home = homes, set[int]()
        self.all: list[np.ndarray] = []
        self.values = values
        self.laid_out, self.writes = lay_out(lines, nodes, values, given)
        self.root = list(range(len(nodes)))  # the value whose memory a view looks at
        self.members: dict[int, set[int]] = defaultdict(set)
        self._find_views(lines)
        root = self.root
        last = {root[i]: k for k, line in enumerate(lines) for i in (*line.inputs, *line.results)}
        staying = {root[i] for i in handed}
        self._free: list[np.ndarray] = []
        self._memory: dict[int, np.ndarray] = {}  # by root
        for k, line in enumerate(lines):
            used = {root[i] for i in (*line.inputs, *line.results)}
            dying = {i for i in used if last[i] == k and i not in staying}
            if not isinstance(line, RuleLine):
                line.direct = takes_as_it_is(line.op, [self.laid_out[i] for i in line.inputs])
                self._place(line, dying, line.results[0] not in staying)
            self._free += [self._memory.pop(i) for i in dying if i in self._memory]
            line.dead = [x for i in dying for x in self.members[i] if values[x] is None]
            line.recorded = ()

    def _find_views(self, lines: list[Line]) -> None:
        values, root = self.laid_out, self.root
        for line in lines:
            for i in line.results:
                may_look = np.ndim(values[i]) and not self.writes[i]
                looks_at = [x for x in line.inputs if may_look and np.may_share_memory(values[i], values[x])]
                root[i] = root[looks_at[0]] if looks_at else i
                self.members[root[i]].add(i)

    def _place(self, line: Line, dying: set[int], may_move: bool) -> None:
        """Give a line's result a buffer if it writes into one: that of an input that dies here, or a free one."""
        (result,) = line.results
        z, memory = self.laid_out[result], self._memory
        fixed = all(self.values[i] is not None for i in line.inputs)
        home = self.homes.get(result)
        if home is not None and self._fits(result, home):
            self._write_into(line, home, fixed)
            self.at_home.add(result)
        elif self.root[result] == result and may_move and self.writes[result]:
            heirs = [i for i in dying if i in memory and are_twins(z, self.laid_out[i])] if is_elementwise(line.op) else []
            memory[result] = memory.pop(heirs[0]) if heirs else self._take(z.nbytes)
            self._write_into(line, np.ndarray(z.shape, z.dtype, memory[result], strides=pack(z)), fixed)
        elif fixed and (self.root[result] in memory or (self.root[result] in self.bound and self.root[result] != result)):
            self.values[result] = line.op.compute([self.values[i] for i in line.inputs], line.settings)
            line.runs = False  # a view of memory that stays in its place stays one

    def _fits(self, result: int, home: np.ndarray) -> bool:
        """Whether a line can write its result into this array: nothing else looks at it, and it has its kind of numbers."""
        z = self.laid_out[result]
        return (
            self.writes[result] and len(self.members[self.root[result]]) == 1 and (z.shape, z.dtype) == (home.shape, home.dtype)
        )

    def _write_into(self, line: Line, memory: np.ndarray, fixed: bool) -> None:
        """Let a line write its result into this array; fixed: whether its inputs lie in buffers too."""
        self.values[line.results[0]] = memory
        line.into = partial(line.op.ufunc or line.op.forward, out=memory, **line.settings)
        if fixed:
            line.call = partial(line.into, *[self.values[i] for i in line.inputs])

    def _take(self, nbytes: int) -> np.ndarray:
        """The smallest free memory of at least so many bytes, or new."""
        enough = [i for i, memory in enumerate(self._free) if memory.nbytes >= nbytes]
        if enough:
            return self._free.pop(min(enough, key=lambda i: self._free[i].nbytes))
        self.all.append(np.empty(nbytes, np.uint8))
        return self.all[-1]


def takes_as_it_is(op: Op, values: list[Any]) -> bool:
    """Whether the row's forward takes these values as they are: not single numbers alone, of kinds that it computes with."""
    if not any(map(np.ndim, values)):
        return False
    return not op.particular or all(map(is_, choose_kinds(op, values), values))


def count_bytes(kept: Any) -> int:
    """The memory of what a joint row kept: arrays, tuples or lists of them, or nothing."""
    if isinstance(kept, (tuple, list)):
        return sum(map(count_bytes, kept))
    return kept.nbytes if isinstance(kept, np.ndarray) else 0
