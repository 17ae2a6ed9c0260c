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

from autograd import functions, ops
from autograd.modes import MODE
from autograd.node import Node, constant, leaf, next_position, record, result, settled
from autograd.op import NUMPY, Op
from autograd.ops import elementwise, linalg
from autograd.ops.shape import astype
from autograd.play import backward

OPERANDS = (np.ndarray, np.generic, list, int, float)  # what may stand beside a Tensor


current_mode = MODE.get


def operand(value: Any) -> Tensor | None:
    """What stands beside a Tensor, as a constant; None if it cannot."""
    kind = type(value)
    if kind is not float and kind is not int:
        return constant(Tensor, value) if isinstance(value, OPERANDS) else None
    x = blank()
    x._data = float(value)
    x.inputs = ()
    x.requires_grad = False
    x.position = next_position()
    x.op = x.attrs = x.grad = x.name = x.scope = x._witness = None
    return x


def binary(op: Op) -> Callable[[Any, Any], Any]:
    """The method for `tensor ∘ other`: `record` written out for two inputs, since the scalar engine lives in it."""
    scalar, forward = op.scalar, op.forward

    def method(self: Tensor, other: Any) -> Any:
        if type(other) is not Tensor:
            other = operand(other)
            if other is None:
                return NotImplemented
        x = self._data
        y = other._data
        if type(x) is float and type(y) is float:
            try:
                data = scalar(x, y)  # type: ignore[misc]
            except (ArithmeticError, ValueError):
                data = float(forward(np.float64(x), np.float64(y)))
        else:
            try:
                data = forward(x, y)
            except ValueError as error:
                raise op.misfit(error, (x, y)) from error
            if type(data) is not np.ndarray or self._witness is not None or other._witness is not None:
                data = settled(data, (self, other))
        mode = current_mode()
        if not mode.plain:
            return result(Tensor, op, (self, other), None, data)
        z = blank()
        z._data = data
        z.attrs = z.grad = z.name = z._witness = None
        z.position = next_position()
        if self.requires_grad or other.requires_grad:
            z.requires_grad = True
            z.op = op
            z.inputs = (self, other)
            z.scope = mode.scope
        else:
            z.requires_grad = False
            z.op = z.scope = None
            z.inputs = ()
        return z

    return method


def reflected(op: Op) -> Callable[[Any, Any], Any]:
    """The method for `other ∘ tensor`."""
    method = binary(op)

    def swapped(self: Tensor, other: Any) -> Any:
        other = operand(other)
        return NotImplemented if other is None else method(other, self)

    return swapped


def unary(op: Op) -> Callable[[Any], Any]:
    """The method for one input and no settings, written out likewise."""
    scalar, forward = op.scalar or op.forward, op.forward

    def method(self: Tensor) -> Tensor:
        x = self._data
        mode = current_mode()
        if self._witness is not None or not mode.plain:
            return record(Tensor, op, (self,))
        if type(x) is float:
            try:
                data = scalar(x)
            except (ArithmeticError, ValueError):
                data = forward(np.float64(x))
            if type(data) is not float:
                data = float(data)
        else:
            data = forward(x)
        z = blank()
        z._data = data
        z.attrs = z.grad = z.name = z._witness = None
        z.position = next_position()
        if self.requires_grad:
            z.requires_grad = True
            z.op = op
            z.inputs = (self,)
            z.scope = mode.scope
        else:
            z.requires_grad = False
            z.op = z.scope = None
            z.inputs = ()
        return z

    method.__doc__ = f"The row `{op.name}` of the op table: {op.tex[0]}"
    return method


