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
from autograd.kernel.modes import note_use
from autograd.kernel.values import as_value, copy_in
from autograd.kernel.writes import next_position

N = TypeVar("N", bound="Node")


class Node(Described):
    """One recorded value; `Described` says how it is read and set, `Tensor` adds the syntax.

    _value: a float for a single number, else an array. _precision: of a number, the dtype of the arrays that it was computed
        from, if it was; else mostly not set.
    op: the row of the op table that made it, settings: the operation's settings or None. A leaf and a constant have no op.
    _first, _second: the inputs, each a Node, or a float that is a constant, or None; several (but two) are a tuple in _first.
        They are no list, and constants no Nodes, because a list and a Node cost time.
    position: its place on the tape. scope: the part of the program in which it was recorded, or None. name: what it is called.
    _requires_grad: whether it is differentiated.
    _grad: the gradient of the last pass (of a leaf the sum over passes), or None. _lent: True if an array in _grad may be
        that of another Node too; mostly not set.
    _kept: what the forward of a joint row left for its rule; of other rows not set. _witness: see `writes`; mostly None.
    _versions: see `versions`; mostly not set. _hooks: see `hooks`; of a leaf None, of results mostly not set.
    """

    __slots__ = (
        "_first", "_grad", "_hooks", "_kept", "_lent", "_precision", "_requires_grad", "_second", "_value", "_versions",
        "_witness", "name", "op", "position", "scope", "settings",
    )  # fmt: skip

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
    x._first = x._second = x.op = x.settings = x._grad = x.scope = x._witness = x._hooks = None
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


def holds_floats(x: Node) -> bool:
    """Whether x may have a gradient: whole numbers and booleans have none."""
    return type(x._value) is float or x._value.dtype.kind in "fc"
