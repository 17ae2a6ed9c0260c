"""Tensor: one number or a whole array that remembers how it was made. All of it is syntax over the op table.

>>> x = Tensor(3.0)
>>> z = x * x + 2 * x
>>> z.backward()
>>> z.data, x.grad
(15.0, 8.0)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import numpy as np

from autograd import ops
from autograd.kernel import quick_record
from autograd.kernel.node import Node, constant, leaf, record
from autograd.kernel.op import NUMPY, Op
from autograd.kernel.values import as_value, check_requires_grad
from autograd.numpy_api import functions, shaping
from autograd.numpy_api.protocols import Protocols
from autograd.ops import elementwise, linalg
from autograd.ops.shape import astype
from autograd.tensors.comparisons import both, comparison, stands_for_array
from autograd.tensors.history import History
from autograd.tensors.value import Value, as_array, as_floats

M = TypeVar("M", bound=Callable[..., Any])


def operand(value: Any) -> Any:
    """What stands beside a Tensor: a plain number as a float, an array as a constant; None if it cannot."""
    if type(value) is float or type(value) is int:
        return float(value)
    stands = type(value) is np.ndarray or stands_for_array(value) or isinstance(value, complex)
    return constant(Tensor, value) if stands else None


def binary(op: Op) -> Callable[[Any, Any], Any]:
    """The method for `tensor ∘ other`."""
    return quick_method(quick_record.binary(op, operand), op)


def reflected(op: Op) -> Callable[[Any, Any], Any]:
    """The method for `other ∘ tensor`."""
    method = quick_record.binary(op, operand)

    def swapped(self: Tensor, other: Any) -> Any:
        other = operand(other)
        return NotImplemented if other is None else method(other, self)

    return quick_method(swapped, op, ", with the Tensor in the second place")


def unary(op: Op) -> Callable[[Any], Any]:
    """The method for one input and no settings."""
    return quick_method(quick_record.unary(op), op)


def quick_method(method: M, op: Op, remark: str = "") -> M:
    """The same, named and documented by its row."""
    method.__name__, method.__qualname__ = op.name, f"Tensor.{op.name}"
    method.__doc__ = f"The row `{op.name}` of the op table: {op.tex[0]}{remark}"
    return method


def beside(function: Callable[[Any, Any], Any], swapped: bool = False) -> Callable[[Any, Any], Any]:
    """The method for `tensor ∘ other`, or `other ∘ tensor`, of what is no row of the table."""

    def method(self: Tensor, other: Any) -> Any:
        other = other if isinstance(other, Tensor) else operand(other)
        return NotImplemented if other is None else function(other, self) if swapped else function(self, other)

    return method


class Tensor(History, Protocols):
    """A number or an array of real numbers, with the operations that led to it.

    `Tensor(value)` is something to differentiate by; `requires_grad=False` makes it a constant. Plain numbers
    and arrays beside a Tensor are constants by themselves. Arrays are copied in, other libraries' too; Python's
    whole numbers, also in nested lists, become floats.

    Raises TypeError for integer or boolean arrays (they have no derivative), for complex numbers and objects, and
    for arrays that do not calculate as arrays do (np.matrix, masked arrays).
    """

    __slots__ = ("__weakref__",)
    __pandas_priority__ = 5000  # a Series or a table beside a Tensor is a constant array: the Tensor answers

    def __new__(cls, data: Any, requires_grad: bool = True, name: str | None = None) -> Tensor:
        if isinstance(data, Node):
            data = data._read("Tensor(t)", "t itself") if isinstance(data, Value) else data._value
        array = as_floats(data) if requires_grad else as_array(data)
        dtype = np.dtype(float) if type(array) is float else array.dtype
        x = leaf(Tensor, as_value(array), check_requires_grad(requires_grad, dtype), name)
        if type(x._value) is float:
            x._precision = getattr(data, "dtype", None)
        return x

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
    __eq__, __ne__ = comparison(np.equal),   comparison(np.not_equal)
    __and__, __rand__ = both(np.logical_and), both(np.logical_and)
    __or__, __ror__   = both(np.logical_or), both(np.logical_or)
    __hash__ = object.__hash__  # Tensors are told apart by identity in dicts and sets, whatever they hold

    exp, log, sqrt, square = unary(elementwise.exp), unary(elementwise.log), unary(elementwise.sqrt), unary(elementwise.square)
    sin, cos, tanh, abs    = unary(elementwise.sin), unary(elementwise.cos), unary(elementwise.tanh), unary(ops.absolute)
    relu, sigmoid          = unary(ops.relu), unary(ops.sigmoid)

    sum, mean, max, min = functions.sum, functions.mean, functions.max, functions.min
    prod, var, std      = functions.prod, functions.var, functions.std
    cumsum, cumprod     = functions.cumsum, functions.cumprod
    dot, trace, clip    = functions.dot, functions.trace, functions.clip
    squeeze, swapaxes   = shaping.squeeze, shaping.swapaxes
    ravel, flatten      = shaping.ravel, shaping.ravel
    repeat, diagonal    = shaping.repeat, shaping.diagonal
    sort, take          = shaping.sort, shaping.take
    __getitem__         = shaping.getitem
    copy                = unary(ops.alias)

    argmax, argmin, argsort = NUMPY[np.argmax], NUMPY[np.argmin], NUMPY[np.argsort]
    any, all, round         = NUMPY[np.any], NUMPY[np.all], NUMPY[np.round]
    # fmt: on

    @property
    def T(self) -> Tensor:
        return shaping.transpose(self)

    @property
    def mT(self) -> Tensor:
        return shaping.matrix_transpose(self)

    def __iter__(self) -> Iterator[Tensor]:
        return (self[i] for i in range(len(self)))

    def reshape(self, *shape: Any, order: str = "C") -> Tensor:
        """The same numbers in another shape: t.reshape(2, -1) or t.reshape((2, -1))."""
        return shaping.reshape(self, shape[0] if len(shape) == 1 else shape, order)

    def astype(self, dtype: Any) -> Tensor:
        """The same numbers in another floating-point type, such as t.astype(np.float32)."""
        return record(Tensor, astype, (self,), {"dtype": dtype})

    def transpose(self, *axes: Any) -> Tensor:
        """The axes in another order: t.transpose(), t.transpose(1, 0) or t.transpose((1, 0))."""
        return shaping.transpose(self, (axes[0] if len(axes) == 1 else axes) or None)

    def __setitem__(self, key: Any, value: Any) -> None:
        raise TypeError(
            "a Tensor's elements cannot be assigned, since what was computed from it would change behind the tape: "
            "build a new one with np.where(mask, new, t) or np.concatenate([...]), or write to t.data of a leaf"
        )


def borrow(array: Any) -> Tensor:
    """A constant Tensor over the caller's own memory, not copied: do not write to it while a graph needs it.

    >>> borrow(np.array([1.0, 2.0])).requires_grad
    False
    """
    return leaf(Tensor, as_value(np.asarray(array)), False)
