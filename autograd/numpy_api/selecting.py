"""Elements chosen by their places or by a condition: along an axis, by a mask, all but some."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.numpy_api.moving import rearrange, rearrange_all
from autograd.numpy_api.picking import getitem
from autograd.numpy_api.register import differentiates
from autograd.numpy_api.shaping import ravel
from autograd.numpy_api.signatures import of_one, of_two


@differentiates(np.partition)
@of_one
def partition(x: Any, kth: Any, axis: int | None = -1, kind: str = "introselect", order: Any = None) -> Any:
    """The element that would be k-th in order in its place, smaller ones before it, larger ones behind it.

    x: numbers of any shape. kth: k, or several. axis=-1: the axis; None flattens x first. kind="introselect", order=None:
    accepted as NumPy's, and without effect.

    >>> float(partition(np.array([3.0, 1.0, 2.0]), 0)[0])
    1.0
    """
    if axis is None:
        x, axis = ravel(x), 0
    return take_along_axis(x, np.argpartition(x, kth, axis), axis)


@differentiates(np.take_along_axis)
@of_two
def take_along_axis(x: Any, indices: Any, axis: int | None = -1) -> Any:
    """For each line along an axis the elements of its own numbers, as `argsort` gives them.

    x: numbers of any shape. indices: whole numbers, of x's shape but along the axis. axis=-1: the axis; None flattens x first.

    >>> x = np.array([[3.0, 1.0, 2.0]])
    >>> take_along_axis(x, np.argsort(x), axis=-1)
    array([[1., 2., 3.]])
    """
    return rearrange(x, lambda numbers: np.take_along_axis(numbers, np.asarray(indices), axis))


def put_along_axis(x: Any, indices: Any, values: Any, axis: int | None) -> Any:
    """A copy of x in which each line along an axis has new values at its own numbers. NumPy's function of this name writes
    into x; this one is a function, and differentiates by x and by the values.

    x: numbers of any shape. indices: whole numbers, of x's shape but along the axis. values: what to put there. axis: the axis;
    None flattens x first, and the result has one axis.

    >>> put_along_axis(np.array([[1.0, 2.0, 3.0]]), np.array([[0]]), 9.0, axis=1)
    array([[9., 2., 3.]])
    """

    def move(numbers: np.ndarray, put: np.ndarray) -> np.ndarray:
        numbers = numbers.ravel() if axis is None else numbers
        np.put_along_axis(numbers, np.asarray(indices), put, axis)
        return numbers

    return rearrange_all([x, values], move, like=x)


@differentiates(np.compress)
def compress(condition: Any, x: Any, axis: int | None = None) -> Any:
    """The elements, or the rows along an axis, where a condition holds.

    condition: one truth for each row; rows beyond its end are left out. x: numbers of any shape. axis=None: the axis; None
    flattens x first.

    >>> compress([True, False, True], np.array([1.0, 2.0, 3.0]))
    array([1., 3.])
    """
    return rearrange(x, lambda numbers: np.compress(np.asarray(condition), numbers, axis))


@differentiates(np.extract)
def extract(condition: Any, x: Any) -> Any:
    """The elements where a condition holds, along one axis.

    condition: truths in x's shape. x: numbers of any shape.

    >>> x = np.array([[1.0, -2.0], [-3.0, 4.0]])
    >>> extract(x > 0, x)
    array([1., 4.])
    """
    return rearrange(x, lambda numbers: np.extract(np.asarray(condition), numbers))


@differentiates(np.trim_zeros)
@of_one
def trim_zeros(x: Any, trim: str = "fb", axis: Any = None) -> Any:
    """The elements without the zeros at the ends: (5,) -> (2,).

    x: numbers along one axis. trim="fb": "f" for the front, "b" for the back, or both. axis=None: only None is known here.

    >>> trim_zeros(np.array([0.0, 1.0, 2.0, 0.0]))
    array([1., 2.])
    """
    kept = np.flatnonzero(np.not_equal(x, 0))
    first = kept[0] if "f" in trim.lower() and kept.size else 0
    last = kept[-1] + 1 if "b" in trim.lower() and kept.size else np.size(x) if kept.size else 0
    return getitem(x, slice(first, last))


@differentiates(np.delete)
@of_one
def delete(x: Any, obj: Any, axis: int | None = None) -> Any:
    """All elements, or all rows along an axis, but those named.

    x: numbers of any shape. obj: the places to leave out: a number, a list, a slice or a mask. axis=None: the axis; None
    flattens x first.

    >>> delete(np.array([1.0, 2.0, 3.0]), 1)
    array([1., 3.])
    """
    return rearrange(x, lambda numbers: np.delete(numbers, obj, axis))
