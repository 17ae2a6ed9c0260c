"""numpy.linalg: inverses, determinants, linear equations, and powers and products of matrices."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from autograd import ops
from autograd.numpy_api.decompositions import check_matrix
from autograd.numpy_api.norms import norm
from autograd.numpy_api.picking import diagonal, getitem
from autograd.numpy_api.products import cross, outer, tensordot, trace, vecdot
from autograd.numpy_api.reductions import sum
from autograd.numpy_api.register import differentiates, differentiates_new
from autograd.numpy_api.shaping import expand_dims, matrix_transpose, reshape, transpose
from autograd.numpy_api.signatures import of_one, of_several, of_two
from autograd.ops import decompositions, equations
from autograd.ops.linalg import matmul


class Slogdet(NamedTuple):
    """What `slogdet` gives: the determinant's sign and the logarithm of its size."""

    sign: Any
    logabsdet: Any


@differentiates(np.linalg.inv)
@of_one
def inv(x: Any) -> Any:
    """The inverse: (..., n, n) -> (..., n, n).

    x: a matrix, or a stack of them. Raises LinAlgError for a matrix that has no inverse.

    >>> inv(np.array([[2.0, 0.0], [0.0, 4.0]]))
    array([[0.5 , 0.  ],
           [0.  , 0.25]])
    """
    check_matrix("inv", x)
    return equations.inv(x)


@differentiates(np.linalg.solve)
@of_two
def solve(x: Any, y: Any) -> Any:
    """The z with x z = y: (n, n), (n,) -> (n,) and (..., n, n), (..., n, k) -> (..., n, k).

    x: a matrix, or a stack of them. y: a vector, or a matrix of as many columns as there are equations to solve. Raises
    LinAlgError for a matrix that has no inverse.

    >>> solve(np.array([[2.0, 0.0], [0.0, 4.0]]), np.array([2.0, 2.0]))
    array([1. , 0.5])
    """
    check_matrix("solve", x)
    if np.ndim(y) == 1:
        return getitem(equations.solve(x, expand_dims(y, 1)), (..., 0))
    return equations.solve(x, y)


@differentiates(np.linalg.det)
@of_one
def det(x: Any) -> Any:
    """The determinant: (..., n, n) -> (...). Its derivative is right where it is 0, too.

    x: a matrix, or a stack of them.

    >>> round(float(det(np.array([[1.0, 2.0], [3.0, 4.0]]))), 6)
    -2.0
    """
    check_matrix("det", x)
    return equations.det(x)


@differentiates(np.linalg.slogdet)
def slogdet(x: Any) -> Slogdet:
    """The sign of the determinant, a constant, and the logarithm of its size: (..., n, n) -> two of (...).

    x: a matrix, or a stack of them.

    >>> round(float(slogdet(np.diag([1.0, np.e])).logabsdet), 6)
    1.0
    """
    check_matrix("slogdet", x)
    return Slogdet(np.sign(equations.det(x)), equations.log_abs_det(x))


@differentiates(np.linalg.pinv)
@of_one
def pinv(x: Any, rcond: Any = None, hermitian: bool = False, *, rtol: Any = None) -> Any:
    """The pseudo-inverse: (..., m, n) -> (..., n, m). Its derivative is that among matrices of the same rank.

    x: a matrix, or a stack of them. rcond=None, rtol=None: singular values below this part of the largest count as 0; None for
    NumPy's 1e-15. hermitian=False: accepted as NumPy's, and without effect.

    >>> pinv(np.array([[2.0], [0.0]]))
    array([[0.5, 0. ]])
    """
    check_matrix("pinv", x, square=False)
    cut = rtol if rcond is None else rcond
    return equations.pinv(x) if cut is None else equations.pinv(x, rcond=cut)


@differentiates(np.linalg.lstsq)
def lstsq(a: Any, b: Any, rcond: Any = None) -> tuple[Any, Any, int, Any]:
    """The z that makes |a z − b| smallest: (m, n), (m,) -> (n,), and residuals, rank and singular values.

    a: a matrix. b: a vector, or a matrix of several. rcond=None: singular values below this part of the largest count as 0;
    None for the precision times the larger size.

    >>> lstsq(np.array([[1.0], [1.0]]), np.array([1.0, 3.0]))[0]
    array([2.])
    """
    check_matrix("lstsq", a, square=False)
    m, n = np.shape(a)
    values = decompositions.singular_values(a)
    cut = np.finfo(float).eps * max(m, n) if rcond in (None, "warn") else rcond  # the text is NumPy 1's default
    rank = int(np.sum(np.asarray(values > cut * np.max(values)))) if np.size(values) else 0
    z = matmul(equations.pinv(a, rcond=float(cut)), b)
    off = ops.sub(matmul(a, z), b)
    residuals = np.atleast_1d(sum(ops.mul(off, off), axis=0)) if rank == n < m else np.zeros(0)
    return z, residuals, rank, values


