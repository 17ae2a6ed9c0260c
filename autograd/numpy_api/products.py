"""Sums of products: vectors with vectors, matrices with matrices, and whatever Einstein's notation can say."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from autograd import ops
from autograd.numpy_api.joining import stack
from autograd.numpy_api.picking import diagonal, getitem
from autograd.numpy_api.reductions import sum
from autograd.numpy_api.register import differentiates, differentiates_new
from autograd.numpy_api.shaping import broadcast_to, expand_dims, moveaxis, ravel, reshape, transpose
from autograd.numpy_api.signatures import T, of_one, of_two
from autograd.ops import linalg
from autograd.ops.complex import conjugate_of
from autograd.text.owners import name_owner

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@differentiates(np.dot)
@of_two
@name_owner
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
@name_owner
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
@name_owner
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
    if len(numbers) > len(linalg.LETTERS):
        raise ValueError(f"einsum: {len(numbers)} axes are more than there are letters")
    letters = {Ellipsis: "...", **dict(zip(numbers, sorted(linalg.LETTERS)))}
    terms = ["".join(letters[n] for n in axes) for axes in lists]
    arrow = "" if output is None else "->" + terms.pop()
    return (",".join(terms) + arrow, *operands[: 2 * len(terms) : 2])


@differentiates(np.trace)
@name_owner
@of_one
def trace(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The sum of the diagonal of two axes: (n, n) -> ().

    x: a matrix, or more axes. offset=0: which diagonal, above (positive) or below (negative) the main one. axis1=0,
    axis2=1: the two axes. Raises ValueError if x has fewer than two axes.

    >>> trace(np.array([[1.0, 2.0], [3.0, 4.0]]))
    5.0
    """
    return sum(diagonal(x, offset, axis1, axis2), axis=-1)


@differentiates(np.inner)
@of_two
def inner(x: Any, y: Any) -> Any:
    """The sums of products over the last axes of both: (n,), (n,) -> () and (a, n), (b, n) -> (a, b).

    x, y: numbers; with a single number it is x * y. Raises ValueError if the last axes differ in size.

    >>> inner(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    11.0
    """
    return tensordot(x, y, ((-1,), (-1,))) if np.ndim(x) and np.ndim(y) else ops.mul(x, y)


@differentiates(np.vdot)
@of_two
def vdot(x: Any, y: Any) -> Any:
    """The inner product of both, flattened: (2, 3), (2, 3) -> ().

    x, y: as many numbers each; complex ones of x are conjugated.

    >>> vdot(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    11.0
    """
    return linalg.matmul(conjugate_of(ravel(x)), ravel(y))


@differentiates(np.tensordot)
@of_two
def tensordot(x: Any, y: Any, axes: Any = 2) -> Any:
    """The sums of products over chosen axes of both: (2, 3, 4), (3, 4, 5) -> (2, 5).

    x, y: numbers. axes=2: how many axes, the last of x and the first of y, or the two lists of axes. Raises ValueError if they
    differ in size.

    >>> tensordot(np.ones((2, 3)), np.ones((3, 4)), axes=1).shape
    (2, 4)
    """
    first, second = (range(-axes, 0), range(axes)) if isinstance(axes, int) else (np.atleast_1d(a).tolist() for a in axes)
    left, right = ([a % max(np.ndim(v), 1) for a in chosen] for v, chosen in ((x, first), (y, second)))
    sizes = [np.shape(v)[a] for v, chosen in ((x, left), (y, right)) for a in chosen]
    if len(left) != len(right) or sizes[: len(left)] != sizes[len(left) :]:
        raise ValueError(f"tensordot of shapes {np.shape(x)} and {np.shape(y)}: the axes {axes} do not fit")
    rows, columns = ([i for i in range(np.ndim(v)) if i not in chosen] for v, chosen in ((x, left), (y, right)))
    n = math.prod(sizes[: len(left)])
    a = reshape(transpose(x, (*rows, *left)), (math.prod(np.shape(x)[i] for i in rows), n))  # x -> (rows, n)
    b = reshape(transpose(y, (*right, *columns)), (n, math.prod(np.shape(y)[i] for i in columns)))  # y -> (n, columns)
    return reshape(linalg.matmul(a, b), (*[np.shape(x)[i] for i in rows], *[np.shape(y)[i] for i in columns]))


