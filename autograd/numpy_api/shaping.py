"""NumPy's functions that move numbers without changing them: shapes, order, joining, cutting, picking."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from autograd.kernel.modes import MODE
from autograd.kernel.node import Node
from autograd.kernel.values import copy_in
from autograd.numpy_api.register import NoRule, differentiates, given, place
from autograd.ops import alias as _alias
from autograd.ops import index as _index
from autograd.ops import shape as _shape
from autograd.ops import where as _where

Axis = Any  # None, an int or a tuple of ints


@differentiates(np.reshape)
def reshape(x: Any, shape: int | Sequence[int], order: str = "C") -> Any:
    """The same numbers in another shape; order="F" counts through the first axis fastest."""
    if order == "F":
        return transpose(_shape.reshape(transpose(x), shape=tuple(np.atleast_1d(shape).tolist())[::-1]))
    if order != "C":
        raise NoRule(f"reshape: order must be 'C' or 'F', got {order!r}: a Tensor's place in memory has no meaning")
    return _shape.reshape(x, shape=shape)


@differentiates(np.ravel)
def ravel(x: Any, order: str = "C") -> Any:
    """The same numbers in one row; order="F" counts through the first axis fastest."""
    return reshape(x, (-1,), order)


@differentiates(np.transpose)
def transpose(x: Any, axes: Sequence[int] | None = None) -> Any:
    """The axes in another order (None: reversed)."""
    return _shape.transpose(x, **given(axes=axes))


@differentiates(np.swapaxes)
def swapaxes(x: Any, axis1: int, axis2: int) -> Any:
    """Two axes exchanged."""
    axes = list(range(np.ndim(x)))
    first, second = place("swapaxes", x, axis1), place("swapaxes", x, axis2)
    axes[first], axes[second] = second, first
    return _shape.transpose(x, axes=tuple(axes))


@differentiates(np.copy)
def copy(x: Any) -> Any:
    """The same numbers, in memory of their own."""
    return _alias(x)


def matrix_transpose(x: Any) -> Any:
    """The last two axes exchanged: (..., m, n) -> (..., n, m)."""
    if np.ndim(x) < 2:
        raise ValueError(f"matrix_transpose needs a matrix, or a stack of them, got shape {np.shape(x)}")
    return swapaxes(x, -1, -2)


@differentiates(np.moveaxis)
def moveaxis(x: Any, source: Any, destination: Any) -> Any:
    """Axes moved to other places, the rest in their order."""
    return _shape.moveaxis(x, source=source, destination=destination)


@differentiates(np.broadcast_to)
def broadcast_to(x: Any, shape: Any) -> Any:
    """x repeated, without copying, to fill `shape`."""
    return _shape.broadcast_to(x, shape=shape)


@differentiates(np.expand_dims)
def expand_dims(x: Any, axis: Any) -> Any:
    """New axes of size 1."""
    return _shape.expand_dims(x, axis=axis)


@differentiates(np.squeeze)
def squeeze(x: Any, axis: Axis = None) -> Any:
    """Axes of size 1 removed."""
    return _shape.squeeze(x, **given(axis=axis))


@differentiates(np.flip)
def flip(x: Any, axis: Axis = None) -> Any:
    """The order along axes reversed."""
    return _shape.flip(x, **given(axis=axis))


@differentiates(np.tile)
def tile(x: Any, reps: int | Sequence[int]) -> Any:
    """x laid side by side `reps` times along each axis."""
    return _shape.tile(x, reps=tuple(np.atleast_1d(reps).tolist()))


@differentiates(np.repeat)
def repeat(x: Any, repeats: Any, axis: int | None = None) -> Any:
    """Each element `repeats` times in a row; different counts may be given per element."""
    if axis is None:
        x, axis = ravel(x), 0
    if isinstance(repeats, (int, np.integer)):
        return _shape.repeat(x, repeats=int(repeats), axis=axis)
    axis = place("repeat", x, axis)
    picked = np.repeat(np.arange(np.shape(x)[axis]), repeats)
    return getitem(x, (*[slice(None)] * axis, picked))


@differentiates(np.pad)
def pad(x: Any, pad_width: Any, mode: str = "constant", constant_values: float = 0.0) -> Any:
    """A border of a constant around x; `pad_width` may be a dict of some axes' widths, the constant may be a Tensor."""
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


