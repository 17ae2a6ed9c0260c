"""Tape: the recorded operations as a thing to hold, print, cut and play.

    with Tape() as tape:            # everything that runs, in order, dead ends included
        loss = f(x)
    tape.backward(loss)

    Tape.gather(loss)               # what one result depends on

A tape keeps its operations alive; without one, a graph lives exactly as long as its result.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import Any, overload

import numpy as np

from autograd.anomaly import blame, has_nan
from autograd.compiled.program import Program
from autograd.formulas.explain import explain
from autograd.formulas.explanation import Explanation
from autograd.kernel.backward import gather
from autograd.kernel.collector import Paused
from autograd.kernel.modes import MODE, leave
from autograd.kernel.node import Node, require_node
from autograd.kernel.quick_backward import backward
from autograd.text.console import printable

SHOWN = 40  # rows of a printed table before the middle is left out


class Tape:
    """Recorded operations in the order in which they ran. While it records, Python's garbage collector rests.

    >>> from autograd import Tensor
    >>> with Tape() as tape:
    ...     y = Tensor(2.0, name="x") * 3
    >>> len(tape), tape[0].op.name
    (1, 'mul')
    """

    everything = False

    def __init__(self, operations: list[Node] | None = None) -> None:
        if callable(operations):
            raise TypeError("Tape is no decorator: write `with Tape() as tape:`")
        self.operations: list[Node] = operations or []
        self._recording = False
        self._paused = Paused()

    @classmethod
    def gather(cls, *results: Node) -> Tape:
        """The tape of what these results depend on."""
        for z in results:
            require_node("Tape.gather", z)
        operations, _ = gather(results)
        return cls(operations[::-1])

    def __enter__(self) -> Tape:
        if self._recording:
            raise RuntimeError("this Tape is recording already: make another one")
        mode = MODE.get()
        self._paused.__enter__()
        self._recording = True
        MODE.set(mode.replace(watchers=(*mode.watchers, self)))
        return self

    def __exit__(self, *_: Any) -> None:
        leave()
        self._recording = False
        self._paused.__exit__()

    def recorded(self, z: Node) -> None:
        self.operations.append(z)

    def played(self, operations: list[Node]) -> None:
        """A tape records what runs forward only."""

    def __len__(self) -> int:
        return len(self.operations)

    def __iter__(self) -> Iterator[Node]:
        return iter(self.operations)

    @overload
    def __getitem__(self, key: int) -> Node: ...
    @overload
    def __getitem__(self, key: slice) -> Tape: ...
    def __getitem__(self, key: int | slice) -> Node | Tape:
        return Tape(self.operations[key]) if isinstance(key, slice) else self.operations[key]

    @property
    def leaves(self) -> list[Node]:
        """What the operations start from, in tape order: parameters and constants alike."""
        made = set(self.operations)
        found = {x: None for z in self.operations for x in z.inputs if x not in made}
        return sorted(found, key=lambda x: x.position)

    def backward(self, result: Node, gradient: float = 1.0) -> None:
        """Play backwards from one of the results on this tape; dead ends get no gradient.

        Raises ValueError if the result is not on this tape, or is not a single number.
        """
        require_node("tape.backward", result)
        if result not in set(self.operations):
            raise ValueError(f"{result.describe()} is not on this tape: tape.backward takes a result recorded on it")
        if np.shape(result._value) != ():
            raise ValueError(f"backward starts from a single number, got shape {np.shape(result._value)}")
        backward(result, float(gradient))

    def compile(self, inputs: Any = (), parameters: Any = None, output: Any = None) -> Program:
        """A Program that computes `output` again from new inputs, all in a few NumPy calls.

        `inputs` is a list with one Tensor, or nest of Tensors, per argument; `parameters` are kept in one vector
        (None: every other leaf that requires gradients). `output` is the tape's last result unless given.
        """
        if output is None:
            if not self.operations:
                raise ValueError("compile: this tape is empty")
            output = self.operations[-1]
        return Program(inputs, parameters, output)

    def explain(self, x: Node, names: Mapping[str, Any] | None = None, result: Node | None = None) -> Explanation:
        """The chain rule for one tensor, with letters and with numbers, after a backward pass.

        Prints as text, a notebook shows it as a formula, `.latex` is its TeX. Every value between the result and x
        has a line: how it was computed, and its gradient as the sum over its uses. Arrays stand with their shapes, a
        long tape is cut in the middle. #5 is the value at position 5; `names` (such as locals()) has better ones.
        `result` is the last one played on this tape unless given. Raises ValueError if x is not on this tape, is a
        constant or nothing depends on it, RuntimeError before backward().

        >>> from autograd import Tensor
        >>> x, w = Tensor(2.0, name="x"), Tensor(-3.0, name="w")
        >>> (y := w * x).backward()
        >>> print(Tape.gather(y).explain(x, names={"y": y}))
        ∂y/∂x = −3, along 1 path
        <BLANKLINE>
          y = w · x = −6    ȳ = 1
          x = 2             x̄ = ȳ · w = 1 · (−3) = −3
        """
        return explain(self.operations, x, names, result)

    def first_nan(self) -> str | None:
        """The first operation that made a NaN, described; None if there is none."""
        return next((blame(z) for z in self.operations if has_nan(z._value)), None)

    def rows(self) -> list[tuple[str, str, str, str, str]]:
        """Position, operation, inputs, value and gradient of each operation, as text; the middle of a long tape is cut."""
        cut = len(self) > SHOWN
        shown = [*self.operations[: SHOWN // 2], None, *self.operations[-SHOWN // 2 :]] if cut else self.operations
        return [("⋮", "⋮", f"{len(self) - SHOWN} more", "⋮", "⋮") if z is None else _row(z) for z in shown]

    def __str__(self) -> str:
        table = [[*map(printable, row)] for row in (HEAD, *self.rows())]
        widths = [max(map(len, column)) for column in zip(*table)]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in table]
        return "\n".join([lines[0], "  ".join(printable("─") * width for width in widths), *lines[1:]])

    def __repr__(self) -> str:
        return f"<Tape of {len(self)} operations>"

    def _repr_html_(self) -> str:
        cells = [[html.escape(cell) for cell in row] for row in self.rows()]
        body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)
        return f"<table><tr>{''.join(f'<th>{title}</th>' for title in HEAD)}</tr>{body}</table>"


HEAD = ("position", "operation", "inputs", "value", "gradient")


def _row(z: Node) -> tuple[str, str, str, str, str]:
    assert z.op is not None
    return str(z.position), z.op.name, ", ".join([x.called for x in z.inputs]), short(z._value), short(z.grad)


def short(value: Any) -> str:
    """A number in a few digits, an array as its shape, — for what is not there yet."""
    if value is None:
        return "—"
    return f"{value:.6g}" if type(value) is float else "×".join(map(str, np.shape(value)))
