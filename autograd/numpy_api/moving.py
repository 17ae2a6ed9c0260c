"""Elements moved to other places: turned, rolled, cut out, repeated over and over, seen through a window.

A function that only moves elements is an index: NumPy's own function moves the numbers 0, 1, 2, ... of the elements, and these
say where each one goes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd.numpy_api.joining import concatenate
from autograd.numpy_api.picking import getitem, plain_key
from autograd.numpy_api.register import differentiates, differentiates_new, place
from autograd.numpy_api.shaping import in_type_of, moveaxis, ravel
from autograd.numpy_api.signatures import of_one
from autograd.ops import index as _index


def rearrange(x: Any, move: Callable[[np.ndarray], Any]) -> Any:
    """The elements of x where `move` puts their numbers: x: any shape -> the shape that `move` gives."""
    numbers = np.arange(np.size(x)).reshape(np.shape(x))
    return getitem(ravel(x), move(numbers))


def rearrange_all(arrays: Sequence[Any], move: Callable[..., Any], like: Any = None) -> Any:
    """The elements of several arrays where `move`, called with an array of numbers for each of them, puts their numbers.

    like=None: an array whose floating-point type all of them take on.
    """
    ends = np.cumsum([np.size(x) for x in arrays])
    numbers = [np.arange(end - np.size(x), end).reshape(np.shape(x)) for x, end in zip(arrays, ends)]
    return getitem(concatenate([in_type_of(like, ravel(x)) for x in arrays]), move(*numbers))


@differentiates(np.roll)
@of_one
def roll(x: Any, shift: Any, axis: Any = None) -> Any:
    """The elements moved along an axis; those that leave at one end enter at the other.

    x: numbers of any shape, which the result has too. shift: by how many places, one number or one for each axis. axis=None:
    the axis or the tuple of axes; None flattens x, rolls, and restores its shape.

    >>> roll(np.array([1.0, 2.0, 3.0]), 1)
    array([3., 1., 2.])
    """
    return rearrange(x, lambda numbers: np.roll(numbers, shift, axis))


@differentiates(np.rollaxis)
@of_one
def rollaxis(x: Any, axis: int, start: int = 0) -> Any:
    """One axis moved back until it lies before another: (2, 3, 4) -> (4, 2, 3) for axis 2.

    x: numbers of any shape. axis: the axis to move. start=0: the axis before which it is put.

    >>> rollaxis(np.zeros((2, 3, 4)), 2).shape
    (4, 2, 3)
    """
    axis = place("rollaxis", x, axis)
    start = start + np.ndim(x) if start < 0 else start
    return moveaxis(x, axis, start - 1 if axis < start else start)


@differentiates(np.rot90)
@of_one
def rot90(x: Any, k: int = 1, axes: tuple[int, int] = (0, 1)) -> Any:
    """A matrix turned by quarters of a circle, from the first axis towards the second.

    x: a matrix, or more axes. k=1: how many quarters. axes=(0, 1): the two axes of the plane.

    >>> rot90(np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([[2., 4.],
           [1., 3.]])
    """
    return rearrange(x, lambda numbers: np.rot90(numbers, k, axes))


@differentiates(np.fliplr)
@of_one
def fliplr(x: Any) -> Any:
    """The second axis reversed.

    x: a matrix, or more axes.

    >>> fliplr(np.array([[1.0, 2.0]]))
    array([[2., 1.]])
    """
    return rearrange(x, np.fliplr)


@differentiates(np.flipud)
@of_one
def flipud(x: Any) -> Any:
    """The first axis reversed.

    x: one axis or more.

    >>> flipud(np.array([1.0, 2.0]))
    array([2., 1.])
    """
    return rearrange(x, np.flipud)


@differentiates(np.resize)
@of_one
def resize(x: Any, new_shape: int | tuple[int, ...]) -> Any:
    """The elements over and over, until they fill a shape.

    x: numbers of any shape. new_shape: the result's shape.

    >>> resize(np.array([1.0, 2.0]), 5)
    array([1., 2., 1., 2., 1.])
    """
    return rearrange(x, lambda numbers: np.resize(numbers, new_shape))


@differentiates(np.lib.stride_tricks.sliding_window_view)
@of_one
def sliding_window_view(x: Any, window_shape: Any, axis: Any = None, subok: bool = False, writeable: bool = False) -> Any:
    """Every window of a size: (5,) -> (3, 3) for windows of 3 elements; each element's gradients from all windows add up.

    x: numbers of any shape. window_shape: the size of the window along each axis. axis=None: the axes to slide along, None for
    all. subok=False, writeable=False: accepted as NumPy's, and without effect: the result is a new Tensor.

    >>> sliding_window_view(np.array([1.0, 2.0, 3.0]), 2)
    array([[1., 2.],
           [2., 3.]])
    """
    return rearrange(x, lambda numbers: np.lib.stride_tricks.sliding_window_view(numbers, window_shape, axis))


def index_update(x: Any, key: Any, value: Any) -> Any:
    """A copy of x with x[key] = value; it differentiates by both, and what was replaced gets no gradient.

    x: numbers of any shape, which the result has too. key: whatever NumPy takes in x[key]. value: numbers that broadcast to the
    shape of x[key]; of a place met twice the last one stays.

    >>> index_update(np.array([1.0, 2.0, 3.0]), slice(1, None), 0.0)
    array([1., 0., 0.])
    """
    return _index.index_update(x, value, key=plain_key(key))


@of_one
def unstack(x: Any, *, axis: int = 0) -> Any:
    """The list of the slices along an axis: (3, 2) -> three of (2,).

    x: one axis or more. axis=0: the axis.

    >>> [row.tolist() for row in unstack(np.array([[1.0, 2.0], [3.0, 4.0]]))]
    [[1.0, 2.0], [3.0, 4.0]]
    """
    x = moveaxis(x, axis, 0)
    return tuple(getitem(x, i) for i in range(np.shape(x)[0]))


differentiates_new(np, unstack=unstack)  # since NumPy 2.1