def comparison(compare: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Comparisons give plain booleans: they are not differentiable."""

    def method(self: Tensor, other: Any) -> Any:
        if isinstance(other, Node):
            other = other._data
        elif not isinstance(other, OPERANDS):
            return NotImplemented
        answer = compare(self._data, other)
        return bool(answer) if isinstance(answer, np.bool_) else answer

    return method


class Tensor(Node):
    """A number or an array of real numbers, with the operations that led to it.

    `Tensor(value)` is something to differentiate by; `requires_grad=False` makes it a constant. Plain numbers
    and arrays beside a Tensor are constants by themselves. Arrays are copied in.

    Raises TypeError for integer or boolean arrays (they have no derivative), for complex numbers and objects.
    """

    __slots__ = ()
    __array_priority__ = 1000

    def __new__(cls, data: Any, requires_grad: bool = True, name: str | None = None) -> Tensor:
        if isinstance(data, Node):
            data = data._data
        whole = type(data) is int  # a Python int is just a number, as in Tensor(2)
        value = settled(_as_array(data), ())
        if requires_grad and not whole:
            dtype = getattr(data, "dtype", None) or np.asarray(data).dtype
            if dtype.kind in "iub":
                raise TypeError(
                    f"{dtype} data cannot require gradients: write Tensor(np.asarray(data, dtype=float)), "
                    "or requires_grad=False for a constant"
                )
        return leaf(Tensor, value, requires_grad, name)

    def __reduce__(self) -> Any:
        if self.op is not None:
            raise TypeError(f"{self.describe()} carries its history, which does not pickle: use t.detach()")
        return Tensor, (self._data, self.requires_grad, self.name)

    def __deepcopy__(self, memo: Any) -> Tensor:
        if self.op is not None:
            raise TypeError(f"{self.describe()} carries its history, which is not copied: use t.detach()")
        return leaf(Tensor, np.copy(self._data) if self.shape else self._data, self.requires_grad, self.name)

    # -- looking ---------------------------------------------------------------------------------------------

    @property
    def data(self) -> Any:
        """The value: a float, or the array itself.

        A leaf's array may be written into; if backward() still needs the old values, it says so. What an
        operation computed is read-only.
        """
        if type(self._data) is float:
            return self._data
        if not self._owns_memory():
            return self.numpy()
        if self._witness is None:
            self._witness = self._data.copy()
        return self._data

    @data.setter
    def data(self, value: Any) -> None:
        if self.op is not None:
            raise AttributeError(f"{self.describe()} was computed: assign to a leaf, or make a new Tensor")
        if value is not self._data:
            value = settled(_as_array(value._data if isinstance(value, Node) else value), ())
            if np.shape(value) != self.shape:
                raise ValueError(f"cannot assign data of shape {np.shape(value)} to {self.describe()} of shape {self.shape}")
            if self.shape and self._owns_memory():
                self._data[...] = value
            else:
                self._data = value.astype(self.dtype) if self.shape else value
        self.touch()

    def _owns_memory(self) -> bool:
        """Whether nobody else's array changes with this one: under no_grad() a result may be a view of a leaf."""
        return self.op is None and (self.requires_grad or self._data.base is None)

    def bind(self, memory: np.ndarray) -> None:
        """Keep the value in `memory` from now on, an array of the same shape, such as a view of a longer vector.

        Who writes to that memory directly calls `touch()` afterwards.
        """
        memory[...] = self._data
        self._data = memory
        self.touch()

    def numpy(self) -> Any:
        """The value to look at: a float, or a view of the array that cannot be written through."""
        if type(self._data) is float:
            return self._data
        view = self._data.view()
        view.flags.writeable = False
        return view

    def item(self) -> float:
        """The single number inside."""
        if type(self._data) is float:
            return self._data
        if self._data.size != 1:
            raise ValueError(f"item() takes a single number out, but {self.describe()} has shape {self.shape}")
        return float(self._data.reshape(())[()])

    def detach(self) -> Tensor:
        """A constant with the same value, off the tape."""
        return constant(Tensor, self._data)

    @property
    def shape(self) -> tuple[int, ...]:
        return () if type(self._data) is float else self._data.shape

    @property
    def ndim(self) -> int:
        return 0 if type(self._data) is float else self._data.ndim

    @property
    def size(self) -> int:
        return 1 if type(self._data) is float else self._data.size

    @property
    def dtype(self) -> np.dtype:
        return np.dtype(float) if type(self._data) is float else self._data.dtype

    @property
    def T(self) -> Tensor:
        return functions.transpose(self)

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("a Tensor of a single number has no length")
        return self.shape[0]

    def __iter__(self) -> Iterator[Tensor]:
        return (self[i] for i in range(len(self)))

    def __bool__(self) -> bool:
        return bool(self._data)

    def __float__(self) -> float:
        self._refuse_to_leave("float(t), or a math function", "t.item() to read the number, np.sin(t) and the like")
        return self.item()

    def __int__(self) -> int:
        self._refuse_to_leave("int(t)", "int(t.item())")
        return int(self.item())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        self._refuse_to_leave("an array made of it", "t.numpy() to read it, np.stack([...]) to join Tensors")
        return np.array(self._data, dtype=dtype)

    def _refuse_to_leave(self, what: str, instead: str) -> None:
        if self.requires_grad:
            raise TypeError(f"{what} would lose the derivative of {self.describe()}: use {instead}")

    def __repr__(self) -> str:
        value = f"{self._data!r}" if type(self._data) is float else np.array2string(self._data, precision=4, threshold=20)
        facts = [f"shape={self.shape}"] * bool(self.shape) + [f"dtype={self.dtype}"] * (self.dtype != float)
        facts += [f"name={self.name!r}"] * bool(self.name)
        facts += [f"grad={_brief(self.grad)}"] * (self.grad is not None)
        facts += [f"op={self.op.name}"] if self.op else ["requires_grad=False"] * (not self.requires_grad)
        return f"Tensor({', '.join([value, *facts])})"

    def __format__(self, spec: str) -> str:
        return format(self._data if spec else self, spec) if type(self._data) is float and spec else repr(self)

    # -- differentiating -------------------------------------------------------------------------------------

    def backward(self, gradient: Any = None) -> None:
        """Fill in `grad` for everything this was computed from.

        Leaves add to what they hold; other tensors show this pass's gradient. `gradient` is the gradient of
        something further on with respect to this tensor: 1 for a single number, to be given for an array.

        Raises ValueError for an array without `gradient`, RuntimeError if nothing here requires gradients or
        if data was written since it was used.
        """
        if not self.requires_grad:
            raise RuntimeError(
                "backward() has nothing to differentiate: this tensor was made of constants only, or under no_grad()"
            )
        if gradient is None and self.shape:
            raise ValueError(
                f"backward() starts from a single number, but this tensor has shape {self.shape}: "
                "reduce it with .sum() or .mean(), or pass gradient= of that shape"
            )
        seed = 1.0 if gradient is None else settled(np.array(getattr(gradient, "_data", gradient), self.dtype), ())
        if np.shape(seed) != self.shape:
            raise ValueError(f"backward() needs a gradient of shape {self.shape}, got {np.shape(seed)}")
        backward(self, seed)

    def zero_grad(self) -> None:
        """Forget the gradient."""
        self.grad = None

    # -- the syntax ------------------------------------------------------------------------------------------
    # fmt: off
    __add__, __radd__         = binary(ops.add),   reflected(ops.add)
    __sub__, __rsub__         = binary(ops.sub),   reflected(ops.sub)
    __mul__, __rmul__         = binary(ops.mul),   reflected(ops.mul)
    __truediv__, __rtruediv__ = binary(ops.div),   reflected(ops.div)
    __pow__, __rpow__         = binary(ops.power), reflected(ops.power)
    __matmul__, __rmatmul__   = binary(linalg.matmul), reflected(linalg.matmul)
    __neg__, __pos__, __abs__ = unary(ops.neg), unary(ops.alias), unary(ops.absolute)

    __lt__, __le__ = comparison(np.less),    comparison(np.less_equal)
    __gt__, __ge__ = comparison(np.greater), comparison(np.greater_equal)
    __eq__, __ne__ = comparison(np.equal),   comparison(np.not_equal)
    __hash__ = object.__hash__  # Tensors are told apart by identity in dicts and sets, whatever they hold

    exp, log, sqrt, square = unary(elementwise.exp), unary(elementwise.log), unary(elementwise.sqrt), unary(elementwise.square)
    sin, cos, tanh, abs    = unary(elementwise.sin), unary(elementwise.cos), unary(elementwise.tanh), unary(ops.absolute)
    relu, sigmoid          = unary(ops.relu), unary(ops.sigmoid)

    sum, mean, max, min = functions.sum, functions.mean, functions.max, functions.min
    prod, var, std      = functions.prod, functions.var, functions.std
    cumsum, dot         = functions.cumsum, functions.dot
    squeeze, swapaxes   = functions.squeeze, functions.swapaxes
    ravel, flatten      = functions.ravel, functions.ravel
    repeat, clip        = functions.repeat, functions.clip
    __getitem__         = functions.getitem
    # fmt: on

    def reshape(self, *shape: Any) -> Tensor:
        """The same numbers in another shape: t.reshape(2, -1) or t.reshape((2, -1))."""
        return functions.reshape(self, shape[0] if len(shape) == 1 else shape)

    def astype(self, dtype: Any) -> Tensor:
        """The same numbers in another floating-point type, such as t.astype(np.float32)."""
        return record(Tensor, astype, (self,), {"dtype": dtype})

    def transpose(self, *axes: Any) -> Tensor:
        """The axes in another order: t.transpose(), t.transpose(1, 0) or t.transpose((1, 0))."""
        return functions.transpose(self, (axes[0] if len(axes) == 1 else axes) or None)

    def __setitem__(self, key: Any, value: Any) -> None:
        raise TypeError(
            "a Tensor's elements cannot be assigned, since what was computed from it would change behind the tape: "
            "build a new one with np.where(mask, new, t) or np.concatenate([...]), or write to t.data of a leaf"
        )

    # -- NumPy's protocols: np.tanh(t), array * t, np.concatenate([t, u]) ------------------------------------

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **settings: Any) -> Any:
        if method == "reduce" and ufunc is np.add:
            return functions.sum(*inputs, **{"axis": 0, **settings})
        found = NUMPY.get(ufunc)
        if found is None or method != "__call__":
            name = f"np.{ufunc.__name__}" + ("" if method == "__call__" else f".{method}")
            raise TypeError(f"{name} has no derivative rule: write it with other functions, or use t.numpy() for its value")
        if settings:
            raise TypeError(
                f"np.{ufunc.__name__} on Tensors takes no {', '.join(settings)}: a result is always a new Tensor, "
                "so write a = a + t, not a += t or out=a"
            )
        return found(*inputs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        found = NUMPY.get(function)
        if found is None:
            raise TypeError(
                f"{function.__module__}.{function.__name__} has no derivative rule: write it with other functions, "
                "or use t.numpy() for its value"
            )
        return found(*args, **kwargs)


def borrow(array: Any) -> Tensor:
    """A constant Tensor over the caller's own memory, not copied: do not write to it while a graph needs it.

    >>> borrow(np.array([1.0, 2.0])).requires_grad
    False
    """
    return leaf(Tensor, settled(np.asarray(array), ()), False)


blank: Callable[[], Tensor] = partial(object.__new__, Tensor)  # the quickest way to an empty Tensor


def _as_array(data: Any) -> Any:
    if isinstance(data, (list, tuple)) and _holds_tensor(data):
        raise TypeError("a Tensor of Tensors would lose their derivatives: join them with np.stack([...])")
    try:
        return data if type(data) is float else np.array(data)
    except ValueError as error:
        raise ValueError(f"Tensor: nested lists must have equal lengths: {error}") from error


def _holds_tensor(data: Any) -> bool:
    return isinstance(data, Node) or (isinstance(data, (list, tuple)) and any(map(_holds_tensor, data)))


def _brief(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else f"<{np.shape(value)}>"


