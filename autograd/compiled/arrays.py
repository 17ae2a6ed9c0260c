"""Step 6: a tape of arrays runs one operation after another, in memory planned once.

An operation that can write its result into given memory gets a buffer; the memory of a value goes to a later one
after its last reader. Values are forgotten on the way, so a forward pass can be played backwards once.

Elementwise chains do not run in cache-sized blocks: that was measured, and up to 10⁶ numbers the further calls cost more
than the nearer memory saves; at 4 · 10⁶ it saves a tenth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from autograd.compiled.array_lines import JointLine, Numbering
from autograd.compiled.buffers import Buffers, count_bytes
from autograd.compiled.reverse import reverse
from autograd.kernel.backward import hand_back, see_values
from autograd.kernel.choices import Choices, has_nan
from autograd.kernel.modes import change_mode
from autograd.kernel.node import Node, leaf
from autograd.kernel.op import record


class Arrays:
    """What a program of arrays runs: values by number, leaves first, then the outputs' gradients."""

    def __init__(
        self, operations: Sequence[Node], leaves: Sequence[Node], outputs: Sequence[Node], wanted: Sequence[int] | None,
        seen: Sequence[Node], since: int, into: Mapping[int, np.ndarray] | None,
    ) -> None:  # fmt: skip
        """wanted: the leaves whose gradients will be asked for; None: all. seen: also among the results.

        Constants older than `since` are somebody else's, who may write to them. into: the arrays in which gradients are to
        lie, by leaf, as far as they can be computed there; arrays of these leaves are to stay where they are (`bound`). With
        it, the outputs' gradients are 1 at each run, and what depends on nothing else is computed once.
        """
        self.leaves = collect_leaves(operations, leaves, (*outputs, *seen))
        self.operations = len(operations)
        self.wanted = list(range(len(self.leaves)) if wanted is None else wanted)
        self.seeds_stay = into is not None
        wanted_leaves = [self.leaves[i] for i in self.wanted]
        seeds, gradients, backward = reverse(operations, outputs, wanted_leaves, self.seeds_stay)
        self.seeds = range(len(self.leaves), len(self.leaves) + len(seeds))
        self.seeded = [z._value for z in seeds]
        numbers = Numbering([*self.leaves, *seeds], since)
        if self.seeds_stay:
            numbers.values[self.seeds.start :] = self.seeded
        self.recorded, way_back = numbers.write_lines(operations), numbers.write_lines(backward)
        self.outputs = [numbers.number(x) for x in (*outputs, *seen)]
        self.gradients = {i: None if g is None else numbers.number(g) for i, g in zip(self.wanted, gradients)}
        self.values, self.used = numbers.values, numbers.used
        handed = Counter([*self.outputs, *[i for i in self.gradients.values() if i is not None]])
        self.bound = {i for i in into or () if is_in_order(self.leaves[i]._value)}
        for i in self.bound:
            self.values[i] = self.leaves[i]._value
        numbered = {self.gradients.get(i): a for i, a in (into or {}).items()}
        homes = {i: a for i, a in numbered.items() if i is not None and handed[i] == 1}
        buffers = Buffers([*self.recorded, *way_back], numbers.nodes, self.values, self.seeds.stop, handed, homes, self.bound)
        self.at_home = buffers.at_home
        self.homes = {i for i in into or () if self.gradients.get(i) in self.at_home}  # the leaves whose gradients lie there
        self.vector = _find_vector([a for i, a in homes.items() if i in self.at_home], len(self.wanted))
        self.buffers = buffers.all
        self.chooses = any([line.op.chooses for line in self.recorded])  # else no second look at a NaN helps
        self.given: list[Any] = self.values[: len(self.leaves)]
        self.needed = {buffers.root[i] for line in way_back for i in line.inputs}  # by the backward pass: not to be written
        free = {i for line in (*self.recorded, *way_back) for i in line.results} - self.needed
        self.own = {i for i, times in handed.items() if times == 1 and i in free and buffers.root[i] == i}
        self.forward_lines, self.backward_lines = ([line for line in part if line.runs] for part in (self.recorded, way_back))
        self.forward_plan, self.backward_plan = (
            [run for line in lines for run in line.plan(self.values)] for lines in (self.forward_lines, self.backward_lines)
        )
        self.played = True

    # -- running ---------------------------------------------------------------------------------------------

    def forward(self) -> None:
        for run in self.forward_plan:
            run()
        self.played = False

    def backward(self, seeds: Sequence[Any]) -> None:
        """Hand back the outputs' gradients."""
        if self.played:
            raise RuntimeError("backward: the values are gone since the last backward(): run the program forward again")
        if not self.seeds_stay:
            for i, seed, x in zip(self.seeds, seeds, self.seeded):
                self.values[i] = float(seed) if type(x) is float else np.asarray(seed, x.dtype, order="C")
        self.played = True
        for run in self.backward_plan:
            run()
        if self.chooses and any(map(has_nan, self._ends())):
            self._choose(seeds)

    def _ends(self) -> Iterable[Any]:
        """All gradients; where they lie in one vector, that."""
        if self.vector is not None:
            return (self.vector,)
        return (self.values[i] for i in self.gradients.values() if i is not None)

    def _choose(self, seeds: Sequence[Any]) -> None:
        """A NaN has come out: play an eager tape of the same operations, to what a gradient can reach (see kernel.choices)."""
        cls = type(self.leaves[0])
        nodes = {i: leaf(cls, value, x.requires_grad) for i, (x, value) in enumerate(zip(self.leaves, self.given))}
        results = {i for line in self.recorded for i in line.results}

        def node(i: int) -> Node:
            if i not in nodes:
                assert i not in results
                nodes[i] = leaf(cls, self.values[i], False)
            return nodes[i]

        with change_mode(grad=True, compiling=None, watchers=(), scope=None), np.errstate(all="ignore"):
            for line in self.recorded:
                inputs = tuple([node(i) for i in line.inputs])
                nodes[line.results[0]] = record(cls, line.op, inputs, line.settings or None)
            grads: dict[Node, Any] = {}
            for i, seed in zip(self.outputs, seeds):
                z = node(i)
                grads[z] = grads[z] + seed if z in grads else seed
            operations = [z for line in reversed(self.recorded) if (z := nodes[line.results[0]]).requires_grad]
            hand_back(operations, grads, Choices(grads, see_values).contributions)
        for i, place in self.gradients.items():
            if place in self.at_home:
                self.values[place][...] = grads.get(nodes[i], 0.0)
            elif place is not None:
                self.values[place] = grads.get(nodes[i], _zeros(self.leaves[i]))

    # -- what a Program asks for -----------------------------------------------------------------------------

    def set(self, first: int, values: Sequence[Any], copied: bool = False, lent: Sequence[Any] = ()) -> None:
        """Give leaves their values, from leaf `first` on.

        Arrays are used as they are, until the next run; `copied`, they may be written before the backward pass, but for
        those that are `lent`.
        """
        for i, (value, x) in enumerate(zip(values, self.leaves[first:]), first):
            if i in self.bound:
                continue
            if type(x._value) is float:
                value = float(value)
            elif copied and i in self.needed and not (lent and any(value is x for x in lent)):
                value = np.array(value, x._value.dtype, order="C")
            else:
                value = np.asarray(value, x._value.dtype, order="C")
            self.values[i] = self.given[i] = value

    def results(self) -> list[Any]:
        return [self._hand_out(i) for i in self.outputs]

    def leaf_gradients(self, first: int, last: int) -> list[Any]:
        """Zeros for a leaf that nothing reached."""
        numbers = [self.gradients[i] for i in range(first, last)]
        return [_zeros(x) if n is None else self._hand_out(n) for x, n in zip(self.leaves[first:last], numbers)]

    def _hand_out(self, i: int) -> Any:
        """A value for the caller: as it is if made anew at each run, else a copy."""
        value = self.values[i]
        lent = i in self.at_home or (i in self.own and getattr(value, "base", None) is None)
        return value if lent or type(value) is float else np.array(value)

    def rows(self) -> list[tuple[int, str, int]]:
        lines = [*self.forward_lines, *self.backward_lines]
        return [(i, line.name, int(i <= len(self.forward_lines))) for i, line in enumerate(lines, 1)]

    def nbytes(self) -> int:
        """Buffers, constants, and what joint rows keep."""
        constants = [v for v in self.values if type(v) is np.ndarray and not isinstance(v.base, np.ndarray)]
        kept = [count_bytes(line.kept) for line in self.recorded if isinstance(line, JointLine)]
        return sum(a.nbytes for a in [*self.buffers, *constants]) + sum(kept)


def collect_leaves(operations: Sequence[Node], leaves: Sequence[Node], results: Iterable[Node]) -> list[Node]:
    """The leaves given, then all others that require gradients and that these operations did not make."""
    made = {z.position for z in operations}
    found = {x.position: x for x in leaves}
    for x in (*(x for z in operations for x in z.inputs), *results):
        if x.requires_grad and x.position not in made:
            found.setdefault(x.position, x)
    return list(found.values())


def is_in_order(value: Any) -> bool:
    """Whether a leaf's value is an array as a program is given it."""
    return type(value) is np.ndarray and value.flags.c_contiguous


def _find_vector(homes: list[np.ndarray], wanted: int) -> np.ndarray | None:
    """The vector that these arrays cut into pieces, if they are as many as are wanted, and fill it; else None."""
    if not homes or len(homes) < wanted or not isinstance(homes[0].base, np.ndarray):
        return None
    vector: np.ndarray = homes[0].base
    whole = vector.ndim == 1 and all(a.base is vector for a in homes) and sum(a.size for a in homes) == vector.size
    return vector if whole else None


def _zeros(x: Node) -> Any:
    return np.zeros_like(x._value) if np.ndim(x._value) else 0.0
