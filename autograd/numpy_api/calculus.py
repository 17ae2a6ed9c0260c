"""Differences and integrals of sampled functions, running sums, interpolation, and sliding sums of products."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import ops
from autograd.numpy_api.joining import concatenate
from autograd.numpy_api.picking import getitem
from autograd.numpy_api.reductions import cumprod, cumsum
from autograd.numpy_api.register import differentiates, differentiates_new, place, read_value
from autograd.numpy_api.shaping import broadcast_to, in_type_of, moveaxis, ravel, reshape
from autograd.numpy_api.signatures import of_one


@differentiates(np.diff)
@of_one
def diff(x: Any, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None) -> Any:
    """The differences between neighbours along an axis: (5,) -> (4,).

    x: one axis or more. n=1: how many times to take them. axis=-1: the axis. prepend=None, append=None: what to put before and
    behind x first.

    >>> diff(np.array([1.0, 4.0, 9.0]))
    array([3., 5.])
    """
    if n < 0:
        raise ValueError(f"diff: n must be 0 or more, got {n}")
    axis = place("diff", x, axis)
    x = _with_ends(x, axis, prepend, append)
    before = (slice(None),) * axis
    for _ in range(n):
        x = ops.sub(getitem(x, (*before, slice(1, None))), getitem(x, (*before, slice(None, -1))))
    return x


def _with_ends(x: Any, axis: int, *ends: Any) -> Any:
    shape = tuple(1 if i == axis else n for i, n in enumerate(np.shape(x)))
    first, last = (None if end is None else end if np.ndim(end) else broadcast_to(end, shape) for end in ends)
    parts = [part for part in (first, x, last) if part is not None]
    return concatenate(parts, axis) if len(parts) > 1 else x


@differentiates(np.ediff1d)
@of_one
def ediff1d(x: Any, to_end: Any = None, to_begin: Any = None) -> Any:
    """The differences between neighbours of the flattened x: (2, 3) -> (5,).

    x: numbers of any shape. to_end=None, to_begin=None: what to put behind and before the differences.

    >>> ediff1d(np.array([1.0, 4.0, 9.0]), to_begin=0.0)
    array([0., 3., 5.])
    """
    parts = [diff(ravel(x)) if np.size(x) else ravel(x)]
    parts = (
        ([] if to_begin is None else [in_type_of(x, ravel(to_begin))])
        + parts
        + ([] if to_end is None else [in_type_of(x, ravel(to_end))])
    )
    return concatenate(parts) if len(parts) > 1 else parts[0]


@differentiates(np.gradient)
def gradient(f: Any, *varargs: Any, axis: Any = None, edge_order: int = 1) -> Any:
    """Slopes of a sampled function along each axis: central differences inside, one-sided ones at the ends.

    f: samples on a grid. varargs: the distance between samples, one for all axes or one for each, or the samples' places along
    each axis. axis=None: the axis or the tuple of axes, None for all. edge_order=1: the order of the differences at the ends, 1
    or 2. Gives one array, or a tuple of one for each axis.

    >>> gradient(np.array([1.0, 4.0, 9.0]))
    array([3., 4., 5.])
    """
    axes = list(range(np.ndim(f))) if axis is None else [place("gradient", f, a) for a in np.atleast_1d(axis)]
    if edge_order not in (1, 2):
        raise ValueError(f"gradient: edge_order must be 1 or 2, got {edge_order}")
    spacings = list(varargs) or [1.0]
    if len(spacings) == 1 and not np.ndim(spacings[0]):
        spacings *= len(axes)
    if len(spacings) != len(axes):
        raise TypeError(f"gradient: {len(axes)} axes need one distance each, got {len(spacings)}")
    slopes = [in_type_of(f, moveaxis(_slopes(moveaxis(f, a, 0), h, edge_order), 0, a)) for a, h in zip(axes, spacings)]
    return slopes[0] if len(slopes) == 1 else tuple(slopes)


def _slopes(f: Any, spacing: Any, edge_order: int) -> Any:
    """Slopes along the first axis. h: the distances between neighbours: (n − 1, 1, ...)."""
    n = np.shape(f)[0]
    if n < edge_order + 1:
        raise ValueError(f"gradient needs {edge_order + 1} samples along each axis, got {n}")
    steps = diff(spacing) if np.ndim(spacing) else broadcast_to(spacing, (n - 1,))
    h = reshape(steps, (n - 1, *[1] * (np.ndim(f) - 1)))  # (n − 1,) -> (n − 1, 1, ...)
    d = ops.div(diff(f, axis=0), h)  # the slopes between neighbours
    left, right = getitem(h, slice(None, -1)), getitem(h, slice(1, None))
    share = ops.div(right, ops.add(left, right))  # of the slope on the left: the nearer neighbour counts more
    below, above = getitem(d, slice(None, -1)), getitem(d, slice(1, None))
    inside = ops.add(ops.mul(share, below), ops.mul(ops.sub(1.0, share), above))
    first, last = getitem(d, slice(0, 1)), getitem(d, slice(-1, None))
    if edge_order == 2:
        bend_left = _bend(h, d, slice(0, 1), slice(1, 2))
        bend_right = _bend(h, d, slice(-2, -1), slice(-1, None))
        first = ops.sub(first, ops.mul(bend_left, getitem(h, slice(0, 1))))
        last = ops.add(last, ops.mul(bend_right, getitem(h, slice(-1, None))))
    return concatenate([first, inside, last], 0)


def _bend(h: Any, d: Any, one: slice, next_one: slice) -> Any:
    """Half the curvature: how much the slope changes over two neighbouring steps."""
    return ops.div(ops.sub(getitem(d, next_one), getitem(d, one)), ops.add(getitem(h, one), getitem(h, next_one)))


@of_one
def trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1) -> Any:
    """The integral of a sampled function by the trapezoidal rule.

    y: the samples. x=None: their places; None for equal distances. dx=1.0: the distance. axis=-1: the axis to integrate along.

    >>> float(trapezoid(np.array([0.0, 1.0, 4.0])))
    3.0
    """
    axis = place("trapezoid", y, axis)
    if x is not None:
        steps = diff(x, axis=axis if np.ndim(x) > 1 else -1)
        dx = steps if np.ndim(x) > 1 else reshape(steps, [-1 if i == axis else 1 for i in range(np.ndim(y))])
    before = (slice(None),) * axis
    pairs = ops.add(getitem(y, (*before, slice(1, None))), getitem(y, (*before, slice(None, -1))))
    return np.sum(ops.mul(ops.mul(dx, pairs), 0.5), axis=axis)


differentiates_new(np, trapezoid=trapezoid, trapz=trapezoid)  # NumPy 2 renamed it


@of_one
def cumulative_sum(
    x: Any, *, axis: int | None = None, dtype: Any = None, out: None = None, include_initial: bool = False
) -> Any:
    """Running sums along an axis.

    x: numbers of any shape. axis=None: the axis, which x of one axis need not name. dtype=None, out=None: only these.
    include_initial=False: whether the sum of nothing, 0, stands first.

    >>> cumulative_sum(np.array([1.0, 2.0]), include_initial=True)
    array([0., 1., 3.])
    """
    return _running(cumsum, x, axis, 0.0 if include_initial else None)


@of_one
def cumulative_prod(
    x: Any, *, axis: int | None = None, dtype: Any = None, out: None = None, include_initial: bool = False
) -> Any:
    """Running products along an axis.

    x: numbers of any shape. axis=None: the axis, which x of one axis need not name. dtype=None, out=None: only these.
    include_initial=False: whether the product of nothing, 1, stands first.

    >>> cumulative_prod(np.array([2.0, 3.0]), include_initial=True)
    array([1., 2., 6.])
    """
    return _running(cumprod, x, axis, 1.0 if include_initial else None)


def _running(function: Any, x: Any, axis: int | None, start: float | None) -> Any:
    if axis is None and np.ndim(x) != 1:
        raise ValueError(f"x of shape {np.shape(x)} needs an axis")
    axis = place("cumulative", x, -1 if axis is None else axis)
    z = function(x, axis)
    return z if start is None else _with_ends(z, axis, np.asarray(start, getattr(x, "dtype", float)), None)


differentiates_new(np, cumulative_sum=cumulative_sum, cumulative_prod=cumulative_prod)  # since NumPy 2.1


@differentiates(np.interp)
def interp(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: float | None = None) -> Any:
    """A function given by its values at some places, with straight lines between them, at x.

    x: where to look, any shape. xp: the places, rising. fp: the values there. left=None, right=None: the value beyond the ends,
    None for the last one. period=None: the length after which the function repeats itself. Differentiates by x, xp and fp.

    >>> interp(np.array([1.5]), [1.0, 2.0], [10.0, 20.0])
    array([15.])
    """
    if period is not None:
        x, (xp, fp) = np.remainder(x, period), _one_period(xp, fp, period)
        left = right = None
    at, places = np.asarray(read_value(x), float), np.asarray(read_value(xp), float)
    i = np.clip(np.searchsorted(places, at, side="right") - 1, 0, max(len(places) - 2, 0))
    if len(places) == 1:
        z = ops.add(getitem(fp, np.zeros(at.shape, int)), ops.mul(x, 0.0))
    else:
        x0, x1, y0, y1 = (getitem(v, j) for v in (xp, fp) for j in (i, i + 1))
        z = ops.add(y0, ops.mul(ops.div(ops.sub(x, x0), ops.sub(x1, x0)), ops.sub(y1, y0)))
    z = ops.where(at < places[0], getitem(fp, 0) if left is None else left, z)
    return ops.where(at > places[-1], getitem(fp, -1) if right is None else right, z)


def _one_period(xp: Any, fp: Any, period: float) -> tuple[Any, Any]:
    """The places in order within one period, with a neighbour beyond each end."""
    xp = np.remainder(xp, period)
    order = np.argsort(read_value(xp), kind="stable")
    xp, fp = getitem(xp, order), getitem(fp, order)
    first, last = slice(0, 1), slice(-1, None)
    xp = concatenate([ops.sub(getitem(xp, last), period), xp, ops.add(getitem(xp, first), period)])
    return xp, concatenate([getitem(fp, last), fp, getitem(fp, first)])
