"""A Node is one line of the tape: a value, the operation that made it, and the inputs it was made from.

Every operation takes the next tape *position* when it runs. Inputs exist before their result, so positions
are a topological order: playing them downwards is the whole of backpropagation. Links point only backwards
(a result knows its inputs, never the other way round), so a graph is freed the moment nobody uses it.

A write to a leaf takes a new position too. An operation whose input now stands *later* on the tape than
itself used a value that is gone, and playing it says so instead of giving a wrong gradient.
"""

from __future__ import annotations

from itertools import count
from typing import Any, TypeVar

import numpy as np

from autograd.modes import MODE, Scope

N = TypeVar("N", bound="Node")

next_position = count(1).__next__


class Node:
    """One recorded value; `Tensor` adds the syntax."""

    __slots__ = (
        "_first",  # what it was made from: a Node, or a float that is a constant, or None; all of several as a tuple
        "_second",  # the second of two, else None
        "_value",  # float for a single number, ndarray otherwise
        "_witness",  # a copy of _value made when the user was handed the array; the Node whose memory it shows; else None
        "grad",  # the gradient of the last pass (a leaf: the sum over passes), or None
        "name",
        "op",  # the row of the op table that made it, or None for a leaf or a constant
        "position",
        "requires_grad",
        "scope",
        "settings",  # the operation's settings, or None
    )
    _value: Any
    _first: Any
    _second: Any
    _witness: Any
    settings: dict[str, Any] | None
    grad: Any
    name: str | None
    op: Any
    position: int
    requires_grad: bool
    scope: Scope | None

    @property
    def operands(self) -> tuple[Any, ...]:
        """What it was made from: Nodes, and floats that are constants."""
        x, y = self._first, self._second
        return x if type(x) is tuple else () if x is None else (x,) if y is None else (x, y)

    @property
    def inputs(self) -> tuple[Any, ...]:
        """The Nodes it was made from."""
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
        kind = "constant" if not self.requires_grad else "leaf" if self.op is None else f"result of {self.op.name}"
        place = f"{kind} at position {self.position}"
        return f"{self.name!r} ({place})" if self.name else f"the {place}"

    def touch(self) -> None:
        """Note that the memory behind this leaf was written: what used the old value can no longer be played."""
        witness = self._witness
        if isinstance(witness, Node):
            if witness.written_behind():
                witness.touch()
        elif witness is not None:
            self._witness = self._value.copy()
        self.position = next_position()

    def written_behind(self) -> bool:
        """Whether the array handed out by `.data`, or the one that this one is a view of, was changed since."""
        witness = self._witness
        if isinstance(witness, Node):
            return witness.position > self.position or witness.written_behind()
        return witness is not None and not np.array_equal(witness, self._value, equal_nan=True)


def leaf(cls: type[N], data: Any, requires_grad: bool, name: str | None = None, position: int = 0) -> N:
    """A Node that no operation made: something to differentiate by, or a constant."""
    x = object.__new__(cls)
    x._value = data
    x.requires_grad = requires_grad
    x.position = position or next_position()
    x.name = name
    x._first = x._second = x.op = x.settings = x.grad = x.scope = x._witness = None
    return x


def constant(cls: type[N], value: Any, position: int = 0) -> N:
    """Wrap a number or array that is not differentiated; an array is copied, so that later writes to it are harmless."""
    if type(value) is not float:
        if type(value) is np.ndarray:
            used(value)
        value = settled(np.array(value), ())
    return leaf(cls, value, False, None, position)


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
    return float(data)


def _advice(data: np.ndarray) -> str:
    if data.dtype == object:
        return "look for None, join tensors with np.stack([...]), and give nested lists equal lengths"
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
    if type(data) is not float:
        data = settled(data, inputs)
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
    z.settings = z.grad = z.name = z._witness = z._first = z._second = None
    z.position = next_position()
    if mode.grad:
        for x in inputs:
            if x.requires_grad:
                z.requires_grad = True
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
    elif mode.compiling is not None and any([x.requires_grad for x in inputs]):
        mode.compiling.refuse("no_grad()", "the function without it: a program computes gradients only when asked")
    z.requires_grad = False
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
