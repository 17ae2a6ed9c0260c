"""A Node is one line of the tape: a value, the operation that made it, and the inputs it was made from.

Every operation takes the next tape *position* when it runs. Inputs exist before their result, so positions
are a topological order: playing them downwards is the whole of backpropagation. Links point only backwards
(a result knows its inputs, never the other way round), so a graph is freed the moment nobody uses it.
A write to a leaf takes a new position too: see `writes`.
"""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np

from autograd.kernel.described import Described
from autograd.kernel.modes import MODE, Scope, note_inputs, note_use
from autograd.kernel.values import as_value, copy_in, keep_precision
from autograd.kernel.writes import find_shown_leaf, next_position, note_writes

N = TypeVar("N", bound="Node")


class Node(Described):
    """One recorded value; `Described` says how it is read and set, `Tensor` adds the syntax."""

    # a Node has `_first` and `_second` and not a list, and floats for constants, because a list and a Node cost time
    __slots__ = (
        "_first",  # the input: a Node, or a float that is a constant, or None; several (but two) as a tuple
        "_grad",  # the gradient of the last pass (a leaf: the sum over passes), or None
        "_kept",  # what the forward of a joint row left for its rule; of other rows not set
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
    _kept: Any
    name: str | None
    op: Any
    position: int
    scope: Scope | None
    settings: dict[str, Any] | None

    @property
    def operands(self) -> tuple[Any, ...]:
        """The inputs as they are kept: Nodes, and floats that are constants.

        >>> from autograd import Tensor
        >>> (Tensor(3.0, name="x") * 2.0).operands
        (Tensor(3.0, name='x'), 2.0)
        """
        x, y = self._first, self._second
        return x if type(x) is tuple else () if x is None else (x,) if y is None else (x, y)

    @property
    def inputs(self) -> tuple[Any, ...]:
        """The inputs, all of them Nodes; none for a leaf.

        >>> from autograd import Tensor
        >>> (Tensor(3.0, name="x") * 2.0).inputs
        (Tensor(3.0, name='x'), Tensor(2.0, requires_grad=False))
        """
        x, y = self._first, self._second
        if type(x) is tuple:
            return x
        if type(x) is float:
            x = self._first = constant(type(self), x, self.position - 1)
        if type(y) is float:
            y = self._second = constant(type(self), y, self.position - 1)
        return () if x is None else (x,) if y is None else (x, y)


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
        if value.dtype.kind == "f" and value.ndim:
            return leaf(cls, np.array(value), False, None, position)
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
    if not op.joint:
        return put_on_tape(cls, op, inputs, settings, op.run(values, settings))
    data, kept = op.run(values, settings)
    z = put_on_tape(cls, op, inputs, settings, data)
    if z.op is not None:
        z._kept = kept
    return z


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
    if type(data) is np.ndarray and data.ndim:
        if data.dtype.kind != "f":
            data = as_value(data)
            recorded = recorded and (data.dtype.kind == "c" or mode.compiling is not None)  # whole numbers and booleans have no derivative
        elif type(inputs[-1]._value) is float and data.dtype.char == "d":
            data = keep_precision(data, inputs)
    elif type(data) is np.float64:
        data = float(data)
    elif type(data) is not float:
        if not all([type(x._value) is float for x in inputs]):
            z._precision = getattr(data, "dtype", None)
        data = as_value(data)
    z._value = data
    z.position = next_position()
    z._grad = z.name = z._witness = None
    if recorded and mode.grad:
        z._requires_grad = True
        z.op = op
        if len(inputs) == 2:
            z._first, z._second = inputs
        else:
            z._first, z._second = inputs[0] if len(inputs) == 1 else inputs, None
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


def kept_for(z: Node, value: Any) -> Any:
    """What the forward left for the joint rule of z, where that sees z as the plain `value`; else None."""
    return getattr(z, "_kept", None) if z.op.joint and value is z._value else None


def require_node(taker: str, x: Any) -> None:
    """TypeError for what is not a Tensor."""
    if not isinstance(x, Node):
        raise TypeError(f"{taker} takes a Tensor, got {type(x).__name__}")