@differentiates(np.kron)
@of_two
def kron(x: Any, y: Any) -> Any:
    """Each element of x times the whole of y: (2, 3), (4, 5) -> (8, 15).

    x, y: numbers of any shapes.

    >>> kron(np.array([1.0, 10.0]), np.array([1.0, 2.0]))
    array([ 1.,  2., 10., 20.])
    """
    n = max(np.ndim(x), np.ndim(y))
    a, b = ((1,) * (n - np.ndim(v)) + np.shape(v) for v in (x, y))
    wide = reshape(x, [k for size in a for k in (size, 1)])  # (2, 3) -> (2, 1, 3, 1)
    tall = reshape(y, [k for size in b for k in (1, size)])  # (4, 5) -> (1, 4, 1, 5)
    return reshape(ops.mul(wide, tall), [i * j for i, j in zip(a, b)])


@differentiates(np.cross)
@of_two
def cross(x: Any, y: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None) -> Any:
    """The vector product: (..., 3), (..., 3) -> (..., 3); of vectors of two numbers the one number that is not 0.

    x, y: vectors of 2 or 3 numbers, in shapes that fit. axisa=-1, axisb=-1, axisc=-1: where the vectors lie in x, in y and in
    the result. axis=None: one axis for all three.

    >>> cross(np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0]))
    array([0., 0., 1.])
    """
    if axis is not None:
        axisa = axisb = axisc = axis
    x, y = moveaxis(x, axisa, -1), moveaxis(y, axisb, -1)
    if not {np.shape(x)[-1], np.shape(y)[-1]} <= {2, 3}:
        raise ValueError(f"cross needs vectors of 2 or 3 numbers, got shapes {np.shape(x)} and {np.shape(y)}")
    flat = np.shape(x)[-1] == np.shape(y)[-1] == 2
    a, b = ([getitem(v, (..., i)) if i < np.shape(v)[-1] else 0.0 for i in range(3)] for v in (x, y))
    parts = [ops.sub(ops.mul(a[i], b[j]), ops.mul(a[j], b[i])) for i, j in ((1, 2), (2, 0), (0, 1))]
    if flat:
        return parts[2]
    shape = np.broadcast_shapes(np.shape(x)[:-1], np.shape(y)[:-1])
    return moveaxis(stack([broadcast_to(part, shape) for part in parts], -1), -1, axisc)


@of_two
def vecdot(x: Any, y: Any, /, *, axis: int = -1) -> Any:
    """The inner products of the vectors along an axis: (..., n), (..., n) -> (...).

    x, y: numbers in shapes that fit; complex ones of x are conjugated. axis=-1: where the vectors lie.

    >>> vecdot(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, 1.0]))
    array([3., 7.])
    """
    return sum(ops.mul(conjugate_of(moveaxis(x, axis, -1)), moveaxis(y, axis, -1)), axis=-1)


@of_two
def matvec(x: Any, y: Any) -> Any:
    """Matrices times vectors: (..., m, n), (..., n) -> (..., m).

    x: matrices. y: vectors.

    >>> matvec(np.eye(2), np.array([1.0, 2.0]))
    array([1., 2.])
    """
    return getitem(linalg.matmul(x, expand_dims(y, -1)), (..., 0))


@of_two
def vecmat(x: Any, y: Any) -> Any:
    """Vectors times matrices: (..., m), (..., m, n) -> (..., n).

    x: vectors, of which complex ones are conjugated. y: matrices.

    >>> vecmat(np.array([1.0, 2.0]), np.eye(2))
    array([1., 2.])
    """
    return getitem(linalg.matmul(expand_dims(conjugate_of(x), -2), y), (..., 0, slice(None)))


differentiates_new(np, vecdot=vecdot, matvec=matvec, vecmat=vecmat)  # since NumPy 2.0 and 2.2
