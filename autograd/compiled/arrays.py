"""Step 6: a tape of arrays runs one operation after another, in memory planned once.

An operation that can write its result into given memory gets a buffer; the memory of a value goes to a later one
after its last reader. Values are forgotten on the way, so a forward pass can be played backwards once.

Elementwise chains do not run in cache-sized blocks: that was measured, and up to 10⁶ numbers the further calls cost more
than the nearer memory saves; at 4 · 10⁶ it saves a tenth.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from autograd.compiled.reverse import reverse
from autograd.kernel.backward import hand_back, see_values
from autograd.kernel.choices import Choices, has_nan
from autograd.kernel.modes import changed
from autograd.kernel.node import Node, leaf
from autograd.kernel.op import Op, record
from autograd.kernel.values import as_value


@dataclass
class Line:
    """One operation: the numbers of its inputs and its result, and where the result is written, if it has a buffer."""

    op: Op
    settings: dict[str, Any]
    inputs: list[int]
    result: int
    recorded: tuple[Node, ...]  # the inputs that it was recorded with, of which an alias is one of its own
    into: Callable[..., Any] | None = None  # writes the result into its buffer
    call: Callable[[], Any] | None = None  # the same with the inputs, if these are buffers too
    dead: list[int] = field(default_factory=list)  # values that nobody reads afterwards
    runs: bool = True


class Arrays:
    """What a program of arrays runs: values by number, leaves first, then the outputs' gradients."""

    def __init__(
        self, operations: Sequence[Node], leaves: Sequence[Node], outputs: Sequence[Node], wanted: Sequence[int] | None = None,
        seen: Sequence[Node] = (), since: int = 0,
    ) -> None:  # fmt: skip
        """wanted: the leaves whose gradients will be asked for; None: all. seen: also among the results.

        Constants older than `since` are somebody else's, who may write to them.
        """
        made = {z.position for z in operations}
        found = {x.position: x for x in leaves}
        for x in (*(x for z in operations for x in z.inputs), *outputs, *seen):
            if x.requires_grad and x.position not in made:
                found.setdefault(x.position, x)
        self.leaves = list(found.values())
        self.operations = len(operations)
        self.wanted = list(range(len(self.leaves)) if wanted is None else wanted)
        seeds, gradients, backward = reverse(operations, outputs, [self.leaves[i] for i in self.wanted])
        self.seeds = range(len(self.leaves), len(self.leaves) + len(seeds))
        self.seeded = [z._value for z in seeds]
        nodes: list[Node] = [*self.leaves, *seeds]
        number = {x.position: i for i, x in enumerate(nodes)}
        self.values: list[Any] = [None] * len(nodes)  # what stays the same from run to run is there from the start

        self.used: list[Node] = []  # constants of somebody else's

        def place(x: Node) -> int:
            if x.position not in number:
                number[x.position] = len(nodes)
                nodes.append(x)
                if not x.requires_grad and x.position < since:
                    self.used.append(x)
                    self.values.append(np.array(x._value) if np.ndim(x._value) else x._value)
                else:
                    self.values.append(None if x.requires_grad else x._value)
            return number[x.position]

        parts: list[list[Line]] = [[], []]
        for part, tape in zip(parts, (operations, backward)):
            for z in tape:
                inputs = [place(x) for x in z.inputs]
                if z.op.ufunc is np.positive:
                    number[z.position] = inputs[0]
                else:
                    part.append(Line(z.op, z.settings or {}, inputs, place(z), z.inputs))
        self.outputs = [place(x) for x in (*outputs, *seen)]
        self.gradients = {i: None if g is None else place(g) for i, g in zip(self.wanted, gradients)}
        handed = Counter([*self.outputs, *[i for i in self.gradients.values() if i is not None]])
        self.root = list(range(len(nodes)))  # the value whose memory a view looks at
        self.buffers: list[np.ndarray] = []
        self._plan([*parts[0], *parts[1]], nodes, handed)
        self.recorded = parts[0]
        self.chooses = any([line.op.chooses for line in self.recorded])  # else no second look at a NaN helps
        self.given: list[Any] = [None] * len(self.leaves)
        results = {line.result for part in parts for line in part}
        self.needed = {self.root[i] for line in parts[1] for i in line.inputs}  # by the backward pass: not to be written
        free = results - self.needed
        self.own = {i for i, times in handed.items() if times == 1 and i in free and self.root[i] == i}
        self.forward_lines, self.backward_lines = [[line for line in part if line.runs] for part in parts]
        self.played = True

    def _plan(self, lines: list[Line], nodes: list[Node], handed: Iterable[int]) -> None:
        """Find out when each value is read for the last time, and give out memory line by line."""
        root, members = self.root, defaultdict(set)
        values, writes = self._laid_out(lines, nodes)
        for line in lines:
            z = values[line.result]
            view = np.ndim(z) and not writes[line.result]
            looks_at = [i for i in line.inputs if view and np.may_share_memory(z, values[i])]
            root[line.result] = root[looks_at[0]] if looks_at else line.result
            members[root[line.result]].add(line.result)
        last = {root[i]: k for k, line in enumerate(lines) for i in (*line.inputs, line.result)}
        kept = {root[i] for i in handed}
        free: list[np.ndarray] = []
        memory: dict[int, np.ndarray] = {}  # by root
        for k, line in enumerate(lines):
            z, new = values[line.result], root[line.result] == line.result
            dying = {i for i in (root[i] for i in (*line.inputs, line.result)) if last[i] == k and i not in kept}
            fixed = all(self.values[i] is not None for i in line.inputs)
            if new and line.result not in kept and writes[line.result]:
                heirs = [i for i in dying if i in memory and _twins(z, values[i])] if _elementwise(line.op) else []
                if heirs:
                    dying.remove(heirs[0])
                memory[line.result] = memory.pop(heirs[0]) if heirs else self._buffer(free, z.nbytes)
                self.values[line.result] = np.ndarray(z.shape, z.dtype, memory[line.result], strides=_packed(z))
                line.into = partial(line.op.ufunc or line.op.forward, out=self.values[line.result], **line.settings)
                if fixed:
                    line.call = partial(line.into, *[self.values[i] for i in line.inputs])
            elif fixed and root[line.result] in memory:
                self.values[line.result] = line.op.compute([self.values[i] for i in line.inputs], line.settings)
                line.runs = False  # a view of a buffer stays one
            free += [memory.pop(i) for i in dying if i in memory]
            line.dead = [x for i in dying for x in members[i] if self.values[x] is None]
            line.recorded = ()

    def _laid_out(self, lines: list[Line], nodes: list[Node]) -> tuple[list[Any], dict[int, bool]]:
        """What the program will hold, each value laid out in memory as it will be, and which lines write into buffers.

        What was recorded may lie otherwise: an alias was a copy there and is none here, leaves come in C order, and
        buffers have no gaps. What is a view of what then differs, so where it does the operation is asked again.
        """
        values = [x._value if value is None else value for x, value in zip(nodes, self.values)]
        for i in range(self.seeds.stop):
            values[i] = _in_order(values[i])
        writes: dict[int, bool] = {}
        known: dict[Any, bool] = {}  # of operations alike
        for line in lines:
            z, inputs = nodes[line.result]._value, [values[i] for i in line.inputs]
            key = line.op, None if line.op.ufunc else (repr(line.settings), *[(np.shape(x), np.result_type(x)) for x in inputs])
            if np.ndim(z) and key not in known:
                known[key] = _writes(line, inputs, z)
            writes[line.result] = bool(np.ndim(z)) and known[key]
            if writes[line.result]:
                z = z if z.strides == _packed(z) else np.array(z)
            elif any(x is not y._value for x, y in zip(inputs, line.recorded)):
                z = line.op.compute(inputs, line.settings)
                z = z if type(z) is float else as_value(z)
            values[line.result] = z
        return values, writes

    def _buffer(self, free: list[np.ndarray], nbytes: int) -> np.ndarray:
        """The smallest free memory of at least so many bytes, or new."""
        enough = [i for i, memory in enumerate(free) if memory.nbytes >= nbytes]
        if enough:
            return free.pop(min(enough, key=lambda i: free[i].nbytes))
        self.buffers.append(np.empty(nbytes, np.uint8))
        return self.buffers[-1]

    # -- running ---------------------------------------------------------------------------------------------

    def _run(self, lines: list[Line]) -> None:
        values = self.values
        for line in lines:
            if line.call is not None:
                line.call()
            elif line.into is not None:
                line.into(*[values[i] for i in line.inputs])
            else:
                data = line.op.compute([values[i] for i in line.inputs], line.settings)
                values[line.result] = data if type(data) is float else as_value(data)
            for i in line.dead:
                values[i] = None

    def forward(self) -> None:
        self._run(self.forward_lines)
        self.played = False

    def backward(self, seeds: Sequence[Any]) -> None:
        """Hand back the outputs' gradients."""
        if self.played:
            raise RuntimeError("backward: the values are gone since the last backward(): run the program forward again")
        for i, seed, x in zip(self.seeds, seeds, self.seeded):
            self.values[i] = float(seed) if type(x) is float else np.asarray(seed, x.dtype, order="C")
        self.played = True
        self._run(self.backward_lines)
        if self.chooses and any(has_nan(self.values[i]) for i in self.gradients.values() if i is not None):
            self._carefully(seeds)

    def _carefully(self, seeds: Sequence[Any]) -> None:
        """A NaN has come out: play an eager tape of the same operations, to what a gradient can reach (see kernel.choices)."""
        cls = type(self.leaves[0])
        nodes = {i: leaf(cls, value, x.requires_grad) for i, (x, value) in enumerate(zip(self.leaves, self.given))}
        results = {line.result for line in self.recorded}

        def node(i: int) -> Node:
            if i not in nodes:
                assert i not in results
                nodes[i] = leaf(cls, self.values[i], False)
            return nodes[i]

        with changed(grad=True, compiling=None, watchers=(), scope=None), np.errstate(all="ignore"):
            for line in self.recorded:
                nodes[line.result] = record(cls, line.op, tuple([node(i) for i in line.inputs]), line.settings or None)
            grads: dict[Node, Any] = {}
            for i, seed in zip(self.outputs, seeds):
                z = node(i)
                grads[z] = grads[z] + seed if z in grads else seed
            operations = [z for i in reversed(self.recorded) if (z := nodes[i.result]).requires_grad]
            hand_back(operations, grads, Choices(grads, see_values).contributions)
        for i, place in self.gradients.items():
            if place is not None:
                self.values[place] = grads.get(nodes[i], _zeros(self.leaves[i]))

    # -- what a Program asks for -----------------------------------------------------------------------------

    def set(self, first: int, values: Sequence[Any], copied: bool = False, lent: Sequence[Any] = ()) -> None:
        """Give leaves their values, from leaf `first` on.

        Arrays are used as they are, until the next run; `copied`, they may be written before the backward pass, but for
        those that are `lent`.
        """
        for i, (value, x) in enumerate(zip(values, self.leaves[first:]), first):
            if type(x._value) is float:
                value = float(value)
            elif copied and i in self.needed and not (lent and any(value is x for x in lent)):
                value = np.array(value, x._value.dtype, order="C")
            else:
                value = np.asarray(value, x._value.dtype, order="C")
            self.values[i] = self.given[i] = value

    def results(self) -> list[Any]:
        return [self._handed(i) for i in self.outputs]

    def leaf_gradients(self, first: int, last: int) -> list[Any]:
        """Zeros for a leaf that nothing reached."""
        numbers = [self.gradients[i] for i in range(first, last)]
        return [_zeros(x) if n is None else self._handed(n) for x, n in zip(self.leaves[first:last], numbers)]

    def _handed(self, i: int) -> Any:
        """A value for the caller: as it is if made anew at each run, else a copy."""
        value = self.values[i]
        return value if type(value) is float or (i in self.own and value.base is None) else np.array(value)

    def rows(self) -> list[tuple[int, str, int]]:
        lines = [*self.forward_lines, *self.backward_lines]
        return [(i, line.op.name, int(i <= len(self.forward_lines))) for i, line in enumerate(lines, 1)]

    def nbytes(self) -> int:
        """Buffers and constants."""
        constants = [v for v in self.values if type(v) is np.ndarray and not isinstance(v.base, np.ndarray)]
        return sum(a.nbytes for a in [*self.buffers, *constants])


def _writes(line: Line, inputs: list[Any], z: np.ndarray) -> bool:
    """Whether the row writes its result into given memory: a ufunc, or a forward that takes out=."""
    if line.op.ufunc is not None:
        return True
    out = np.empty_like(z)
    try:
        return line.op.forward(*inputs, out=out, **line.settings) is out
    except (TypeError, ValueError):
        return False


def _in_order(value: Any) -> Any:
    """A leaf's value as `set` lays it out."""
    return value if type(value) is float else np.asarray(value, order="C")


def _elementwise(op: Op) -> bool:
    return op.ufunc is not None and op.ufunc.signature is None


def _packed(z: np.ndarray) -> tuple[int, ...]:
    """The strides of an array laid out like z, without gaps."""
    return np.empty_like(z).strides


def _twins(x: np.ndarray, y: np.ndarray) -> bool:
    """Whether x can be written where y is read, element by element."""
    return x.shape == y.shape and x.dtype == y.dtype and _packed(x) == _packed(y)


def _zeros(x: Node) -> Any:
    return np.zeros_like(x._value) if np.ndim(x._value) else 0.0
