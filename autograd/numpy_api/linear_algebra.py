"""numpy.linalg: equations, inverses, determinants, decompositions and what is made of them.

Where a derivative does not exist the gradient is NaN: eigenvectors and singular vectors have none where two of their values are
equal, though the values themselves do. NumPy reads the lower triangle of a symmetric matrix; the upper one gets no gradient.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from autograd import ops
from autograd.numpy_api.norms import norm
from autograd.numpy_api.picking import diagonal, getitem
from autograd.numpy_api.products import cross, outer, tensordot, trace, vecdot
from autograd.numpy_api.reductions import sum
from autograd.numpy_api.register import NoRule, differentiates, differentiates_new
from autograd.numpy_api.shaping import expand_dims, matrix_transpose, reshape, transpose
from autograd.numpy_api.signatures import of_one, of_several, of_two
from autograd.ops import decompositions as rows
from autograd.ops.linalg import matmul


class Eigen(NamedTuple):
    """What `eigh` gives: the eigenvalues, rising, and the eigenvectors as columns."""

    eigenvalues: Any
    eigenvectors: Any


class SVD(NamedTuple):
    """What `svd` gives: U, the singular values S, falling, and Vh, with x = U · diag(S) · Vh."""

    U: Any
    S: Any
    Vh: Any


class QR(NamedTuple):
    """What `qr` gives: the orthogonal Q and the triangular R."""

    Q: Any
    R: Any


class Slogdet(NamedTuple):
    """What `slogdet` gives: the determinant's sign and the logarithm of its size."""

    sign: Any
    logabsdet: Any


def check_matrix(name: str, x: Any, square: bool = True) -> None:
    """LinAlgError for what is no matrix, or no square one."""
    shape = np.shape(x)
    if len(shape) < 2 or (square and shape[-1] != shape[-2]):
        wanted = "square matrix" if square else "matrix"
        raise np.linalg.LinAlgError(f"{name} needs a {wanted}, or a stack of them, got shape {shape}")


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
    return rows.inv(x)


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
        return getitem(rows.solve(x, expand_dims(y, 1)), (..., 0))
    return rows.solve(x, y)


@differentiates(np.linalg.det)
@of_one
def det(x: Any) -> Any:
    """The determinant: (..., n, n) -> (...). Its derivative is right where it is 0, too.

    x: a matrix, or a stack of them.

    >>> round(float(det(np.array([[1.0, 2.0], [3.0, 4.0]]))), 6)
    -2.0
    """
    check_matrix("det", x)
    return rows.det(x)


@differentiates(np.linalg.slogdet)
def slogdet(x: Any) -> Slogdet:
    """The sign of the determinant, a constant, and the logarithm of its size: (..., n, n) -> two of (...).

    x: a matrix, or a stack of them.

    >>> round(float(slogdet(np.diag([1.0, np.e])).logabsdet), 6)
    1.0
    """
    check_matrix("slogdet", x)
    return Slogdet(np.sign(rows.det(x)), rows.log_abs_det(x))


@differentiates(np.linalg.cholesky)
@of_one
def cholesky(x: Any, /, *, upper: bool = False) -> Any:
    """The lower triangular L with L Lᵀ = x: (..., n, n) -> (..., n, n).

    x: a symmetric, positive definite matrix, or a stack of them. upper=False: True reads x's upper triangle and gives Lᵀ.
    Raises LinAlgError for a matrix that is not positive definite.

    >>> cholesky(np.array([[4.0, 0.0], [2.0, 5.0]]))
    array([[2., 0.],
           [1., 2.]])
    """
    check_matrix("cholesky", x)
    return matrix_transpose(rows.cholesky(matrix_transpose(x))) if upper else rows.cholesky(x)


def _is_upper(UPLO: str) -> bool:
    if UPLO.upper() not in ("L", "U"):
        raise ValueError(f"UPLO must be 'L' or 'U', got {UPLO!r}")
    return UPLO.upper() == "U"


@differentiates(np.linalg.eigh)
def eigh(x: Any, UPLO: str = "L") -> Eigen:
    """The eigenvalues and eigenvectors of a symmetric matrix: (..., n, n) -> (..., n) and (..., n, n).

    x: a symmetric matrix, or a stack of them. UPLO="L": which triangle is read, the lower or the upper ("U") one.

    >>> eigh(np.diag([3.0, 1.0])).eigenvalues
    array([1., 3.])
    """
    check_matrix("eigh", x)
    upper = {"upper": True} if _is_upper(UPLO) else {}
    return Eigen(rows.eigenvalues(x, **upper), rows.eigenvectors(x, **upper))


@differentiates(np.linalg.eigvalsh)
@of_one
def eigvalsh(x: Any, UPLO: str = "L") -> Any:
    """The eigenvalues of a symmetric matrix, rising: (..., n, n) -> (..., n).

    x: a symmetric matrix, or a stack of them. UPLO="L": which triangle is read, the lower or the upper ("U") one.

    >>> eigvalsh(np.diag([3.0, 1.0]))
    array([1., 3.])
    """
    check_matrix("eigvalsh", x)
    return rows.eigenvalues(x, upper=True) if _is_upper(UPLO) else rows.eigenvalues(x)


