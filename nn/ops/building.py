"""Operations that make arrays: floats are of the type `nn.config.floatx()` when no type is named, whole numbers int32."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import Tensor
from autograd.nest import leaves
from nn.config import floatx
from nn.ops.making import table


def convert_to_tensor(x: Any, dtype: Any = None, sparse: Any = None, ragged: Any = None) -> Any:
    """x as a Tensor or an Array: arrays keep their type, Python's numbers take the usual one. sparse, ragged: unused."""
    if isinstance(x, Tensor):
        return x if dtype is None else x.astype(dtype)
    if isinstance(x, (list, tuple)) and any(isinstance(part, Tensor) for part in leaves(x)):
        return np.stack([convert_to_tensor(part, dtype) for part in x])
    made = np.asarray(x, dtype)
    if dtype is not None or hasattr(x, "dtype") or made.dtype.kind not in "fi":
        return made
    plain = not any(hasattr(part, "dtype") for part in (leaves(x) if isinstance(x, (list, tuple)) else ()))
    return made.astype(usual(made.dtype.kind)) if plain else made


def usual(kind: str) -> str:
    """The type of numbers that Python's floats ("f") and whole numbers ("i") become."""
    return floatx() if kind == "f" else "int32"


def array(x: Any, dtype: Any = None) -> Any:
    """The same as `convert_to_tensor`."""
    return convert_to_tensor(x, dtype)


def arange(start: Any, stop: Any = None, step: Any = None, dtype: Any = None) -> Any:
    """The numbers from start (or 0) up to stop, without it."""
    made = np.arange(start, step=step) if stop is None else np.arange(start, stop, 1 if step is None else step)
    return made.astype(usual(made.dtype.kind) if dtype is None else dtype)


def linspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, retstep: bool = False, dtype: Any = None, axis: int = 0
) -> Any:
    """num numbers at equal distances from start to stop; retstep adds the distance."""
    made: Any = np.linspace  # whose overloads want to know retstep beforehand
    return made(start, stop, num, endpoint, retstep, dtype or floatx(), axis)


def logspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, base: Any = 10, dtype: Any = None, axis: int = 0
) -> Any:
    """num numbers from base to the power of start to base to the power of stop, at equal ratios."""
    return np.logspace(start, stop, num, endpoint, base, dtype or floatx(), axis)


def geomspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = None, axis: int = 0) -> Any:
    """num numbers from start to stop, at equal ratios."""
    return np.geomspace(start, stop, num, endpoint, dtype or floatx(), axis)


def zeros(shape: Any, dtype: Any = None) -> Any:
    """Zeros of this shape."""
    return np.zeros(sizes(shape), dtype or floatx())


def ones(shape: Any, dtype: Any = None) -> Any:
    """Ones of this shape."""
    return np.ones(sizes(shape), dtype or floatx())


def empty(shape: Any, dtype: Any = None) -> Any:
    """Zeros of this shape, for what is going to be overwritten."""
    return zeros(shape, dtype)


def full(shape: Any, fill_value: Any, dtype: Any = None) -> Any:
    """One number everywhere."""
    return np.full(sizes(shape), fill_value, dtype or floatx())


def sizes(shape: Any) -> Any:
    """A shape as NumPy takes it: one size, or a tuple of them that may have come as an array."""
    return tuple(int(n) for n in shape) if np.ndim(shape) else int(shape)


def zeros_like(x: Any, dtype: Any = None) -> Any:
    """Zeros of the shape and the type of x."""
    return np.zeros_like(x, dtype=dtype)


def ones_like(x: Any, dtype: Any = None) -> Any:
    """Ones of the shape and the type of x."""
    return np.ones_like(x, dtype=dtype)


def empty_like(x: Any, dtype: Any = None) -> Any:
    """Zeros of the shape and the type of x, for what is going to be overwritten."""
    return np.zeros_like(x, dtype=dtype)


def full_like(x: Any, fill_value: Any, dtype: Any = None) -> Any:
    """One number in the shape and the type of x."""
    return np.full_like(x, fill_value, dtype=dtype)


def eye(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> Any:
    """Ones on a diagonal of a matrix (N, M), zeros elsewhere."""
    return np.eye(N, M, k, dtype or floatx())


def identity(n: int, dtype: Any = None) -> Any:
    """The identity matrix (n, n)."""
    return np.eye(n, dtype=dtype or floatx())


def tri(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> Any:
    """Ones on and below a diagonal of a matrix (N, M)."""
    return np.tri(N, M, k, dtype or floatx())


OPS = table(
    arange, array, convert_to_tensor, empty, empty_like, eye, full, full_like, geomspace, identity, linspace, logspace, ones,
    ones_like, tri, zeros, zeros_like,
)  # fmt: skip
