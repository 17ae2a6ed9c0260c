"""Arrays joined and cut, repeated and given a border."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from autograd.kernel.node import Node
from autograd.numpy_api.picking import getitem
from autograd.numpy_api.register import NoRule, differentiates, place
from autograd.numpy_api.shaping import ravel
from autograd.numpy_api.signatures import Plain, T, of_one
from autograd.ops import shape as _shape
from autograd.ops import where as _where
from autograd.text.owners import name_owner, shorten

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@overload
def concatenate(arrays: Sequence[T], axis: int | None = 0) -> T: ...
@overload
def concatenate(arrays: Sequence[ArrayLike], axis: int | None = 0) -> Plain: ...
@overload
def concatenate(arrays: Sequence[Any], axis: int | None = 0) -> Any: ...
@differentiates(np.concatenate)
@name_owner
def concatenate(arrays: Sequence[Any], axis: int | None = 0) -> Any:
    """Arrays joined along an axis that they have: (2, 3), (1, 3) -> (3, 3).

    arrays: Tensors or arrays whose other sizes are equal. axis=0: the axis; None flattens them first. Raises ValueError if
    the other sizes differ.

    >>> concatenate([np.array([1.0, 2.0]), np.array([3.0])])
    array([1., 2., 3.])
    """
    try:
        if axis is None:
            arrays, axis = [ravel(x) for x in arrays], 0
        return _shape.concatenate(*arrays, axis=axis)
    except TypeError as error:
        if np.iterable(arrays):
            raise
        raise TypeError(f"concatenate: arrays must be a list or tuple of arrays, got {shorten(arrays)}") from error


@overload
def stack(arrays: Sequence[T], axis: int = 0) -> T: ...
@overload
def stack(arrays: Sequence[ArrayLike], axis: int = 0) -> Plain: ...
@overload
def stack(arrays: Sequence[Any], axis: int = 0) -> Any: ...
@differentiates(np.stack)
@name_owner
def stack(arrays: Sequence[Any], axis: int = 0) -> Any:
    """Arrays of one shape joined along a new axis: (3,), (3,) -> (2, 3).

    arrays: Tensors, arrays or numbers; lists of lists of them become a matrix, and so on. axis=0: where the new axis stands
    in the result. Raises ValueError if the shapes differ.

    >>> stack([[1.0, 2.0], [3.0, 4.0]]).shape
    (2, 2)
    """
    arrays = [stack(x) if isinstance(x, (list, tuple)) and x else x for x in arrays]
    return _shape.stack(*arrays, axis=axis)


@overload
def split(x: T, indices_or_sections: int | Sequence[int], axis: int = 0) -> list[T]: ...
@overload
def split(x: ArrayLike, indices_or_sections: int | Sequence[int], axis: int = 0) -> list[Any]: ...
@differentiates(np.split)
@name_owner
def split(x: Any, indices_or_sections: int | Sequence[int], axis: int = 0) -> list[Any]:
    """x cut into pieces along an axis: (6,) -> a list of three (2,).

    x: numbers of any shape. indices_or_sections: the number of equal pieces, or the list of the places to cut at. axis=0: the
    axis. Raises ValueError if the axis does not divide into so many pieces, IndexError for an axis that x does not have.

    >>> split(np.array([1.0, 2.0, 3.0, 4.0]), 2)
    [array([1., 2.]), array([3., 4.])]
    """
    axis = place("split", x, axis)
    n = np.shape(x)[axis]
    if isinstance(indices_or_sections, (int, np.integer)):
        if indices_or_sections < 1:
            raise ValueError(f"split: the number of pieces is 1 or more, got {indices_or_sections}")
        if n % indices_or_sections:
            raise ValueError(f"split: {n} rows do not divide into {indices_or_sections} equal pieces")
        step = n // indices_or_sections
        cuts = [step * i for i in range(indices_or_sections + 1)]
    else:
        cuts = [0, *indices_or_sections, n]
    before = (slice(None),) * axis
    return [getitem(x, (*before, slice(a, b))) for a, b in pairwise(cuts)]


@overload
def array_split(x: T, indices_or_sections: int | Sequence[int], axis: int = 0) -> list[T]: ...
@overload
def array_split(x: ArrayLike, indices_or_sections: int | Sequence[int], axis: int = 0) -> list[Any]: ...
@differentiates(np.array_split)
@name_owner
def array_split(x: Any, indices_or_sections: int | Sequence[int], axis: int = 0) -> list[Any]:
    """x cut into pieces along an axis as `split` does, but the pieces need not be equal: the first ones are longer by one.

    x: numbers of any shape. indices_or_sections: the number of pieces, or the list of the places to cut at. axis=0: the
    axis. Raises ValueError for fewer than one piece, IndexError for an axis that x does not have.

    >>> array_split(np.array([1.0, 2.0, 3.0]), 2)
    [array([1., 2.]), array([3.])]
    """
    if not isinstance(indices_or_sections, (int, np.integer)):
        return split(x, indices_or_sections, axis)
    pieces = int(indices_or_sections)
    if pieces < 1:
        raise ValueError(f"array_split: there must be at least one piece, got {pieces}")
    size, longer = divmod(np.shape(x)[place("array_split", x, axis)], pieces)
    return split(x, [i * size + min(i, longer) for i in range(1, pieces)], axis)


@differentiates(np.tile)
@of_one
@name_owner
def tile(x: Any, reps: int | Sequence[int]) -> Any:
    """x laid side by side: (2,) -> (6,) for 3 times, (2, 4) for (2, 2) times.

    x: numbers of any shape. reps: how many times along each axis; one number means the last axis.

    >>> tile(np.array([1.0, 2.0]), 2)
    array([1., 2., 1., 2.])
    """
    return _shape.tile(x, reps=tuple(np.atleast_1d(reps).tolist()))


@differentiates(np.repeat)
@of_one
@name_owner
def repeat(x: Any, repeats: Any, axis: int | None = None) -> Any:
    """Each element several times in a row: (2,) -> (6,) for 3 times.

    x: numbers of any shape. repeats: how many times, one count for all or one for each element along the axis. axis=None:
    the axis; None flattens x first. Raises IndexError for an axis that x does not have, ValueError for as many counts as
    there are no elements.

    >>> repeat(np.array([1.0, 2.0]), [1, 2])
    array([1., 2., 2.])
    """
    if axis is None:
        x, axis = ravel(x), 0
    if isinstance(repeats, (int, np.integer)):
        return _shape.repeat(x, repeats=int(repeats), axis=axis)
    axis = place("repeat", x, axis)
    picked = np.repeat(np.arange(np.shape(x)[axis]), repeats)
    return getitem(x, (*[slice(None)] * axis, picked))


@differentiates(np.pad)
@of_one
@name_owner
def pad(x: Any, pad_width: Any, mode: str = "constant", constant_values: float = 0.0) -> Any:
    """A border of a constant around x: (3,) -> (6,) for widths (1, 2).

    x: numbers of any shape. pad_width: the border's width; one for all, or (before, after) for all axes or for each, or a
    dict from axes to widths. mode="constant": only a constant has a rule. constant_values=0.0: the constant, which may be a
    Tensor of one number. Raises ValueError for another mode or more than one constant.

    >>> pad(np.array([1.0, 2.0]), (1, 2))
    array([0., 1., 2., 0., 0.])
    """
    if mode != "constant":
        raise NoRule(f"pad: mode={mode!r} has no derivative rule; build the border with indexing and concatenate")
    if isinstance(pad_width, dict):
        widths = {place("pad", x, axis): width for axis, width in pad_width.items()}
        pad_width = [np.broadcast_to(widths.get(axis, 0), 2) for axis in range(np.ndim(x))]
    width = tuple((int(a), int(b)) for a, b in np.broadcast_to(pad_width, (np.ndim(x), 2)))
    if not isinstance(constant_values, Node):
        return _shape.pad(x, width=width, value=constant_values)
    if np.ndim(constant_values):
        raise ValueError(f"pad: a Tensor as constant_values must be a single number, got shape {np.shape(constant_values)}")
    return _where(np.pad(np.ones(np.shape(x), bool), width), _shape.pad(x, width=width), constant_values)
