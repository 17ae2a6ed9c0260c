"""Functions of matrices and equations that SciPy solves: roots, exponentials, triangular, banded and Sylvester's equations."""

from __future__ import annotations

import numpy as np
import scipy.linalg as la

from autograd.kernel.op import Sample
from autograd.ops.arithmetic import where
from autograd.ops.linalg import matmul
from autograd.ops.matrices import definite, square, turn
from autograd.ops.samples import space_out
from autograd.scipy.rows.declared import declare


def sqrtm_forward(x):
    """The principal root: complex where x has a negative eigenvalue."""
    z = la.sqrtm(x)
    rounded = (
        np.iscomplexobj(z)
        and not np.iscomplexobj(x)
        and np.abs(z.imag).max(initial=0.0) <= 1e-10 * np.abs(z.real).max(initial=1.0)
    )
    return z.real if rounded else z


def triangle_of(share, lower, unit_diagonal):
    """The part of a gradient that belongs to the triangle that is read."""
    n = np.shape(share)[-1]
    kept = np.tri(n, n, -1 if unit_diagonal else 0, dtype=bool)
    return where(kept if lower else kept.T, share, 0.0)


def solve_triangular_x(g, z, x, y, lower=False, turned=False, unit_diagonal=False):
    """−y̅ zᵀ, or its transpose, where y̅ is y's gradient."""
    y_bar = solve_triangular(x, g, lower=lower, turned=not turned, unit_diagonal=unit_diagonal)
    share = -(matmul(z, turn(y_bar)) if turned else matmul(y_bar, turn(z)))
    return triangle_of(share, lower, unit_diagonal)


def solve_triangular_forward(x, y, *, lower=False, turned=False, unit_diagonal=False):
    return la.solve_triangular(x, y, int(turned), lower, unit_diagonal)


def solve_by_inverse(x, y, lower=False, turned=False, unit_diagonal=False):
    triangle = np.tril(x) if lower else np.triu(x)
    if unit_diagonal:
        triangle = triangle - np.diag(np.diag(x)) + np.eye(len(x))
    return np.linalg.inv(triangle.T if turned else triangle) @ y


def block(x, g):
    """The matrix with x twice on its diagonal and g to the right: the exponential's corner is its derivative along g."""
    return np.concatenate([np.concatenate([x, g], axis=-1), np.concatenate([x * 0.0, x], axis=-1)], axis=-2)


def expm_x(g, z, x):
    """The derivative of the exponential of xᵀ along g: Najfeld and Havel (1995)."""
    n = np.shape(x)[-1]
    return expm(block(turn(x), g))[..., :n, n:]


def places(below, above, n):
    """For each element of the diagonals, of shape (below + above + 1, n): its row in the matrix, and whether there is one."""
    row = np.arange(n) + np.arange(-above, below + 1)[:, None]
    return np.clip(row, 0, n - 1), (row >= 0) & (row < n)


def turn_banded(x, below, above):
    """The diagonals of the transposed matrix."""
    n = np.shape(x)[1]
    column, inside = places(above, below, n)
    from_row = np.broadcast_to(np.arange(below + above, -1, -1)[:, None], column.shape)
    return where(inside, x[from_row, column], 0.0)


def solve_banded_x(g, z, x, y, below=1, above=1):
    y_bar = solve_banded_y(g, z, x, y, below, above)
    row, inside = places(below, above, np.shape(x)[1])
    return where(inside, -np.sum(y_bar[row] * np.expand_dims(z, 0), axis=-1), 0.0)


def solve_banded_y(g, z, x, y, below=1, above=1):
    return solve_banded(turn_banded(x, below, above), g, below=above, above=below)


def dense(x, below, above):
    """The matrix of these diagonals."""
    n = x.shape[1]
    z = np.zeros((n, n))
    for i in range(n):
        for j in range(max(0, i - below), min(n, i + above + 1)):
            z[i, j] = x[above + i - j, j]
    return z


