"""Linear equations and decompositions of matrices, and of stacks of them.

Rules follow Giles (2008), "Collected matrix derivative results for forward and reverse mode algorithmic differentiation", and
Townsend (2016), "Differentiating the singular value decomposition". NumPy reads one triangle only of a symmetric matrix: so the
derivative of `cholesky` and `eigh` is by this triangle, and the other one gets 0.

Where a derivative does not exist the answer is NaN: that of eigenvectors and singular vectors whose values are equal.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.kernel.node import Node
from autograd.kernel.op import Op, Sample
from autograd.ops import oracles
from autograd.ops.choosing import where
from autograd.ops.complex import conjugate_of, is_complex
from autograd.ops.linalg import matmul
from autograd.ops.samples import space_out


def turn(x):
    """x: (..., m, n) -> (..., n, m)."""
    return np.swapaxes(x, -1, -2)


def plain(x):
    """The values of a Tensor, to look at."""
    return np.asarray(x._value if isinstance(x, Node) else x)


def lower(x, k: int = 0):
    """x with zeros above a diagonal."""
    return where(np.tri(np.shape(x)[-2], np.shape(x)[-1], k, bool), x, 0.0)


def fold(x):
    """The gradient by a symmetric matrix as one by its lower triangle: both elements of a pair belong to the lower one.

    Of a Hermitian matrix the other one is the conjugate, and the diagonal is real.
    """
    if is_complex(x):
        return lower(x + conjugate_of(turn(x)), -1) + np.real(x) * np.eye(np.shape(x)[-1])
    return lower(x) + lower(turn(x), -1)


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


def cholesky_x(g, z, x):
    """L⁻ᵀ φ(Lᵀ g) L⁻¹, where φ takes the lower triangle and half of the diagonal."""
    inner = matmul(turn(z), g)
    half = lower(inner) - 0.5 * inner * np.eye(np.shape(x)[-1])
    right = turn(solve(turn(z), turn(solve(turn(z), half, strict=False)), strict=False))  # L⁻ᵀ φ L⁻¹
    return fold(0.5 * (right + turn(right)))


def gaps(values):
    """1 / (values_j − values_i), NaN where two are equal, 0 on the diagonal: (..., n) -> (..., n, n)."""
    difference = np.expand_dims(values, -2) - np.expand_dims(values, -1)
    size = np.max(np.abs(plain(values)), axis=-1, initial=0.0)[..., None, None]
    alike = np.abs(plain(difference)) <= 1e-13 * size
    diagonal = np.eye(np.shape(values)[-1], dtype=bool)
    return where(diagonal, 0.0, where(alike, np.nan, 1.0 / where(alike, 1.0, difference)))


def eigenvalues_forward(x, *, upper=False, room=None):
    """The eigenvalues, and for the way back the eigenvectors: one decomposition finds both."""
    return tuple(np.linalg.eigh(x, "U" if upper else "L"))


def eigenvalues_x(g, z, v, x, *, wanted, upper=False):
    """V̄ diag(g) Vᵀ."""
    v = eigenvectors(x, upper=upper) if v is None else v
    share = fold(matmul(conjugate_of(v) * np.expand_dims(g, -2), turn(v)))
    return [conjugate_of(turn(share)) if upper else share]


def eigenvectors_x(g, z, x, upper=False):
    """V̄ (F ∘ (Vᵀg − gᴴV̄)/2) Vᵀ with F_ij = 1 / (λ_j − λ_i)."""
    inner = matmul(turn(z), g)
    inner = gaps(eigenvalues(x, upper=upper)) * (0.5 * (inner - conjugate_of(turn(inner))))
    share = fold(matmul(matmul(conjugate_of(z), inner), turn(z)))
    return conjugate_of(turn(share)) if upper else share


def of_any_x(g, z, x):
    """V⁻ᵀ diag(g) Vᵀ."""
    v = eigenvectors_of_any(x)
    return solve(turn(v), np.expand_dims(g, -1) * turn(v), strict=False)


def vectors_of_any_x(g, z, x):
    """V⁻ᵀ (F ∘ (Vᵀg − (VᴴV)ᵀ diag Re Vᵀg)) Vᵀ, since each vector keeps its length."""
    inner = matmul(turn(z), g)
    lengths = np.real(inner) * np.eye(np.shape(x)[-1])
    inner = gaps(eigenvalues_of_any(x)) * (inner - matmul(matmul(turn(z), conjugate_of(z)), lengths))
    return solve(turn(z), matmul(inner, turn(z)), strict=False)


def singular_values_x(g, z, x):
    """Ū diag(g) Vᵀ."""
    u, v = (conjugate_of(side) for side in apart(singular_vectors(x), x))
    return matmul(u * np.expand_dims(g, -2), turn(v))


def side_by_side(x):
    """U below which V, of complex matrices its conjugate: (..., m, n) -> (..., m + n, min(m, n))."""
    u, _, vt = np.linalg.svd(x, full_matrices=False)
    return np.concatenate([u, turn(vt)], axis=-2)


def apart(uv: Any, x: Any) -> tuple[Any, Any]:
    """The upper m rows and the rest: uv: (..., m + n, k) -> (..., m, k) and (..., n, k), where m are the rows of x."""
    m = np.shape(x)[-2]
    return uv[..., :m, :], uv[..., m:, :]


def skew(x):
    return x - conjugate_of(turn(x))


def singular_vectors_x(g, z, x):
    """Townsend's formula without the part of the singular values, F_ij = 1 / (s_j² − s_i²)."""
    (u, v), (gu, gv), s = apart(z, x), apart(g, x), singular_values(x)
    v, gv = conjugate_of(v), conjugate_of(gv)
    row, column = np.expand_dims(s, -2), np.expand_dims(s, -1)
    f = gaps(s * s)
    inner_u, inner_v = matmul(turn(u), gu), matmul(turn(v), gv)
    inner = f * skew(inner_u) * row + column * (f * skew(inner_v))
    m, n = np.shape(x)[-2:]
    sizes = plain(row)
    row = where(sizes <= 1e-13 * np.max(sizes, axis=-1, keepdims=True, initial=0.0), np.nan, row)  # no rank, no direction
    if is_complex(x):  # the one angle that both vectors of a pair share is free, their difference is not
        inner = inner + np.imag(inner_u) * np.eye(np.shape(s)[-1]) * 1j / row
    share = matmul(matmul(conjugate_of(u), inner), turn(v))
    if m > n:  # what of gu lies outside of the space that u spans
        share = share + matmul((gu - matmul(conjugate_of(u), inner_u)) / row, turn(v))
    if m < n:
        share = share + matmul(conjugate_of(u), turn(conjugate_of(gv - matmul(conjugate_of(v), inner_v)) / row))
    return share


