"""Step 6: a tape of arrays runs one operation after another, elementwise results into memory kept from run to run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd.compiled.steps import share
from autograd.node import Node, settled
from autograd.op import Op, Rule
from autograd.play import fitted


@dataclass
class Line:
    """One operation: the numbers of its inputs and its result, and where the result is written, if kept."""

    op: Op
    attrs: dict[str, Any]
    inputs: list[int]
    result: int
    out: np.ndarray | None
    rules: list[tuple[int, Rule]]  # the inputs that take a gradient, with their rules


class Arrays:
    """What a program of arrays runs: values by number, leaves first."""

    def __init__(self, operations: Sequence[Node], leaves: Sequence[Node], outputs: Sequence[Node]) -> None:
        found = list(leaves)
        listed = {x.position for x in leaves}
        made = {z.position for z in operations}
        for x in (x for z in [*operations, *outputs] for x in (*z.inputs, *([z] if z.position not in made else []))):
            if x.requires_grad and x.position not in made and x.position not in listed:
                listed.add(x.position)
                found.append(x)
        self.leaves = found
        self.operations = len(operations)
        self.nodes: list[Node] = list(found)  # for their shapes and types
        number = {x.position: i for i, x in enumerate(found)}

        def place(x: Node) -> int:
            if x.position not in number:
                number[x.position] = len(self.nodes)
                self.nodes.append(x)
            return number[x.position]

        self.lines: list[Line] = []
        for z in operations:
            assert z.op is not None
            inputs = [place(x) for x in z.inputs]
            rules = [(n, rule) for i, (n, x) in enumerate(zip(inputs, z.inputs)) if _moves(x) and (rule := z.op.rule(i))]
            kept = z.op.ufunc is not None and not z.attrs and type(z._data) is np.ndarray and z.op.ufunc is not np.positive
            out = np.empty_like(z._data) if kept else None
            self.lines.append(Line(z.op, z.attrs or {}, inputs, place(z), out, rules))
        self.outputs = [place(x) for x in outputs]
        self.values: list[Any] = [np.copy(x._data) if np.ndim(x._data) else x._data for x in self.nodes]
        self.gradients: list[Any] = [None] * len(self.nodes)

    def forward(self) -> None:
        values = self.values
        for line in self.lines:
            inputs = [values[i] for i in line.inputs]
            if line.out is not None:
                values[line.result] = line.op.ufunc(*inputs, out=line.out)
                continue
            data = line.op.compute(inputs, line.attrs)
            values[line.result] = data if type(data) is float else settled(data, ())

    def backward(self, seeds: Sequence[Any]) -> None:
        """Hand back the outputs' gradients."""
        gradients, values = self.gradients, self.values
        gradients[:] = [None] * len(gradients)
        for i, seed in zip(self.outputs, seeds):
            gradients[i] = seed if gradients[i] is None else gradients[i] + seed
        for line in reversed(self.lines):
            g = gradients[line.result]
            if g is None:
                continue
            saved = [values[line.result], *[values[i] for i in line.inputs]]
            for i, rule in line.rules:
                found = fitted(share(line.op, rule, g, saved, line.attrs), self.nodes[i], g)
                gradients[i] = found if gradients[i] is None else gradients[i] + found

    # -- what a Program asks for -----------------------------------------------------------------------------

    def set(self, first: int, values: Sequence[Any]) -> None:
        """Give leaves their values, from leaf `first` on."""
        for i, value in enumerate(values, first):
            if type(self.values[i]) is float:
                self.values[i] = float(value)
            else:
                self.values[i][...] = value

    def results(self) -> list[Any]:
        return [np.array(v) if type(v) is not float else v for v in (self.values[i] for i in self.outputs)]

    def leaf_gradients(self, first: int, last: int) -> list[Any]:
        """Copies; zeros for a leaf that nothing reached."""
        found = []
        for i in range(first, last):
            g = self.gradients[i]
            if type(self.values[i]) is float:
                found.append(0.0 if g is None else g)
            else:
                found.append(np.zeros_like(self.values[i]) if g is None else np.array(g))
        return found

    def rows(self) -> list[tuple[int, str, int]]:
        return [(i, line.op.name, 1) for i, line in enumerate(self.lines, 1)]

    def nbytes(self) -> int:
        arrays = [line.out for line in self.lines if line.out is not None] + [v for v in self.values if type(v) is np.ndarray]
        return sum(a.nbytes for a in {id(a): a for a in arrays}.values())


def _moves(x: Node) -> bool:
    """Whether a gradient can arrive at x: whole numbers and booleans have none."""
    return x.requires_grad and (type(x._data) is float or x._data.dtype.kind == "f")
