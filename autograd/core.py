"""The space of values like a given one: its zeros, its products, random members; and derivatives at a given place.

>>> space = vspace([np.zeros(2), 1.0])
>>> space.size
3
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import wraps
from typing import Any

import numpy as np

from autograd.derivatives import by_argnum
from autograd.extend import defjvp, defvjp, primitive, primitive_vjps
from autograd.nest import flatten, unflatten

__all__ = ["VSpace", "defjvp", "defvjp", "make_jvp", "make_vjp", "primitive", "primitive_vjps", "vspace"]


class VSpace:
    """All values that are nested and shaped like one.

    value: numbers, arrays and Tensors in nested lists, tuples and dicts.

    >>> VSpace(np.ones(2)).add(np.ones(2), np.ones(2))
    array([2., 2.])
    """

    def __init__(self, value: Any) -> None:
        leaves, self.structure = flatten(value)
        self.shapes = [np.shape(x) for x in leaves]
        self.dtypes = [np.dtype(getattr(x, "dtype", complex if isinstance(x, complex) else float)) for x in leaves]
        self.size = sum(int(np.prod(shape)) for shape in self.shapes)
        self.iscomplex = any(dtype.kind == "c" for dtype in self.dtypes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VSpace) and (self.structure, self.shapes) == (other.structure, other.shapes)

    def __hash__(self) -> int:
        return hash(tuple(self.shapes))

    def __repr__(self) -> str:
        return f"VSpace({self.shapes})"

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of a single array."""
        return self.shapes[0]

    def zeros(self) -> Any:
        """The value that holds zeros."""
        return self._make(np.zeros)

    def ones(self) -> Any:
        """The value that holds ones."""
        return self._make(np.ones)

    def randn(self) -> Any:
        """A value of normally distributed numbers, from NumPy's own generator."""
        draw = np.random.randn
        return self._make(lambda shape: draw(*shape), lambda shape: draw(*shape) + 1j * draw(*shape))

    def standard_basis(self) -> Iterator[Any]:
        """The values that hold a single one and zeros."""
        for i in range(self.size):
            flat, at = np.eye(1, self.size, i)[0], 0
            parts = []
            for shape in self.shapes:
                n = int(np.prod(shape))
                parts.append(flat[at : at + n].reshape(shape))
                at += n
            yield unflatten(self.structure, parts)

    def add(self, x: Any, y: Any) -> Any:
        """The sum of two values."""
        return self._join(lambda a, b: a + b, x, y)

    def scalar_mul(self, x: Any, a: Any) -> Any:
        """A value times a number."""
        return self._join(lambda leaf: leaf * a, x)

    def inner_prod(self, x: Any, y: Any) -> Any:
        """The sum of products of all numbers of two values."""
        return sum(np.real(np.sum(a * np.conj(b))) for a, b in zip(flatten(x)[0], flatten(y)[0]))

    def covector(self, x: Any) -> Any:
        """The value itself: real numbers are their own dual."""
        return x

    def _make(self, make: Any, make_complex: Any = None) -> Any:
        parts = []
        for shape, dtype in zip(self.shapes, self.dtypes):
            part = (make_complex or make)(shape) if dtype.kind == "c" else make(shape)
            parts.append(part if shape else (complex if dtype.kind == "c" else float)(part))
        return unflatten(self.structure, parts)

    def _join(self, function: Any, *values: Any) -> Any:
        leaves = [flatten(value)[0] for value in values]
        return unflatten(self.structure, [function(*parts) for parts in zip(*leaves)])


def vspace(value: Any) -> VSpace:
    """The space of all values that are nested and shaped like this one.

    value: numbers, arrays and Tensors in nested lists, tuples and dicts.

    >>> vspace(np.ones((2, 3))).zeros().shape
    (2, 3)
    """
    return VSpace(value)


def _floats_of(fun: Any) -> Any:
    """The function with whole numbers and booleans of its value as floats: these have the derivative 0."""

    @wraps(fun)
    def call(x: Any) -> Any:
        leaves, structure = flatten(fun(x))
        return unflatten(structure, [float(z) if isinstance(z, (bool, int, np.bool_)) else z for z in leaves])

    return call


def make_vjp(fun: Any, x: Any) -> tuple[Any, Any]:
    """(back, value) of a function of one argument: back takes a gradient of the value to that of x.

    fun: a function of a number, an array or a nest of them; where its value does not depend on x, the gradient is 0.
    x: where.

    >>> back, value = make_vjp(lambda x: x * x, 3.0)
    >>> back(1.0), value
    (6.0, 9.0)
    """
    return by_argnum.make_vjp(_floats_of(fun))(x)


def make_jvp(fun: Any, x: Any) -> Any:
    """The function push of a function of one argument: push(v) is (value, derivative along v).

    fun: a function of a number, an array or a nest of them. x: where.

    >>> make_jvp(lambda x: x * x, 3.0)(1.0)
    (9.0, 6.0)
    """
    return by_argnum.make_jvp(_floats_of(fun))(x)
