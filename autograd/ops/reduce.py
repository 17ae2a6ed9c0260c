"""Reductions: many numbers to one, along all axes or some. Ties share a gradient equally."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd.kernel.op import Op, Sample
from autograd.ops import oracles
from autograd.ops.choosing import where
from autograd.ops.complex import conjugate_of
from autograd.ops.elementwise import exp
from autograd.ops.samples import arrays

Axis = Any  # None, an int or a tuple of ints


def shape_with_ones(x, axis: Axis) -> tuple[int, ...]:
    """x's shape with the reduced axes at size 1."""
    shape = np.shape(x)
    if axis is None or not shape:
        return (1,) * len(shape)
    reduced = {a % len(shape) for a in (axis if isinstance(axis, tuple) else (axis,))}
    return tuple(1 if i in reduced else n for i, n in enumerate(shape))


def spread(g, x, axis: Axis):
    """The gradient of a reduced result with its reduced axes back, ready to broadcast against x."""
    if axis is None:
        return g if type(g) is float or np.ndim(g) == 0 else np.reshape(g, ())  # () or (1, 1) -> ()
    return np.reshape(g, shape_with_ones(x, axis))  # (B,) -> (B, 1)


def spread_out(g, x):
    """g in x's shape, where it broadcasts to it. Of plain values that is one array written once."""
    if type(x) is np.ndarray and type(g) in (np.ndarray, float):
        return np.full(x.shape, g, x.dtype if type(g) is float and x.dtype.kind == "f" else np.result_type(g, x.dtype))
    return g * ones(x)


def ones(x):
    """Ones in x's shape and dtype."""
    return np.ones(np.shape(x), getattr(x, "dtype", float))


def count(x, axis: Axis) -> int:
    """How many numbers are reduced to one."""
    shape = np.shape(x)
    if axis is None:
        return math.prod(shape)
    return math.prod([shape[a] for a in (axis if isinstance(axis, tuple) else (axis,))])


def weight(x, axis: Axis, ddof: int) -> float:
    """1/(n − ddof), and as in the forward infinite where too few numbers are left."""
    n = count(x, axis) - ddof
    return 1.0 / n if n > 0 else math.inf


def deviations(x, axis: Axis):
    """The distances from the mean. The mean's own last digit is taken out of them: among equal numbers it would be all there is."""
    off = x - np.mean(x, axis=axis, keepdims=True)
    return off - np.mean(off, axis=axis, keepdims=True)


def share_equally(g, z, x, axis: Axis):
    """g for the elements equal to z, shared among ties."""
    ties = np.equal(x, spread(z, x, axis))
    return where(ties, spread(g, x, axis) / np.maximum(np.sum(ties, axis=axis, keepdims=True), 1), 0.0)


def others(x):
    """The product of all *other* elements along axis 0, right also where some are zero: x: (n, ...) -> (n, ...).

    Neighbours are paired, the pairs' own `others` are taken, and each is multiplied by its partner: linear work,
    no division.
    """
    n = np.shape(x)[0]
    if n == 1:
        return np.ones(np.shape(x))
    if n % 2:
        x = np.concatenate([x, np.ones((1, *np.shape(x)[1:]))])
    left, right = x[0::2], x[1::2]
    outside = others(left * right)
    pairs = np.stack([outside * right, outside * left], axis=1)  # (n/2, 2, ...)
    return np.reshape(pairs, np.shape(x))[:n]  # (n/2, 2, ...) -> (n, ...)


def prod_x(g, z, x, axis=None, keepdims=False):
    if np.ndim(x) == 0 or np.size(x) == 0:
        return spread(g, x, axis) * np.ones(np.shape(x))
    if axis is None:
        return g * np.reshape(others(np.reshape(x, (-1,))), np.shape(x))  # (n,) -> x's shape
    axes = axis if isinstance(axis, tuple) else (axis,)
    front = tuple(range(len(axes)))
    moved = np.moveaxis(x, axes, front)  # reduced axes first
    shape = np.shape(moved)
    flat = np.reshape(moved, (-1, *shape[len(axes) :]))  # (reduced, rest)
    return spread(g, x, axis) * np.moveaxis(np.reshape(others(flat), shape), front, axes)


