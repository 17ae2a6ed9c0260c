"""Decompositions of matrices, and of stacks of them: Cholesky's, eigenvalues, singular values, QR.

Where a derivative does not exist the gradient is NaN: eigenvectors and singular vectors have none where two of their values are
equal, though the values themselves do. NumPy reads the lower triangle of a symmetric matrix; the upper one gets no gradient.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from autograd.kernel.op import put_on_tape
from autograd.numpy_api.joining import concatenate
from autograd.numpy_api.picking import getitem
from autograd.numpy_api.register import NoRule, differentiates, differentiates_new
from autograd.numpy_api.shaping import matrix_transpose
from autograd.numpy_api.signatures import of_one
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


def check_matrix(name: str, x: Any, square: bool = True) -> None:
    """LinAlgError for what is no matrix, or no square one."""
    shape = np.shape(x)
    if len(shape) < 2 or (square and shape[-1] != shape[-2]):
        wanted = "square matrix" if square else "matrix"
        raise np.linalg.LinAlgError(f"{name} needs a {wanted}, or a stack of them, got shape {shape}")


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
    values = rows.eigenvalues(x, **upper)
    kept = getattr(values, "_kept", None)
    if kept is None:
        return Eigen(values, rows.eigenvectors(x, **upper))
    # one decomposition found both: the vectors go on the tape as they are
    vectors = put_on_tape(type(values), rows.eigenvectors, values.inputs, values.settings, kept.copy())
    return Eigen(values, vectors)


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
        r = concatenate([r, rest], -1)
    return r if mode == "r" else QR(q, r)


differentiates_new(np.linalg, svdvals=svdvals)  # since NumPy 2
