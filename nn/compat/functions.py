"""TensorFlow's functions by TensorFlow's signatures. A line of a table adds a name: its signature, and the function."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import autograd
from nn import ops
from nn.config import floatx
from nn.ops.array import as_array, plain
from nn.ops.building import sizes
from nn.ops.explained import explain
from nn.ops.making import same_as, table

FROM_OPS = (
    "abs add arange argsort cast ceil cos cosh cumsum divide equal exp eye floor greater greater_equal less less_equal "
    "linspace logical_and logical_not logical_or matmul maximum minimum multiply negative not_equal ones_like "
    "round sigmoid sign sin sinh sqrt square stop_gradient subtract tan tanh tensordot transpose where while_loop zeros_like "
    "einsum meshgrid norm repeat roll slice squeeze stack expand_dims reshape unique"
).split()
FROM_OPS.remove("arange")
FROM_OPS.remove("while_loop")

ROWS: dict[str, Callable[..., Any]] = {
    "reduce_all(input_tensor, axis=None, keepdims=False)": np.all,
    "reduce_any(input_tensor, axis=None, keepdims=False)": np.any,
    "reduce_logsumexp(input_tensor, axis=None, keepdims=False)": autograd.logsumexp,
    "reduce_max(input_tensor, axis=None, keepdims=False)": np.max,
    "reduce_mean(input_tensor, axis=None, keepdims=False)": np.mean,
    "reduce_min(input_tensor, axis=None, keepdims=False)": np.min,
    "reduce_prod(input_tensor, axis=None, keepdims=False)": np.prod,
    "reduce_sum(input_tensor, axis=None, keepdims=False)": np.sum,
    "concat(values, axis)": np.concatenate,
    "identity(input)": np.copy,
    "pow(x, y)": np.power,
    "tile(input, multiples)": np.tile,
    "reverse(tensor, axis)": np.flip,
    "broadcast_to(input, shape)": np.broadcast_to,
}


def shape(input: Any, out_type: Any = "int32") -> Any:
    """The sizes of the axes, as whole numbers."""
    return as_array(np.array(np.shape(input), out_type))


def rank(input: Any) -> Any:
    """How many axes it has."""
    return as_array(np.ndim(input))


def size(input: Any) -> Any:
    """How many numbers it holds."""
    return as_array(int(np.prod(np.shape(input))))


def range(start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None) -> Any:
    """The numbers from start (or 0) up to the limit, without it."""
    return ops.TABLE["arange"](start, limit, delta, dtype)


def zeros(shape: Any, dtype: Any = None) -> Any:
    """Zeros of this shape."""
    return np.zeros(sizes(plain(shape)), dtype or floatx())


def ones(shape: Any, dtype: Any = None) -> Any:
    """Ones of this shape."""
    return np.ones(sizes(plain(shape)), dtype or floatx())


def one_hot(
    indices: Any, depth: int, on_value: Any = 1, off_value: Any = 0, axis: int = -1, dtype: Any = None, name: Any = None
) -> Any:
    """Rows with on_value at the index and off_value elsewhere, depth numbers long.

    indices: whole numbers; one out of range gives a row without on_value. axis=-1: where the rows lie. dtype=None: floatx().
    name=None: accepted and ignored.

    >>> one_hot([1, 0], 2, on_value=5)
    array([[0., 5.],
           [5., 0.]], dtype=float32)
    """
    made = plain(ops.TABLE["one_hot"](indices, depth, axis=axis, dtype=dtype or floatx()))
    return as_array(np.where(made != 0, on_value, off_value).astype(made.dtype))


def fill(dims: Any, value: Any) -> Any:
    """One number everywhere."""
    return np.full(sizes(plain(dims)), plain(value))


def clip_by_value(t: Any, clip_value_min: Any, clip_value_max: Any) -> Any:
    """t kept between two bounds."""
    return np.clip(t, clip_value_min, clip_value_max)


def clip_by_norm(t: Any, clip_norm: float, axes: Any = None) -> Any:
    """t made shorter where it is longer than clip_norm."""
    length = np.sqrt(np.sum(t * t, axis=axes, keepdims=True))
    return t * (clip_norm / np.maximum(length, clip_norm))


def gather(params: Any, indices: Any, axis: int = 0, batch_dims: int = 0) -> Any:
    """The parts with these numbers along an axis; with batch_dims=1 each row's own."""
    if batch_dims == 0:
        return np.take(params, plain(indices), axis=axis)
    return np.stack([np.take(row, plain(own), axis=max(axis - 1, 0)) for row, own in zip(params, indices)])


def gather_nd(params: Any, indices: Any) -> Any:
    """The parts at these places: (..., axes) -> (...)."""
    return params[tuple(np.moveaxis(plain(indices), -1, 0))]


def split(value: Any, num_or_size_splits: Any, axis: int = 0) -> Any:
    """Parts along an axis: so many, or of these sizes."""
    given = num_or_size_splits
    return np.split(value, given if np.ndim(given) == 0 else np.cumsum(given)[:-1], axis=axis)


def unstack(value: Any, num: int | None = None, axis: int = 0) -> Any:
    """The parts along an axis, without it."""
    return ops.TABLE["unstack"](value, num, axis)


def argmax(input: Any, axis: int = 0, output_type: Any = "int64") -> Any:
    """The place of the largest number along an axis, the first one unless it is said."""
    return np.argmax(plain(input), axis=axis).astype(output_type)


def argmin(input: Any, axis: int = 0, output_type: Any = "int64") -> Any:
    """The place of the smallest number along an axis, the first one unless it is said."""
    return np.argmin(plain(input), axis=axis).astype(output_type)


def pad(tensor: Any, paddings: Any, mode: str = "CONSTANT", constant_values: Any = 0) -> Any:
    """A border around it.

    mode="CONSTANT": also "REFLECT" or "SYMMETRIC".
    """
    if mode.upper() == "CONSTANT":
        return np.pad(tensor, plain(paddings), constant_values=constant_values)
    return np.pad(tensor, plain(paddings), mode={"REFLECT": "reflect", "SYMMETRIC": "symmetric"}[mode.upper()])  # type: ignore[call-overload]


def boolean_mask(tensor: Any, mask: Any, axis: int = 0) -> Any:
    """The parts where the mask is true."""
    return tensor[(slice(None),) * axis + (plain(mask).astype(bool),)]


def tensor_scatter_nd_update(tensor: Any, indices: Any, updates: Any) -> Any:
    """tensor with the numbers at these places replaced."""
    return ops.TABLE["scatter_update"](tensor, indices, updates)


def is_tensor(x: Any) -> bool:
    """Whether it is a Tensor or an array."""
    return bool(ops.TABLE["is_tensor"](x))


def print_values(*inputs: Any, **settings: Any) -> None:
    """Print the values of what is given, as tf.print does."""
    print(*[x.numpy() if hasattr(x, "numpy") else x for x in inputs], sep=settings.get("sep", " "))


OPS: dict[str, Any] = {
    **{name: ops.TABLE[name] for name in FROM_OPS},
    **dict(same_as(row, function, "NumPy's") for row, function in ROWS.items()),
    **table(
        argmax, argmin, boolean_mask, clip_by_norm, clip_by_value, fill, gather, gather_nd, one_hot, ones, pad, range, rank,
        shape, size, split, tensor_scatter_nd_update, unstack, zeros,
    ),
    "is_tensor": is_tensor,
    "print": print_values,
}  # fmt: skip
explain(OPS, Path(__file__).with_name("examples.txt"), "import nn.compat as tf")
