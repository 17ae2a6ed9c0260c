"""Arrays laid beside each other and cut apart, and axes of size 1 put around them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.numpy_api.joining import array_split, concatenate
from autograd.numpy_api.moving import rearrange_all
from autograd.numpy_api.picking import getitem
from autograd.numpy_api.register import differentiates
from autograd.numpy_api.shaping import broadcast_to, ravel, reshape
from autograd.numpy_api.signatures import of_one, of_several


def _at_least(x: Any, shape_of: Any) -> Any:
    """x in the shape that NumPy's function gives an array of x's shape."""
    return reshape(x, shape_of(np.empty(np.shape(x), np.int8)).shape)


def _each(function: Any, arrays: tuple[Any, ...]) -> Any:
    found = tuple(_at_least(x, function) for x in arrays)
    return found[0] if len(found) == 1 else found


@differentiates(np.atleast_1d)
def atleast_1d(*arrays: Any) -> Any:
    """Numbers as arrays of one axis, arrays as they are; a tuple for several.

    arrays: numbers of any shape.

    >>> atleast_1d(3.0)
    array([3.])
    """
    return _each(np.atleast_1d, arrays)


@differentiates(np.atleast_2d)
def atleast_2d(*arrays: Any) -> Any:
    """Numbers and vectors as matrices of one row, other arrays as they are; a tuple for several.

    arrays: numbers of any shape.

    >>> atleast_2d(np.array([1.0, 2.0]))
    array([[1., 2.]])
    """
    return _each(np.atleast_2d, arrays)


@differentiates(np.atleast_3d)
def atleast_3d(*arrays: Any) -> Any:
    """Arrays with axes of size 1 until they have three; a tuple for several.

    arrays: numbers of any shape.

    >>> atleast_3d(np.array([1.0, 2.0])).shape
    (1, 2, 1)
    """
    return _each(np.atleast_3d, arrays)


@differentiates(np.vstack, getattr(np, "row_stack", np.vstack))
@of_several
def vstack(arrays: Any, *, dtype: Any = None, casting: str = "same_kind") -> Any:
    """Arrays below each other: vectors become rows: (3,), (3,) -> (2, 3).

    arrays: Tensors or arrays. dtype=None, casting="same_kind": only these are known here.

    >>> vstack([np.array([1.0, 2.0]), np.array([3.0, 4.0])])
    array([[1., 2.],
           [3., 4.]])
    """
    return concatenate([atleast_2d(x) for x in arrays], 0)


@differentiates(np.hstack)
@of_several
def hstack(arrays: Any, *, dtype: Any = None, casting: str = "same_kind") -> Any:
    """Arrays beside each other, along the second axis, or the only one: (2,), (1,) -> (3,).

    arrays: Tensors, arrays or numbers. dtype=None, casting="same_kind": only these are known here.

    >>> hstack([1.0, np.array([2.0, 3.0])])
    array([1., 2., 3.])
    """
    arrays = [atleast_1d(x) for x in arrays]
    return concatenate(arrays, 0 if np.ndim(arrays[0]) == 1 else 1)


@differentiates(np.dstack)
@of_several
def dstack(arrays: Any) -> Any:
    """Arrays behind each other, along a third axis: (2, 3), (2, 3) -> (2, 3, 2).

    arrays: Tensors or arrays.

    >>> dstack([np.array([1.0, 2.0]), np.array([3.0, 4.0])]).shape
    (1, 2, 2)
    """
    return concatenate([atleast_3d(x) for x in arrays], 2)


@differentiates(np.column_stack)
@of_several
def column_stack(arrays: Any) -> Any:
    """Vectors as the columns of a matrix; matrices beside each other: (3,), (3,) -> (3, 2).

    arrays: Tensors or arrays.

    >>> column_stack([np.array([1.0, 2.0]), np.array([3.0, 4.0])])
    array([[1., 3.],
           [2., 4.]])
    """
    return concatenate([reshape(x, (-1, 1)) if np.ndim(x) < 2 else x for x in arrays], 1)


@differentiates(np.append)
def append(arr: Any, values: Any, axis: int | None = None) -> Any:
    """An array with others behind it.

    arr: numbers of any shape. values: what follows. axis=None: the axis to join along; None flattens both first.

    >>> append(np.array([1.0, 2.0]), 3.0)
    array([1., 2., 3.])
    """
    return concatenate([arr, values], axis)


@differentiates(np.insert)
def insert(arr: Any, obj: Any, values: Any, axis: int | None = None) -> Any:
    """An array with new elements, or rows along an axis, before places.

    arr: numbers of any shape. obj: the places before which they come: a number, a list, a slice. values: what to insert.
    axis=None: the axis; None flattens arr first.

    >>> insert(np.array([1.0, 3.0]), 1, 2.0)
    array([1., 2., 3.])
    """
    return rearrange_all([arr, values], lambda numbers, new: np.insert(numbers, obj, new, axis), like=arr)


@differentiates(np.block)
def block(arrays: Any) -> Any:
    """One array of nested lists of blocks, which lie as the lists do.

    arrays: a list of blocks side by side, or a list of such lists, and so on.

    >>> block([[np.eye(2), np.zeros((2, 1))]])
    array([[1., 0., 0.],
           [0., 1., 0.]])
    """
    leaves: list[Any] = []

    def number_of(nested: Any) -> Any:
        if isinstance(nested, list):
            return [number_of(part) for part in nested]
        leaves.append(nested)
        return len(leaves) - 1

    order = number_of(arrays)

    def fill(nested: Any, numbers: tuple[np.ndarray, ...]) -> Any:
        return [fill(part, numbers) for part in nested] if isinstance(nested, list) else numbers[nested]

    return rearrange_all(leaves, lambda *numbers: np.block(fill(order, numbers)))


@differentiates(np.broadcast_arrays)
def broadcast_arrays(*arrays: Any, subok: bool = False) -> Any:
    """Each array repeated to the shape that all of them broadcast to.

    arrays: numbers of any shapes that fit. subok=False: accepted as NumPy's, and without effect.

    >>> [x.shape for x in broadcast_arrays(np.zeros((3, 1)), np.zeros(2))]
    [(3, 2), (3, 2)]
    """
    shape = np.broadcast_shapes(*map(np.shape, arrays))
    return tuple(broadcast_to(x, shape) for x in arrays)


@differentiates(np.meshgrid)
def meshgrid(*arrays: Any, copy: bool = True, sparse: bool = False, indexing: str = "xy") -> Any:
    """The coordinates of a grid's points: (n,), (m,) -> two of (m, n).

    arrays: the values along each axis. copy=True: accepted as NumPy's, and without effect. sparse=False: whether each result
    keeps size 1 along the other axes. indexing="xy": whether the first array runs along the columns ("xy") or the rows ("ij").

    >>> x, y = meshgrid(np.array([1.0, 2.0]), np.array([5.0, 6.0, 7.0]))
    >>> x.shape, float(y[2, 0])
    ((3, 2), 7.0)
    """
    sizes = [np.arange(np.size(x)) for x in arrays]
    grids = np.meshgrid(*sizes, sparse=sparse, indexing=indexing)  # type: ignore[call-overload]
    return tuple(getitem(ravel(x), numbers) for x, numbers in zip(arrays, grids))


def _cut(name: str, x: Any, pieces: int | Sequence[int], axis: int, least: int) -> Any:
    """x cut along an axis; ValueError if it has fewer than `least` axes, or does not divide into equal pieces."""
    if np.ndim(x) < least:
        raise ValueError(f"{name} needs {least} axes or more, got shape {np.shape(x)}")
    if isinstance(pieces, int) and pieces and np.shape(x)[axis] % pieces:
        raise ValueError(f"{name}: {np.shape(x)[axis]} rows do not divide into {pieces} equal pieces")
    return array_split(x, pieces, axis)


@differentiates(np.hsplit)
@of_one
def hsplit(x: Any, indices_or_sections: int | Sequence[int]) -> Any:
    """x cut along its second axis, or its only one, into a list of pieces.

    x: one axis or more. indices_or_sections: the number of equal pieces, or the list of the places to cut at.

    >>> len(hsplit(np.zeros((2, 6)), 3))
    3
    """
    return _cut("hsplit", x, indices_or_sections, min(1, np.ndim(x) - 1), least=1)


@differentiates(np.vsplit)
@of_one
def vsplit(x: Any, indices_or_sections: int | Sequence[int]) -> Any:
    """x cut along its first axis into a list of pieces.

    x: two axes or more. indices_or_sections: the number of equal pieces, or the list of the places to cut at.

    >>> len(vsplit(np.zeros((6, 2)), 3))
    3
    """
    return _cut("vsplit", x, indices_or_sections, axis=0, least=2)


@differentiates(np.dsplit)
@of_one
def dsplit(x: Any, indices_or_sections: int | Sequence[int]) -> Any:
    """x cut along its third axis into a list of pieces.

    x: three axes or more. indices_or_sections: the number of equal pieces, or the list of the places to cut at.

    >>> len(dsplit(np.zeros((1, 2, 6)), 3))
    3
    """
    return _cut("dsplit", x, indices_or_sections, axis=2, least=3)