def sum_forward(x, *, axis=None, keepdims=False, out=None):
    return np.add.reduce(x, axis=axis, out=out, keepdims=keepdims)


def mean_forward(x, *, axis=None, keepdims=False):
    """np.mean, without its questions where x has ordinary floats."""
    if type(x) is not np.ndarray or x.dtype.char not in "fd" or not x.size:
        return np.mean(x, axis=axis, keepdims=keepdims)
    total = np.add.reduce(x, axis=axis, keepdims=keepdims)
    n = x.size // total.size
    return np.divide(total, n, out=total) if total.ndim else total.dtype.type(total / n)


def norm_forward(x, *, axis=None, keepdims=False):
    return np.sqrt(np.sum(np.real(x * conjugate_of(x)), axis=axis, keepdims=keepdims))


def logsumexp_forward(x, *, axis=None, keepdims=False):
    """m + log Σ exp(x − m) with m the largest: never overflows."""
    m = np.max(x, axis=axis, keepdims=True)
    m = np.where(np.isfinite(m), m, 0.0)
    total = m + np.log(np.sum(np.exp(x - m), axis=axis, keepdims=True))
    return total if keepdims else np.squeeze(total, axis=axis)


def cumsum_x(g, z, x, axis=None):
    """Each element counts in all later sums: the sum from the end."""
    along = 0 if axis is None else axis
    return np.reshape(np.flip(np.cumsum(np.flip(g, along), axis=along), along), np.shape(x))


def reductions(low: float = -2.0, high: float = 2.3, extra: tuple[Sample, ...] = ()):
    """Every rank, every kind of axis."""
    return lambda: [
        arrays((4,), low=low, high=high),
        arrays((2, 3), low=low, high=high, axis=0),
        arrays((2, 3), low=low, high=high, axis=-1, keepdims=True),
        arrays((2, 3, 2), low=low, high=high, axis=(0, 2)),
        arrays((3, 1), low=low, high=high, axis=1),
        Sample((0.5 * (low + high) + 0.3,)),
        *extra,
    ]


# fmt: off
sum = Op("sum", sum_forward,
    doc="The sum of x along one axis, several or all.",
    vjps=(lambda g, z, x, axis=None, keepdims=False: spread_out(spread(g, x, axis), x),),
    oracle=lambda x, axis=None, keepdims=False: np.array(x).sum(axis, keepdims=keepdims), js=("x", "g"),
    linear=True, label="Σ", tex=(r"\sum_i x_i", r"\bar z"), samples=reductions(extra=(arrays((0, 3), axis=0),)))

mean = Op("mean", mean_forward,
    doc="The mean of x along one axis, several or all.",
    vjps=(lambda g, z, x, axis=None, keepdims=False:
              spread_out(spread(g, x, axis) * weight(x, axis, 0), x),),
    oracle=lambda x, axis=None, keepdims=False: np.average(x, axis, keepdims=keepdims), js=("x", "g"),
    linear=True, label="mean", tex=(r"\frac{1}{n}\sum_i x_i", r"\frac{\bar z}{n}"), samples=reductions())

max = Op("max", np.max, chooses=True,
    doc="The largest of x along one axis, several or all; equal ones share the gradient.",
    vjps=(lambda g, z, x, axis=None, keepdims=False: share_equally(g, z, x, axis),),
    oracle=lambda x, axis=None, keepdims=False: -np.min(-np.array(x), axis, keepdims=keepdims), js=("x", "g"),
    label="max", tex=(r"\max_i x_i", r"\bar z\,[x_i = z] / \#\{x_i = z\}"),
    samples=reductions(extra=(Sample((np.array([1.0, 1.0]),), grads=(np.array([0.5, 0.5]),)),)))

min = Op("min", np.min, chooses=True,
    doc="The smallest of x along one axis, several or all; equal ones share the gradient.",
    vjps=(lambda g, z, x, axis=None, keepdims=False: share_equally(g, z, x, axis),),
    oracle=lambda x, axis=None, keepdims=False: -np.max(-np.array(x), axis, keepdims=keepdims), js=("x", "g"),
    label="min", tex=(r"\min_i x_i", r"\bar z\,[x_i = z] / \#\{x_i = z\}"), samples=reductions())

