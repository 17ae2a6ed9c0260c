"""NumPy's functions that move numbers without changing them: shapes, order, joining, cutting, picking."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from autograd.modes import MODE
from autograd.naming import differentiates, given, place
from autograd.node import Node
from autograd.ops import index as _index
from autograd.ops import shape as _shape

Axis = Any  # None, an int or a tuple of ints


@differentiates(np.reshape)
def reshape(x: Any, shape: int | Sequence[int]) -> Any:
    """The same numbers in another shape."""
    return _shape.reshape(x, shape=shape)


@differentiates(np.ravel)
def ravel(x: Any) -> Any:
    """The same numbers in one row."""
    return _shape.reshape(x, shape=(-1,))


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
    """A border of a constant around x."""
    if mode != "constant":
        raise ValueError(f"pad: mode={mode!r} has no derivative rule; build the border with indexing and concatenate")
    width = np.broadcast_to(pad_width, (np.ndim(x), 2))
    return _shape.pad(x, width=tuple((int(a), int(b)) for a, b in width), value=constant_values)


@differentiates(np.concatenate)
def concatenate(arrays: Sequence[Any], axis: int | None = 0) -> Any:
    """Arrays joined along an axis (None: flattened first)."""
    if axis is None:
        arrays, axis = [ravel(x) for x in arrays], 0
    return _shape.concatenate(*arrays, axis=axis)


@differentiates(np.stack)
def stack(arrays: Sequence[Any], axis: int = 0) -> Any:
    """Arrays of one shape joined along a new axis."""
    return _shape.stack(*arrays, axis=axis)


@differentiates(np.split, np.array_split)
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
    return np.array(key) if isinstance(key, (list, np.ndarray)) else key