BANDED = space_out((3, 4), -1.0, 1.0) + np.array([[0.0], [3.0], [0.0]])

# fmt: off
sqrtm = declare(sqrtm_forward, "sqrtm",
    doc="The matrix z with z z = x.",
    vjps=(lambda g, z, x: solve_sylvester(turn(z), turn(z), g),),
    oracle=lambda x: la.expm(0.5 * la.logm(x)),
    label="√x", tex=(r"x^{1/2}", r"\text{solves } z^\top \bar x + \bar x\, z^\top = \bar z"),
    samples=lambda: [Sample((definite(3),)), Sample((square(2),)), Sample((definite(3) - 2.0 * np.eye(3),))])

expm = declare(lambda x: la.expm(x), "expm",
    doc="The exponential of a matrix, 1 + x + x²/2 + ...",
    vjps=(expm_x,),
    oracle=lambda x: la.fractional_matrix_power(la.expm(x / 2.0), 2),
    label="eˣ",
    tex=(r"e^x", r"\text{the corner of } \exp\begin{bmatrix} x^\top & \bar z \\ 0 & x^\top \end{bmatrix}"),
    samples=lambda: [Sample((space_out((3, 3), -1.0, 1.0),)), Sample((square(2),))])

solve_sylvester = declare(lambda x, y, q: la.solve_sylvester(x, y, q), "solve_sylvester",
    doc="The z with x z + z y = q.",
    vjps=(lambda g, z, x, y, q: -matmul(solve_sylvester(turn(x), turn(y), g), turn(z)),
          lambda g, z, x, y, q: -matmul(turn(z), solve_sylvester(turn(x), turn(y), g)),
          lambda g, z, x, y, q: solve_sylvester(turn(x), turn(y), g)),
    oracle=lambda x, y, q: np.linalg.solve(
        np.kron(x, np.eye(len(y))) + np.kron(np.eye(len(x)), y.T), q.reshape(-1)).reshape(q.shape),
    label="sylvester",
    tex=(r"z \text{ with } x z + z y = q", r"-\bar q\, z^\top", r"-z^\top \bar q",
         r"\text{solves } x^\top \bar q + \bar q\, y^\top = \bar z"),
    samples=lambda: [Sample((square(3), definite(2), space_out((3, 2), -1, 1)))])

solve_triangular = declare(
    solve_triangular_forward, "solve_triangular",
    doc="The z with x z = y, where x is triangular and its other triangle is not read.",
    vjps=(solve_triangular_x,
          lambda g, z, x, y, lower=False, turned=False, unit_diagonal=False: solve_triangular(
              x, g, lower=lower, turned=not turned, unit_diagonal=unit_diagonal)),
    oracle=solve_by_inverse,
    label="solve", tex=("x^{-1} y", r"-\bar y\, z^\top", r"x^{-\top} \bar z"),
    samples=lambda: [*[Sample((square(3), space_out((3, 2), -1, 1)), {"lower": lower, "turned": turned, "unit_diagonal": unit})
                        for lower in (False, True) for turned in (False, True) for unit in (False, True)]])

solve_banded = declare(lambda x, y, *, below, above: la.solve_banded((below, above), x, y), "solve_banded",
    doc="The z with x z = y, where x is given by its diagonals, the highest one first.",
    vjps=(solve_banded_x, solve_banded_y),
    oracle=lambda x, y, below, above: np.linalg.solve(dense(x, below, above), y),
    label="solve", tex=("x^{-1} y", r"-\bar y\, z^\top", r"x^{-\top} \bar z"),
    samples=lambda: [Sample((BANDED, space_out((4, 2), -1, 1)), {"below": 1, "above": 1}),
                      Sample((BANDED[::-1] + np.array([[3.0], [0.0], [0.0]]), space_out((4, 1), -1, 1)), {"below": 2, "above": 0})])
# fmt: on
