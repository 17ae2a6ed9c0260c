"""The smallest honest recorder of single numbers in pure Python: the floor that an eager engine written in Python stands on.

An operation is an object with slots on a list; it keeps its inputs and the derivative by each, found at once. The backward
pass is a loop over the list. It has nothing else: no arrays, no modes, no threads, no names, no second derivative, no error
that says what went wrong, and nobody notices a number that was overwritten.

>>> tape = []
>>> x, y = Value(3.0, tape), Value(2.0, tape)
>>> (x * y + x).backward()
>>> x.grad, y.grad
(3.0, 3.0)
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any


class Value:
    """A number, and how it was made: from `x` and `y`, by which its derivatives are `dx` and `dy`."""

    __slots__ = ("data", "dx", "dy", "grad", "tape", "x", "y")

    def __init__(self, data: float, tape: list[Value], x: Any = None, dx: float = 0.0, y: Any = None, dy: float = 0.0) -> None:
        self.data = data
        self.grad = 0.0
        self.tape = tape
        self.x = x
        self.dx = dx
        self.y = y
        self.dy = dy
        if x is not None:
            tape.append(self)

    def __add__(self, other: Any) -> Value:
        if type(other) is Value:
            return Value(self.data + other.data, self.tape, self, 1.0, other, 1.0)
        return Value(self.data + other, self.tape, self, 1.0)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Value:
        if type(other) is Value:
            return Value(self.data - other.data, self.tape, self, 1.0, other, -1.0)
        return Value(self.data - other, self.tape, self, 1.0)

    def __mul__(self, other: Any) -> Value:
        if type(other) is Value:
            return Value(self.data * other.data, self.tape, self, other.data, other, self.data)
        return Value(self.data * other, self.tape, self, other)

    __rmul__ = __mul__

    def __pow__(self, n: float) -> Value:
        return Value(self.data**n, self.tape, self, n * self.data ** (n - 1.0))

    def relu(self) -> Value:
        is_open = self.data > 0.0
        return Value(self.data if is_open else 0.0, self.tape, self, 1.0 if is_open else 0.0)

    def backward(self) -> None:
        """Add to the gradients of all that this was made from, and forget the tape."""
        self.grad = 1.0
        for z in reversed(self.tape):
            g = z.grad
            z.x.grad += g * z.dx
            if z.y is not None:
                z.y.grad += g * z.dy
        self.tape.clear()


class Network:
    """micrograd's MLP on such values: relu in the hidden layers, then a linear output."""

    def __init__(self, sizes: tuple[int, ...]) -> None:
        self.tape: list[Value] = []
        self.layers = [
            [[Value(0.0, self.tape) for _ in range(n_in + 1)] for _ in range(n_out)] for n_in, n_out in pairwise(sizes)
        ]

    def parameters(self) -> list[Value]:
        """Neuron by neuron: its weights, then its bias."""
        return [value for layer in self.layers for neuron in layer for value in neuron]

    def zero_grad(self) -> None:
        for parameter in self.parameters():
            parameter.grad = 0.0

    def __call__(self, x: list[Any]) -> Value:
        for layer in self.layers:
            x = [sum([w * v for w, v in zip(neuron, x)], neuron[-1]) for neuron in layer]
            if layer is not self.layers[-1]:
                x = [value.relu() for value in x]
        result: Value = x[0]
        return result
