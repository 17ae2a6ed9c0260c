"""The forms of rows that move numbers without changing them: row name -> what is written for it."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.onnx.batch import Refused
from nn.onnx.elementwise import Form
from nn.onnx.writer import Writer

LAST = np.iinfo(np.int64).max  # as far as an axis goes


def write_shape(w: Writer, step: Any, x: str, **settings: Any) -> str:
    """reshape, expand_dims and squeeze: the same numbers in the shape that came out."""
    return w.reshape(x, step.shape)


def write_transpose(w: Writer, step: Any, x: str, axes: Any = None) -> str:
    rank = len(step.shape)
    order = tuple(range(rank))[::-1] if axes is None else tuple(axis % rank for axis in axes)
    return w.add("Transpose", x, perm=order)


def write_moveaxis(w: Writer, step: Any, x: str, source: Any, destination: Any) -> str:
    order = np.moveaxis(np.empty(tuple(range(1, len(step.shape) + 1))), source, destination).shape
    return w.add("Transpose", x, perm=[n - 1 for n in order])


def write_broadcast(w: Writer, step: Any, x: str, shape: Any) -> str:
    return w.add("Expand", x, w.shape(step.shape))


def write_flip(w: Writer, step: Any, x: str, axis: Any = None) -> str:
    axes = range(len(step.shape)) if axis is None else np.atleast_1d(axis).tolist()
    return cut(w, x, {a: slice(None, None, -1) for a in axes})


def write_repeat(w: Writer, step: Any, x: str, repeats: int, axis: int) -> str:
    size = step.inputs[0][axis]
    if not isinstance(size, int):
        raise Refused("repeating along an axis whose size is open")
    places = np.repeat(np.arange(size), repeats)
    return w.add("Gather", x, w.whole(*places.tolist()), axis=axis)


def write_tile(w: Writer, step: Any, x: str, reps: Any) -> str:
    rank = len(step.shape)
    if len(step.inputs[0]) < rank:
        x = w.reshape(x, (1,) * (rank - len(step.inputs[0])) + step.inputs[0])
    return w.add("Tile", x, w.shape((1,) * (rank - len(reps)) + tuple(reps)))


def write_pad(w: Writer, step: Any, x: str, width: Any, value: float = 0.0) -> str:
    pads = w.whole(*[before for before, _ in width], *[after for _, after in width])
    return w.add("Pad", x, pads, w.constant(value))


def write_concatenate(w: Writer, step: Any, *inputs: str, axis: int = 0) -> str:
    return w.add("Concat", *inputs, axis=axis)


def write_stack(w: Writer, step: Any, *inputs: str, axis: int = 0) -> str:
    return w.add("Concat", *[w.add("Unsqueeze", x, w.whole(axis)) for x in inputs], axis=axis)


def write_astype(w: Writer, step: Any, x: str, dtype: Any) -> str:
    return w.cast(x, dtype)


def write_take(w: Writer, step: Any, x: str, i: str) -> str:
    return w.add("Gather", x, w.cast(i, np.int64), axis=0)


def write_index(w: Writer, step: Any, x: str, key: Any) -> str:
    """Slices and whole numbers as Slice, one array of whole numbers as Gather, where that stands among full slices."""
    parts = list(key) if isinstance(key, tuple) else [key]
    given = sum(part is not None and part is not ... for part in parts)
    missing = [slice(None)] * (len(step.inputs[0]) - given)
    at = next((i for i, part in enumerate(parts) if part is ...), len(parts))
    parts[at : at + 1] = missing
    lists = [i for i, part in enumerate(parts) if step.is_array(part)]
    if lists:
        if len(lists) > 1 or any(part != slice(None) for i, part in enumerate(parts) if i not in lists):
            raise Refused("a key of several arrays, or of an array beside slices")
        return w.add("Gather", x, step.array(parts[lists[0]], np.int64), axis=lists[0])
    cuts = {}
    for axis, part in enumerate([part for part in parts if part is not None]):
        if isinstance(part, (int, np.integer)) and not isinstance(part, bool):
            cuts[axis] = slice(int(part), int(part) + 1 or None, 1)
        elif not isinstance(part, slice):
            raise Refused(f"the key {part!r}")
        elif part != slice(None):
            cuts[axis] = part
    x = cut(w, x, cuts)
    return x if all(isinstance(part, slice) for part in parts) else w.reshape(x, step.shape)


def cut(w: Writer, x: str, slices: dict[int, slice]) -> str:
    """x with some axes cut as by NumPy's slices; x itself if there are none."""
    if not slices:
        return x
    steps = [1 if s.step is None else s.step for s in slices.values()]
    starts = [(0 if n > 0 else LAST) if s.start is None else s.start for s, n in zip(slices.values(), steps)]
    stops = [(LAST if n > 0 else -LAST) if s.stop is None else s.stop for s, n in zip(slices.values(), steps)]
    return w.add("Slice", x, *[w.shape(tuple(part)) for part in (starts, stops, list(slices), steps)])


MOVING: dict[str, Form] = {
    "astype": write_astype,
    "broadcast_to": write_broadcast,
    "concatenate": write_concatenate,
    "expand_dims": write_shape,
    "flip": write_flip,
    "index": write_index,
    "moveaxis": write_moveaxis,
    "pad": write_pad,
    "repeat": write_repeat,
    "reshape": write_shape,
    "squeeze": write_shape,
    "stack": write_stack,
    "take": write_take,
    "tile": write_tile,
    "transpose": write_transpose,
}
