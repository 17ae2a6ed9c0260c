"""NumPy's functions over the op table, with NumPy's names and arguments, on Tensors, arrays and numbers.

Elementwise functions are the rows themselves (`exp`, `tanh`, `relu`, ...). Here stand those whose arguments
need arranging: axes, lists of arrays, shapes. `np.name(tensor)` finds the same functions through NumPy's
protocols, so a program written with `np` is differentiated as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from autograd import ops
from autograd.node import Node
from autograd.op import NUMPY
from autograd.ops import index as _index
from autograd.ops import linalg, reduce
from autograd.ops import shape as _shape

Axis = Any  # None, an int or a tuple of ints


def differentiates(*numpy_functions: Any) -> Callable[[Callable], Callable]:
    """Let NumPy's protocols find this function when one of NumPy's own is called on a Tensor."""

    def register(function: Callable) -> Callable:
        NUMPY.update(dict.fromkeys(numpy_functions, function))
        return function

    return register


def given(**settings: Any) -> dict[str, Any]:
    """The settings that differ from their default of None or False."""
    return {name: value for name, value in settings.items() if value is not None and value is not False}


def place(name: str, x: Any, axis: int) -> int:
    """The axis counted from the front."""
    if not -np.ndim(x) <= axis < np.ndim(x):
        raise IndexError(f"{name} of shape {np.shape(x)}: there is no axis {axis}")
    return axis % np.ndim(x)


@differentiates(np.sum)
def sum(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The sum over all axes, or some.

    >>> import numpy as np
    >>> sum(np.ones((2, 3)), axis=0)
    array([2., 2., 2.])
    """
    return reduce.sum(x, **given(axis=axis, keepdims=keepdims))


