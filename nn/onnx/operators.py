"""Operators of ONNX on arrays and Tensors, those that compute number by number, move or sum: name -> function.

A function gets the inputs, None for those left out, and the attributes by name.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from autograd import (
    Tensor,
    absolute,
    clip,
    elu,
    erf,
    gelu,
    gelu_tanh,
    leaky_relu,
    log_softmax,
    logsumexp,
    power,
    relu,
    sigmoid,
    softmax,
    softplus,
    where,
)

FLOAT = 1  # the number of float32 among ONNX' types
TYPES = {1: "f4", 2: "u1", 3: "i1", 4: "u2", 5: "i2", 6: "i4", 7: "i8", 9: "?", 10: "f2", 11: "f8", 12: "u4", 13: "u8"}


def plain(x: Any) -> np.ndarray:
    """Numbers that are no Tensor, such as shapes and axes."""
    return np.asarray(x.numpy() if isinstance(x, Tensor) else x)


def numbers(x: Any) -> list[int]:
    return [int(n) for n in np.atleast_1d(plain(x))]


def reduce(function: Callable[..., Any]) -> Callable[..., Any]:
    """Over axes that are an input or, in older files, an attribute."""

    def run(x: Any, given: Any = None, axes: Any = None, keepdims: int = 1, noop_with_empty_axes: int = 0) -> Any:
        chosen = axes if given is None else numbers(given)
        if noop_with_empty_axes and not chosen:
            return x
        return function(x, axis=tuple(chosen) if chosen else None, keepdims=bool(keepdims))

    return run


def cast(x: Any, to: int = FLOAT, saturate: int = 1) -> Any:
    dtype = np.dtype(TYPES[to])
    return plain(x).astype(dtype) if dtype.kind != "f" or not isinstance(x, Tensor) else x.astype(dtype)


def limit(x: Any, low: Any = None, high: Any = None, min: Any = None, max: Any = None) -> Any:
    ends = [None if end is None else float(plain(end)) for end in (min if low is None else low, max if high is None else high)]
    return clip(x, *[end if end is not None else sign * np.inf for end, sign in zip(ends, (-1, 1))])


def reshape(x: Any, shape: Any, allowzero: int = 0) -> Any:
    sizes = [np.shape(x)[i] if n == 0 and not allowzero else n for i, n in enumerate(numbers(shape))]
    return np.reshape(x, sizes)


def squeeze(x: Any, given: Any = None, axes: Any = None) -> Any:
    chosen = axes if given is None else numbers(given)
    return np.squeeze(x, axis=tuple(chosen) if chosen else None)


def unsqueeze(x: Any, given: Any = None, axes: Any = None) -> Any:
    return np.expand_dims(x, tuple(axes if given is None else numbers(given)))


def flatten(x: Any, axis: int = 1) -> Any:
    axis %= np.ndim(x) + 1
    return np.reshape(x, (int(np.prod(np.shape(x)[:axis])), -1))


def cut(x: Any, *given: Any, starts: Any = None, ends: Any = None, axes: Any = None) -> Any:
    """Slices along some axes: starts, ends, axes and steps are inputs, in old files attributes."""
    lists = [None if part is None else numbers(part) for part in given] if given else [starts, ends, axes]
    starts, ends, axes, steps = [*lists, None, None][:4]
    key: list[Any] = [slice(None)] * np.ndim(x)
    for i, (start, end) in enumerate(zip(starts, ends)):
        axis, step = i if axes is None else axes[i], 1 if steps is None else steps[i]
        size = np.shape(x)[axis]
        key[axis] = slice(start, None if step < 0 and end < -size else end, step)
    return x[tuple(key)]


def split(x: Any, given: Any = None, axis: int = 0, num_outputs: int | None = None, split: Any = None) -> tuple[Any, ...]:
    sizes = numbers(given) if given is not None else split
    if sizes is None:
        size = -(-np.shape(x)[axis] // (num_outputs or 1))
        sizes = [size] * ((num_outputs or 1) - 1)
        sizes.append(np.shape(x)[axis] - sum(sizes))
    ends = np.cumsum([0, *sizes])
    before = (slice(None),) * (axis % np.ndim(x))
    keys = [(*before, slice(int(a), int(b))) for a, b in pairwise(ends)]
    return tuple(x[key] for key in keys)


def gather(x: Any, i: Any, axis: int = 0) -> Any:
    i = plain(i)
    key = (*(slice(None),) * (axis % np.ndim(x)), i if i.ndim else int(i))
    return x[key]


def expand(x: Any, shape: Any) -> Any:
    return np.broadcast_to(x, np.broadcast_shapes(np.shape(x), tuple(numbers(shape))))


def border(x: Any, pads: Any = None, value: Any = None, axes: Any = None, mode: str = "constant", **older: Any) -> Any:
    """A border of one value; in old files the pads are an attribute."""
    if mode != "constant" or axes is not None:
        raise NotImplementedError(f"Pad of the mode {mode!r}, or along chosen axes, has no form here")
    widths = numbers(pads)
    half = len(widths) // 2
    number = older.get("value", 0.0) if value is None else float(plain(value))
    return np.pad(x, tuple(zip(widths[:half], widths[half:])), constant_values=number)


def constant(value: Any = None, **kinds: Any) -> Any:
    return value if value is not None else np.asarray(next(iter(kinds.values())))


def fill_shape(shape: Any, value: Any = None) -> Any:
    number = np.zeros(1, np.float32) if value is None else np.asarray(value)
    return np.full(tuple(plain(shape).astype(int)), number.reshape(-1)[0], number.dtype)


def shape_of(x: Any, start: int = 0, end: int | None = None) -> Any:
    return np.array(np.shape(x)[start:end], np.int64)


def gemm(a: Any, b: Any, c: Any = None, alpha: float = 1.0, beta: float = 1.0, transA: int = 0, transB: int = 0) -> Any:
    z = np.matmul(np.transpose(a) if transA else a, np.transpose(b) if transB else b)
    z = z if alpha == 1.0 else z * alpha
    return z if c is None else z + (c if beta == 1.0 else c * beta)


def raise_to(x: Any, y: Any) -> Any:
    """x to a power; of a number alone the rule needs no logarithm."""
    return power(x, y if isinstance(y, Tensor) or np.ndim(y) else float(y))


def choose(condition: Any, x: Any, y: Any) -> Any:
    return where(plain(condition).astype(bool), x, y) if Tensor in (type(x), type(y)) else np.where(plain(condition), x, y)


def compare(function: Callable[..., Any]) -> Callable[..., Any]:
    """What has no derivative, on plain numbers."""
    return lambda *inputs: function(*map(plain, inputs))


OPERATORS: dict[str, Callable[..., Any]] = {
    "Abs": absolute,
    "Acos": np.arccos,
    "Acosh": np.arccosh,
    "Add": lambda x, y: x + y,
    "And": compare(np.logical_and),
    "Asin": np.arcsin,
    "Asinh": np.arcsinh,
    "Atan": np.arctan,
    "Atanh": np.arctanh,
    "Cast": cast,
    "Clip": limit,
    "Concat": lambda *xs, axis: np.concatenate(xs, axis=axis),
    "Constant": constant,
    "ConstantOfShape": fill_shape,
    "Cos": np.cos,
    "Cosh": np.cosh,
    "Div": lambda x, y: x / y if x.dtype.kind == "f" else plain(x) // plain(y),
    "Dropout": lambda x, *rest, **settings: x,
    "Einsum": lambda *xs, equation: np.einsum(equation, *xs),
    "Elu": lambda x, alpha=1.0: elu(x, alpha=alpha),
    "Equal": compare(np.equal),
    "Erf": erf,
    "Exp": np.exp,
    "Expand": expand,
    "Flatten": flatten,
    "Gather": gather,
    "Gelu": lambda x, approximate="none": gelu(x) if approximate == "none" else gelu_tanh(x),
    "Gemm": gemm,
    "Greater": compare(np.greater),
    "GreaterOrEqual": compare(np.greater_equal),
    "Identity": lambda x: x,
    "LeakyRelu": lambda x, alpha=0.01: leaky_relu(x, slope=alpha),
    "Less": compare(np.less),
    "LessOrEqual": compare(np.less_equal),
    "Log": np.log,
    "LogSoftmax": lambda x, axis=-1: log_softmax(x, axis=axis),
    "MatMul": np.matmul,
    "Max": np.maximum,
    "Min": np.minimum,
    "Mod": lambda x, y, fmod=0: np.fmod(x, y) if fmod else np.remainder(x, y),
    "Mul": lambda x, y: x * y,
    "Neg": lambda x: -x,
    "Not": compare(np.logical_not),
    "Or": compare(np.logical_or),
    "PRelu": lambda x, slope: where(plain(x) < 0, x * slope, x),
    "Pad": border,
    "Pow": raise_to,
    "Range": compare(np.arange),
    "Reciprocal": lambda x: 1.0 / x,
    "ReduceLogSumExp": reduce(logsumexp),
    "ReduceMax": reduce(np.max),
    "ReduceMean": reduce(np.mean),
    "ReduceMin": reduce(np.min),
    "ReduceProd": reduce(np.prod),
    "ReduceSum": reduce(np.sum),
    "Relu": relu,
    "Reshape": reshape,
    "Shape": shape_of,
    "Sigmoid": sigmoid,
    "Sin": np.sin,
    "Sinh": np.sinh,
    "Slice": cut,
    "Softmax": lambda x, axis=-1: softmax(x, axis=axis),
    "Softplus": softplus,
    "Split": split,
    "Sqrt": np.sqrt,
    "Squeeze": squeeze,
    "Sub": lambda x, y: x - y,
    "Tan": np.tan,
    "Tanh": np.tanh,
    "Tile": lambda x, repeats: np.tile(x, numbers(repeats)),
    "Transpose": lambda x, perm=None: np.transpose(x, perm),
    "Unsqueeze": unsqueeze,
    "Where": choose,
}
