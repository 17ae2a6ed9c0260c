"""Sums of products: matmul of every rank, dot, outer, einsum."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from autograd.kernel.op import Op
from autograd.ops.samples import arrays

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"  # those that einsum knows


def swap_last_axes(x):
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
    return g @ swap_last_axes(y)  # (..., m, p) @ (..., p, n)


def matmul_y(g, z, x, y):
    """xᵀ ḡ."""
    if x.ndim > 2 and y.ndim == 2:
        return flat(x).T @ flat(g)  # (n, rows) @ (rows, p): the sum over the stack as well
    if x.ndim == 2 and y.ndim > 1:
        return x.T @ g  # (n, m) @ (..., m, p)
    if x.ndim == 1:
        return g * x if y.ndim == 1 else np.expand_dims(x, -1) * np.expand_dims(g, -2)  # (n, 1) * (..., 1, p)
    if y.ndim == 1:
        return np.squeeze(swap_last_axes(x) @ np.expand_dims(g, -1), -1)  # (..., n, m) @ (..., m, 1) -> (..., n)
    return swap_last_axes(x) @ g  # (..., n, m) @ (..., m, p)


def dot_subscripts(x, y) -> str:
    """NumPy's dot as an einsum: x's last axis against y's second to last (or only) one."""
    letters = LETTERS
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
    free = [c for c in LETTERS if c not in subscripts]
    widest = max(len(s) - len(t.replace("...", "")) for t, s in zip(terms, shapes))
    dots = "".join(free[: max(widest, 0)])
    terms = [t.replace("...", dots[len(dots) - (len(s) - len(t) + 3) :]) if "..." in t else t for t, s in zip(terms, shapes)]
    if arrow:
        return terms, output.replace("...", dots)
    once = sorted(c for c in set("".join(terms)) - set(dots) if "".join(terms).count(c) == 1)
    return terms, (dots if "..." in left else "") + "".join(once)


def einsum_x(g, z, *xs, wanted, subscripts):
    """For each wanted operand the einsum of g with the others.

    A letter found nowhere else was summed alone: ones put it back. A letter twice in the operand read a
    diagonal: an identity matrix puts the gradient back on it.
    """
    terms, output = parse(subscripts, [np.shape(x) for x in xs])
    for index in wanted:
        operands = [g, *[x for i, x in enumerate(xs) if i != index]]
        names = [output, *[t for i, t in enumerate(terms) if i != index]]
        free = iter(c for c in LETTERS if c not in "".join([output, *terms]))
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
        yield einsum(*operands, subscripts=",".join(names) + "->" + target)


def dot_x(g, z, x, y, i):
    (share,) = einsum_x(g, z, x, y, wanted=(i,), subscripts=dot_subscripts(x, y))
    return share


SMALL = 1 << 16  # so few products that NumPy's loop over them is quicker than arranging them as a matrix product


def einsum_forward(*xs, subscripts):
    if len(xs) != 2:
        return np.einsum(subscripts, *xs, optimize=len(xs) > 2)
    x, y = xs
    if np.size(x) * np.size(y) > SMALL and all(type(v) is np.ndarray and v.dtype.char in "fd" for v in xs):
        plan = matmul_plan(subscripts, x.shape, y.shape)
        if plan is not None:
            alone, orders, shapes, full, order = plan
            x, y = (np.add.reduce(v, axis=axes) if axes else v for v, axes in zip(xs, alone))
            x, y = (np.transpose(v, axes).reshape(shape) for v, axes, shape in zip((x, y), orders, shapes))
            return np.transpose((x @ y).reshape(full), order)
    return np.einsum(subscripts, *xs)


