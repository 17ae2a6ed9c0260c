"""Sums, means and extremes of the numbers that are not NaN."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import ops
from autograd.numpy_api import reductions
from autograd.numpy_api.register import differentiates
from autograd.numpy_api.shaping import in_type_of
from autograd.numpy_api.signatures import Axis, of_one
from autograd.ops.complex import conjugate_of, real


def _without_nan(x: Any, stand_in: float) -> Any:
    return ops.where(np.isnan(x), stand_in, x)


@differentiates(np.nansum)
@of_one
def nansum(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The sum of the numbers that are not NaN.

    x: numbers of any shape. axis=None: the axis or the tuple of axes, None for all. keepdims=False: whether these axes stay,
    with size 1.

    >>> nansum([1.0, np.nan, 4.0])
    5.0
    """
    return reductions.sum(_without_nan(x, 0.0), axis, keepdims=keepdims)


@differentiates(np.nanprod)
@of_one
def nanprod(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The product of the numbers that are not NaN.

    x: numbers of any shape. axis=None: the axis or the tuple of axes, None for all. keepdims=False: whether these axes stay,
    with size 1.

    >>> nanprod([2.0, np.nan, 4.0])
    8.0
    """
    return reductions.prod(_without_nan(x, 1.0), axis, keepdims=keepdims)


def _count(x: Any, axis: Any, keepdims: bool) -> Any:
    n = np.asarray(np.sum(~np.asarray(np.isnan(x)), axis=axis, keepdims=keepdims), float)
    return in_type_of(x, np.where(n > 0, n, np.nan))


def _spread(x: Any, axis: Any, ddof: int, keepdims: bool) -> Any:
    n = _count(x, axis, True)
    off = _without_nan(ops.sub(x, ops.div(nansum(x, axis, keepdims=True), n)), 0.0)
    squares = reductions.sum(real(ops.mul(off, conjugate_of(off))), axis, keepdims=keepdims)
    left = _count(x, axis, keepdims) - ddof
    return ops.div(squares, in_type_of(x, np.where(left > 0, left, np.nan)))


def _root(x: Any) -> Any:
    """The square root, whose gradient is 0 at 0, as that of `std`."""
    zero = np.equal(x, 0)
    return ops.where(zero, 0.0, ops.elementwise.sqrt(ops.where(zero, 1.0, x)))


def _extreme(of: Any, x: Any, stand_in: float, axis: Any, keepdims: bool) -> Any:
    z = of(_without_nan(x, stand_in), axis, keepdims=keepdims)
    return ops.where(np.all(np.isnan(x), axis=axis, keepdims=keepdims), np.nan, z)


@differentiates(np.nanmean)
@of_one
def nanmean(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The mean of the numbers that are not NaN.

    x: numbers of any shape. axis=None: the axis or the tuple of axes, None for all. keepdims=False: whether these axes stay,
    with size 1.

    >>> float(nanmean([1.0, np.nan, 4.0]))
    2.5
    """
    return ops.div(nansum(x, axis, keepdims=keepdims), _count(x, axis, keepdims))


@differentiates(np.nanvar)
@of_one
def nanvar(x: Any, axis: Axis = None, *, ddof: int = 0, keepdims: bool = False) -> Any:
    """The variance of the numbers that are not NaN.

    x: numbers of any shape. axis=None: the axis or the tuple of axes, None for all. ddof=0: what is subtracted from their
    count. keepdims=False: whether these axes stay, with size 1.

    >>> float(nanvar([1.0, np.nan, 3.0]))
    1.0
    """
    return _spread(x, axis, ddof, keepdims)


@differentiates(np.nanstd)
@of_one
def nanstd(x: Any, axis: Axis = None, *, ddof: int = 0, keepdims: bool = False) -> Any:
    """The standard deviation of the numbers that are not NaN.

    x: numbers of any shape. axis=None: the axis or the tuple of axes, None for all. ddof=0: what is subtracted from their
    count. keepdims=False: whether these axes stay, with size 1.

    >>> float(nanstd([1.0, np.nan, 5.0]))
    2.0
    """
    return _root(_spread(x, axis, ddof, keepdims))


@differentiates(np.nanmax)
@of_one
def nanmax(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The largest of the numbers that are not NaN.

    x: numbers of any shape. axis=None: the axis or the tuple of axes, None for all. keepdims=False: whether these axes stay,
    with size 1.

    >>> nanmax([1.0, np.nan, 3.0])
    3.0
    """
    return _extreme(reductions.max, x, -np.inf, axis, keepdims)


@differentiates(np.nanmin)
@of_one
def nanmin(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The smallest of the numbers that are not NaN.

    x: numbers of any shape. axis=None: the axis or the tuple of axes, None for all. keepdims=False: whether these axes stay,
    with size 1.

    >>> nanmin([1.0, np.nan, 3.0])
    1.0
    """
    return _extreme(reductions.min, x, np.inf, axis, keepdims)


@differentiates(np.nancumsum)
@of_one
def nancumsum(x: Any, axis: int | None = None) -> Any:
    """The running sums of the numbers that are not NaN.

    x: numbers of any shape. axis=None: the axis, None for all.

    >>> nancumsum([1.0, np.nan, 3.0])
    array([1., 1., 4.])
    """
    return reductions.cumsum(_without_nan(x, 0.0), axis)


@differentiates(np.nancumprod)
@of_one
def nancumprod(x: Any, axis: int | None = None) -> Any:
    """The running products of the numbers that are not NaN.

    x: numbers of any shape. axis=None: the axis, None for all.

    >>> nancumprod([1.0, np.nan, 3.0])
    array([1., 1., 3.])
    """
    return reductions.cumprod(_without_nan(x, 1.0), axis)
