"""Diagonals and triangles of matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import ops
from autograd.numpy_api.moving import rearrange
from autograd.numpy_api.register import differentiates
from autograd.numpy_api.shaping import ravel
from autograd.numpy_api.signatures import of_one
from autograd.ops import index as _index


@differentiates(np.tril)
@of_one
def tril(x: Any, k: int = 0) -> Any:
    """A matrix with zeros above a diagonal.

    x: a matrix, or a stack of them. k=0: which diagonal, above (positive) or below (negative) the main one.

    >>> tril(np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([[1., 0.],
           [3., 4.]])
    """
    return ops.where(_lower("tril", x, k), x, 0.0)


@differentiates(np.triu)
@of_one
def triu(x: Any, k: int = 0) -> Any:
    """A matrix with zeros below a diagonal.

    x: a matrix, or a stack of them. k=0: which diagonal, above (positive) or below (negative) the main one.

    >>> triu(np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([[1., 2.],
           [0., 4.]])
    """
    return ops.where(_lower("triu", x, k - 1), 0.0, x)


def _lower(name: str, x: Any, k: int) -> np.ndarray:
    """Where a matrix's lower triangle is."""
    shape = np.shape(x)
    if not shape:
        raise ValueError(f"{name} needs one axis or more, got a single number")
    rows, columns = shape[-2:] if len(shape) > 1 else shape * 2
    return np.tri(rows, columns, k, bool)


@differentiates(np.diag)
@of_one
def diag(x: Any, k: int = 0) -> Any:
    """The diagonal of a matrix, or the matrix with this diagonal and zeros elsewhere: (n, n) -> (n,) and (n,) -> (n, n).

    x: a matrix or a vector. k=0: which diagonal, above (positive) or below (negative) the main one.

    >>> diag(np.array([1.0, 2.0]))
    array([[1., 0.],
           [0., 2.]])
    """
    if np.ndim(x) not in (1, 2):
        raise ValueError(f"diag needs a vector or a matrix, got shape {np.shape(x)}")
    if np.ndim(x) == 2:
        return rearrange(x, lambda numbers: np.diag(numbers, k))
    n = np.size(x) + abs(k)
    rows = np.arange(np.size(x)) + max(-k, 0)
    return _index.scatter_add(x, key=(rows, rows + k), shape=(n, n))


@differentiates(np.diagflat)
@of_one
def diagflat(x: Any, k: int = 0) -> Any:
    """The matrix with all elements of x on a diagonal: (2, 2) -> (4, 4).

    x: numbers of any shape. k=0: which diagonal, above (positive) or below (negative) the main one.

    >>> diagflat([[1.0, 2.0]]).shape
    (2, 2)
    """
    return diag(ravel(x), k)
