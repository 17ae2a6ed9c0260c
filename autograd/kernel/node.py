"""A Node is one line of the tape: a value, the operation that made it, and the inputs it was made from.

Every operation takes the next tape *position* when it runs. Inputs exist before their result, so positions
are a topological order: playing them downwards is the whole of backpropagation. Links point only backwards
(a result knows its inputs, never the other way round), so a graph is freed the moment nobody uses it.

A write to a leaf takes a new position too. An operation whose input now stands *later* on the tape than
itself used a value that is gone, and playing it says so instead of giving a wrong gradient.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any, TypeVar

import numpy as np

from autograd.kernel.modes import MODE, Scope

N = TypeVar("N", bound="Node")

next_position = count(1).__next__


class Node:
    """One recorded value; `Tensor` adds the syntax."""

    __slots__ = (
        "_first",  # what it was made from: a Node, or a float that is a constant, or None; all of several as a tuple
        "_grad",  # the gradient of the last pass (a leaf: the sum over passes), or None
        "_precision",  # of a number: the dtype of the arrays that it was computed from, if it was; else mostly not set
        "_requires_grad",
        "_second",  # the second of two, else None
        "_value",  # float for a single number, ndarray otherwise
        "_witness",  # a copy of _value made when the user was handed the array; the Node whose memory it shows; else None
        "name",
        "op",  # the row of the op table that made it, or None for a leaf or a constant
        "position",
        "scope",
        "settings",  # the operation's settings, or None
    )
    _value: Any
    _first: Any
    _second: Any
    _witness: Any
    _precision: Any
    _requires_grad: bool
    settings: dict[str, Any] | None
    _grad: Any
    name: str | None
    op: Any
    position: int
    scope: Scope | None

    @property
    def requires_grad(self) -> bool:
        """Whether it is differentiated. It may be set for a leaf; a result's follows from what it was made from.

        >>> from autograd import Tensor
        >>> x = Tensor(2.0, requires_grad=False)
        >>> x.requires_grad = True
        >>> (x * 3.0).requires_grad
        True
        """
        return self._requires_grad  # which the engine asks for directly, since a property takes its time

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        if self.op is not None:
            raise AttributeError(
                f"requires_grad of {self.describe()} follows from what it was computed from, and gradients through it "
                "would be lost: use t.detach() for a constant of this value"
            )
        self._requires_grad = differentiable(wanted, np.dtype(float) if type(self._value) is float else self._value.dtype)

    @property
    def grad(self) -> float | np.ndarray | None:
        """The gradient of the last pass, for a leaf the sum over passes; a plain number or array like the value, or None.

        It may be set, to None or to a gradient of the value's shape and type. Raises ValueError for any other.

        >>> from autograd import Tensor
        >>> x = Tensor(3.0)
        >>> (x * x).backward()
        >>> x.grad
        6.0
        """
        return self._grad

    @grad.setter
    def grad(self, gradient: Any) -> None:
        if type(self._value) is float:
            if isinstance(gradient, (int, float, np.number, np.ndarray)) and np.ndim(gradient) == 0:
                gradient = float(gradient)
            elif gradient is not None:
                raise ValueError(f"the gradient of {self.describe()} is a number like its value or None: got {_kind(gradient)}")
        elif gradient is not None:
            own = _kind(self._value)
            if _kind(gradient) != own:
                raise ValueError(f"the gradient of {self.describe()} is {own} like its value or None: got {_kind(gradient)}")
        self._grad = gradient

    @property
    def operands(self) -> tuple[Any, ...]:
        """What it was made from, as it is kept: Nodes, and floats that are constants.

        >>> from autograd import Tensor
        >>> (Tensor(3.0, name="x") * 2.0).operands
        (Tensor(3.0, name='x'), 2.0)
        """
        x, y = self._first, self._second
        return x if type(x) is tuple else () if x is None else (x,) if y is None else (x, y)

    @property
    def inputs(self) -> tuple[Any, ...]:
        """What it was made from, all of it Nodes; none for a leaf.

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

    def describe(self) -> str:
        """How messages call this node: its name, and what made it.

        >>> from autograd import Tensor
        >>> Tensor(3.0, name="x").describe()  # doctest: +ELLIPSIS
        "'x' (leaf at position ...)"
        """
        kind = "constant" if not self.requires_grad else "leaf" if self.op is None else f"result of {self.op.name}"
        place = f"{kind} at position {self.position}"
        return f"{self.name!r} ({place})" if self.name else f"the {place}"

    @property
    def called(self) -> str:
        """How tables, formulas and drawings call this node: its name, else #position; an unnamed constant number is itself.

        >>> from autograd import Tensor
        >>> Tensor(3.0, name="x").called, Tensor(2.0, requires_grad=False).called
        ('x', '2')
        """
        plain = self.op is None and not self.requires_grad and type(self._value) is float
        return self.name or (f"{self._value:.6g}" if plain else f"#{self.position}")

    def touch(self) -> None:
        """Note that the memory behind this leaf was written: what used the old value can no longer be played.

        Writes through `.data` are noticed without it; it is for memory that others write to (see Tensor.bind).

        >>> from autograd import Tensor
        >>> x = Tensor([1.0, 2.0])
        >>> before = x.position
        >>> x.touch()
        >>> x.position > before
        True
        """
        witness = self._witness
        if isinstance(witness, Node):
            if witness.written_behind():
                witness.touch()
        elif witness is not None:
            self._witness = self._value.copy()
        self.position = next_position()

    def written_behind(self) -> bool:
        """Whether the array handed out by `.data`, or the one that this one is a view of, was changed since.

        >>> from autograd import Tensor
        >>> x = Tensor([1.0, 2.0])
        >>> x.data[0] = 5.0
        >>> x.written_behind()
        True
        """
        witness = self._witness
        if isinstance(witness, Node):
            return witness.position > self.position or witness.written_behind()
        return witness is not None and not np.array_equal(witness, self._value, equal_nan=True)


