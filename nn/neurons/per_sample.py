"""PerSample: a network written for one sample, number by number, that learns from batches all the same.

    class Line(PerSample):
        def __init__(self):
            super().__init__()
            self.slope, self.height = Tensor(1.0), Tensor(0.0)

        def call(self, x):                     # x: a list of numbers
            return self.slope * x[0] + self.height

    line = Line()
    line.compile("sgd", "mse")
    line.fit(x, y, compiled=True)              # x: (n, 1), y: (n,)

Eagerly the numbers are columns of the batch. Compiled, some samples are recorded one after another, and the program finds
the matrices in them.
"""

from __future__ import annotations

import weakref
from typing import Any

import numpy as np

import autograd
from autograd import Tensor, borrow, stack
from nn.models.model import Model
from nn.training.compiled_step import EAGER, NETWORK, Way
from nn.training.ends import Ends
from nn.training.known import unknown_parts
from nn.training.tails import Tail

PIECE = 200_000  # about so many operations are recorded at once
WAIT = 20  # eager steps before recording, which takes about as long


class Columns(Ends):
    """The ends of a network for single samples: a batch enters as columns, one for each number of a sample."""

    alone = True

    def run(self, model: Any, x: Any, masked: bool = False) -> tuple[Any, Any]:
        if not isinstance(x, np.ndarray) or x.ndim != 2:
            raise ValueError(f"{model.name} takes samples as rows of numbers, (n, inputs), got {np.shape(x)}")
        y = model([borrow(column) for column in x.T])
        columns = y if isinstance(y, (list, tuple)) else [y]
        return stack([np.broadcast_to(column, (len(x),)) for column in columns], axis=-1), None  # (n,) each -> (n, outputs)

    def record(self, model: Any, parameters: list[Tensor]) -> Any:
        return Pieces(model, parameters)


class PerSample(Model):
    """A Model whose `call` takes one sample as a list of numbers, and gives a number or a list of them.

    name=None: for messages, tables and drawings.
    `fit`, `evaluate` and `predict` take x: (n, inputs), and give (n, outputs).

    >>> class Sum(PerSample):
    ...     def call(self, x):
    ...         return x[0] + x[1]
    >>> Sum().predict(np.array([[1.0, 2.0], [3.0, 4.0]])).ravel()
    array([3., 7.], dtype=float32)
    """

    _ends = Columns()

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name=name)


class Pieces:
    """A network of single numbers on batches of any length: (n, inputs) -> (n, outputs), in pieces of one length."""

    def __init__(self, model: PerSample, parameters: list[Tensor]) -> None:
        self.model = weakref.ref(model)
        self.program = autograd.compile(self._samples, parameters=parameters)
        self.most = max(1, PIECE // max(1, 2 * len(parameters)))  # samples
        self.size = 0

    def way(self, samples: int) -> Way:
        """How batches run. A rule decides, not measured times: a training can be repeated only if sums keep their order."""
        count = len(self.program.parameters or ())
        facts = f"{count} single parameters and batches of {samples}"
        if count < max(samples, 16):
            return Way(EAGER, f"eager: for {facts} columns are quicker than a program")
        return Way(EAGER, f"eager for {WAIT} steps, then compiled", WAIT, NETWORK, f"compiled: {facts} make matrices")

    def sees(self) -> list[Any]:
        """What in the model is not known to compute only."""
        return [part for _, part in unknown_parts(self.model())]

    def _samples(self, rows: list[list[Any]]) -> list[list[Any]]:
        found = [self.model()(row) for row in rows]  # type: ignore[misc]
        return [list(y) if isinstance(y, (list, tuple)) else [y] for y in found]

    def __call__(self, x: np.ndarray) -> tuple[Any, Any]:
        if not self.size:
            self.size = -(-len(x) // -(-len(x) // self.most))
        pieces = [self._fill_up(x[i : i + self.size], "edge").tolist() for i in range(0, len(x), self.size)]
        values = []
        for piece in pieces:
            value, back = self.program(piece)
            values.append(value)
        y = np.array(values).reshape(len(pieces) * self.size, -1)[: len(x)]  # (pieces, size, outputs) -> (n, outputs)

        def gradients(given: Any) -> list[float]:
            g = self._fill_up(given[0], "constant").reshape(np.shape(values))  # (n, outputs) -> (pieces, size, outputs)
            total = np.array(back(g[-1].tolist()))
            for piece, part in zip(pieces[:-1], g):
                total += self.program(piece)[1](part.tolist())
            found: list[float] = total.tolist()
            return found

        return (y, [Tail()]), gradients

    def _fill_up(self, rows: np.ndarray, how: Any) -> np.ndarray:
        """More rows at the end, to a multiple of the size: the last one again, or zeros."""
        missing = -len(rows) % self.size
        return np.pad(rows, ((0, missing), (0, 0)), how) if missing else rows
