"""Polynomials, whose coefficients come highest power first."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import ops
from autograd.numpy_api.convolving import convolve
from autograd.numpy_api.decompositions import eigvals
from autograd.numpy_api.joining import concatenate, pad, stack
from autograd.numpy_api.linear_algebra import lstsq
from autograd.numpy_api.picking import getitem
from autograd.numpy_api.reductions import sum
from autograd.numpy_api.register import NoRule, differentiates
from autograd.numpy_api.shaping import in_type_of, ravel, reshape
from autograd.numpy_api.signatures import of_one, of_two


@differentiates(np.polyval)
@of_two
def polyval(p: Any, x: Any) -> Any:
    """The polynomial's value at x, by Horner's rule.

    p: its coefficients, highest power first. x: numbers of any shape, which the result has too.

    >>> polyval(np.array([1.0, 0.0, 2.0]), 3.0)
    11.0
    """
    z: Any = ops.mul(x, 0.0)
    for i in range(np.size(p)):
        z = ops.add(ops.mul(z, x), getitem(p, i))
    return z


def _of_one_length(p: Any, q: Any) -> tuple[Any, Any]:
    n = max(np.size(p), np.size(q))
    first, second = (pad(np.atleast_1d(v), (n - np.size(v), 0)) for v in (p, q))
    return first, second


@differentiates(np.polyadd)
@of_two
def polyadd(p: Any, q: Any) -> Any:
    """The coefficients of the sum of two polynomials.

    p, q: their coefficients, highest power first.

    >>> polyadd(np.array([1.0, 2.0]), np.array([3.0]))
    array([1., 5.])
    """
    return ops.add(*_of_one_length(p, q))


@differentiates(np.polysub)
@of_two
def polysub(p: Any, q: Any) -> Any:
    """The coefficients of the difference of two polynomials.

    p, q: their coefficients, highest power first.

    >>> polysub(np.array([1.0, 2.0]), np.array([3.0]))
    array([ 1., -1.])
    """
    return ops.sub(*_of_one_length(p, q))


@differentiates(np.polymul)
@of_two
def polymul(p: Any, q: Any) -> Any:
    """The coefficients of the product of two polynomials.

    p, q: their coefficients, highest power first.

    >>> polymul(np.array([1.0, 1.0]), np.array([1.0, -1.0]))
    array([ 1.,  0., -1.])
    """
    return convolve(np.atleast_1d(p), np.atleast_1d(q))


@differentiates(np.polyder)
@of_one
def polyder(p: Any, m: int = 1) -> Any:
    """The coefficients of a polynomial's derivative.

    p: its coefficients, highest power first. m=1: which derivative.

    >>> polyder(np.array([1.0, 2.0, 3.0]))
    array([2., 2.])
    """
    for _ in range(m):
        n = np.size(p) - 1
        p = ops.mul(getitem(p, slice(None, -1)), np.arange(n, 0.0, -1.0))
    return p


@differentiates(np.polyint)
@of_one
def polyint(p: Any, m: int = 1, k: Any = None) -> Any:
    """The coefficients of a polynomial's integral.

    p: its coefficients, highest power first. m=1: how many times to integrate. k=None: the constants, one for each time; None
    for 0.

    >>> polyint(np.array([2.0, 2.0]))
    array([1., 2., 0.])
    """
    constants = np.zeros(m) if k is None else np.broadcast_to(k, (m,))
    for i in range(m):
        p = concatenate([ops.div(p, np.arange(np.size(p), 0.0, -1.0)), reshape(getitem(constants, i), (1,))])
    return p


@differentiates(np.poly)
@of_one
def poly(x: Any) -> Any:
    """The coefficients of the polynomial with given roots.

    x: the roots. A matrix, of whose eigenvalues NumPy would make one, has no rule here.

    >>> poly(np.array([1.0, 2.0]))
    array([ 1., -3.,  2.])
    """
    if np.ndim(x) > 1:
        raise NoRule(f"poly of shape {np.shape(x)}: only roots have a rule here; of a symmetric matrix take eigvalsh(x)")
    z: Any = np.ones(1)
    for i in range(np.size(x)):
        z = convolve(z, stack([1.0, ops.neg(getitem(x, i))]))
    return in_type_of(x, z)


@differentiates(np.vander)
@of_one
def vander(x: Any, N: int | None = None, increasing: bool = False) -> Any:
    """The matrix whose columns are the powers of x: (n,) -> (n, N).

    x: numbers along one axis. N=None: how many powers, None for as many as there are numbers. increasing=False: whether the
    powers rise from the left to the right.

    >>> vander(np.array([2.0, 3.0]), 3)
    array([[4., 2., 1.],
           [9., 3., 1.]])
    """
    powers = np.arange(float(np.size(x) if N is None else N))
    return ops.power(reshape(x, (-1, 1)), powers if increasing else powers[::-1])


@differentiates(np.polyfit)
def polyfit(x: Any, y: Any, deg: int, rcond: Any = None, full: bool = False, w: Any = None, cov: bool = False) -> Any:
    """The coefficients of the polynomial nearest to points by least squares.

    x, y: the points. deg: the highest power. rcond=None: as `lstsq`. full=False, cov=False: only False. w=None: how much each
    point's distance counts.

    >>> polyfit(np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0]), 1).round(6)
    array([2., 1.])
    """
    if full or cov:
        raise NoRule("polyfit: full=True and cov=True have no derivative rule: take the coefficients alone")
    matrix = vander(x, deg + 1)
    if w is not None:
        matrix, y = ops.mul(matrix, reshape(w, (-1, 1))), ops.mul(y, w)
    scale = np.sqrt(sum(ops.mul(matrix, matrix), axis=0))
    rcond = np.size(x) * np.finfo(float).eps if rcond is None else rcond
    return ops.div(lstsq(ops.div(matrix, scale), ravel(y) if np.ndim(y) == 1 else y, rcond)[0], scale)


@differentiates(np.roots)
@of_one
def roots(p: Any) -> Any:
    """The roots of a polynomial: the eigenvalues of its companion matrix. At a double root the gradient is infinite or NaN.

    p: its coefficients, highest power first; zeros in front do not count, and zeros at the end are roots 0.

    >>> np.sort(roots(np.array([1.0, -3.0, 2.0])))
    array([1., 2.])
    """
    if np.ndim(p) != 1:
        raise ValueError(f"roots needs the coefficients along one axis, got shape {np.shape(p)}")
    places = np.flatnonzero(np.not_equal(p, 0))
    if not places.size:
        return np.zeros(0)
    zeros = np.zeros(np.size(p) - 1 - places[-1])
    p = getitem(p, slice(places[0], places[-1] + 1))
    n = np.size(p) - 1
    if not n:
        return zeros
    first = ops.neg(ops.div(getitem(p, slice(1, None)), getitem(p, 0)))
    found = eigvals(concatenate([reshape(first, (1, n)), np.eye(n - 1, n)]))
    return concatenate([found, zeros]) if zeros.size else found


@differentiates(np.polydiv)
def polydiv(u: Any, v: Any) -> tuple[Any, Any]:
    """The quotient and the remainder of two polynomials, with u = quotient · v + remainder.

    u, v: their coefficients, highest power first; v begins with a number that is not 0.

    >>> polydiv(np.array([1.0, 5.0, 7.0]), np.array([1.0, 2.0]))
    (array([1., 3.]), array([1.]))
    """
    u, v = ops.add(np.atleast_1d(u), 0.0), ops.add(np.atleast_1d(v), 0.0)
    quotient, m = [], np.size(v)
    while np.size(u) >= m:
        quotient.append(ops.div(getitem(u, 0), getitem(v, 0)))
        head = ops.sub(getitem(u, slice(1, m)), ops.mul(quotient[-1], getitem(v, slice(1, m))))
        u = concatenate([head, getitem(u, slice(m, None))])
    left = np.flatnonzero(np.logical_not(np.isclose(u, 0, rtol=1e-14)))
    rest = getitem(u, slice(left[0], None)) if left.size else getitem(u, slice(-1, None)) if np.size(u) else np.zeros(1)
    return (stack(quotient) if quotient else np.zeros(1)), rest