prod = Op("prod", np.prod,
    doc="The product of x along one axis, several or all.",
    vjps=(prod_x,),
    oracle=lambda x, axis=None, keepdims=False: np.multiply.reduce(x, axis=axis, keepdims=keepdims), js=("x", "g"),
    label="Π", tex=(r"\prod_i x_i", r"\bar z \prod_{j \neq i} x_j"),
    samples=reductions(extra=(Sample((np.array([0.0, 2.0, 3.0]),)), Sample((np.array([0.0, 2.0, 0.0]),)))))

var = Op("var", np.var,
    doc="The variance of x: the mean square of the distances from the mean, over n − ddof.",
    vjps=(lambda g, z, x, axis=None, ddof=0, keepdims=False:
              spread(g, x, axis) * (2.0 * weight(x, axis, ddof)) * conjugate_of(x - np.mean(x, axis=axis, keepdims=True)),),
    oracle=oracles.variance,
    label="var", tex=(r"\frac{1}{n - d}\sum_i (x_i - \mu)^2", r"\frac{2 \bar z}{n - d}(x_i - \mu)"),
    samples=lambda: [arrays((4,)), arrays((2, 3), axis=1), arrays((2, 3), axis=0, ddof=1, keepdims=True),
                     arrays((2, 3, 2), axis=(0, 2))])

std = Op("std", np.std,
    doc="The standard deviation of x, the square root of its variance.",
    vjps=(lambda g, z, x, axis=None, ddof=0, keepdims=False:
              spread(g / where(z == 0, np.inf, z), x, axis)  # all equal: 0, not 0/0
              * weight(x, axis, ddof) * conjugate_of(deviations(x, axis)),),
    oracle=lambda x, **settings: np.sqrt(oracles.variance(x, **settings)),
    label="std", tex=(r"\sqrt{\operatorname{var} x}", r"\frac{\bar z}{(n - d)\, z}(x_i - \mu)"),
    samples=lambda: [arrays((4,)), arrays((2, 3), axis=1), arrays((2, 3), axis=0, ddof=1, keepdims=True),
                     Sample((np.array([1.0, 1.0, 1.0]),), grads=(np.zeros(3),)), Sample((np.full(3, 0.1),), grads=(np.zeros(3),))])

norm = Op("norm", norm_forward, floating=True,
    doc="The Euclidean length of x along one axis, several or all; its gradient at 0 is 0.",
    vjps=(lambda g, z, x, axis=None, keepdims=False: spread(g / where(z == 0, np.inf, z), x, axis) * conjugate_of(x),),
    oracle=lambda x, axis=None, keepdims=False: np.sqrt((np.array(x) ** 2).sum(axis, keepdims=keepdims)),
    js=("Math.abs(x)", "g * Math.sign(x)"),
    label="‖x‖", tex=(r"\sqrt{\sum_i x_i^2}", r"\bar z\,\frac{x_i}{z}"),
    samples=reductions(extra=(Sample((np.zeros(2),), grads=(np.zeros(2),)),)))

logsumexp = Op("logsumexp", logsumexp_forward, floating=True,
    doc="The logarithm of the sum of eˣ, without overflow.",
    vjps=(lambda g, z, x, axis=None, keepdims=False: spread(g, x, axis) * exp(x - spread(z, x, axis)),),
    oracle=lambda x, axis=None, keepdims=False: np.logaddexp.reduce(x, axis=axis, keepdims=keepdims), js=("x", "g"),
    real=True, label="logΣexp", tex=(r"\ln \sum_i e^{x_i}", r"\bar z\, e^{x_i - z}"),
    samples=reductions(extra=(Sample((np.array([1000.0, 1000.0]),), grads=(np.array([0.5, 0.5]),)),)))

cumsum = Op("cumsum", np.cumsum,
    doc="The sum of all elements up to each one.",
    vjps=(cumsum_x,),
    oracle=lambda x, axis=None: np.add.accumulate(x.ravel() if axis is None else x, axis=axis or 0),
    linear=True, label="cumsum", tex=(r"z_i = \sum_{j \le i} x_j", r"\sum_{j \ge i} \bar z_j"),
    samples=lambda: [arrays((4,)), arrays((2, 3)), arrays((2, 3), axis=1), arrays((2, 3), axis=0)])
# fmt: on