def differentiable(wanted: Any, dtype: np.dtype) -> bool:
    """What was asked for as requires_grad, if it may be had."""
    if not isinstance(wanted, (bool, np.bool_)):
        raise TypeError(
            f"requires_grad is True or False, got {wanted!r}: a Tensor of another precision is made of an array of it, "
            "Tensor(np.asarray(data, np.float32))"
        )
    if wanted and dtype.kind in "iub":
        raise TypeError(
            f"{dtype} data cannot require gradients: write Tensor(np.asarray(data, dtype=float)), "
            "or requires_grad=False for a constant"
        )
    return bool(wanted)


def require_node(what: str, x: Any) -> None:
    """TypeError for what is not a Tensor."""
    if not isinstance(x, Node):
        raise TypeError(f"{what} takes a Tensor, got {type(x).__name__}")


def differentiated_around(nodes: Iterable[Node]) -> bool:
    """Whether one of these depends on the variable of a derivative that surrounds this code, and that records it."""
    mode = MODE.get()
    return mode.inside > 0 and mode.grad and any([x.requires_grad and x.position >= mode.inside for x in nodes])


def _kind(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and dtype {value.dtype}"
    return f"a {type(value).__name__}"


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
        used(value)
    x = leaf(cls, settled(copied(value), ()), False, None, position)
    return x if type(x._value) is not float else computed_from(x, getattr(value, "dtype", None))


def computed_from(x: N, dtype: Any) -> N:
    """A number that remembers in which precision it was found: joined with others of the kind it makes an array of that."""
    x._precision = dtype
    return x


def narrowed(data: Any, inputs: tuple[Any, ...]) -> Any:
    """An array of floats made from numbers alone, in the precision in which all of these were found."""
    kinds = []
    for x in inputs:
        if isinstance(x, Node):
            kind = getattr(x, "_precision", None) if type(x._value) is float else x._value.dtype
        else:
            kind = getattr(x, "dtype", None)
        if kind is None:
            return data  # a Python number is one of double precision, as for NumPy
        if kind.kind == "f":
            kinds.append(kind)
    return data.astype(np.result_type(*kinds)) if kinds and MODE.get().compiling is None else data


def copied(value: Any) -> np.ndarray:
    """A new array of these numbers; TypeError for arrays whose own arithmetic would be lost: masked ones, matrices, units."""
    kind = type(value)
    if kind is np.ndarray:
        return np.array(value)
    if isinstance(value, np.ndarray) and any(getattr(kind, name) is not getattr(np.ndarray, name) for name in OF_ARRAYS):
        raise TypeError(
            f"a {kind.__module__}.{kind.__name__} does not calculate as an array does, and a Tensor would forget how: "
            + FIXES.get(kind.__name__, "give np.asarray(x) if its plain numbers are what you mean")
        )
    if not hasattr(kind, "__array__"):
        return np.array(np.from_dlpack(value) if hasattr(kind, "__dlpack__") else value)
    return np.array(np.asarray(value))  # some know no `copy`, which np.array alone would ask them for


OF_ARRAYS = ("__mul__", "__array_ufunc__")  # an array with others of its own calculates by rules of its own
FIXES = {
    "matrix": "give np.asarray(m), and write m @ t for the matrix product",
    "MaskedArray": "give m.filled(0.0), or choose by np.where(~m.mask, ..., ...)",
}


def used(value: Any) -> None:
    """Tell a recording for compilation of a constant that is computed with: an array, or a Node."""
    recording = MODE.get().compiling
    if recording is not None:
        recording.uses(value)


def settled(data: Any, inputs: tuple[Node, ...]) -> Any:
    """A single number becomes a Python float, anything else stays an array.

    Every operation on arrays passes through here, so this is also where a write to an input's array, made
    since the array was handed out, is noticed and takes its place on the tape.
    """
    for x in inputs:
        if x._witness is not None and x.written_behind():
            x.touch()
    if type(data) is np.ndarray:
        if data.dtype.kind not in "fiub":
            raise TypeError(f"tensors hold real numbers, not {data.dtype}: {_advice(data)}")
        if data.ndim:
            return data
    elif isinstance(data, (complex, np.complexfloating)):
        raise TypeError(f"tensors hold real numbers, not {type(data).__name__}: use its real and imaginary parts")
    return float(data)


def _advice(data: np.ndarray) -> str:
    if data.dtype == object:
        return (
            "look for None and text, make a sparse matrix an array with .toarray() and a table with .to_numpy(float), "
            "join tensors with np.stack([...]), and give nested lists equal lengths"
        )
    return "use its real and imaginary parts" if data.dtype.kind == "c" else "convert it with .astype(float)"


def record(cls: type[N], op: Any, inputs: tuple[Any, ...], settings: dict[str, Any] | None = None) -> N:
    """Run an operation and put it on the tape; plain numbers and arrays among the inputs are constants."""
    values = []
    for x in inputs:
        if not isinstance(x, Node):
            inputs = tuple([x if isinstance(x, Node) else constant(cls, x) for x in inputs])
            values = [x._value for x in inputs]
            break
        values.append(x._value)
    data = op.compute(values, settings)
    if type(data) is float:
        return result(cls, op, inputs, settings, data)
    found, data = data, settled(data, inputs)
    if type(data) is float:
        z = result(cls, op, inputs, settings, data)
        return z if all([type(v) is float for v in values]) else computed_from(z, found.dtype)
    if type(values[-1]) is float and data.dtype.char == "d":
        data = narrowed(data, inputs)
    return result(cls, op, inputs, settings, data)


def result(cls: type[N], op: Any, inputs: tuple[Any, ...], settings: dict[str, Any] | None, data: Any) -> N:
    """The Node of an operation that has run: on the tape if an input is differentiated, else a constant."""
    mode = MODE.get()
    if mode.compiling is not None:
        for x in inputs:
            if not x.requires_grad:
                mode.compiling.uses(x)
    z = object.__new__(cls)
    z._value = data
    z.settings = z._grad = z.name = z._witness = z._first = z._second = None
    z.position = next_position()
    if mode.grad:
        for x in inputs:
            if x._requires_grad:
                if type(data) is not float and data.dtype.kind != "f" and mode.compiling is None:
                    break  # whole numbers and booleans have no derivative
                z._requires_grad = True
                z.op = op
                if len(inputs) == 2:
                    z._first, z._second = inputs
                else:
                    z._first = inputs[0] if len(inputs) == 1 else inputs
                z.settings = settings
                z.scope = mode.scope
                for watcher in mode.watchers:
                    watcher.recorded(z)
                return z
    elif mode.compiling is not None and any([x._requires_grad for x in inputs]):
        mode.compiling.refuse("no_grad()", "the function without it: a program computes gradients only when asked")
    z._requires_grad = False
    z.op = z.scope = None
    if type(data) is np.ndarray and (data.base is not None or data is inputs[0]._value):
        z._witness = shown(data, inputs)
    return z


def shown(data: np.ndarray, inputs: tuple[Any, ...]) -> Any:
    """The leaf whose memory a value off the tape shows, if it shows another's: a write to that one changes both."""
    for x in inputs:
        value = x._value
        if type(value) is np.ndarray and (data is value or (data.base is not None and np.may_share_memory(data, value))):
            return x._witness if isinstance(x._witness, Node) else x if x.op is None else shown(data, x.inputs)
    return None
