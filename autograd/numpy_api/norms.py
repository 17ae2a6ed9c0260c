"""Norms of vectors and matrices, with every `ord` that NumPy knows."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import ops
from autograd.numpy_api.reductions import max, min, sum
from autograd.numpy_api.register import differentiates, differentiates_new, leave_out_defaults, place
from autograd.numpy_api.shaping import moveaxis, ravel, reshape
from autograd.numpy_api.signatures import Axis, of_one
from autograd.ops import decompositions, reduce
from autograd.text.owners import name_owner


@differentiates(np.linalg.norm)
@of_one
@name_owner
def norm(x: Any, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> Any:
    """The norm of a vector or a matrix, or of those along axes; the gradient of the Euclidean norm √Σx² at x = 0 is 0.

    x: numbers of any shape. ord=None: which norm: None is √Σx²; for vectors p is (Σ|x|ᵖ)^(1/p), inf the largest size, -inf the
    smallest, 0 counts; for matrices "fro", 1, 2, inf, their negatives and "nuc" are NumPy's. axis=None: the axis or the
    two axes, None for all. keepdims=False: whether these axes stay, with size 1. Raises ValueError for an ord that NumPy does
    not know, IndexError for an axis that x does not have.

    >>> from autograd import grad
    >>> x = np.array([3.0, 4.0])
    >>> norm(x), grad(norm)(x)
    (5.0, array([0.6, 0.8]))
    """
    n = np.ndim(x) if axis is None else 1 if isinstance(axis, (int, np.integer)) else len(axis)
    if ord is None or (ord == "fro" and n == 2) or (ord == 2 and n == 1):
        return reduce.norm(x, **leave_out_defaults(axis=axis, keepdims=keepdims))
    if n == 1:
        along = axis if isinstance(axis, (int, np.integer)) else axis[0] if axis else 0
        return of_vectors(x, ord, int(along), keepdims)
    if n == 2:
        return of_matrices(x, ord, (0, 1) if axis is None else axis, keepdims)  # type: ignore[arg-type]
    raise ValueError(f"norm of shape {np.shape(x)}: ord={ord!r} needs one axis or two, got axis={axis}")


def of_vectors(x: Any, ord: Any, axis: int, keepdims: bool) -> Any:
    """(Σ|x|ᵖ)^(1/p) along an axis, and its limits; the gradient at x = 0 is 0."""
    size = ops.absolute(x)
    if ord == np.inf:
        return max(size, axis, keepdims=keepdims)
    if ord == -np.inf:
        return min(size, axis, keepdims=keepdims)
    if ord == 0:
        return sum(np.asarray(np.not_equal(x, 0), float), axis, keepdims=keepdims)
    if ord == 1:
        return sum(size, axis, keepdims=keepdims)
    if isinstance(ord, str):
        raise ValueError(f"norm: {ord!r} is for matrices, got vectors of shape {np.shape(x)}")
    total = sum(ops.power(size, ord), axis, keepdims=keepdims)
    zero = np.equal(total, 0)
    return ops.where(zero, 0.0, ops.power(ops.where(zero, 1.0, total), 1.0 / ord))


def of_matrices(x: Any, ord: Any, axes: tuple[int, int], keepdims: bool) -> Any:
    """Sums of rows or columns, or of singular values."""
    first, second = (place("norm", x, axis) for axis in axes)
    if ord in (1, -1, np.inf, -np.inf):
        summed, other = (first, second) if abs(ord) == 1 else (second, first)
        z = (max if ord > 0 else min)(sum(ops.absolute(x), summed, keepdims=True), other, keepdims=True)
    elif ord in (2, -2, "nuc"):
        s = decompositions.singular_values(moveaxis(x, (first, second), (-2, -1)))
        z = sum(s, -1) if ord == "nuc" else (max if ord == 2 else min)(s, -1)
        z = reshape(z, [1 if i in (first, second) else n for i, n in enumerate(np.shape(x))])
    else:
        raise ValueError(f"norm: ord={ord!r} is unknown for matrices: 1, 2, inf, their negatives, 'fro' and 'nuc' are known")
    return z if keepdims else reshape(z, [n for i, n in enumerate(np.shape(x)) if i not in (first, second)])


@of_one
def vector_norm(x: Any, /, *, axis: Axis = None, keepdims: bool = False, ord: Any = 2) -> Any:
    """The norm of vectors, of all elements or along axes.

    x: numbers of any shape. axis=None: the axis or the tuple of axes, None for all. keepdims=False: whether these axes stay,
    with size 1. ord=2: as `norm` of vectors has it.

    >>> vector_norm(np.array([[3.0, 4.0]]))
    5.0
    """
    axes = tuple(range(np.ndim(x))) if axis is None else tuple(place("vector_norm", x, a) for a in np.atleast_1d(axis))
    rest = [i for i in range(np.ndim(x)) if i not in axes]
    lines = reshape(moveaxis(x, rest, list(range(len(rest)))), [*(np.shape(x)[i] for i in rest), -1]) if rest else ravel(x)
    z = norm(lines, ord, -1)
    return reshape(z, [1 if i in axes else n for i, n in enumerate(np.shape(x))]) if keepdims else z


@of_one
def matrix_norm(x: Any, /, *, keepdims: bool = False, ord: Any = "fro") -> Any:
    """The norm of a matrix, or of each of a stack: (..., m, n) -> (...).

    x: a matrix, or a stack of them. keepdims=False: whether the axes stay, with size 1. ord="fro": as in `norm` of matrices.

    >>> matrix_norm(np.array([[3.0, 4.0]]))
    5.0
    """
    return norm(x, ord, (-2, -1), keepdims)


differentiates_new(np.linalg, vector_norm=vector_norm, matrix_norm=matrix_norm)  # since NumPy 2
