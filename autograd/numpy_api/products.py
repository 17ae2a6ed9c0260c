"""Sums of products: vectors with vectors, matrices with matrices, and whatever Einstein's notation can say."""

from __future__ import annotations

import string
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike

from autograd import ops
from autograd.numpy_api.picking import diagonal
from autograd.numpy_api.reductions import sum
from autograd.numpy_api.register import differentiates
from autograd.numpy_api.shaping import ravel
from autograd.numpy_api.signatures import T, of_one, of_two
from autograd.ops import linalg


@differentiates(np.dot)
@of_two
def dot(x: Any, y: Any) -> Any:
    """The inner product of vectors, the product of matrices: (n,), (n,) -> () and (m, n), (n, k) -> (m, k).

    x, y: numbers; x's last axis meets y's last but one, or its only one. With a single number it is x * y.
    Raises ValueError if these axes differ in size.

    >>> dot(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    11.0
    """
    if not np.ndim(x) or not np.ndim(y):
        return ops.mul(x, y)
    if np.ndim(x) <= 2 and np.ndim(y) <= 2:
        return linalg.matmul(x, y)
    return linalg.dot(x, y)


@differentiates(np.outer)
@of_two
def outer(x: Any, y: Any) -> Any:
    """Every element of x times every element of y: (m,), (n,) -> (m, n).

    x, y: numbers of any shape, which are flattened first.

    >>> outer(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    array([[3., 4.],
           [6., 8.]])
    """
    return linalg.outer(ravel(x), ravel(y))


@overload
def einsum(subscripts: str, x: T, /, *operands: Any, optimize: Any = None) -> T: ...
@overload
def einsum(subscripts: str, x: ArrayLike, y: T, /, *operands: Any, optimize: Any = None) -> T: ...
@overload
def einsum(*operands: Any, optimize: Any = None) -> Any: ...
@differentiates(np.einsum)
def einsum(*operands: Any, optimize: Any = None) -> Any:
    """Einstein's sum over products: indices that the output does not name are summed over.

    operands: subscripts such as "ij,jk->ik" and one array for each of their terms; or arrays, each followed by the list of
    its axes' numbers. optimize=None: accepted and without effect, since the order of the products is chosen here.
    Raises ValueError if the subscripts do not fit the arrays, or one index has two sizes.

    >>> x, y = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    >>> float(einsum("i,i", x, y)), float(einsum(x, [0], y, [0]))
    (11.0, 11.0)
    """
    if not isinstance(operands[0], str):
        operands = as_subscripts(operands)
    subscripts, *arrays = operands
    return linalg.einsum(*arrays, subscripts=subscripts)


def as_subscripts(operands: tuple[Any, ...]) -> tuple[Any, ...]:
    """The arguments of einsum with numbers for axes, as subscripts and arrays."""
    output = operands[-1] if len(operands) % 2 else None
    lists = [*operands[1::2], *([] if output is None else [output])]
    numbers = sorted({n for axes in lists for n in axes if n is not Ellipsis})  # an output that is left out has this order
    if len(numbers) > len(string.ascii_letters):
        raise ValueError(f"einsum: {len(numbers)} axes are more than there are letters")
    letters = {Ellipsis: "...", **dict(zip(numbers, sorted(string.ascii_letters)))}
    terms = ["".join(letters[n] for n in axes) for axes in lists]
    arrow = "" if output is None else "->" + terms.pop()
    return (",".join(terms) + arrow, *operands[: 2 * len(terms) : 2])


@differentiates(np.trace)
@of_one
def trace(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The sum of the diagonal of two axes: (n, n) -> ().

    x: a matrix, or more axes. offset=0: which diagonal, above (positive) or below (negative) the main one. axis1=0,
    axis2=1: the two axes. Raises ValueError if x has fewer than two axes.

    >>> trace(np.array([[1.0, 2.0], [3.0, 4.0]]))
    5.0
    """
    return sum(diagonal(x, offset, axis1, axis2), axis=-1)