@lru_cache(maxsize=256)
def matmul_plan(subscripts: str, first: tuple[int, ...], second: tuple[int, ...]) -> Any:
    """How two operands of these shapes become one product of (stacks of) matrices, which BLAS does many times as quickly
    as einsum its own loop: (axes summed alone, orders, shapes, the product's full shape, its order). None where there is
    nothing to gain, or no such product."""
    (left, right), output = parse(subscripts, [first, second])
    sizes = dict(zip(left + right, first + second))
    diagonal = any(len(set(term)) < len(term) for term in (left, right, output))
    if diagonal or first + second != tuple(sizes[c] for c in left + right) or set(output) - sizes.keys():  # stretched, or wrong
        return None
    terms = "".join(c for c in left if c in right + output), "".join(c for c in right if c in left + output)
    both = [c for c in output if c in left and c in right]
    summed = [c for c in left if c in right and c not in output]
    rows, columns = ([c for c in term if c not in other] for term, other in (terms, terms[::-1]))
    if not summed or math.prod(sizes.values()) <= SMALL:
        return None

    def shape(*groups):
        return [sizes[c] for c in both] + [math.prod(sizes[c] for c in group) for group in groups]

    alone = [tuple(i for i, c in enumerate(term) if c not in kept) for term, kept in zip((left, right), terms)]
    orders = [[term.index(c) for c in found] for term, found in zip(terms, (both + rows + summed, both + summed + columns))]
    found = both + rows + columns
    full = [sizes[c] for c in found]
    return alone, orders, (shape(rows, summed), shape(summed, columns)), full, [found.index(c) for c in output]


# fmt: off
matmul = Op("matmul", np.matmul,
    doc="The matrix product of x and y, as Python's @.",
    vjps=(matmul_x, matmul_y),
    linear=True, label="@", tex=(r"x\,y", r"\bar z\, y^\top", r"x^\top \bar z"), scalar=refuse_numbers, ufunc=np.matmul,
    samples=lambda: [arrays((2, 3), (3, 4)), arrays((3,), (3,)), arrays((2, 3), (3,)), arrays((3,), (3, 2)),
                      arrays((2, 2, 3), (3, 2)), arrays((2, 3), (2, 3, 2)), arrays((2, 1, 2, 3), (2, 3, 2)),
                      arrays((3,), (2, 3, 2)), arrays((2, 2, 3), (3,)), arrays((1, 1), (1, 1)), arrays((0, 3), (3, 2))])

dot = Op("dot", np.dot,
    doc="NumPy's dot: the last axis of x times the second to last of y, or its only one.",
    vjps=(lambda g, z, x, y: dot_x(g, z, x, y, 0),
          lambda g, z, x, y: dot_x(g, z, x, y, 1)),
    oracle=lambda x, y: np.tensordot(x, y, axes=(-1, -2 if np.ndim(y) > 1 else -1)),
    linear=True, label="·", tex=(r"x \cdot y", r"\bar z\, y^\top", r"x^\top \bar z"),
    samples=lambda: [arrays((3,), (3,)), arrays((2, 3), (3, 2)), arrays((2, 3), (3,)), arrays((2, 2, 3), (2, 3, 2))])

outer = Op("outer", np.outer,
    doc="Each element of the vector x times each of the vector y.",
    vjps=(lambda g, z, x, y: g @ y,
          lambda g, z, x, y: x @ g),
    oracle=lambda x, y: x[:, None] * y[None, :],
    linear=True, label="⊗", tex=(r"x\,y^\top", r"\bar z\, y", r"\bar z^\top x"), samples=lambda: [arrays((3,), (2,)), arrays((1,), (2,))])

einsum = Op("einsum", einsum_forward,
    doc="The sum of products that subscripts describe, such as 'ij,jk->ik'.",
    vjps=(einsum_x,), variadic=True,
    oracle=lambda *xs, subscripts: np.einsum(subscripts, *xs),
    linear=True, label="einsum", tex=(r"\sum_{\text{unnamed}} \prod_i x_i", r"\sum \bar z \prod_{j \neq i} x_j"),
    samples=lambda: [
        arrays((2, 3), (3, 4), subscripts="ij,jk->ik"), arrays((3,), (3,), subscripts="i,i"),
        arrays((2, 3), subscripts="ij->j"), arrays((3, 3), subscripts="ii->i"), arrays((3, 3), subscripts="ii"),
        arrays((2, 3, 4), (2, 4, 2), subscripts="...ij,...jk->...ik"), arrays((2,), (1,), subscripts="i,i"),
        arrays((2, 3), (3, 2), (2,), subscripts="ij,jk,k->i"), arrays((2, 3), subscripts="ji")])
# fmt: on