@differentiates(np.full_like)
def full_like(a: Any, fill_value: Any, dtype: Any = None, shape: Any = None) -> Any:
    """`fill_value`, which may be a Tensor, spread over a's shape, in a's dtype."""
    dtype = np.dtype(a.dtype if dtype is None else dtype)
    shape = np.shape(a) if shape is None else shape
    if not isinstance(fill_value, Node):
        return np.full(shape, fill_value, dtype)
    if dtype.kind != "f":
        return np.full(shape, fill_value._value, dtype)
    filled = broadcast_to(fill_value, shape)
    return filled if getattr(filled._value, "dtype", float) == dtype else _shape.astype(filled, dtype=dtype)


@differentiates(np.concatenate)
def concatenate(arrays: Sequence[Any], axis: int | None = 0) -> Any:
    """Arrays joined along an axis (None: flattened first)."""
    if axis is None:
        arrays, axis = [ravel(x) for x in arrays], 0
    return _shape.concatenate(*arrays, axis=axis)


@differentiates(np.stack)
def stack(arrays: Sequence[Any], axis: int = 0) -> Any:
    """Arrays of one shape joined along a new axis; lists of lists of Tensors become a matrix, and so on.

    >>> stack([[1.0, 2.0], [3.0, 4.0]]).shape
    (2, 2)
    """
    arrays = [stack(x) if isinstance(x, (list, tuple)) and x else x for x in arrays]
    return _shape.stack(*arrays, axis=axis)


@differentiates(np.split)
def split(x: Any, indices_or_sections: int | Sequence[int], axis: int = 0) -> list[Any]:
    """x cut into pieces along an axis: so many equal ones, or at these indices."""
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


@differentiates(np.array_split)
def array_split(x: Any, indices_or_sections: int | Sequence[int], axis: int = 0) -> list[Any]:
    """x cut into pieces along an axis, as `split` does; so many pieces need not be equal: the first ones are longer by one."""
    if not isinstance(indices_or_sections, (int, np.integer)):
        return split(x, indices_or_sections, axis)
    pieces = int(indices_or_sections)
    if pieces < 1:
        raise ValueError(f"array_split: there must be at least one piece, got {pieces}")
    size, longer = divmod(np.shape(x)[place("array_split", x, axis)], pieces)
    return split(x, [i * size + min(i, longer) for i in range(1, pieces)], axis)


@differentiates(np.take)
def take(x: Any, indices: Any, axis: int | None = None) -> Any:
    """The elements (axis=None: of the flattened x) or the rows along an axis with these numbers."""
    if axis is None:
        return getitem(ravel(x), indices)
    return getitem(x, (*[slice(None)] * place("take", x, axis), indices))


@differentiates(np.sort)
def sort(x: Any, axis: int | None = -1, kind: Any = None, *, stable: Any = None) -> Any:
    """The elements in rising order along an axis (None: of the flattened x); each keeps its own gradient.

    Equal elements keep their order, as every `kind` allows.
    """
    if axis is None:
        x, axis = ravel(x), 0
    axis = place("sort", x, axis)
    order = list(np.ix_(*map(range, np.shape(x))))
    order[axis] = np.argsort(x, axis=axis, kind="stable")
    return getitem(x, tuple(order))


@differentiates(np.diagonal)
def diagonal(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The elements x[i, i + offset] of two axes, as a last axis in their place."""
    if np.ndim(x) < 2:
        raise ValueError(f"diagonal needs two axes or more, got shape {np.shape(x)}")
    x = moveaxis(x, (axis1, axis2), (-2, -1))
    rows, columns = np.shape(x)[-2:]
    along = np.arange(max(0, min(rows + min(offset, 0), columns - max(offset, 0))))
    return getitem(x, (..., along - min(offset, 0), along + max(offset, 0)))


def getitem(x: Any, key: Any) -> Any:
    """x[key], for integers, slices, None, ..., masks and index arrays; a Tensor as key chooses rows, by whole numbers."""
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
