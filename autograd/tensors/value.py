"""What a Tensor holds: looking at the value, assigning it, and refusing to let it slip off the tape unnoticed."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.kernel.modes import MODE
from autograd.kernel.node import Node
from autograd.kernel.values import as_value
from autograd.tensors.arrays import as_array
from autograd.text.console import printable


class Value(Node):
    """The part of a Tensor that is about its value."""

    __slots__ = ()

    @property
    def data(self) -> float | np.ndarray:
        """The value: a float, or the array itself.

        A leaf's array may be written into, and a leaf be given another value of its shape; if backward() still needs the
        old values, it says so. What an operation computed is read-only: assigning to it raises AttributeError. A value of
        another shape raises ValueError.

        >>> from autograd import Tensor
        >>> x = Tensor([1.0, 2.0])
        >>> x.data = [3.0, 4.0]
        >>> x.data[0] = 5.0
        >>> x
        Tensor([5. 4.], shape=(2,))
        """
        self._read("t.data", "t itself")
        if type(self._value) is float:
            return self._value
        if not self._owns_memory() or not self._value.ndim:
            return self.numpy()
        if self._witness is None:
            self._witness = self._value.copy()
        return self._value

    @data.setter
    def data(self, value: Any) -> None:
        if self.op is not None:
            raise AttributeError(f"{self.describe()} was computed: assign to a leaf, or make a new Tensor")
        if type(value) is float and type(self._value) is float:
            self._value = value
        elif value is not self._value:
            value = as_value(as_array(value._value if isinstance(value, Node) else value))
            if np.iscomplexobj(value) and self.dtype.kind != "c":
                raise TypeError(f"{self.describe()} holds real numbers, and would lose the imaginary part of what it is given")
            if np.shape(value) != self.shape:
                raise ValueError(f"cannot assign data of shape {np.shape(value)} to {self.describe()} of shape {self.shape}")
            if self.shape and self._owns_memory():
                self._value[...] = value
            else:
                self._value = value if type(self._value) is float else np.array(value, self.dtype)
                self._witness = None
        self.touch()

    def _owns_memory(self) -> bool:
        """Whether nobody else's array changes with this one: under no_grad() a result may be a view of a leaf."""
        return self.op is None and not isinstance(self._witness, Node) and (self.requires_grad or self._value.base is None)

    def bind(self, memory: np.ndarray) -> None:
        """Keep the value in other memory from now on, such as a view of a longer vector of parameters.

        memory: an array of the same shape, which takes over the value. Whoever writes to it directly calls `touch()`
        afterwards. An array that `.data` gave before becomes read-only, since it is the value no longer.

        >>> from autograd import Tensor
        >>> x, vector = Tensor([1.0, 2.0]), np.zeros(3)
        >>> x.bind(vector[1:])
        >>> vector
        array([0., 1., 2.])
        """
        memory[...] = self._value
        if self._witness is not None:
            if not isinstance(self._witness, Node):
                self._value.flags.writeable = False  # handed out by `.data`, and shown no longer: a write must not go astray
            self._witness = None
        self._value = memory
        self.touch()

    def numpy(self) -> float | np.ndarray:
        """The value to look at: a float, or a view of the array that cannot be written through.

        Raises RuntimeError while autograd.compile records, since a program would keep the value that it then had.

        >>> from autograd import Tensor
        >>> Tensor([1.0, 2.0]).exp().numpy().round(2)
        array([2.72, 7.39])
        """
        self._read("t.numpy()", "t itself")
        if type(self._value) is float:
            return self._value
        if not self._value.ndim:
            return self._value[()]
        return np.asarray(memoryview(self._value.view()).toreadonly())  # no setflags makes it writeable, as it would a view

    def item(self) -> float:
        """The single number inside, as a float or complex. Raises ValueError if there are several.

        >>> from autograd import Tensor
        >>> Tensor([[2.0]]).item()
        2.0
        """
        self._read("t.item()", "t itself; where(condition, a, b) to choose")
        if type(self._value) is float:
            return self._value
        if self._value.size != 1:
            raise ValueError(f"item() takes a single number out, but {self.describe()} has shape {self.shape}")
        number: Any = self._value.reshape(())[()]
        found: Any = complex(number) if np.iscomplexobj(number) else float(number)
        return found  # complex of complex Tensors alone, which types do not tell apart

    def tolist(self) -> float | list[Any]:
        """The value as a Python float, or as nested lists of them.

        >>> from autograd import Tensor
        >>> Tensor([[1.0, 2.0]]).tolist()
        [[1.0, 2.0]]
        """
        self._read("t.tolist()", "t itself")
        return self._value if type(self._value) is float else self._value.tolist()

    @property
    def shape(self) -> tuple[int, ...]:
        """The size of each axis; () for a single number.

        >>> from autograd import Tensor
        >>> Tensor([[1.0, 2.0]]).shape
        (1, 2)
        """
        return () if type(self._value) is float else self._value.shape

    @property
    def ndim(self) -> int:
        """The number of axes; 0 for a single number.

        >>> from autograd import Tensor
        >>> Tensor([[1.0, 2.0]]).ndim
        2
        """
        return 0 if type(self._value) is float else self._value.ndim

    @property
    def size(self) -> int:
        """The number of elements.

        >>> from autograd import Tensor
        >>> Tensor([[1.0, 2.0]]).size
        2
        """
        return 1 if type(self._value) is float else self._value.size

    @property
    def dtype(self) -> np.dtype:
        """NumPy's type of the numbers; float64 for a single number.

        >>> from autograd import Tensor
        >>> Tensor(np.ones(2, np.float32)).dtype
        dtype('float32')
        """
        return np.dtype(float) if type(self._value) is float else self._value.dtype

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("a Tensor of a single number has no length")
        return self.shape[0]

    def __bool__(self) -> bool:
        return bool(self._read("if t, or bool(t)", "where(condition, a, b)"))

    def __float__(self) -> float:
        self._read("float(t)", "t itself; where(condition, a, b) to choose")
        fix = 'f"{t:.3f}" to print it, t.item() to read the number, np.sin(t) and the like'
        self._refuse_to_leave("float(t), or a math function", fix)
        return float(self.item())

    def __complex__(self) -> complex:
        self._read("complex(t)", "t itself")
        self._refuse_to_leave("complex(t)", "t.item() to read the number")
        return complex(self.item())

    def __int__(self) -> int:
        self._read("int(t)", "t itself; a keyword argument is a setting, and stays what it is")
        self._refuse_to_leave("int(t)", "int(t.item())")
        return int(self.item())

    def __round__(self, digits: int | None = None) -> Any:
        """round(t), a plain number or array: rounding has no derivative."""
        value = self._read("round(t)", "np.rint(t)")
        return round(value, digits) if type(value) is float else np.round(value, digits or 0)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        self._read("an array made of t", "np.stack([...]) to join Tensors")
        join = "np.stack([...]) to join Tensors, autograd.stack(rows) where they lie in lists of lists"
        self._refuse_to_leave("an array made of it", f"t.numpy() to read it, {join}")
        return np.array(self._value, dtype=dtype)

    def __dlpack__(self, **settings: Any) -> Any:
        """A copy of the value for another library, as torch.from_dlpack(t) asks for it; constants only."""
        self._read("a DLPack capsule of t", "t itself")
        self._refuse_to_leave("a DLPack capsule of it", "t.detach()")
        return np.array(self._value).__dlpack__(**settings)

    def __dlpack_device__(self) -> tuple[int, int]:
        """The computer's own memory."""
        return (1, 0)

    def _read(self, what: str, instead: str) -> Any:
        """The value, unless it is looked at while a function is recorded to run again on other values."""
        if self._requires_grad:
            recording = MODE.get().compiling
            if recording is not None:
                recording.refuse(what, instead)
        return self._value

    def _refuse_to_leave(self, what: str, instead: str) -> None:
        """TypeError for a value that would leave the tape; once a backward pass has been here, it may."""
        if self.requires_grad and (self.op is None or self.grad is None):
            raise TypeError(f"{what} would lose the derivative of {self.describe()}: use {instead}")

    def __repr__(self) -> str:
        data = self._value
        lined_up = {"precision": 4, "threshold": 20, "prefix": "Tensor("}  # rows stand below each other
        value = f"{data!r}" if type(data) is float else np.array2string(data, **lined_up)  # type: ignore[arg-type]
        facts = [f"shape={self.shape}"] * bool(self.shape) + [f"dtype={self.dtype}"] * (self.dtype != float)
        facts += [f"name={self.name!r}"] * bool(self.name)
        facts += [f"grad={_brief(self.grad)}"] * (self.grad is not None)
        facts += [f"op={self.op.name}"] if self.op else ["requires_grad=False"] * (not self.requires_grad)
        return f"Tensor({', '.join([value, *facts])})"

    def __str__(self) -> str:
        return printable(repr(self))

    def __format__(self, spec: str) -> str:
        return format(self._value if spec else self, spec) if type(self._value) is float and spec else str(self)


def _brief(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, (float, complex)) else f"<{np.shape(value)}>"
