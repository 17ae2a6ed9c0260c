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
from autograd.kernel.node import Node, constant, leaf
from autograd.kernel.op import NUMPY, Op, record
from autograd.kernel.values import as_value, check_requires_grad
from autograd.numpy_api import choices, joining, picking, products, reductions, shaping
from autograd.numpy_api.protocols import Protocols
from autograd.ops import elementwise, linalg
from autograd.ops.shape import astype
from autograd.tensors.arrays import as_array, as_floats
from autograd.tensors.assignment import assign
from autograd.tensors.comparisons import both, comparison, stands_for_array
from autograd.tensors.help import METHODS
from autograd.tensors.history import History
from autograd.tensors.value import Value

M = TypeVar("M", bound=Callable[..., Any])


def operand(value: Any, beside: Any = None) -> Any:
    """What stands beside a Tensor: a plain number as a float, an array as a constant; None if it cannot."""
    if type(value) is float or type(value) is int:
        return float(value)
    if type(value) is complex and isinstance(beside, Tensor) and beside.dtype.char in "fF":
        value = np.complex64(value)  # a Python number takes the precision of what it stands beside
    stands = type(value) is np.ndarray or stands_for_array(value)
    return constant(Tensor, value) if stands else None


def binary(op: Op) -> Callable[[Tensor, Any], Tensor]:
    """The method for `tensor ∘ other`."""
    return quick_method(quick_record.binary(op, operand), op)


def reflect(op: Op) -> Callable[[Tensor, Any], Tensor]:
    """The method for `other ∘ tensor`."""
    method = quick_record.binary(op, operand)

    def swap(self: Tensor, other: Any) -> Any:
        other = operand(other, self)
        return NotImplemented if other is None else method(other, self)

    return quick_method(swap, op)


def unary(op: Op) -> Callable[[Tensor], Tensor]:
    """The method for one input and no settings."""
    return quick_method(quick_record.unary(op), op)


def quick_method(method: M, op: Op) -> M:
    """The same, named by its row; `help` documents it."""
    method.__name__, method.__qualname__ = op.name, f"Tensor.{op.name}"
    return method


def beside(function: Callable[[Any, Any], Any], swapped: bool = False) -> Callable[[Tensor, Any], Any]:
    """The method for `tensor ∘ other`, or `other ∘ tensor`, of what is no row of the table."""

    def method(self: Tensor, other: Any) -> Any:
        other = other if isinstance(other, Tensor) else operand(other)
        return NotImplemented if other is None else function(other, self) if swapped else function(self, other)

    return method


class Tensor(History, Protocols):
    """A number or an array of numbers, real or complex, with the operations that led to it.

    data: a number, nested lists of numbers, or an array, also another library's; it is copied. Python's whole numbers become
    floats. requires_grad=True: whether this is something to differentiate by; False makes a constant, which plain numbers
    and arrays beside a Tensor are by themselves. name=None: what messages, tables and drawings call it.

    Raises TypeError for integer or boolean arrays (they have no derivative), for objects, and for
    arrays that do not calculate as arrays do (np.matrix, masked arrays).

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
    __add__, __radd__         = binary(ops.add),   reflect(ops.add)
    __sub__, __rsub__         = binary(ops.sub),   reflect(ops.sub)
    __mul__, __rmul__         = binary(ops.mul),   reflect(ops.mul)
    __truediv__, __rtruediv__ = binary(ops.div),   reflect(ops.div)
    __pow__, __rpow__         = binary(ops.power), reflect(ops.power)
    __matmul__, __rmatmul__   = binary(linalg.matmul), reflect(linalg.matmul)
    __mod__, __rmod__         = binary(ops.remainder), reflect(ops.remainder)
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
        """t[key] = value, as NumPy assigns: t becomes a new result, and what was computed from it before keeps the old one."""
        assign(self, key, value)


for _name, _text in METHODS.items():  # of those that are made, not written
    vars(Tensor)[_name].__doc__ = _text


def borrow(array: Any) -> Tensor:
    """A constant Tensor over the caller's own memory, not copied.

    array: numbers; do not write to them while a graph needs them. Raises TypeError for objects.

    >>> borrow(np.array([1.0, 2.0])).requires_grad
    False
    """
    if type(array) is not np.ndarray or array.dtype.kind != "f" or not array.ndim:
        array = as_value(np.asarray(array))
    return leaf(Tensor, array, False)
