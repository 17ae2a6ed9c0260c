"""Operations on a tensor as a thing: its type and shape, parts of it read and replaced, its gradient stopped."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np

from autograd import Tensor
from nn.ops.array import plain
from nn.ops.making import table
from nn.results import Array


def cast(x: Any, dtype: Any) -> Any:
    """x in another type of numbers; what becomes whole numbers or truths has no derivative."""
    if isinstance(x, Tensor):
        return x.astype(dtype) if np.dtype(dtype).kind == "f" else plain(x).astype(dtype)
    return np.asarray(x).astype(dtype)


def saturate_cast(x: Any, dtype: Any) -> Any:
    """x in another type of numbers, those beyond its range at its ends."""
    kind = np.dtype(dtype)
    ends = (np.iinfo if kind.kind in "iu" else np.finfo)(kind)
    return cast(np.clip(x, ends.min, ends.max), dtype)


def convert_to_numpy(x: Any) -> Any:
    """The plain array of x, without its history."""
    return np.array(plain(x))


def shape(x: Any) -> tuple[Any, ...]:
    """The sizes of the axes, as numbers; None stands for an open size of a Symbol."""
    return tuple(np.shape(x))


def ndim(x: Any) -> int:
    """How many axes x has."""
    return len(np.shape(x))


def size(x: Any) -> int:
    """How many numbers x holds."""
    return int(np.prod(np.shape(x)))


def dtype(x: Any) -> str:
    """The name of the type of numbers."""
    return str(np.dtype(x.dtype if hasattr(x, "dtype") else np.asarray(x).dtype).name)


def is_tensor(x: Any) -> bool:
    """Whether x is a Tensor or an array."""
    return isinstance(x, (Tensor, Array, np.ndarray))


def stop_gradient(variable: Any) -> Any:
    """The same numbers, which gradients do not pass through."""
    return variable.detach() if isinstance(variable, Tensor) else variable


def get_item(x: Any, key: Any) -> Any:
    """x[key]."""
    return x[key]


def slice(inputs: Any, start_indices: Any, shape: Any) -> Any:
    """The block of this shape that starts at these places; a size of -1 goes to the end."""
    return inputs[_block(np.shape(inputs), start_indices, shape)]


def slice_update(inputs: Any, start_indices: Any, updates: Any) -> Any:
    """inputs with a block replaced, from these places on."""
    inside = _block(np.shape(inputs), start_indices, np.shape(updates))
    place = np.zeros(np.shape(inputs), int)
    place[inside] = np.arange(1, np.size(plain(updates)) + 1).reshape(np.shape(updates))
    chosen = np.take(np.concatenate([np.zeros(1), np.ravel(updates)]), place)
    return np.where(place > 0, chosen, inputs).astype(inputs.dtype)


def _block(sizes: Any, starts: Any, shape: Any) -> tuple[builtins.slice, ...]:
    starts, wanted = [int(i) for i in plain(starts)], [int(n) for n in plain(shape)]
    return tuple([builtins.slice(i, size if n == -1 else i + n) for i, n, size in zip(starts, wanted, sizes)])


def scatter(indices: Any, values: Any, shape: Any) -> Any:
    """Zeros of this shape with values added at indices: (n, axes), (n, ...) -> shape."""
    at, rows = plain(indices), int(np.prod(np.shape(values)[: np.ndim(plain(indices)) - 1]))
    sizes = tuple(int(n) for n in plain(shape))
    rest = sizes[at.shape[-1] :]
    flat = np.ravel_multi_index(tuple(at.reshape(rows, -1).T), sizes[: at.shape[-1]])
    spread = (np.arange(int(np.prod(sizes[: at.shape[-1]])))[:, None] == flat).astype(getattr(values, "dtype", "float32"))
    return np.reshape(spread @ np.reshape(values, (rows, int(np.prod(rest)))), sizes)


REDUCTIONS: dict[Any, Any] = {"add": np.add, "max": np.maximum, "min": np.minimum, "mul": np.multiply}


def scatter_update(inputs: Any, indices: Any, updates: Any, reduction: str | None = None) -> Any:
    """inputs with the numbers at indices replaced, or joined with the updates by "add", "max", "min" or "mul"."""
    at = tuple(np.moveaxis(plain(indices), -1, 0))
    if reduction is not None:
        if reduction not in REDUCTIONS:
            raise ValueError(f"scatter_update: reduction is None, {', '.join(REDUCTIONS)}, got {reduction!r}")
        if isinstance(inputs, Tensor) or isinstance(updates, Tensor):
            raise TypeError(
                "scatter_update with a reduction has no derivative here: write it with scatter(), np.where and sums"
            )
        made = np.array(plain(inputs))
        REDUCTIONS[reduction].at(made, at, plain(updates))
        return made
    place = np.full(np.shape(inputs), -1)
    place[at] = np.arange(np.size(plain(updates))).reshape(np.shape(updates))
    return np.where(place >= 0, np.take(np.ravel(updates), np.maximum(place, 0)), inputs)


def unstack(x: Any, num: int | None = None, axis: int = 0) -> list[Any]:
    """The parts along an axis, without it."""
    moved = np.moveaxis(x, axis, 0) if axis else x
    return [moved[i] for i in range(np.shape(moved)[0])]


def where(condition: Any, x1: Any = None, x2: Any = None) -> Any:
    """x1 where the condition holds, else x2; of the condition alone, the places where it holds."""
    return np.nonzero(plain(condition)) if x1 is None else np.where(condition, x1, x2)


def view(x: Any, dtype: Any = None) -> Any:
    """The bytes of an array read as another type of numbers."""
    return plain(x).view(dtype)


OPS: dict[str, Any] = {
    **table(cast, saturate_cast, get_item, slice, slice_update, scatter, scatter_update, unstack, where, stop_gradient, view),
    "convert_to_numpy": convert_to_numpy, "dtype": dtype, "is_tensor": is_tensor,
    "ndim": ndim, "shape": shape, "size": size,
}  # fmt: skip