@differentiates(np.linalg.eig)
def eig(x: Any) -> Eigen:
    """The eigenvalues of any square matrix and its eigenvectors as columns of length 1: (..., n, n) -> (..., n), (..., n, n).

    x: a matrix, or a stack of them. The angle of a complex eigenvector is free, so only what does not depend on it, such as the
    size of its elements, has a derivative.

    >>> eig(np.array([[2.0, 0.0], [0.0, 1.0]])).eigenvalues
    array([2., 1.])
    """
    check_matrix("eig", x)
    return Eigen(rows.eigenvalues_of_any(x), rows.eigenvectors_of_any(x))


@differentiates(np.linalg.eigvals)
@of_one
def eigvals(x: Any) -> Any:
    """The eigenvalues of any square matrix: (..., n, n) -> (..., n).

    x: a matrix, or a stack of them.

    >>> eigvals(np.array([[2.0, 0.0], [0.0, 1.0]]))
    array([2., 1.])
    """
    check_matrix("eigvals", x)
    return rows.eigenvalues_of_any(x)


@differentiates(np.linalg.svd)
def svd(x: Any, full_matrices: bool = True, compute_uv: bool = True, hermitian: bool = False) -> Any:
    """The singular value decomposition x = U · diag(S) · Vh: (..., m, n) -> (..., m, k), (..., k) and (..., k, n).

    x: a matrix, or a stack of them; k is the smaller of m and n. full_matrices=True: NumPy's default, which has a derivative
    only for square matrices; say False for others. compute_uv=True: False gives S alone. hermitian=False: only False.

    >>> svd(np.diag([1.0, 3.0])).S
    array([3., 1.])
    """
    check_matrix("svd", x, square=False)
    if hermitian:
        raise NoRule("svd: hermitian=True has no derivative rule: use eigh")
    if not compute_uv:
        return rows.singular_values(x)
    m, n = np.shape(x)[-2:]
    if full_matrices and m != n:
        raise NoRule(
            f"svd of shape {np.shape(x)}: full_matrices=True gives vectors beyond the matrix, which have no derivative: say "
            "full_matrices=False"
        )
    u, v = rows.apart(rows.singular_vectors(x), x)
    return SVD(u, rows.singular_values(x), matrix_transpose(v))


@of_one
def svdvals(x: Any) -> Any:
    """The singular values, falling: (..., m, n) -> (..., min(m, n)).

    x: a matrix, or a stack of them.

    >>> svdvals(np.diag([1.0, 3.0]))
    array([3., 1.])
    """
    check_matrix("svdvals", x, square=False)
    return rows.singular_values(x)


@differentiates(np.linalg.qr)
def qr(x: Any, mode: str = "reduced") -> Any:
    """The decomposition x = Q R: (..., m, n) -> (..., m, k) and (..., k, n).

    x: a matrix, or a stack of them; k is the smaller of m and n. mode="reduced": both; "r" gives R alone, "complete" only for
    no more rows than columns. Where the columns are not independent the gradient is NaN.

    >>> q, r = qr(np.array([[3.0, 1.0], [4.0, 2.0]]))
    >>> round(float(abs(r[0, 0])), 6)
    5.0
    """
    check_matrix("qr", x, square=False)
    m, n = np.shape(x)[-2:]
    if mode not in ("reduced", "r") and not (mode == "complete" and m <= n):
        raise NoRule(f"qr of shape {np.shape(x)}: mode={mode!r} has no derivative rule: say mode='reduced'")
    first = getitem(x, (..., slice(None, min(m, n))))
    q, r = rows.apart(rows.qr(first), first)
    if m < n:
        rest = matmul(matrix_transpose(q), getitem(x, (..., slice(m, None))))
        r = np.concatenate([r, rest], axis=-1)
    return r if mode == "r" else QR(q, r)


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
    return rows.pinv(x) if cut is None else rows.pinv(x, rcond=cut)


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
    values = rows.singular_values(a)
    cut = np.finfo(float).eps * max(m, n) if rcond in (None, "warn") else rcond  # the text is NumPy 1's default
    rank = int(np.sum(np.asarray(values > cut * np.max(values)))) if np.size(values) else 0
    z = matmul(rows.pinv(a, rcond=float(cut)), b)
    off = ops.sub(matmul(a, z), b)
    residuals = np.atleast_1d(sum(ops.mul(off, off), axis=0)) if rank == n < m else np.zeros(0)
    return z, residuals, rank, values


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
        x, n = rows.inv(x), -n
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
    return reshape(rows.inv(reshape(x, (n, -1))), (*shape[ind:], *shape[:ind]))


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
        s = rows.singular_values(x)
        ends = getitem(s, (..., 0)), getitem(s, (..., -1))
        return ops.div(*(ends[::-1] if p == -2 else ends))
    return ops.mul(norm(x, p, (-2, -1)), norm(rows.inv(x), p, (-2, -1)))


differentiates_new(  # since NumPy 2
    np.linalg,
    svdvals=svdvals,
    matmul=matmul,
    matrix_transpose=matrix_transpose,
    outer=outer,
    cross=cross,
    vecdot=vecdot,
    tensordot=tensordot,
    diagonal=lambda x, /, *, offset=0: diagonal(x, offset, -2, -1),
    trace=lambda x, /, *, offset=0, dtype=None: trace(x, offset, -2, -1),
)