def qr_forward(x):
    """Q below which R: (..., m, n) with m ≥ n -> (..., m + n, n)."""
    q, r = np.linalg.qr(x)
    return np.concatenate([q, r], axis=-2)


def qr_x(g, z, x):
    """(gQ + Q copyltu(R gRᵀ − gQᵀ Q)) R⁻ᵀ, where copyltu mirrors the lower triangle: Walter and Lehmann (2018), arXiv:1001.1654."""
    (q, r), (gq, gr) = apart(z, x), apart(g, x)
    inner = matmul(r, turn(gr)) - matmul(turn(gq), q)
    mirrored = lower(inner) + turn(lower(inner, -1))
    return turn(solve(r, turn(gq + matmul(q, mirrored)), strict=False))


def pinv_forward(x, *, rcond=1e-15):
    return np.linalg.pinv(x, rcond)


def pinv_x(g, z, x, rcond=1e-15):
    """Golub and Pereyra (1973), for matrices of the same rank nearby: −Pᵀ g Pᵀ + (1 − xP) gᵀ P Pᵀ + PᵀP gᵀ (1 − Px)."""
    p, pt, gt = z, turn(z), turn(g)
    left = matmul(matmul(gt, p), pt)
    right = matmul(pt, matmul(p, gt))
    outside = left - matmul(x, matmul(p, left)) + right - matmul(matmul(right, p), x)
    return outside - matmul(matmul(pt, g), pt)


def symmetric(n: int, *stack: int) -> np.ndarray:
    x = space_out((*stack, n, n), -1.0, 1.0, seed=3)
    return x + turn(x) + np.diag(np.arange(n) * 1.5)


def definite(n: int, *stack: int) -> np.ndarray:
    x = space_out((*stack, n, n), -1.0, 1.0, seed=4)
    return x @ turn(x) + np.eye(n)


def square(n: int, *stack: int) -> np.ndarray:
    return space_out((*stack, n, n), -1.0, 1.0, seed=5) + 2.0 * np.eye(n)


def with_real_eigenvalues(n: int, *stack: int) -> np.ndarray:
    return 0.3 * space_out((*stack, n, n), 0.1, 1.0, seed=7) + np.diag(1.0 + 1.5 * np.arange(n))


def tall(m: int, n: int, *stack: int) -> np.ndarray:
    return space_out((*stack, m, n), -1.0, 1.0, seed=6) + 1.5 * np.eye(m, n)


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

cholesky = Op("cholesky", np.linalg.cholesky, floating=True,
    doc="The lower triangular z with z zᵀ = x, for a symmetric, positive definite x of which the lower triangle is read.",
    vjps=(cholesky_x,),
    oracle=oracles.cholesky,
    real=True, label="cholesky", tex=(r"L \text{ with } L L^\top = x", r"L^{-\top} \varphi(L^\top \bar L)\, L^{-1}"),
    samples=lambda: [Sample((definite(3),)), Sample((definite(2, 2),))])

