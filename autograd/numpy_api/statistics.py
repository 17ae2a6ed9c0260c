"""Spread and dependence: weighted means, ranges, covariances."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import ops
from autograd.numpy_api import reductions
from autograd.numpy_api.laying import vstack
from autograd.numpy_api.register import differentiates, place
from autograd.numpy_api.shaping import expand_dims, reshape
from autograd.numpy_api.signatures import Axis, of_one
from autograd.ops.complex import conjugate_of


@differentiates(np.ptp)
@of_one
def ptp(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The largest element less the smallest.

    x: numbers of any shape. axis=None: the axis or the tuple of axes, None for all. keepdims=False: whether these axes stay,
    with size 1.

    >>> ptp(np.array([1.0, 5.0, 2.0]))
    4.0
    """
    return ops.sub(reductions.max(x, axis, keepdims=keepdims), reductions.min(x, axis, keepdims=keepdims))


@differentiates(np.average)
@of_one
def average(x: Any, axis: Axis = None, weights: Any = None, returned: bool = False, *, keepdims: bool = False) -> Any:
    """The weighted mean Σwx / Σw.

    x: numbers of any shape. axis=None: the axis or the tuple of axes, None for all. weights=None: numbers of x's shape, or of
    its size along the axis; None for a plain mean. returned=False: whether the sum of the weights comes too. keepdims=False:
    whether these axes stay, with size 1.

    >>> float(average(np.array([1.0, 4.0]), weights=[2.0, 1.0]))
    2.0
    """
    if weights is None:
        z = reductions.mean(x, axis, keepdims=keepdims)
        total: Any = np.full(np.shape(z), np.size(x) / max(np.size(z), 1))
    else:
        if np.shape(weights) != np.shape(x):
            weights = _along(x, weights, axis)
        total = reductions.sum(ops.mul(weights, np.ones(np.shape(x))), axis, keepdims=keepdims)
        if np.any(np.equal(total, 0)):
            raise ZeroDivisionError("average: the weights add up to 0")
        z = ops.div(reductions.sum(ops.mul(x, weights), axis, keepdims=keepdims), total)
    return (z, total) if returned else z


def _along(x: Any, weights: Any, axis: Any) -> Any:
    """Weights of one axis, in a shape that broadcasts with x."""
    if not isinstance(axis, int) or np.ndim(weights) != 1 or np.size(weights) != np.shape(x)[axis]:
        raise ValueError(f"average of shape {np.shape(x)}: weights of shape {np.shape(weights)} fit neither it nor axis {axis}")
    return reshape(weights, [-1 if i == place("average", x, axis) else 1 for i in range(np.ndim(x))])


@differentiates(np.cov)
def cov(
    m: Any, y: Any = None, rowvar: bool = True, bias: bool = False, ddof: int | None = None, fweights: Any = None,
    aweights: Any = None,
) -> Any:  # fmt: skip
    """The matrix of covariances between variables: (k, n) -> (k, k).

    m: one variable in each row, one observation in each column. y=None: more variables. rowvar=True: False where the variables
    are columns. bias=False: whether to divide by n in place of n − 1. ddof=None: what to subtract from n, over `bias`.
    fweights=None: how often each observation was made. aweights=None: how much each observation counts.

    >>> cov(np.array([[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]]))
    array([[ 1., -1.],
           [-1.,  1.]])
    """
    rows = _variables(m, rowvar)
    if y is not None:
        rows = vstack([rows, _variables(y, rowvar)])
    w = np.ones(np.shape(rows)[1]) if fweights is None else np.asarray(fweights, float)
    w = w if aweights is None else ops.mul(w, aweights)
    ddof = (0 if bias else 1) if ddof is None else ddof
    total = reductions.sum(w)
    lost = ddof if aweights is None else ops.div(ops.mul(ddof, reductions.sum(ops.mul(w, aweights))), total)
    off = ops.sub(rows, ops.div(reductions.sum(ops.mul(rows, w), axis=1, keepdims=True), total))
    z = ops.div(ops.linalg.matmul(ops.mul(off, w), conjugate_of(off.T)), ops.sub(total, lost))  # (k, n) @ (n, k) -> (k, k)
    return reshape(z, ()) if np.shape(z) == (1, 1) else z


def _variables(m: Any, rowvar: bool) -> Any:
    if np.ndim(m) > 2:
        raise ValueError(f"cov needs one axis or two, got shape {np.shape(m)}")
    rows = expand_dims(m, 0) if np.ndim(m) < 2 else ops.alias(m)
    return rows if rowvar or np.shape(rows)[0] == 1 else rows.T


@differentiates(np.corrcoef)
def corrcoef(x: Any, y: Any = None, rowvar: bool = True) -> Any:
    """The matrix of correlations between variables, from −1 to 1: (k, n) -> (k, k).

    x: one variable in each row, one observation in each column. y=None: more variables. rowvar=True: False where the variables
    are columns.

    >>> corrcoef(np.array([[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]])).round(12)
    array([[ 1., -1.],
           [-1.,  1.]])
    """
    c = cov(x, y, rowvar)
    if not np.ndim(c):
        return ops.div(c, c)
    deviation = ops.elementwise.sqrt(np.real(reductions.sum(ops.mul(c, np.eye(np.shape(c)[0])), axis=1)))
    return ops.div(ops.div(c, expand_dims(deviation, 1)), deviation)


@differentiates(np.bincount)
def bincount(x: Any, /, weights: Any = None, minlength: int = 0) -> Any:
    """How often each whole number occurs, or the sum of its weights, by which it differentiates: (n,) -> (largest + 1,).

    x: whole numbers from 0 on, along one axis. weights=None: a number for each, None for 1. minlength=0: the least number
    of sums.

    >>> bincount(np.array([0, 2, 2]), np.array([1.0, 2.0, 3.0]))
    array([1., 0., 5.])
    """
    counts = np.bincount(np.asarray(x), minlength=minlength)
    if weights is None:
        return counts
    if np.shape(weights) != np.shape(x):
        raise ValueError(f"bincount: {np.shape(x)} numbers have weights of shape {np.shape(weights)}")
    return ops.index.scatter_add(weights, key=np.asarray(x), shape=counts.shape)
