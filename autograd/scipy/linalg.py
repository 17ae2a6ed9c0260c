"""scipy.linalg under autograd's name: its functions of real matrices that differentiate, all else as it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg as _own

from autograd.numpy_api import decompositions as _decompositions
from autograd.numpy_api import linear_algebra as _numpy
from autograd.numpy_api import norms as _norms
from autograd.numpy_api.register import NoRule as _NoRule
from autograd.scipy.rows import matrices as _rows
from autograd.scipy.rows.calls import differentiates as _differentiates
from autograd.scipy.rows.calls import public_names as _public_names

globals().update(_public_names(_own))
TURNS = {0: False, "N": False, 1: True, "T": True}
CHECKS = {"overwrite_a", "overwrite_b", "overwrite_ab", "check_finite"}  # how SciPy works, not what it computes


def _refuse_options(name: str, options: dict[str, Any]) -> None:
    for option, value in options.items():
        if option not in CHECKS and value is not None:
            raise _NoRule(f"{name}: {option}={value!r} has no derivative rule")


@_differentiates(_own.inv)
def inv(a: Any, **options: Any) -> Any:
    """The inverse. a: a matrix. options: SciPy's, without effect on the result."""
    _refuse_options("inv", options)
    return _numpy.inv(a)


@_differentiates(_own.det)
def det(a: Any, **options: Any) -> Any:
    """The determinant. a: a matrix. options: SciPy's, without effect on the result."""
    _refuse_options("det", options)
    return _numpy.det(a)


@_differentiates(_own.solve)
def solve(a: Any, b: Any, **options: Any) -> Any:
    """The z with a z = b. a: a matrix. b: a vector or a matrix. options: SciPy's, without effect on the result."""
    _refuse_options("solve", options)
    return _numpy.solve(a, b)


@_differentiates(_own.pinv)
def pinv(a: Any, **options: Any) -> Any:
    """The pseudo-inverse. a: a matrix. options: SciPy's, without effect on the result."""
    _refuse_options("pinv", options)
    return _numpy.pinv(a)


@_differentiates(_own.norm)
def norm(a: Any, ord: Any = None, axis: Any = None, keepdims: bool = False, check_finite: bool = True) -> Any:
    """The norm of a vector or of a matrix, with NumPy's arguments. check_finite=True: without effect."""
    return _norms.norm(a, ord, axis, keepdims=keepdims)


@_differentiates(_own.cholesky)
def cholesky(a: Any, lower: bool = False, **options: Any) -> Any:
    """The upper triangular U with Uᵀ U = a.

    a: a symmetric, positive definite matrix, of which the upper triangle is read. lower=False: True reads the lower triangle
    and gives the lower triangular L with L Lᵀ = a. options: SciPy's, without effect on the result.
    """
    _refuse_options("cholesky", options)
    return _decompositions.cholesky(a, upper=not lower)


@_differentiates(_own.sqrtm)
def sqrtm(A: Any, **options: Any) -> Any:
    """The principal root of a square matrix: the z with z z = A.

    A: a matrix. options: SciPy's, without effect on the result. Raises ValueError where the root is complex.

    >>> sqrtm(np.diag([4.0, 9.0]))
    array([[2., 0.],
           [0., 3.]])
    """
    _refuse_options("sqrtm", options)
    return _rows.sqrtm(A)


@_differentiates(_own.expm)
def expm(A: Any) -> Any:
    """The exponential of a square matrix, 1 + A + A²/2 + ...

    A: a matrix, or a stack of them.

    >>> expm(np.zeros((2, 2)))
    array([[1., 0.],
           [0., 1.]])
    """
    return _rows.expm(A)


@_differentiates(_own.solve_triangular)
def solve_triangular(a: Any, b: Any, trans: Any = 0, lower: bool = False, unit_diagonal: bool = False, **options: Any) -> Any:
    """The z with a z = b, of a triangular matrix.

    a: a matrix, of which one triangle is read. b: a vector or a matrix. trans=0: 1 or "T" solves with the transposed
    triangle. lower=False: which triangle is read. unit_diagonal=False: True reads ones on the diagonal. options:
    SciPy's, without effect on the result.

    >>> solve_triangular(np.array([[2.0, 0.0], [1.0, 4.0]]), np.array([2.0, 5.0]), lower=True)
    array([1., 1.])
    """
    _refuse_options("solve_triangular", options)
    if trans not in TURNS:
        raise _NoRule(f"solve_triangular: trans must be 0, 1, 'N' or 'T', got {trans!r}")
    settings = {"lower": bool(lower), "turned": TURNS[trans], "unit_diagonal": bool(unit_diagonal)}
    if np.ndim(b) == 1:
        return _rows.solve_triangular(a, np.expand_dims(b, 1), **settings)[:, 0]
    return _rows.solve_triangular(a, b, **settings)


@_differentiates(_own.solve_sylvester)
def solve_sylvester(a: Any, b: Any, q: Any) -> Any:
    """The z with a z + z b = q: (m, m), (n, n), (m, n) -> (m, n).

    a, b, q: matrices.

    >>> solve_sylvester(np.eye(2), np.eye(2), 2.0 * np.eye(2))
    array([[1., 0.],
           [0., 1.]])
    """
    return _rows.solve_sylvester(a, b, q)


@_differentiates(_own.solve_banded)
def solve_banded(l_and_u: tuple[int, int], ab: Any, b: Any, **options: Any) -> Any:
    """The z with a z = b, of a matrix a that is 0 but on some diagonals.

    l_and_u: how many diagonals lie below and above the main one. ab: the diagonals as rows, the highest one first; column j
    holds what a has in column j. b: a vector or a matrix. options: SciPy's, without effect on the result.

    >>> solve_banded((0, 0), np.array([[2.0, 4.0]]), np.array([2.0, 2.0]))
    array([1. , 0.5])
    """
    _refuse_options("solve_banded", options)
    below, above = l_and_u
    if np.ndim(b) == 1:
        return _rows.solve_banded(ab, np.expand_dims(b, 1), below=below, above=above)[:, 0]
    return _rows.solve_banded(ab, b, below=below, above=above)


__all__ = sorted(_public_names(_own))


def __getattr__(name: str) -> Any:
    return getattr(_own, name)