eigenvalues = Op("eigenvalues", eigenvalues_forward, floating=True,
    doc="The eigenvalues of a symmetric matrix, rising; its lower triangle is read, or the upper one.",
    vjps=(eigenvalues_x,), joint=True,
    oracle=lambda x, upper=False: np.sort(np.linalg.eigvals(x).real, axis=-1),
    label="λ", tex=(r"\lambda \text{ with } x = V \Lambda V^\top", r"V \operatorname{diag}(\bar\lambda)\, V^\top"),
    samples=lambda: [Sample((symmetric(3),)), Sample((symmetric(2, 2),))])

eigenvectors = Op("eigenvectors", lambda x, *, upper=False: np.linalg.eigh(x, "U" if upper else "L")[1], floating=True,
    doc="The eigenvectors of a symmetric matrix as columns, by rising eigenvalue; its lower triangle is read, or the upper one.",
    vjps=(eigenvectors_x,),
    oracle=lambda x, upper=False: oracles.eigenvectors(x),
    label="V", tex=(r"V \text{ with } x = V \Lambda V^\top", r"V\,(F \circ V^\top \bar V)\, V^\top"),
    samples=lambda: [Sample((symmetric(3),)), Sample((symmetric(2, 2),))])

eigenvalues_of_any = Op("eigenvalues_of_any", lambda x: np.linalg.eig(x)[0], floating=True,
    doc="The eigenvalues of any square matrix, in NumPy's order.",
    vjps=(of_any_x,),
    oracle=np.linalg.eigvals,
    label="λ", tex=(r"\lambda \text{ with } x V = V \Lambda", r"V^{-\top} \operatorname{diag}(\bar\lambda)\, V^\top"),
    samples=lambda: [Sample((with_real_eigenvalues(3),)), Sample((with_real_eigenvalues(2, 2),))])

eigenvectors_of_any = Op("eigenvectors_of_any", lambda x: np.linalg.eig(x)[1], floating=True,
    doc="The eigenvectors of any square matrix as columns of length 1, in NumPy's order.",
    vjps=(vectors_of_any_x,),
    oracle=oracles.eigenvectors_of_any,
    label="V", tex=(r"V \text{ with } x V = V \Lambda", r"V^{-\top} (F \circ \dots)\, V^\top"),
    samples=lambda: [Sample((with_real_eigenvalues(3),)), Sample((with_real_eigenvalues(2, 2),))])

singular_values = Op("singular_values", lambda x: np.linalg.svd(x, compute_uv=False), floating=True,
    doc="The singular values of a matrix, falling.",
    vjps=(singular_values_x,),
    oracle=oracles.singular_values,
    label="σ", tex=(r"\sigma \text{ with } x = U \Sigma V^\top", r"U \operatorname{diag}(\bar\sigma)\, V^\top"),
    samples=lambda: [Sample((tall(3, 2),)), Sample((turn(tall(3, 2)),)), Sample((square(2, 2),))])

singular_vectors = Op("singular_vectors", side_by_side, floating=True,
    doc="The singular vectors of a matrix as columns: those on the left, and below them those on the right.",
    vjps=(singular_vectors_x,),
    oracle=oracles.singular_vectors,
    label="U, V", tex=(r"U, V \text{ with } x = U \Sigma V^\top", r"\text{Townsend (2016)}"),
    samples=lambda: [Sample((tall(3, 2),)), Sample((turn(tall(3, 2)),)), Sample((square(2, 2),)), Sample((square(3),))])

qr = Op("qr", qr_forward, floating=True,
    doc="The orthogonal Q and, below it, the upper triangular R with Q R = x, for as many rows as columns or more.",
    vjps=(qr_x,),
    oracle=oracles.qr,
    real=True, label="QR", tex=("Q, R \\text{ with } x = Q R", r"(\bar Q + Q\, \operatorname{copyltu}(R \bar R^\top - \bar Q^\top Q))\, R^{-\top}"),
    samples=lambda: [Sample((tall(3, 2),)), Sample((square(2),)), Sample((tall(3, 2, 2),))])

pinv = Op("pinv", pinv_forward, floating=True,
    doc="The pseudo-inverse of a matrix: of all that solve x z = 1 as well as can be, the smallest.",
    vjps=(pinv_x,),
    oracle=lambda x, rcond=1e-15: np.linalg.pinv(x),
    real=True, label="x⁺", tex=("x^+", r"\text{Golub and Pereyra (1973)}"),
    samples=lambda: [Sample((tall(3, 2),)), Sample((turn(tall(3, 2)),)), Sample((square(2, 2),)),
                      Sample((square(2),), {"rcond": 1e-12})])
# fmt: on
