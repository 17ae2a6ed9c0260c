"""The same numbers in another shape or with their axes in another order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.kernel.node import Node
from autograd.numpy_api.register import NoRule, differentiates, differentiates_new, leave_out_defaults, place
from autograd.numpy_api.signatures import Axis, of_one
from autograd.ops import alias as _alias
from autograd.ops import shape as _shape
from autograd.text.owners import name_owner


@differentiates(np.reshape)
@of_one
def reshape(x: Any, shape: int | Sequence[int], order: str = "C") -> Any:
    """The same numbers in another shape: (2, 3) -> (3, 2).

    x: numbers of any shape. shape: the new sizes; one of them may be -1, which follows from the rest. order="C": which axis
    is counted through fastest, the last ("C") or the first ("F"). Raises ValueError if the sizes do not hold as many numbers.

    >>> reshape(np.array([1.0, 2.0, 3.0, 4.0]), (2, -1))
    array([[1., 2.],
           [3., 4.]])
    """
    if isinstance(order, str) and order == "C":
        return _shape.reshape(x, shape=shape)
    if isinstance(order, str) and order == "F":
        return transpose(_shape.reshape(transpose(x), shape=tuple(np.atleast_1d(shape).tolist())[::-1]))
    raise NoRule(f"reshape: order must be 'C' or 'F', got {order!r}: a Tensor's place in memory has no meaning")


@differentiates(np.ravel)
@of_one
@name_owner
def ravel(x: Any, order: str = "C") -> Any:
    """The same numbers along one axis: (2, 3) -> (6,).

    x: numbers of any shape. order="C": which axis is counted through fastest, the last ("C") or the first ("F").

    >>> ravel(np.array([[1.0, 2.0], [3.0, 4.0]]), order="F")
    array([1., 3., 2., 4.])
    """
    return reshape(x, (-1,), order)


@differentiates(np.transpose)
@of_one
def transpose(x: Any, axes: Sequence[int] | None = None) -> Any:
    """The axes in another order: (2, 3) -> (3, 2).

    x: numbers of any shape. axes=None: the axes of x in their new order; None reverses them. Raises ValueError if `axes`
    does not name each axis once.

    >>> transpose(np.zeros((2, 3, 4)), (2, 0, 1)).shape
    (4, 2, 3)
    """
    return _shape.transpose(x, **leave_out_defaults(axes=axes))


@differentiates(np.swapaxes)
@of_one
@name_owner
def swapaxes(x: Any, axis1: int, axis2: int) -> Any:
    """Two axes exchanged: (2, 3, 4) -> (4, 3, 2) for the axes 0 and 2.

    x: numbers of any shape. axis1, axis2: the two axes. Raises IndexError for an axis that x does not have.

    >>> swapaxes(np.zeros((2, 3, 4)), 0, 2).shape
    (4, 3, 2)
    """
    axes = list(range(np.ndim(x)))
    first, second = place("swapaxes", x, axis1), place("swapaxes", x, axis2)
    axes[first], axes[second] = second, first
    return _shape.transpose(x, axes=tuple(axes))


@of_one
def matrix_transpose(x: Any) -> Any:
    """The last two axes exchanged: (..., m, n) -> (..., n, m).

    x: a matrix, or a stack of them. Raises ValueError if x has fewer than two axes.

    >>> matrix_transpose(np.zeros((5, 2, 3))).shape
    (5, 3, 2)
    """
    if np.ndim(x) < 2:
        raise ValueError(f"matrix_transpose needs a matrix, or a stack of them, got shape {np.shape(x)}")
    return swapaxes(x, -1, -2)


@differentiates(np.moveaxis)
@of_one
@name_owner
def moveaxis(x: Any, source: Any, destination: Any) -> Any:
    """Axes moved to other places, the rest in their order: (2, 3, 4) -> (3, 4, 2) for 0 to -1.

    x: numbers of any shape. source, destination: one axis, or as many axes as new places. Raises ValueError if their
    numbers differ, IndexError for an axis that x does not have.

    >>> moveaxis(np.zeros((2, 3, 4)), 0, -1).shape
    (3, 4, 2)
    """
    return _shape.moveaxis(x, source=source, destination=destination)


@differentiates(np.expand_dims)
@of_one
def expand_dims(x: Any, axis: Any) -> Any:
    """New axes of size 1: (2, 3) -> (2, 1, 3) for axis 1.

    x: numbers of any shape. axis: where the new axis, or each of a tuple of them, stands in the result. Raises IndexError
    for a place that the result does not have.

    >>> expand_dims(np.zeros((2, 3)), 1).shape
    (2, 1, 3)
    """
    return _shape.expand_dims(x, axis=axis)


@differentiates(np.squeeze)
@of_one
def squeeze(x: Any, axis: Axis = None) -> Any:
    """Axes of size 1 removed: (2, 1, 3) -> (2, 3).

    x: numbers of any shape. axis=None: the axis or the tuple of axes to remove, None for all of size 1. Raises ValueError
    for an axis of another size.

    >>> squeeze(np.zeros((1, 2, 1))).shape
    (2,)
    """
    return _shape.squeeze(x, **leave_out_defaults(axis=axis))


@differentiates(np.flip)
@of_one
def flip(x: Any, axis: Axis = None) -> Any:
    """The order of the elements reversed along axes.

    x: numbers of any shape, which the result has too. axis=None: the axis or the tuple of axes, None for all. Raises
    IndexError for an axis that x does not have.

    >>> flip(np.array([1.0, 2.0, 3.0]))
    array([3., 2., 1.])
    """
    return _shape.flip(x, **leave_out_defaults(axis=axis))


@differentiates(np.broadcast_to)
@of_one
def broadcast_to(x: Any, shape: Any) -> Any:
    """x repeated, without copying, to fill a shape: (3,) -> (2, 3).

    x: numbers of any shape. shape: the sizes to fill; x's own must equal the last of them, or be 1. Raises ValueError if
    they do not.

    >>> broadcast_to(np.array([1.0, 2.0]), (2, 2))
    array([[1., 2.],
           [1., 2.]])
    """
    return _shape.broadcast_to(x, shape=shape)


@differentiates(np.copy)
@of_one
def copy(x: Any) -> Any:
    """The same numbers, in memory of their own.

    x: numbers of any shape, which the result has too.

    >>> copy(np.array([1.0, 2.0]))
    array([1., 2.])
    """
    return _alias(x)


@differentiates(np.full_like)
def full_like(a: Any, fill_value: Any, dtype: Any = None, shape: Any = None) -> Any:
    """One value spread over an array's shape.

    a: the array or Tensor that gives the shape. fill_value: the value, which may be a Tensor. dtype=None: the result's
    number type, None for a's. shape=None: another shape.

    >>> full_like(np.zeros(2), 3.0)
    array([3., 3.])
    """
    dtype = np.dtype(a.dtype if dtype is None else dtype)
    shape = np.shape(a) if shape is None else shape
    if not isinstance(fill_value, Node):
        return np.full(shape, fill_value, dtype)
    if dtype.kind != "f":
        return np.full(shape, fill_value._value, dtype)
    filled = broadcast_to(fill_value, shape)
    return filled if getattr(filled._value, "dtype", float) == dtype else _shape.astype(filled, dtype=dtype)


def in_type_of(like: Any, x: Any) -> Any:
    """x in the floating-point type of an array `like`; as it is beside a number, and beside whole numbers."""
    dtype = getattr(like, "dtype", None)
    if not np.ndim(like) or dtype is None or dtype.kind != "f" or not np.ndim(x) or getattr(x, "dtype", None) == dtype:
        return x
    return _shape.astype(x, dtype=dtype)


differentiates_new(np, matrix_transpose=matrix_transpose, astype=lambda x, dtype, /: _shape.astype(x, dtype=dtype))  # NumPy 2
