"""Program: what compiling a tape gives. It runs forward on new inputs and hands back all gradients."""

from __future__ import annotations

from threading import get_ident
from typing import Any

import numpy as np

from autograd.compiled.arrays import Arrays
from autograd.compiled.forms import plain_gradients
from autograd.compiled.inputs import Inputs
from autograd.compiled.lines import HoldsArrays, read
from autograd.compiled.parameters import Parameters, copy_array
from autograd.compiled.scalars import Scalars
from autograd.kernel.backward import gather
from autograd.kernel.collector import Paused
from autograd.kernel.hooks import any_hooks, has_hooks
from autograd.kernel.locks import Held
from autograd.kernel.modes import MODE, differentiated_around
from autograd.kernel.node import Node
from autograd.kernel.writes import next_position
from autograd.nest import flatten, unflatten
from autograd.text.table import text_table

SHOWN = 40  # rows of a printed program before the middle is left out


class Program(Parameters):
    """A recorded tape that runs again.

    `program(*inputs)` computes the output from new inputs, `program.backward()` then fills in all gradients, and
    `program.value_and_grad(*inputs)` does both. `program.parameters` is one vector: update it in place, for
    instance `program.parameters -= 0.1 * program.gradient`. Sums may be added up in another order than eagerly.
    Constants stay what they were when the tape was compiled, and so do choices made by looking at a value.
    A program keeps its memory from run to run: threads that share one are refused, each needs its own.

    inputs, parameters, output: as for Tape.compile, by which programs are made. since=0, wanted=None, seen=(),
    into=None: for the engine.

    >>> from autograd import Tape, Tensor
    >>> w, x = Tensor(2.0), Tensor(3.0)
    >>> program = Tape.gather(y := w * x).compile(inputs=[x], parameters=[w], output=y)
    >>> program(5.0), program.backward()
    (10.0, array([5.]))
    """

    def __init__(
        self, inputs: Any, parameters: Any, output: Any, since: int = 0, wanted: Any = None, seen: Any = (), into: Any = None
    ) -> None:
        """`inputs` is a list, one entry per argument; operations older than position `since` are not repeated.

        `wanted` are the leaves by number whose gradients will be asked for; None: all. The machine's results go on with
        the values of `seen`. `into`: arrays, by the number of their leaf, in which gradients are to lie.
        """
        self._inputs = Inputs(inputs)
        given = self._inputs.leaves
        chosen = [] if parameters is None else flatten(parameters)[0]
        results, self._output = flatten(output)
        check_leaves(given, "inputs")
        check_leaves(chosen, "parameters")
        if len({x.position for x in (*given, *chosen)}) < len(given) + len(chosen):
            raise ValueError("compile: a Tensor is listed twice among inputs and parameters")
        for z in results:
            if not isinstance(z, Node):
                raise TypeError(f"compile: output must be Tensors, got {type(z).__name__}")
        leaves = [*given, *chosen]
        with Paused():
            latest_first, _ = gather([*results, *seen], since)
            operations = latest_first[::-1]
            if any_hooks(operations) or any(map(has_hooks, leaves)):
                raise ValueError("compile: a program calls no hooks: remove them, or call backward() on the tape itself")
            try:
                self.machine = Scalars(read(operations, leaves, [*results, *seen]))
            except HoldsArrays:
                self.machine = Arrays(operations, leaves, results, wanted, seen, since or next_position(), into)
        self._first = len(given)
        self._last = len(self.machine.leaves) if parameters is None else len(given) + len(chosen)
        self._shapes = [np.shape(z._value) for z in results]
        self.runs = 0
        self._ran: tuple[int, int] | None = None  # the number of the run whose values are there, and its thread
        self.running = Held()
        if wanted is None:
            self.refresh()

    # -- running ---------------------------------------------------------------------------------------------

    def __call__(self, *inputs: Any) -> Any:
        """The output for new inputs, nested like those recorded; an array may stand for a nest of numbers."""
        if MODE.get().inside and differentiated_around(x for x in self._list_used(inputs) if isinstance(x, Node)):
            raise TypeError(
                "program(...): it computes with plain numbers, so the derivative around this call would be lost: call the "
                "function itself there, or autograd.compile of it"
            )
        return self._forward(inputs, True)

    def _forward(self, inputs: tuple[Any, ...], copied: bool) -> Any:
        """copied: inputs and parameters may be written before the backward pass."""
        given = [*self._inputs.take_apart(inputs, self.machine.leaves), self._split(self.parameters)]
        self.take("program(...)")
        try:
            first = 0
            for values in given:
                self.machine.set(first, values, copied)
                first += len(values)
            self.machine.forward()
            self._ran = self.runs, get_ident()
            return unflatten(self._output, map(copy_array, self.machine.results()))
        finally:
            self.running.now.release()

    def _list_used(self, inputs: Any) -> list[Any]:
        """What a run depends on."""
        return [*flatten(inputs)[0], *self.machine.leaves[self._first :]]

    def backward(self, gradient: Any = None) -> np.ndarray:
        """All gradients at the last inputs; returns the one of the parameters, a vector that the next run overwrites.

        gradient=None: that of the output, nested like it; None is 1 for a single number, and an error otherwise. Raises
        ValueError if its shapes do not fit, RuntimeError before the first run or if another thread ran the program since.

        >>> from autograd import Tape, Tensor
        >>> x, w = Tensor(3.0), Tensor(2.0)
        >>> program = Tape.gather(w * x).compile(inputs=[x])
        >>> program(5.0), program.backward()
        (10.0, array([5.]))
        """
        if gradient is None:
            if self._shapes != [()]:
                raise ValueError(f"backward starts from a single number, the output has shapes {self._shapes}: give gradient=")
        seeds = [1.0] if gradient is None else plain_gradients("backward", flatten(gradient)[0])
        if gradient is not None and [np.shape(g) for g in seeds] != self._shapes:
            raise ValueError(f"backward: the output has shapes {self._shapes}, its gradient {[np.shape(g) for g in seeds]}")
        self.take("backward()", forward=False)
        try:
            if self._ran is None or self._ran[0] != self.runs:
                raise RuntimeError("backward: run the program forward first, program(*inputs)")
            if self._ran[1] != get_ident():
                raise RuntimeError("backward: another thread ran this program last: compile one for each thread")
            self.machine.backward(seeds)
            self._gradient = None
            return self.gradient
        finally:
            self.running.now.release()

    def take(self, what: str, forward: bool = True) -> None:
        """Hold `running` until it is released, counting the runs; RuntimeError if the program is running already.

        what: the call that is about to run, for the message. forward=True: whether it counts as a run. The engine calls it.

        >>> from autograd import Tape, Tensor
        >>> program = Tape.gather(Tensor(2.0) * 3.0).compile()
        >>> program.take("program(...)")
        >>> program.runs, program.running.now.release()
        (1, None)
        """
        if not self.running.now.acquire(blocking=False):
            raise RuntimeError(
                f"{what}: this program is running, in another thread or further up in this one, and its memory is taken: "
                "compile one for each"
            )
        self.runs += forward

    def value_and_grad(self, *inputs: Any) -> tuple[Any, np.ndarray]:
        """The output for new inputs, and its gradient for the parameters as one vector, which the next run overwrites.

        inputs: nested like those recorded. Raises TypeError or ValueError for other nests and shapes.

        >>> from autograd import Tape, Tensor
        >>> x, w = Tensor(3.0), Tensor(2.0)
        >>> Tape.gather(w * x).compile(inputs=[x]).value_and_grad(5.0)
        (10.0, array([5.]))
        """
        value = self._forward(inputs, False)
        return value, self.backward()

    @property
    def input_gradients(self) -> Any:
        """The inputs' gradients at the last backward(), nested like the inputs.

        >>> from autograd import Tape, Tensor
        >>> x, w = Tensor(3.0), Tensor(2.0)
        >>> program = Tape.gather(w * x).compile(inputs=[x])
        >>> _ = program.value_and_grad(5.0)
        >>> program.input_gradients
        [2.0]
        """
        return self._inputs.put_together(map(copy_array, self.machine.leaf_gradients(0, self._first)))

    # -- looking ---------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        """How many operations were recorded."""
        return self.machine.operations

    def rows(self) -> list[tuple[int, str, int]]:
        """Of each call of NumPy: its level, its name and the number of recorded operations that it runs.

        >>> from autograd import Tape, Tensor
        >>> Tape.gather(Tensor(2.0) * 3.0).compile().rows()
        [(1, 'mul', 1)]
        """
        return self.machine.rows()

    def nbytes(self) -> int:
        """The memory of values, gradients and indices, in bytes.

        >>> from autograd import Tape, Tensor
        >>> Tape.gather(Tensor(2.0) * 3.0).compile().nbytes() > 0
        True
        """
        return self.machine.nbytes()

    def __repr__(self) -> str:
        rows = self.rows()
        return f"<Program of {len(self)} operations in {len(rows)} calls>"

    def __str__(self) -> str:
        rows = [(str(level), name, f"{n:,}") for level, name, n in self.rows()]
        if len(rows) > SHOWN:
            rows = [*rows[: SHOWN // 2], ("⋮", f"{len(rows) - SHOWN} more", "⋮"), *rows[-SHOWN // 2 :]]
        head, _rule, *lines = text_table([("level", "call", "operations"), *rows], right=("level", "operations"))
        sizes = f"{self._first} inputs, {self._last - self._first} parameters, {self.nbytes():,} bytes"
        return "\n".join([f"{len(self):,} operations in {len(self.rows()):,} calls; {sizes}", head, *lines])

    def __reduce__(self) -> Any:
        raise TypeError("a Program holds functions and memory, which do not pickle: save program.parameters and record again")


def check_leaves(tensors: list[Any], what: str) -> None:
    for x in tensors:
        if not isinstance(x, Node):
            raise TypeError(f"compile: {what} must be Tensors, got {type(x).__name__}")
        if not x.requires_grad:
            raise ValueError(f"compile: {x.describe()} among {what} requires no gradient, so its uses are not on the tape")
