"""Some elements of an array: by index, by number, in order, along a diagonal."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.kernel.modes import MODE
from autograd.kernel.node import Node
from autograd.kernel.values import copy_in
from autograd.numpy_api.register import differentiates, place
from autograd.numpy_api.shaping import moveaxis, ravel
from autograd.numpy_api.signatures import of_one
from autograd.ops import index as _index


@of_one
def getitem(x: Any, key: Any) -> Any:
    """x[key], as NumPy indexes: (4, 3) -> (3,) for a whole number.

    x: numbers of any shape. key: whole numbers, slices, None, ..., masks and arrays of whole numbers; a Tensor as key chooses
    rows by whole numbers. Raises IndexError for an element that x does not have, or a key of fractions.

    >>> getitem(np.array([1.0, 2.0, 3.0]), slice(1, None))
    array([2., 3.])
    """
    if isinstance(key, Node) and key.requires_grad and MODE.get().compiling is not None:
        if np.ndim(key._value) and key._value.dtype.kind != "b":
            return _index.take(x, key)
    return _index.index(x, key=plain_key(key))


def plain_key(key: Any) -> Any:
    """A key without Tensors or lists, safe to keep: index arrays are copied."""
    if isinstance(key, tuple):
        return tuple(plain_key(part) for part in key)
    if isinstance(key, Node):
        recording = MODE.get().compiling
        if recording is not None and key.requires_grad:
            recording.refuse("t[key] with a Tensor as key", "a plain index, or a sum of products with 0 and 1")
        key = _index.whole(key._value) if np.ndim(key._value) and not key.requires_grad else key._value
    if isinstance(key, float):
        raise IndexError(f"an index must be an integer, got {key!r}: use int(...)")
    if isinstance(key, list):
        found = np.array(key)
        return found if found.size else found.astype(np.intp)  # [] chooses nothing
    return copy_in(key) if hasattr(key, "__array__") and not isinstance(key, np.generic) else key


@differentiates(np.take)
@of_one
def take(x: Any, indices: Any, axis: int | None = None) -> Any:
    """The elements with these numbers, or the rows along an axis.

    x: numbers of any shape. indices: whole numbers of any shape. axis=None: the axis; None flattens x first. The result has
    the shape of `indices` in the place of the axis. Raises IndexError for a number or an axis that x does not have.

    >>> take(np.array([[1.0, 2.0], [3.0, 4.0]]), [1, 0], axis=1)
    array([[2., 1.],
           [4., 3.]])
    """
    if axis is None:
        return getitem(ravel(x), indices)
    return getitem(x, (*[slice(None)] * place("take", x, axis), indices))


@differentiates(np.sort)
@of_one
def sort(x: Any, axis: int | None = -1, kind: Any = None, *, stable: Any = None) -> Any:
    """The elements in rising order along an axis; each keeps its own gradient, and equal ones their order.

    x: numbers of any shape, which the result has too. axis=-1: the axis; None flattens x first. kind=None, stable=None:
    accepted as NumPy's, and without effect, since every sort here keeps equal elements in order. Raises IndexError for an
    axis that x does not have.

    >>> sort(np.array([3.0, 1.0, 2.0]))
    array([1., 2., 3.])
    """
    if axis is None:
        x, axis = ravel(x), 0
    axis = place("sort", x, axis)
    order = list(np.ix_(*map(range, np.shape(x))))
    order[axis] = find_order(x, axis)
    return getitem(x, tuple(order) if len(order) > 1 else order[0])


def find_order(x: Any, axis: int) -> Any:
    """The numbers of the elements in rising order, equal ones in theirs: which NumPy's quick way keeps if none are equal."""
    if MODE.get().compiling is None:
        value = np.asarray(getattr(x, "_value", x))
        order = np.argsort(value, axis=axis)
        found = np.moveaxis(np.take_along_axis(value, order, axis), axis, 0)
        if (found[:-1] < found[1:]).all():
            return order
    return np.argsort(x, axis=axis, kind="stable")


@differentiates(np.diagonal)
@of_one
def diagonal(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The elements x[i, i + offset] of two axes, as a last axis in their place: (n, n) -> (n,).

    x: a matrix, or more axes. offset=0: which diagonal, above (positive) or below (negative) the main one. axis1=0, axis2=1:
    the two axes. Raises ValueError if x has fewer than two axes.

    >>> diagonal(np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([1., 4.])
    """
    if np.ndim(x) < 2:
        raise ValueError(f"diagonal needs two axes or more, got shape {np.shape(x)}")
    x = moveaxis(x, (axis1, axis2), (-2, -1))
    rows, columns = np.shape(x)[-2:]
    along = np.arange(max(0, min(rows + min(offset, 0), columns - max(offset, 0))))
    return getitem(x, (..., along - min(offset, 0), along + max(offset, 0)))
