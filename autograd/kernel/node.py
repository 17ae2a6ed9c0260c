"""A Node is one line of the tape: a value, the operation that made it, and the inputs it was made from.

Every operation takes the next tape *position* when it runs. Inputs exist before their result, so positions
are a topological order: playing them downwards is the whole of backpropagation. Links point only backwards
(a result knows its inputs, never the other way round), so a graph is freed the moment nobody uses it.
A write to a leaf takes a new position too: see `writes`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import numpy as np

from autograd.kernel import writes
from autograd.kernel.modes import MODE, Scope, note_inputs, note_use
from autograd.kernel.values import as_value, check_gradient, check_requires_grad, copy_in, keep_precision
from autograd.kernel.writes import find_shown_leaf, next_position, note_writes

N = TypeVar("N", bound="Node")


class Node:
    """One recorded value; `Tensor` adds the syntax."""

    # a Node has `_first` and `_second` and not a list, and floats for constants, because a list and a Node cost time
    __slots__ = (
        "_first",  # the input: a Node, or a float that is a constant, or None; several (but two) as a tuple
        "_grad",  # the gradient of the last pass (a leaf: the sum over passes), or None
        "_lent",  # True if an array in _grad may be that of another Node too; mostly not set
        "_precision",  # of a number: the dtype of the arrays that it was computed from, if it was; else mostly not set
        "_requires_grad",
        "_second",  # the second of two inputs, else None
        "_value",  # float for a single number, ndarray otherwise
        "_witness",  # see `writes`; mostly None
        "name",
        "op",  # the row of the op table that made it, or None for a leaf or a constant
        "position",
        "scope",
        "settings",  # the operation's settings, or None
    )
    _first: Any
    _grad: Any
    _lent: bool
    _precision: Any
    _requires_grad: bool
    _second: Any
    _value: Any
    _witness: Any
    name: str | None
    op: Any
    position: int
    scope: Scope | None
    settings: dict[str, Any] | None

    touch, written_behind = writes.touch, writes.written_behind

    @property
    def requires_grad(self) -> bool:
        """Whether it is differentiated. To be set for a leaf; a result's follows from what it was made from."""
        return self._requires_grad  # which the engine reads directly, since a property takes its time

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        if self.op is not None:
            raise AttributeError(
                f"requires_grad of {self.describe()} follows from what it was computed from, and gradients through it "
                "would be lost: use t.detach() for a constant of this value"
            )
        self._requires_grad = check_requires_grad(wanted, np.dtype(float) if type(self._value) is float else self._value.dtype)

    @property
    def grad(self) -> Any:
        """The gradient of the last pass, for a leaf the sum over passes; a plain number or array like the value, or None."""
        if getattr(self, "_lent", False):
            self._grad = None if self._grad is None else np.array(self._grad)
            self._lent = False
        return self._grad

    @grad.setter
    def grad(self, gradient: Any) -> None:
        self._grad = check_gradient(gradient, self._value, self.describe())
        self._lent = False

    @property
    def operands(self) -> tuple[Any, ...]:
        """The inputs as they are kept: Nodes, and floats that are constants."""
        x, y = self._first, self._second
        return x if type(x) is tuple else () if x is None else (x,) if y is None else (x, y)

    @property
    def inputs(self) -> tuple[Any, ...]:
        """The inputs, all of them Nodes."""
        x, y = self._first, self._second
        if type(x) is tuple:
            return x
        if type(x) is float:
            x = self._first = constant(type(self), x, self.position - 1)
        if type(y) is float:
            y = self._second = constant(type(self), y, self.position - 1)
        return () if x is None else (x,) if y is None else (x, y)

    def describe(self) -> str:
        """How messages call this node: its name, or what made it."""
        kind = "constant" if not self._requires_grad else "leaf" if self.op is None else f"result of {self.op.name}"
        place = f"{kind} at position {self.position}"
        return f"{self.name!r} ({place})" if self.name else f"the {place}"

    @property
    def called(self) -> str:
        """How tables, formulas and drawings call this node: its name, else #position; an unnamed constant number is itself."""
        plain = self.op is None and not self._requires_grad and type(self._value) is float
        return self.name or (f"{self._value:.6g}" if plain else f"#{self.position}")


def leaf(cls: type[N], data: Any, requires_grad: bool, name: str | None = None, position: int = 0) -> N:
    """A Node that no operation made: something to differentiate by, or a constant."""
    x = object.__new__(cls)
    x._value = data
    x._requires_grad = requires_grad
    x.position = position or next_position()
    x.name = name
    x._first = x._second = x.op = x.settings = x._grad = x.scope = x._witness = None
    return x


def constant(cls: type[N], value: Any, position: int = 0) -> N:
    """Wrap a number or array that is not differentiated; an array is copied, so that later writes to it are harmless."""
    if type(value) is float:
        return leaf(cls, value, False, None, position)
    if type(value) is np.ndarray:
        note_use(value)
    x = leaf(cls, as_value(copy_in(value)), False, None, position)
    if type(x._value) is float:
        x._precision = getattr(value, "dtype", None)
    return x


def record(cls: type[N], op: Any, inputs: tuple[Any, ...], settings: dict[str, Any] | None = None) -> N:
    """Run an operation and put it on the tape; plain numbers and arrays among the inputs are constants."""
    values = []
    for x in inputs:
        if not isinstance(x, Node):
            inputs = tuple([x if isinstance(x, Node) else constant(cls, x) for x in inputs])
            values = [x._value for x in inputs]
            break
        values.append(x._value)
    return put_on_tape(cls, op, inputs, settings, op.compute(values, settings))


def put_on_tape(cls: type[N], op: Any, inputs: tuple[Any, ...], settings: dict[str, Any] | None, data: Any) -> N:
    """The Node of an operation that gave `data`: on the tape if an input is differentiated, else a constant."""
    mode = MODE.get()
    recorded = False
    for x in inputs:
        recorded = recorded or x._requires_grad
        if x._witness is not None:
            note_writes((x,))
    if mode.compiling is not None:
        note_inputs(inputs, mode)
    z = object.__new__(cls)
    if type(data) is not float:
        found, data = data, as_value(data)
        if type(data) is float:
            if not all([type(x._value) is float for x in inputs]):
                z._precision = found.dtype
        elif data.dtype.kind != "f":
            recorded = recorded and mode.compiling is not None  # whole numbers and booleans have no derivative
        elif type(inputs[-1]._value) is float and data.dtype.char == "d":
            data = keep_precision(data, inputs)
    z._value = data
    z.position = next_position()
    z._grad = z.name = z._witness = None
    if recorded and mode.grad:
        z._requires_grad = True
        z.op = op
        z._first, z._second = inputs if len(inputs) == 2 else (inputs[0] if len(inputs) == 1 else inputs, None)
        z.settings = settings
        z.scope = mode.scope
        for watcher in mode.watchers:
            watcher.recorded(z)
        return z
    z._requires_grad = False
    z._first = z._second = z.op = z.settings = z.scope = None
    if type(data) is np.ndarray and (data.base is not None or data is inputs[0]._value):
        z._witness = find_shown_leaf(data, inputs)
    return z


def require_node(taker: str, x: Any) -> None:
    """TypeError for what is not a Tensor."""
    if not isinstance(x, Node):
        raise TypeError(f"{taker} takes a Tensor, got {type(x).__name__}")


def differentiated_around(nodes: Iterable[Node]) -> bool:
    """Whether one of these depends on the variable of a derivative that surrounds this code, and that records it."""
    mode = MODE.get()
    return mode.inside > 0 and mode.grad and any([x._requires_grad and x.position >= mode.inside for x in nodes])
