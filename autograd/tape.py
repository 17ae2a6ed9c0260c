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
from autograd.kernel.described import require_node
from autograd.kernel.modes import MODE, leave
from autograd.kernel.node import Node
from autograd.kernel.quick_backward import backward
from autograd.kernel.versions import has_versions, keep_version
from autograd.text.table import text_table

SHOWN = 40  # rows of a printed table before the middle is left out


class Tape:
    """Recorded operations in the order in which they ran. While it records, Python's garbage collector rests.

    operations=None: a list of results to begin with, oldest first. Raises TypeError if used as a decorator, RuntimeError if
    a tape that records is asked to record once more.

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
        """The tape of what these results depend on, oldest first.

        results: one Tensor or several. Raises TypeError for what is no Tensor.

        >>> from autograd import Tensor
        >>> y = Tensor(2.0).exp() * 3.0
        >>> [z.op.name for z in Tape.gather(y)]
        ['exp', 'mul']
        """
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
        """Append an operation; the engine calls it for each that runs inside the `with` block.

        z: the operation's result.

        >>> from autograd import Tensor
        >>> tape = Tape()
        >>> tape.recorded(Tensor(2.0).exp())
        >>> len(tape)
        1
        """
        if type(z._first) is tuple and has_versions(z):  # only such have some
            keep_version(self.operations, z)
        self.operations.append(z)

    def played(self, operations: list[Node]) -> None:
        """Do nothing: a tape records forward operations only, and the engine also reports those that a backward pass played.

        operations: the operations of the pass, latest first.

        >>> Tape().played([])
        """

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
        """What the operations start from, in tape order: parameters and constants alike.

        >>> from autograd import Tensor
        >>> [x.called for x in Tape.gather(Tensor(2.0, name="x") * 3.0).leaves]
        ['x', '3']
        """
        made = set(self.operations)
        found = {x: None for z in self.operations for x in z.inputs if x not in made}
        return sorted(found, key=lambda x: x.position)

    def backward(self, result: Node, gradient: float = 1.0) -> None:
        """Play backwards from one of the results on this tape; dead ends get no gradient.

        result: a Tensor of one number. gradient=1.0: its own gradient. Raises ValueError if the result is not on this tape,
        or is not a single number, TypeError for what is no Tensor.

        >>> from autograd import Tensor
        >>> x = Tensor(3.0)
        >>> with Tape() as tape:
        ...     y = x * x
        >>> tape.backward(y)
        >>> x.grad
        6.0
        """
        require_node("tape.backward", result)
        if result not in set(self.operations):
            raise ValueError(f"{result.describe()} is not on this tape: tape.backward takes a result recorded on it")
        if np.shape(result._value) != ():
            raise ValueError(f"backward starts from a single number, got shape {np.shape(result._value)}")
        backward(result, float(gradient))

    def compile(self, inputs: Any = (), parameters: Any = None, output: Any = None) -> Program:
        """A Program that computes `output` again from new inputs, all in a few NumPy calls.

        inputs=(): one Tensor, or nest of Tensors, for each argument of the program. parameters=None: the leaves that are
        kept in one vector, None for every other one that requires gradients. output=None: a result or a nest of results,
        None for the tape's last one. Raises ValueError for an empty tape or a Tensor listed twice, TypeError for what is no
        Tensor.

        >>> from autograd import Tensor
        >>> x = Tensor(3.0)
        >>> program = Tape.gather(x * x).compile(inputs=[x])
        >>> program(5.0)
        25.0
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
        long tape is cut in the middle. #5 is the value at position 5.
        x: the tensor by which the result is differentiated. names=None: a dict of better names, such as locals().
        result=None: where the chain begins, None for the result that was played last. Raises ValueError if x is not on
        this tape, is a constant or nothing depends on it, RuntimeError before backward().

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
        """The first operation that made a NaN, described; None if there is none.

        >>> from autograd import Tensor
        >>> print(Tape.gather(Tensor(np.inf, name="x") - np.inf).first_nan())
        sub produced a NaN from x = inf, inf
        """
        return next((blame(z) for z in self.operations if has_nan(z._value)), None)

    def rows(self) -> list[tuple[str, str, str, str, str]]:
        """Position, operation, inputs, value and gradient of each operation, as text; the middle of a long tape is cut.

        >>> from autograd import Tensor
        >>> Tape.gather(Tensor(2.0, name="x") * 3.0).rows()[0][1:]
        ('mul', 'x, 3', '6', '—')
        """
        cut = len(self) > SHOWN
        shown = [*self.operations[: SHOWN // 2], None, *self.operations[-SHOWN // 2 :]] if cut else self.operations
        return [("⋮", "⋮", f"{len(self) - SHOWN} more", "⋮", "⋮") if z is None else _row(z) for z in shown]

    def __str__(self) -> str:
        return "\n".join(text_table([HEAD, *self.rows()]))

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
    if np.ndim(value):
        return "×".join(map(str, np.shape(value)))
    return f"{value[()] if type(value) is np.ndarray else value:.6g}"
