"""NumPy's functions over the op table, with NumPy's names and arguments, on Tensors, arrays and numbers.

Elementwise functions are the rows themselves (`exp`, `tanh`, `relu`, ...). Here stand those whose arguments
need arranging: reductions, choices and products; `shaping` has the rest. `np.name(tensor)` finds the same
functions through NumPy's protocols, so a program written with `np` is differentiated as it is.
"""

from __future__ import annotations

import string
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike

from autograd import ops
from autograd.kernel.node import Node
from autograd.numpy_api.register import NoRule, differentiates, given, place
from autograd.numpy_api.shaping import concatenate, diagonal, getitem, ravel
from autograd.numpy_api.signatures import Axis, Plain, T, of_one, of_two
from autograd.ops import linalg, reduce


@differentiates(np.sum)
@of_one
def sum(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The sum over all axes, or some.

    >>> import numpy as np
    >>> sum(np.ones((2, 3)), axis=0)
    array([2., 2., 2.])
    """
    return reduce.sum(x, **given(axis=axis, keepdims=keepdims))


@differentiates(np.mean)
@of_one
def mean(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The mean over all axes, or some."""
    return reduce.mean(x, **given(axis=axis, keepdims=keepdims))


@differentiates(np.max, np.amax)
@of_one
def max(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The largest element over all axes, or some; ties share the gradient equally."""
    return reduce.max(x, **given(axis=axis, keepdims=keepdims))


@differentiates(np.min, np.amin)
@of_one
def min(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The smallest element over all axes, or some; ties share the gradient equally."""
    return reduce.min(x, **given(axis=axis, keepdims=keepdims))


@differentiates(np.prod)
@of_one
def prod(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The product over all axes, or some; its gradient is right also where elements are zero."""
    return reduce.prod(x, **given(axis=axis, keepdims=keepdims))


@differentiates(np.var)
@of_one
def var(x: Any, axis: Axis = None, *, ddof: int = 0, keepdims: bool = False) -> Any:
    """The variance, the mean squared distance from the mean (over n − ddof)."""
    return reduce.var(x, **given(axis=axis, ddof=ddof or None, keepdims=keepdims))


@differentiates(np.std)
@of_one
def std(x: Any, axis: Axis = None, *, ddof: int = 0, keepdims: bool = False) -> Any:
    """The standard deviation; its gradient is 0 where all elements are equal."""
    return reduce.std(x, **given(axis=axis, ddof=ddof or None, keepdims=keepdims))


@differentiates(np.cumsum)
@of_one
def cumsum(x: Any, axis: int | None = None) -> Any:
    """Running sums along an axis (None: of the flattened array)."""
    return reduce.cumsum(x, **given(axis=axis))


@differentiates(np.cumprod)
@of_one
def cumprod(x: Any, axis: int | None = None) -> Any:
    """Running products along an axis (None: of the flattened array); the gradient is right also where elements are zero.

    Each element is multiplied by the one before it, these by the ones two before, then four, and so on.

    >>> cumprod([2.0, 0.0, 3.0])
    array([2., 0., 0.])
    """
    if axis is None:
        x, axis = ravel(x), 0
    axis = place("cumprod", x, axis)
    n, before = np.shape(x)[axis], (slice(None),) * axis
    distance = 1
    while distance < n:
        start, rest = getitem(x, (*before, slice(distance))), getitem(x, (*before, slice(distance, None)))
        x = concatenate([start, ops.mul(rest, getitem(x, (*before, slice(-distance))))], axis)
        distance *= 2
    return x


@of_one
def logsumexp(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """log Σ exp(x), without overflow."""
    return reduce.logsumexp(x, **given(axis=axis, keepdims=keepdims))


@differentiates(np.linalg.norm)
@of_one
def norm(x: Any, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> Any:
    """The Euclidean norm √Σx², with gradient 0 at x = 0; `ord` may only be None, 2 (vectors) or "fro"."""
    if ord not in (None, "fro") and not (ord == 2 and (isinstance(axis, int) or np.ndim(x) == 1)):
        raise NoRule(f"norm: ord={ord!r} has no derivative rule; write it with abs, sum and max")
    return reduce.norm(x, **given(axis=axis, keepdims=keepdims))


@overload
def where(condition: object, x: T, y: object) -> T: ...
@overload
def where(condition: object, x: ArrayLike, y: T) -> T: ...
@overload
def where(condition: object, x: ArrayLike, y: ArrayLike) -> Plain: ...
@differentiates(np.where)
def where(condition: Any, x: Any, y: Any) -> Any:
    """x where the condition holds, else y; what is not chosen gets no gradient, whatever its value."""
    return ops.where(condition, x, y)


@differentiates(np.clip)
@of_one
def clip(x: Any, a_min: Any = None, a_max: Any = None, *, min: Any = None, max: Any = None) -> Any:
    """x kept between two bounds, called a_min and a_max or min and max; the slope is 0 at a bound and beyond."""
    low, high = (a_min if min is None else min), (a_max if max is None else max)
    bounds = {"low": -np.inf if low is None else low, "high": np.inf if high is None else high}
    if any(isinstance(bound, Node) or np.ndim(bound) for bound in bounds.values()):
        z = ops.where(x <= bounds["low"], bounds["low"], x)
        return ops.where(z >= bounds["high"], bounds["high"], z)
    return ops.clip(x, **bounds)


@differentiates(np.dot)
@of_two
def dot(x: Any, y: Any) -> Any:
    """NumPy's dot product: inner for vectors, matrix product for matrices."""
    if not np.ndim(x) or not np.ndim(y):
        return ops.mul(x, y)
    if np.ndim(x) <= 2 and np.ndim(y) <= 2:
        return linalg.matmul(x, y)
    return linalg.dot(x, y)


@differentiates(np.outer)
@of_two
def outer(x: Any, y: Any) -> Any:
    """All products of two vectors: (m,), (n,) -> (m, n)."""
    return linalg.outer(ravel(x), ravel(y))


@overload
def einsum(subscripts: str, x: T, /, *operands: Any, optimize: Any = None) -> T: ...
@overload
def einsum(subscripts: str, x: ArrayLike, y: T, /, *operands: Any, optimize: Any = None) -> T: ...
@overload
def einsum(*operands: Any, optimize: Any = None) -> Any: ...
@differentiates(np.einsum)
def einsum(*operands: Any, optimize: Any = None) -> Any:
    """Einstein's sum over products, as np.einsum: subscripts and arrays, or arrays each with a list of its axes' numbers.

    In which order the products are taken is chosen here: `optimize` changes nothing.

    >>> float(einsum("i,i", [1.0, 2.0], [3.0, 4.0])), float(einsum([1.0, 2.0], [0], [3.0, 4.0], [0]))
    (11.0, 11.0)
    """
    if not isinstance(operands[0], str):
        operands = lettered(operands)
    subscripts, *arrays = operands
    return linalg.einsum(*arrays, subscripts=subscripts)


def lettered(operands: tuple[Any, ...]) -> tuple[Any, ...]:
    """The arguments of einsum with numbers for axes, as subscripts and arrays."""
    output = operands[-1] if len(operands) % 2 else None
    lists = [*operands[1::2], *([] if output is None else [output])]
    numbers = sorted({n for axes in lists for n in axes if n is not Ellipsis})  # an output not given is in their order
    if len(numbers) > len(string.ascii_letters):
        raise ValueError(f"einsum: {len(numbers)} axes are more than there are letters")
    letters = {Ellipsis: "...", **dict(zip(numbers, sorted(string.ascii_letters)))}
    terms = ["".join(letters[n] for n in axes) for axes in lists]
    arrow = "" if output is None else "->" + terms.pop()
    return (",".join(terms) + arrow, *operands[: 2 * len(terms) : 2])


@differentiates(np.trace)
@of_one
def trace(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The sum of the diagonal of two axes."""
    return sum(diagonal(x, offset, axis1, axis2), axis=-1)


@of_one
def softmax(x: Any, axis: int = -1) -> Any:
    """eˣ / Σ eˣ along an axis: positive numbers that add up to 1.

    >>> float(softmax(np.array([1000.0, 1000.0]))[0])
    0.5
    """
    return ops.softmax(x, axis=axis)


@of_one
def log_softmax(x: Any, axis: int = -1) -> Any:
    """log softmax(x), without overflow or lost digits."""
    return ops.log_softmax(x, axis=axis)


@of_two
def cross_entropy(logits: Any, targets: Any) -> Any:
    """−Σ t log softmax(logits) over the last axis: logits (..., C), targets (..., C) or integers (...) -> (...).

    Raises ValueError for a label outside 0..C−1 or targets of another shape.
    """
    labels = targets._value if isinstance(targets, Node) else np.asarray(targets)
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
    if not np.ndim(labels):  # a single label would become a float
        if not 0 <= labels < classes:
            raise ValueError(f"cross_entropy: labels must lie in 0..{classes - 1} for {classes} logits, got {labels}")
        return ops.neg(getitem(ops.log_softmax(logits), int(labels)))
    return ops.sparse_cross_entropy(logits, targets if isinstance(targets, Node) else labels)