@differentiates(np.linalg.tensorinv)
@of_one
def tensorinv(x: Any, ind: int = 2) -> Any:
    """The inverse of x as a map from its last axes to its first `ind`.

    x: an array whose first `ind` axes hold as many elements as the rest. ind=2: how many axes come first.

    >>> tensorinv(np.eye(4).reshape(2, 2, 4)).shape
    (4, 2, 2)
    """
    shape = np.shape(x)
    n = int(np.prod(shape[:ind]))
    return reshape(equations.inv(reshape(x, (n, -1))), (*shape[ind:], *shape[:ind]))


@differentiates(np.linalg.tensorsolve)
@of_two
def tensorsolve(x: Any, y: Any, axes: Any = None) -> Any:
    """The z with tensordot(x, z, z.ndim) = y.

    x: an array of y's axes and then z's. y: numbers of any shape. axes=None: the axes of x to put last first.

    >>> tensorsolve(np.eye(4).reshape(4, 2, 2), np.ones(4)).shape
    (2, 2)
    """
    if axes is not None:
        x = transpose(x, [i for i in range(np.ndim(x)) if i not in axes] + list(axes))
    shape = np.shape(x)[np.ndim(y) :]
    return reshape(solve(reshape(x, (np.size(y), -1)), reshape(y, (-1,))), shape)


@differentiates(np.linalg.matrix_power)
@of_one
def matrix_power(x: Any, n: int) -> Any:
    """x times itself, n times; the inverse for negative n: (..., k, k) -> (..., k, k).

    x: a square matrix, or a stack of them. n: a whole number.

    >>> matrix_power(np.array([[1.0, 1.0], [0.0, 1.0]]), 5)
    array([[1., 5.],
           [0., 1.]])
    """
    check_matrix("matrix_power", x)
    if n < 0:
        x, n = equations.inv(x), -n
    z: Any = None
    while n:
        z = x if n % 2 and z is None else matmul(z, x) if n % 2 else z
        x, n = (matmul(x, x) if n > 1 else x), n // 2
    return ops.add(ops.mul(x, 0.0), np.eye(np.shape(x)[-1])) if z is None else z


@differentiates(np.linalg.multi_dot)
@of_several
def multi_dot(arrays: Any, *, out: None = None) -> Any:
    """The matrix product of two arrays or more, from the left to the right.

    arrays: matrices; the first and the last may be vectors. out=None: only None.

    >>> multi_dot([np.eye(2), np.array([[1.0], [2.0]]), np.array([3.0])])
    array([3., 6.])
    """
    if len(arrays) < 2:
        raise ValueError(f"multi_dot needs two arrays or more, got {len(arrays)}")
    back = np.ndim(arrays[-1]) == 1 or np.shape(arrays[-1])[-1] < np.shape(arrays[0])[0]
    z = arrays[-1] if back else arrays[0]
    for x in reversed(arrays[:-1]) if back else arrays[1:]:
        z = matmul(x, z) if back else matmul(z, x)
    return z


@differentiates(np.linalg.cond)
@of_one
def cond(x: Any, p: Any = None) -> Any:
    """By how much x can enlarge relative errors: |x| · |x⁻¹|.

    x: a matrix, or a stack of them. p=None: the norm; None and 2 divide the largest singular value by the smallest.

    >>> float(cond(np.diag([1.0, 4.0])))
    4.0
    """
    check_matrix("cond", x, square=p not in (None, 2, -2))
    if p in (None, 2, -2):
        s = decompositions.singular_values(x)
        ends = getitem(s, (..., 0)), getitem(s, (..., -1))
        return ops.div(*(ends[::-1] if p == -2 else ends))
    return ops.mul(norm(x, p, (-2, -1)), norm(equations.inv(x), p, (-2, -1)))


differentiates_new(  # since NumPy 2
    np.linalg,
    matmul=matmul,
    matrix_transpose=matrix_transpose,
    outer=outer,
    cross=cross,
    vecdot=vecdot,
    tensordot=tensordot,
    diagonal=lambda x, /, *, offset=0: diagonal(x, offset, -2, -1),
    trace=lambda x, /, *, offset=0, dtype=None: trace(x, offset, -2, -1),
)
