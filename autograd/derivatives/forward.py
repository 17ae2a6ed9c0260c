"""Forward mode while the function runs: each operation's tangent is found as soon as the operation is recorded.

No backward pass follows, so an operation forgets its inputs at once, and memory is freed as in a plain call of f. This works
if f's value depends on its arguments alone. If it depends on something outside (a model's weights, the variable of a
surrounding derivative), the tape is needed, and `push` carries tangents along it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.derivatives.push import push_moving
from autograd.derivatives.returned import require_numbers
from autograd.kernel.backward import see_values
from autograd.kernel.modes import MODE
from autograd.kernel.node import Node, leaf
from autograd.kernel.op import Op
from autograd.kernel.writes import next_position
from autograd.nest import flatten, unflatten
from autograd.tensors.tensor import Tensor


def refuse_to_go_back(g: Any, z: Any, *inputs: Any, wanted: Any) -> Any:
    """The rule of a value whose inputs were forgotten."""
    raise RuntimeError("backward() inside a function that jvp runs: forward mode keeps no history, so use grad inside, or vjp")


FORGOTTEN = Op("forgotten", float, (refuse_to_go_back,), "…", ("x", "0"), list, variadic=True, listed=False)
NOBODY = leaf(Tensor, 0.0, True)


class Outside(BaseException):
    """Raised when a value depends on something outside of f."""


class Along:
    """Finds the tangent of each operation that is recorded, and keeps it in the node's `_grad`."""

    everything = False

    def __init__(self) -> None:
        self.first = next_position()
        mode = MODE.get()
        self.quietly = mode.replace(grad=False)
        self.mode = mode.replace(watchers=(self,), inside=self.first)

    def recorded(self, z: Any) -> None:
        moving = []
        for i, x in enumerate(z.operands):
            if x._requires_grad:
                if x.position < self.first:
                    raise Outside
                if x._grad is not None:
                    moving.append((i, x._grad))
        mode = MODE.get()
        if moving:
            MODE.set(self.quietly)
            try:
                z._grad = push_moving(z, moving, see_values)
            finally:
                MODE.set(mode)
        if mode is self.mode:  # else an inner derivative may go back through it
            z.op, z._first, z._second = FORGOTTEN, (NOBODY,), None

    def played(self, operations: list[Any]) -> None:
        raise Outside


def run_along(what: str, f: Callable[..., Any], args: Any, directions: list[Any]) -> tuple[Any, Any] | None:
    """f's value and its derivative along directions, one for each number or array in args; None if that needs the tape.

    It also needs the tape after a tangent of NaN, which may be a 0 that met an infinity.
    """
    mode = MODE.get()
    given, structure = flatten(args)
    plain = not any([isinstance(x, Node) for x in (*given, *directions)])
    if not plain or not mode.plain or mode.compiling is not None or mode.inside:
        return None
    if any([np.shape(x) != np.shape(v) for x, v in zip(given, directions)]):
        return None
    along = Along()
    aliases = [Tensor(x) for x in given]
    for x, v in zip(aliases, directions):
        x._grad = np.array(v, x.dtype) if np.ndim(v) else float(v)
    MODE.set(along.mode)
    try:
        value, value_structure = flatten(f(*unflatten(structure, aliases)))
    except Outside:
        return None
    finally:
        MODE.set(mode)
    require_numbers(what, f, value, value_structure)
    tangents = [find_tangent(z) for z in value]
    if any([np.isnan(t).any() for t in tangents]):
        return None
    values = [z.numpy() if isinstance(z, Tensor) else z for z in value]
    return unflatten(value_structure, values), unflatten(value_structure, tangents)


def find_tangent(z: Any) -> Any:
    """The tangent of one number or array that f returned, in memory of its own; zeros if it does not move."""
    t = z._grad if isinstance(z, Node) and z.requires_grad else None
    if t is None:
        return np.zeros(z.shape, z.dtype) if np.ndim(z) else 0.0
    return t if type(t) is float else np.array(t)
