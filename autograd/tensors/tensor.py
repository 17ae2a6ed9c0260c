"""Tensor: one number or a whole array that remembers how it was made. All of it is syntax over the op table.

>>> x = Tensor(3.0)
>>> z = x * x + 2 * x
>>> z.backward()
>>> z.data, x.grad
(15.0, 8.0)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from autograd import ops
from autograd.kernel.modes import MODE
from autograd.kernel.node import (
    Node,
    computed_from,
    constant,
    differentiable,
    leaf,
    next_position,
    record,
    result,
    settled,
    used,
)
from autograd.kernel.op import NUMPY, Op
from autograd.numpy_api import choices, joining, picking, products, reductions, shaping
from autograd.numpy_api.protocols import Protocols
from autograd.ops import elementwise, linalg
from autograd.ops.shape import astype
from autograd.tensors.comparisons import both, comparison, stands_for_array
from autograd.tensors.help import METHODS
from autograd.tensors.history import History
from autograd.tensors.value import Value, as_array, as_floats

current_mode = MODE.get


def operand(value: Any) -> Any:
    """What stands beside a Tensor: a plain number as a float, an array as a constant; None if it cannot."""
    if type(value) is float or type(value) is int:
        return float(value)
    return constant(Tensor, value) if stands_for_array(value) or isinstance(value, complex) else None


def node(x: Any) -> Tensor:
    """A float as the constant that it stands for."""
    return constant(Tensor, x) if type(x) is float else x


def binary(op: Op) -> Callable[[Tensor, Any], Tensor]:
    """The method for `tensor ∘ other`: `record` written out for two inputs, since the scalar engine lives in it.

    A plain number stays a float on the tape: the constant it stands for is made when somebody asks for `inputs`.
    """
    scalar, forward = op.scalar, op.forward

    def method(self: Any, other: Any) -> Any:
        if type(other) is Tensor:
            y = other._value
        elif type(other) is float:
            y = other
        else:
            other = operand(other)
            return NotImplemented if other is None else method(self, other)
        x = self if type(self) is float else self._value
        if type(x) is float and type(y) is float:
            try:
                data = scalar(x, y)  # type: ignore[misc]
            except Exception:  # as the row itself answers: what IEEE says, or an error with its name
                data = float(op.compute([x, y], None))
        else:
            try:
                data = forward(x, y)
            except Exception:
                data = op.compute([x, y], None)
            handed_out = (x is not self and self._witness is not None) or (y is not other and other._witness is not None)
            if handed_out or type(data) is not np.ndarray:
                operands = (node(self), node(other))
                z = result(Tensor, op, operands, None, settled(data, operands))
                return z if type(z._value) is not float else computed_from(z, data.dtype)
        mode = current_mode()
        if not mode.plain:
            return result(Tensor, op, (node(self), node(other)), None, data)
        z = blank()
        z._value = data
        z.settings = z._grad = z.name = z._witness = None
        if x is self or y is other:
            next_position()  # the constant's own
            z._requires_grad = (other if x is self else self)._requires_grad
        else:
            z._requires_grad = self._requires_grad or other._requires_grad
        z.position = next_position()
        if z._requires_grad:
            z.op = op
            z._first = self
            z._second = other
            z.scope = mode.scope
        else:
            z.op = z.scope = z._first = z._second = None
            if mode.compiling is not None:
                for operand_used in (self, other):
                    if type(operand_used) is not float:
                        used(operand_used)
        return z

    method.__name__, method.__qualname__ = op.name, f"Tensor.{op.name}"
    method.__doc__ = f"The row `{op.name}` of the op table: {op.tex[0]}"
    return method


def reflected(op: Op) -> Callable[[Tensor, Any], Tensor]:
    """The method for `other ∘ tensor`."""
    method = binary(op)

    def swapped(self: Tensor, other: Any) -> Any:
        other = operand(other)
        return NotImplemented if other is None else method(other, self)

    swapped.__name__, swapped.__qualname__ = method.__name__, method.__qualname__
    swapped.__doc__ = f"{method.__doc__}, with the Tensor in the second place"
    return swapped


def beside(function: Callable[[Any, Any], Any], swapped: bool = False) -> Callable[[Tensor, Any], Any]:
    """The method for `tensor ∘ other`, or `other ∘ tensor`, of what is no row of the table."""

    def method(self: Tensor, other: Any) -> Any:
        other = other if isinstance(other, Tensor) else operand(other)
        return NotImplemented if other is None else function(other, self) if swapped else function(self, other)

    return method


def unary(op: Op) -> Callable[[Tensor], Tensor]:
    """The method for one input and no settings, written out likewise."""
    scalar, forward = op.scalar or op.forward, op.forward

    def method(self: Tensor) -> Tensor:
        x = self._value
        mode = current_mode()
        if self._witness is not None or not mode.plain:
            return record(Tensor, op, (self,))
        if type(x) is float:
            try:
                data = scalar(x)
            except Exception:
                data = op.compute([x], None)
            if type(data) is not float:
                data = float(data)
        else:
            try:
                data = forward(x) if x.dtype.kind == "f" else op.compute([x], None)
            except Exception:
                data = op.compute([x], None)
        z = blank()
        z._value = data
        z._second = z.settings = z._grad = z.name = z._witness = None
        z.position = next_position()
        if self._requires_grad:
            z._requires_grad = True
            z.op = op
            z._first = self
            z.scope = mode.scope
        else:
            z._requires_grad = False
            z._first = z.op = z.scope = None
            if mode.compiling is not None:
                used(self)
        return z

    method.__name__, method.__qualname__ = op.name, f"Tensor.{op.name}"
    method.__doc__ = f"The row `{op.name}` of the op table: {op.tex[0]}"
    return method


class Tensor(History, Protocols):
    """A number or an array of real numbers, with the operations that led to it.

    data: a number, nested lists of numbers, or an array, also another library's; it is copied. Python's whole numbers become
    floats. requires_grad=True: whether this is something to differentiate by; False makes a constant, which plain numbers
    and arrays beside a Tensor are by themselves. name=None: what messages, tables and drawings call it.

    Raises TypeError for integer or boolean arrays (they have no derivative), for complex numbers and objects, and
    for arrays that do not calculate as arrays do (np.matrix, masked arrays).

    >>> x = Tensor([1.0, 2.0], name="x")
    >>> loss = (x * x).sum()
    >>> loss.backward()
    >>> loss.data, x.grad
    (5.0, array([2., 4.]))
    """

    __slots__ = ("__weakref__",)
    __pandas_priority__ = 5000  # a Series or a table beside a Tensor is a constant array: the Tensor answers

    def __new__(cls, data: Any, requires_grad: bool = True, name: str | None = None) -> Tensor:
        if isinstance(data, Node):
            data = data._read("Tensor(t)", "t itself") if isinstance(data, Value) else data._value
        array = as_floats(data) if requires_grad else as_array(data)
        dtype = np.dtype(float) if type(array) is float else array.dtype
        value = settled(array, ())
        x = leaf(Tensor, value, differentiable(requires_grad, dtype), name)
        return x if type(value) is not float else computed_from(x, getattr(data, "dtype", None))

    def __init_subclass__(cls) -> None:
        raise TypeError(
            f"class {cls.__name__}(Tensor): what operations give are Tensors, never {cls.__name__}, so its methods would be "
            "lost with the first one: write functions of Tensors, or a class that holds one"
        )

    # -- the syntax ------------------------------------------------------------------------------------------
    # fmt: off
    __add__, __radd__         = binary(ops.add),   reflected(ops.add)
    __sub__, __rsub__         = binary(ops.sub),   reflected(ops.sub)
    __mul__, __rmul__         = binary(ops.mul),   reflected(ops.mul)
    __truediv__, __rtruediv__ = binary(ops.div),   reflected(ops.div)
    __pow__, __rpow__         = binary(ops.power), reflected(ops.power)
    __matmul__, __rmatmul__   = binary(linalg.matmul), reflected(linalg.matmul)
    __mod__, __rmod__         = binary(ops.remainder), reflected(ops.remainder)
    __floordiv__, __divmod__   = beside(NUMPY[np.floor_divide]), beside(NUMPY[np.divmod])
    __rfloordiv__, __rdivmod__ = beside(NUMPY[np.floor_divide], swapped=True), beside(NUMPY[np.divmod], swapped=True)
    __neg__, __pos__, __abs__ = unary(ops.neg), unary(ops.alias), unary(ops.absolute)

    __lt__, __le__ = comparison(np.less),    comparison(np.less_equal)
    __gt__, __ge__ = comparison(np.greater), comparison(np.greater_equal)
    __eq__, __ne__ = comparison(np.equal),   comparison(np.not_equal)  # type: ignore[assignment]  # object's give a bool
    __and__, __rand__ = both(np.logical_and), both(np.logical_and)
    __or__, __ror__   = both(np.logical_or), both(np.logical_or)
    __hash__ = object.__hash__  # Tensors are told apart by identity in dicts and sets, whatever they hold

    exp, log, sqrt, square = unary(elementwise.exp), unary(elementwise.log), unary(elementwise.sqrt), unary(elementwise.square)
    sin, cos, tanh, abs    = unary(elementwise.sin), unary(elementwise.cos), unary(elementwise.tanh), unary(ops.absolute)
    relu, sigmoid          = unary(ops.relu), unary(ops.sigmoid)

    sum, mean, max, min = reductions.sum, reductions.mean, reductions.max, reductions.min
    prod, var, std      = reductions.prod, reductions.var, reductions.std
    cumsum, cumprod     = reductions.cumsum, reductions.cumprod
    dot, trace, clip    = products.dot, products.trace, choices.clip
    squeeze, swapaxes   = shaping.squeeze, shaping.swapaxes
    ravel, flatten      = shaping.ravel, shaping.ravel
    repeat, diagonal    = joining.repeat, picking.diagonal
    sort, take          = picking.sort, picking.take
    __getitem__         = picking.getitem
    copy                = unary(ops.alias)

    argmax, argmin, argsort = NUMPY[np.argmax], NUMPY[np.argmin], NUMPY[np.argsort]
    any, all, round         = NUMPY[np.any], NUMPY[np.all], NUMPY[np.round]
    # fmt: on

    @property
    def T(self) -> Tensor:
        """The axes in reverse order: (2, 3) -> (3, 2).

        >>> Tensor([[1.0, 2.0, 3.0]]).T.shape
        (3, 1)
        """
        return shaping.transpose(self)

    @property
    def mT(self) -> Tensor:
        """The last two axes exchanged: (..., m, n) -> (..., n, m). Raises ValueError if there are fewer than two.

        >>> Tensor(np.zeros((5, 2, 3))).mT.shape
        (5, 3, 2)
        """
        return shaping.matrix_transpose(self)

    def __iter__(self) -> Iterator[Tensor]:
        return (self[i] for i in range(len(self)))

    def reshape(self, *shape: Any, order: str = "C") -> Tensor:
        """The same numbers in another shape: t.reshape(2, -1) or t.reshape((2, -1)).

        shape: the new sizes; one of them may be -1, which follows from the rest. order="C": which axis is counted through
        fastest, the last ("C") or the first ("F"). Raises ValueError if the sizes do not hold as many numbers.

        >>> Tensor([1.0, 2.0, 3.0, 4.0]).reshape(2, -1).shape
        (2, 2)
        """
        return shaping.reshape(self, shape[0] if len(shape) == 1 else shape, order)

    def astype(self, dtype: Any) -> Tensor:
        """The same numbers in another floating-point type; the gradient comes back in the old one.

        dtype: NumPy's type or its name. Raises TypeError for what is no type.

        >>> Tensor([1.0, 2.0]).astype("float32").dtype
        dtype('float32')
        """
        return record(Tensor, astype, (self,), {"dtype": dtype})

    def transpose(self, *axes: Any) -> Tensor:
        """The axes in another order: t.transpose(), t.transpose(1, 0) or t.transpose((1, 0)).

        axes: the axes in their new order; none reverses them. Raises ValueError if they do not name each axis once.

        >>> Tensor(np.zeros((2, 3, 4))).transpose(2, 0, 1).shape
        (4, 2, 3)
        """
        return shaping.transpose(self, (axes[0] if len(axes) == 1 else axes) or None)

    def __setitem__(self, key: Any, value: Any) -> None:
        raise TypeError(
            "a Tensor's elements cannot be assigned, since what was computed from it would change behind the tape: "
            "build a new one with np.where(mask, new, t) or np.concatenate([...]), or write to t.data of a leaf"
        )


for _name, _text in METHODS.items():  # of those that are made, not written
    vars(Tensor)[_name].__doc__ = _text


def borrow(array: Any) -> Tensor:
    """A constant Tensor over the caller's own memory, not copied.

    array: numbers; do not write to them while a graph needs them. Raises TypeError for complex numbers and objects.

    >>> borrow(np.array([1.0, 2.0])).requires_grad
    False
    """
    return leaf(Tensor, settled(np.asarray(array), ()), False)


blank: Callable[[], Tensor] = partial(object.__new__, Tensor)  # the quickest way to an empty Tensor