@differentiates(np.mean)
def mean(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The mean over all axes, or some."""
    return reduce.mean(x, **given(axis=axis, keepdims=keepdims))


@differentiates(np.max, np.amax)
def max(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The largest element over all axes, or some; ties share the gradient equally."""
    return reduce.max(x, **given(axis=axis, keepdims=keepdims))


@differentiates(np.min, np.amin)
def min(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The smallest element over all axes, or some; ties share the gradient equally."""
    return reduce.min(x, **given(axis=axis, keepdims=keepdims))


@differentiates(np.prod)
def prod(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The product over all axes, or some; its gradient is right also where elements are zero."""
    return reduce.prod(x, **given(axis=axis, keepdims=keepdims))


@differentiates(np.var)
def var(x: Any, axis: Axis = None, *, ddof: int = 0, keepdims: bool = False) -> Any:
    """The variance, the mean squared distance from the mean (over n − ddof)."""
    return reduce.var(x, **given(axis=axis, ddof=ddof or None, keepdims=keepdims))


@differentiates(np.std)
def std(x: Any, axis: Axis = None, *, ddof: int = 0, keepdims: bool = False) -> Any:
    """The standard deviation; its gradient is 0 where all elements are equal."""
    return reduce.std(x, **given(axis=axis, ddof=ddof or None, keepdims=keepdims))


@differentiates(np.cumsum)
def cumsum(x: Any, axis: int | None = None) -> Any:
    """Running sums along an axis (None: of the flattened array)."""
    return reduce.cumsum(x, **given(axis=axis))


def logsumexp(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """log Σ exp(x), without overflow."""
    return reduce.logsumexp(x, **given(axis=axis, keepdims=keepdims))


@differentiates(np.linalg.norm)
def norm(x: Any, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> Any:
    """The Euclidean norm √Σx², with gradient 0 at x = 0; `ord` may only be None, 2 (vectors) or "fro"."""
    if ord not in (None, "fro") and not (ord == 2 and (isinstance(axis, int) or np.ndim(x) == 1)):
        raise ValueError(f"norm: ord={ord!r} has no derivative rule; write it with abs, sum and max")
    return reduce.norm(x, **given(axis=axis, keepdims=keepdims))


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
        if n % indices_or_sections:
            raise ValueError(f"split: {n} rows do not divide into {indices_or_sections} equal pieces")
        step = n // indices_or_sections
        cuts = [*range(0, n, step), n] if step else [0] * (indices_or_sections + 1)
    else:
        cuts = [0, *indices_or_sections, n]
    before = (slice(None),) * axis
    return [getitem(x, (*before, slice(a, b))) for a, b in pairwise(cuts)]


def getitem(x: Any, key: Any) -> Any:
    """x[key], for integers, slices, None, ..., masks and index arrays."""
    return _index.index(x, key=plain_key(key))


def plain_key(key: Any) -> Any:
    """A key without Tensors or lists, safe to keep: index arrays are copied."""
    if isinstance(key, tuple):
        return tuple(plain_key(part) for part in key)
    if isinstance(key, Node):
        key = key._data
    if isinstance(key, float):
        raise IndexError(f"an index must be an integer, got {key!r}: use int(...)")
    return np.array(key) if isinstance(key, (list, np.ndarray)) else key


@differentiates(np.where)
def where(condition: Any, x: Any, y: Any) -> Any:
    """x where the condition holds, else y; what is not chosen gets no gradient, whatever its value."""
    return ops.where(condition, x, y)


@differentiates(np.clip)
def clip(x: Any, a_min: float | None = None, a_max: float | None = None, **names: Any) -> Any:
    """x kept between two bounds; the slope is 0 at a bound and beyond."""
    low, high = names.pop("min", a_min), names.pop("max", a_max)
    if names:
        raise TypeError(f"clip got unknown settings {sorted(names)}")
    bounds = {"low": -np.inf if low is None else low, "high": np.inf if high is None else high}
    if any(isinstance(bound, Node) or np.ndim(bound) for bound in bounds.values()):
        return ops.minimum(ops.maximum(x, bounds["low"]), bounds["high"])
    return ops.clip(x, **bounds)


@differentiates(np.dot)
def dot(x: Any, y: Any) -> Any:
    """NumPy's dot product: inner for vectors, matrix product for matrices."""
    if not np.ndim(x) or not np.ndim(y):
        return ops.mul(x, y)
    if np.ndim(x) <= 2 and np.ndim(y) <= 2:
        return linalg.matmul(x, y)
    return linalg.dot(x, y)


@differentiates(np.outer)
def outer(x: Any, y: Any) -> Any:
    """All products of two vectors: (m,), (n,) -> (m, n)."""
    return linalg.outer(ravel(x), ravel(y))


@differentiates(np.einsum)
def einsum(subscripts: str, *operands: Any) -> Any:
    """Einstein's sum over products, as np.einsum."""
    return linalg.einsum(*operands, subscripts=subscripts)


@differentiates(np.trace)
def trace(x: Any) -> Any:
    """The sum of a matrix' diagonal."""
    return linalg.einsum(x, subscripts="ii")


def softmax(x: Any, axis: int = -1) -> Any:
    """eˣ / Σ eˣ along an axis: positive numbers that add up to 1.

    >>> float(softmax(np.array([1000.0, 1000.0]))[0])
    0.5
    """
    return ops.softmax(x, axis=axis)


def log_softmax(x: Any, axis: int = -1) -> Any:
    """log softmax(x), without overflow or lost digits."""
    return ops.log_softmax(x, axis=axis)


def cross_entropy(logits: Any, targets: Any) -> Any:
    """−Σ t log softmax(logits) over the last axis: logits (..., C), targets (..., C) or integers (...) -> (...).

    Raises ValueError for a label outside 0..C−1 or targets of another shape.
    """
    labels = targets._data if isinstance(targets, Node) else np.asarray(targets)
    shape = np.shape(logits)
    if not shape or np.shape(labels) not in (shape, shape[:-1]):
        raise ValueError(
            f"cross_entropy: logits of shape {shape} need targets of shape {shape} (shares of each class) or "
            f"{shape[:-1]} (integer labels), got {np.shape(labels)}"
        )
    if np.shape(labels) == shape:
        return ops.cross_entropy(logits, targets)
    classes = shape[-1]
    if np.asarray(labels).dtype.kind not in "iu":
        raise TypeError(f"cross_entropy: labels must be integers, got {np.asarray(labels).dtype}")
    if np.size(labels) and not 0 <= np.min(labels) <= np.max(labels) < classes:
        raise ValueError(
            f"cross_entropy: labels must lie in 0..{classes - 1} for {classes} logits, "
            f"got {np.min(labels)}..{np.max(labels)}"
        )
    if not np.ndim(labels):  # a single label would become a float
        return ops.neg(getitem(ops.log_softmax(logits), int(labels)))
    return ops.sparse_cross_entropy(logits, labels)


def _plain(function: Callable) -> Callable:
    """A NumPy function without a derivative (a shape, an order, a test), run on the values."""

    def run(*inputs: Any, **settings: Any) -> Any:
        return function(*[x._data if isinstance(x, Node) else x for x in inputs], **settings)

    return run


# constant almost everywhere, or not a number at all: what they give is plain, never on the tape
for _function in (
    np.shape, np.ndim, np.size, np.argmax, np.argmin, np.argsort, np.isfinite, np.isnan, np.isinf, np.sign, np.floor,
    np.ceil, np.rint, np.round, np.array_equal, np.allclose, np.isclose, np.zeros_like, np.ones_like, np.full_like,
    np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal, np.logical_not, np.logical_and,
    np.logical_or, np.any, np.all, np.count_nonzero, np.nonzero, np.signbit, np.result_type,
):  # fmt: skip
    NUMPY[_function] = _plain(_function)

