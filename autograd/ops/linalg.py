"""Sums of products: matmul of every rank, dot, outer, einsum."""

from __future__ import annotations

import math
import string

import numpy as np

from autograd.op import Op
from autograd.ops.samples import arrays, fixed


def flipped(x):
    """x: (..., m, n) -> (..., n, m)."""
    return np.swapaxes(x, -1, -2) if x.ndim > 2 else x.T


def flat(x):
    """(..., n) -> (rows, n)."""
    *outer, n = np.shape(x)
    return np.reshape(x, (math.prod(outer), n))


def refuse_numbers(x, y):
    raise TypeError("matmul is for vectors and matrices: use * for two numbers")


def matmul_x(g, z, x, y):
    """ḡ yᵀ; a vector is a row on the left and a column on the right."""
    if y.ndim == 2 and x.ndim > 1:  # (m, p) @ (p, n); all rows of a stack in one product
        return g @ y.T if x.ndim == 2 else np.reshape(flat(g) @ y.T, np.shape(x))  # (rows, n) -> (..., m, n)
    if y.ndim == 1:
        return g * y if x.ndim == 1 else np.expand_dims(g, -1) * y  # (..., m, 1) * (n,)
    if x.ndim == 1:
        return np.squeeze(y @ np.expand_dims(g, -1), -1)  # (..., n, p) @ (..., p, 1) -> (..., n)
    return g @ flipped(y)  # (..., m, p) @ (..., p, n)


def matmul_y(g, z, x, y):
    """xᵀ ḡ."""
    if x.ndim > 2 and y.ndim == 2:
        return flat(x).T @ flat(g)  # (n, rows) @ (rows, p): the sum over the stack as well
    if x.ndim == 2 and y.ndim > 1:
        return x.T @ g  # (n, m) @ (..., m, p)
    if x.ndim == 1:
        return g * x if y.ndim == 1 else np.expand_dims(x, -1) * np.expand_dims(g, -2)  # (n, 1) * (..., 1, p)
    if y.ndim == 1:
        return np.squeeze(flipped(x) @ np.expand_dims(g, -1), -1)  # (..., n, m) @ (..., m, 1) -> (..., n)
    return flipped(x) @ g  # (..., n, m) @ (..., m, p)


def dot_subscripts(x, y) -> str:
    """NumPy's dot as an einsum: x's last axis against y's second to last (or only) one."""
    letters = string.ascii_letters
    left = letters[: x.ndim]
    right = letters[x.ndim : x.ndim + y.ndim]
    summed = -1 if y.ndim == 1 else -2
    right = right.replace(right[summed], left[-1])
    return f"{left},{right}->{left[:-1]}{right.replace(left[-1], '')}"


def parse(subscripts: str, shapes: list[tuple[int, ...]]) -> tuple[list[str], str]:
    """Terms and output with every axis named: '...' replaced by letters, an implied output written out."""
    left, arrow, output = subscripts.replace(" ", "").partition("->")
    terms = left.split(",")
    if len(terms) != len(shapes):
        raise ValueError(f"einsum: '{subscripts}' has {len(terms)} terms for {len(shapes)} arrays")
    free = [c for c in string.ascii_letters if c not in subscripts]
    widest = max(len(s) - len(t.replace("...", "")) for t, s in zip(terms, shapes))
    dots = "".join(free[: max(widest, 0)])
    terms = [
        t.replace("...", dots[len(dots) - (len(s) - len(t) + 3) :]) if "..." in t else t for t, s in zip(terms, shapes)
    ]
    if arrow:
        return terms, output.replace("...", dots)
    once = sorted(c for c in set("".join(terms)) - set(dots) if "".join(terms).count(c) == 1)
    return terms, (dots if "..." in left else "") + "".join(once)


def einsum_i(g, z, *xs, index, subscripts):
    """The einsum of g with the other operands, back to operand `index`.

    A letter found nowhere else was summed alone: ones put it back. A letter twice in the operand read a
    diagonal: an identity matrix puts the gradient back on it.
    """
    terms, output = parse(subscripts, [np.shape(x) for x in xs])
    operands = [g, *[x for i, x in enumerate(xs) if i != index]]
    names = [output, *[t for i, t in enumerate(terms) if i != index]]
    free = iter(c for c in string.ascii_letters if c not in "".join([output, *terms]))
    target = ""
    for letter, n in zip(terms[index], np.shape(xs[index])):
        if letter in target:
            second = next(free)
            operands.append(np.eye(n))
            names.append(letter + second)
            letter = second
        elif letter not in "".join(names):
            operands.append(np.ones(n))
            names.append(letter)
        target += letter
    return np.einsum(",".join(names) + "->" + target, *operands)


def dot_i(g, z, x, y, index):
    return einsum_i(g, z, x, y, index=index, subscripts=dot_subscripts(x, y))


# fmt: off
matmul = Op("matmul", np.matmul,
    vjps=(matmul_x, matmul_y),
    linear=True, label="@", tex=(r"x\,y", r"\bar z\, y^\top", r"x^\top \bar z"), scalar=refuse_numbers, ufunc=np.matmul,
    samples=fixed(arrays((2, 3), (3, 4)), arrays((3,), (3,)), arrays((2, 3), (3,)), arrays((3,), (3, 2)),
                  arrays((2, 2, 3), (3, 2)), arrays((2, 3), (2, 3, 2)), arrays((2, 1, 2, 3), (2, 3, 2)),
                  arrays((3,), (2, 3, 2)), arrays((2, 2, 3), (3,)), arrays((1, 1), (1, 1)), arrays((0, 3), (3, 2))))

dot = Op("dot", np.dot,
    vjps=(lambda g, z, x, y: dot_i(g, z, x, y, 0),
          lambda g, z, x, y: dot_i(g, z, x, y, 1)),
    linear=True, label="·", tex=(r"x \cdot y", r"\bar z\, y^\top", r"x^\top \bar z"),
    samples=fixed(arrays((3,), (3,)), arrays((2, 3), (3, 2)), arrays((2, 3), (3,)), arrays((2, 2, 3), (2, 3, 2))))

outer = Op("outer", np.outer,
    vjps=(lambda g, z, x, y: g @ y,
          lambda g, z, x, y: x @ g),
    linear=True, label="⊗", tex=(r"x\,y^\top", r"\bar z\, y", r"\bar z^\top x"), samples=fixed(arrays((3,), (2,)), arrays((1,), (2,))))

einsum = Op("einsum", lambda *xs, subscripts: np.einsum(subscripts, *xs, optimize=len(xs) > 2),
    vjps=(einsum_i,), variadic=True,
    linear=True, label="einsum", tex=(r"\sum_{\text{unnamed}} \prod_i x_i", r"\sum \bar z \prod_{j \neq i} x_j"),
    samples=fixed(
        arrays((2, 3), (3, 4), subscripts="ij,jk->ik"), arrays((3,), (3,), subscripts="i,i"),
        arrays((2, 3), subscripts="ij->j"), arrays((3, 3), subscripts="ii->i"), arrays((3, 3), subscripts="ii"),
        arrays((2, 3, 4), (2, 4, 2), subscripts="...ij,...jk->...ik"), arrays((2,), (1,), subscripts="i,i"),
        arrays((2, 3), (3, 2), (2,), subscripts="ij,jk,k->i"), arrays((2, 3), subscripts="ji")))
# fmt: on
