"""How the values of a program of arrays lie in memory, and which lines write into memory that they are given."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.compiled.array_lines import JointLine, Line, RuleLine, Values
from autograd.kernel.node import Node
from autograd.kernel.op import Op
from autograd.kernel.values import as_value


def lay_out(lines: list[Line], nodes: list[Node], fixed: Values, given: int) -> tuple[Values, dict[int, bool]]:
    """What the program will hold, each value laid out in memory as it will be, and which results are written into buffers.

    The first `given` values are those of leaves and seeds, `fixed` holds what stays the same from run to run.

    The recording may have laid its values out otherwise: there an alias was a copy, and here it is none, leaves come in C
    order, and buffers have no gaps. Then other results may be views of others, so the operation is run again to see.
    """
    values = [x._value if value is None else value for x, value in zip(nodes, fixed)]
    for i in range(given):
        values[i] = in_order(values[i])
    writes: dict[int, bool] = {}
    known: dict[Any, bool] = {}  # of operations alike
    for line in lines:
        if isinstance(line, RuleLine):  # its results are as they were recorded: new arrays
            writes.update(dict.fromkeys(line.results, False))
            continue
        (result,) = line.results
        z, inputs = nodes[result]._value, [values[i] for i in line.inputs]
        key = line.op, None if line.op.ufunc else (repr(line.settings), *[(np.shape(x), np.result_type(x)) for x in inputs])
        if np.ndim(z) and key not in known:
            known[key] = takes_memory(line, inputs, z)
        writes[result] = bool(np.ndim(z)) and known[key]
        if writes[result]:
            z = z if z.strides == pack(z) else np.array(z)
        elif any(x is not y._value for x, y in zip(inputs, line.recorded)):
            z = as_value(line.op.compute(inputs, line.settings))
        values[result] = z
    return values, writes


def takes_memory(line: Line, inputs: list[Any], z: np.ndarray) -> bool:
    """Whether the row writes its result into given memory: a ufunc, or a forward that takes out=."""
    if line.op.ufunc is not None:
        return True
    if isinstance(line, JointLine):
        return False
    out = np.empty_like(z)
    try:
        return np.may_share_memory(line.op.forward(*inputs, out=out, **line.settings), out)
    except (TypeError, ValueError):
        return False


def in_order(value: Any) -> Any:
    """A leaf's value as a program is given it."""
    return value if type(value) is float else np.asarray(value, order="C")


def is_elementwise(op: Op) -> bool:
    return op.ufunc is not None and op.ufunc.signature is None


def pack(z: np.ndarray) -> tuple[int, ...]:
    """The strides of an array laid out like z, without gaps."""
    return np.empty_like(z).strides


def are_twins(x: np.ndarray, y: np.ndarray) -> bool:
    """Whether x can be written where y is read, element by element."""
    return x.shape == y.shape and x.dtype == y.dtype and pack(x) == pack(y)
