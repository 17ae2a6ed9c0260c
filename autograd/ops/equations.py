"""Linear equations, inverses and determinants, of matrices and of stacks of them.

Rules follow Giles (2008), "Collected matrix derivative results for forward and reverse mode algorithmic differentiation".
"""

from __future__ import annotations

import numpy as np

from autograd.kernel.op import Op, Sample
from autograd.ops.linalg import matmul
from autograd.ops.matrices import plain, square, tall, turn
from autograd.ops.samples import space_out


def rest_of_cofactors(x):
    """The derivative of det by each element: the determinant of what is left without its row and column, with its sign.

    x: (..., n, n) -> (..., n, n). Where the matrix can be inverted that is det(x) x⁻ᵀ; elsewhere the minors are taken one by one.
    """
    n = np.shape(x)[-1]
    if n == 1:
        return np.ones(np.shape(x)) * (x * 0.0 + 1.0)
    if is_regular(x):
        return np.reshape(det(x), (*np.shape(x)[:-2], 1, 1)) * turn(inv(x, strict=False))
    kept = np.array([[i for i in range(n) if i != left_out] for left_out in range(n)])  # (n, n − 1)
    minors = x[..., kept[:, None, :, None], kept[None, :, None, :]]  # (..., n, n, n − 1, n − 1)
    return det(minors) * (1.0 - 2.0 * (np.add.outer(np.arange(n), np.arange(n)) % 2))


def is_regular(x) -> bool:
    """Whether all matrices can be inverted with half of the digits."""
    if not np.size(x) or not np.isfinite(plain(x)).all():
        return True
    with np.errstate(all="ignore"):
        return bool(np.all(np.linalg.cond(plain(x)) < 1e10))


def inv_forward(x, *, strict=True):
    """x⁻¹; of a matrix that has none an error or, where this is not strict, NaN."""
    return (
        np.linalg.inv(x)
        if strict
        else solve_forward(x, np.broadcast_to(np.eye(x.shape[-1], dtype=x.dtype), x.shape), strict=False)
    )


def solve_forward(x, y, *, strict=True):
    """x⁻¹ y; with a matrix that has no inverse an error or, where this is not strict, NaN."""
    if y.ndim < x.ndim:  # NumPy 1 would take y's rows for vectors
        y = np.broadcast_to(y, (*x.shape[:-2], *y.shape[-2:]))
    try:
        return np.linalg.solve(x, y)
    except np.linalg.LinAlgError:
        if strict:
            raise
    if x.ndim == y.ndim == 2:
        return np.full((x.shape[0], y.shape[1]), np.nan, y.dtype)
    stack = np.broadcast_shapes(x.shape[:-2], y.shape[:-2])
    x, y = (np.broadcast_to(v, (*stack, *v.shape[-2:])) for v in (x, y))
    z = [solve_forward(a, b, strict=False) for a, b in zip(x.reshape(-1, *x.shape[-2:]), y.reshape(-1, *y.shape[-2:]))]
    return np.reshape(z, (*stack, *y.shape[-2:]))


def solve_a(g, z, x, y, strict=True):
    """−x⁻ᵀ g zᵀ."""
    return matmul(solve(turn(x), -g, strict=False), turn(z))


def pinv_forward(x, *, rcond=1e-15):
    return np.linalg.pinv(x, rcond)


def pinv_x(g, z, x, rcond=1e-15):
    """Golub and Pereyra (1973), for matrices of the same rank nearby: −Pᵀ g Pᵀ + (1 − xP) gᵀ P Pᵀ + PᵀP gᵀ (1 − Px)."""
    p, pt, gt = z, turn(z), turn(g)
    left = matmul(matmul(gt, p), pt)
    right = matmul(pt, matmul(p, gt))
    outside = left - matmul(x, matmul(p, left)) + right - matmul(matmul(right, p), x)
    return outside - matmul(matmul(pt, g), pt)


# fmt: off
inv = Op("inv", inv_forward, floating=True,
    doc="The inverse of a matrix.",
    vjps=(lambda g, z, x, strict=True: -matmul(matmul(turn(z), g), turn(z)),),
    oracle=lambda x, strict=True: np.linalg.solve(x, np.broadcast_to(np.eye(x.shape[-1]), x.shape)),
    label="x⁻¹", tex=("x^{-1}", r"-z^\top \bar z\, z^\top"),
    samples=lambda: [Sample((square(3),)), Sample((square(2, 2),)), Sample((square(1),))])

solve = Op("solve", solve_forward, floating=True,
    doc="The solution z of x z = y, where the columns of y are as many equations.",
    vjps=(solve_a,
          lambda g, z, x, y, strict=True: solve(turn(x), g, strict=False)),
    oracle=lambda x, y, strict=True: np.linalg.inv(x) @ y,
    label="solve", tex=("x^{-1} y", r"-x^{-\top} \bar z\, z^\top", r"x^{-\top} \bar z"),
    samples=lambda: [Sample((square(3), space_out((3, 2), -1, 1))), Sample((square(2, 2), space_out((2, 2, 1), -1, 1))),
                      Sample((square(2), space_out((3, 2, 1), -1, 1)))])

det = Op("det", np.linalg.det, floating=True,
    doc="The determinant of a matrix.",
    vjps=(lambda g, z, x: np.reshape(g, (*np.shape(g), 1, 1)) * rest_of_cofactors(x),),
    oracle=lambda x: np.prod(np.linalg.eigvals(x), axis=-1).real,
    label="det", tex=(r"\det x", r"\bar z\, z\, x^{-\top}"),
    samples=lambda: [Sample((square(3),)), Sample((square(2, 2),)), Sample((square(1),)),
                      Sample((np.array([[1.0, 2.0], [2.0, 4.0]]),)), Sample((np.zeros((2, 2)),)), Sample((np.diag([1.0, 0.0, 3.0]),))])

log_abs_det = Op("log_abs_det", lambda x: np.linalg.slogdet(x)[1], floating=True,
    doc="The logarithm of the size of a matrix's determinant.",
    vjps=(lambda g, z, x: np.reshape(g, (*np.shape(g), 1, 1)) * turn(inv(x, strict=False)),),
    oracle=lambda x: np.log(np.abs(np.linalg.det(x))),
    real=True, label="ln det", tex=(r"\ln \lvert\det x\rvert", r"\bar z\, x^{-\top}"),
    samples=lambda: [Sample((square(3),)), Sample((-square(2, 2),))])

pinv = Op("pinv", pinv_forward, floating=True,
    doc="The pseudo-inverse of a matrix: of all that solve x z = 1 as well as can be, the smallest.",
    vjps=(pinv_x,),
    oracle=lambda x, rcond=1e-15: np.linalg.pinv(x),
    real=True, label="x⁺", tex=("x^+", r"\text{Golub and Pereyra (1973)}"),
    samples=lambda: [Sample((tall(3, 2),)), Sample((turn(tall(3, 2)),)), Sample((square(2, 2),)),
                      Sample((square(2),), {"rcond": 1e-12})])
# fmt: on
