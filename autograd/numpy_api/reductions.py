"""Many numbers made one: sums, means, extremes and norms over axes, and running sums and products along one."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import ops
from autograd.numpy_api.joining import concatenate
from autograd.numpy_api.picking import getitem
from autograd.numpy_api.register import differentiates, leave_out_defaults, place
from autograd.numpy_api.shaping import ravel
from autograd.numpy_api.signatures import Axis, of_one
from autograd.ops import reduce
from autograd.text.owners import name_owner


def over(row: Any, x: Any, axis: Axis, keepdims: bool) -> Any:
    """What a row gives over all axes, or over some; settings at their defaults are left out, and cost nothing."""
    if axis is None:
        return row(x) if keepdims is False else row(x, keepdims=keepdims)
    return row(x, axis=axis) if keepdims is False else row(x, axis=axis, keepdims=keepdims)


@differentiates(np.sum)
@of_one
def sum(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The sum over all axes, or over some: (2, 3) -> () or, with axis=0, (3,).

    x: numbers of any shape. axis=None: the axis or the tuple of axes to sum over, None for all. keepdims=False: whether
    these axes stay, with size 1. Raises IndexError for an axis that x does not have.

    >>> x = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    >>> sum(x), sum(x, axis=0)
    (21.0, array([5., 7., 9.]))
    """
    return over(reduce.sum, x, axis, keepdims)


@differentiates(np.mean)
@of_one
def mean(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The mean over all axes, or over some: (2, 3) -> () or, with axis=0, (3,).

    x: numbers of any shape. axis=None: the axis or the tuple of axes to average over, None for all. keepdims=False: whether
    these axes stay, with size 1. Raises IndexError for an axis that x does not have.

    >>> mean(np.array([[1.0, 2.0], [3.0, 6.0]]), axis=1)
    array([1.5, 4.5])
    """
    return over(reduce.mean, x, axis, keepdims)


@differentiates(np.max, np.amax)
@of_one
def max(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The largest element over all axes, or over some; equal ones share the gradient equally.

    x: numbers of any shape. axis=None: the axis or the tuple of axes to search, None for all. keepdims=False: whether
    these axes stay, with size 1. Raises IndexError for an axis that x does not have, ValueError if there is no element.

    >>> from autograd import grad
    >>> x = np.array([3.0, 1.0, 3.0])
    >>> max(x), grad(max)(x)
    (3.0, array([0.5, 0. , 0.5]))
    """
    return over(reduce.max, x, axis, keepdims)


@differentiates(np.min, np.amin)
@of_one
def min(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The smallest element over all axes, or over some; equal ones share the gradient equally.

    x: numbers of any shape. axis=None: the axis or the tuple of axes to search, None for all. keepdims=False: whether
    these axes stay, with size 1. Raises IndexError for an axis that x does not have, ValueError if there is no element.

    >>> min(np.array([[3.0, 1.0], [2.0, 4.0]]), axis=0)
    array([2., 1.])
    """
    return over(reduce.min, x, axis, keepdims)


@differentiates(np.prod)
@of_one
def prod(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The product over all axes, or over some; its gradient is right also where elements are zero.

    x: numbers of any shape. axis=None: the axis or the tuple of axes to multiply over, None for all. keepdims=False: whether
    these axes stay, with size 1. Raises IndexError for an axis that x does not have.

    >>> from autograd import grad
    >>> x = np.array([2.0, 0.0, 3.0])
    >>> prod(x), grad(prod)(x)
    (0.0, array([0., 6., 0.]))
    """
    return over(reduce.prod, x, axis, keepdims)


@differentiates(np.var)
@of_one
@name_owner
def var(x: Any, axis: Axis = None, *, ddof: int = 0, keepdims: bool = False) -> Any:
    """The variance over all axes, or over some: the sum of squared distances from the mean, divided by n − ddof.

    x: numbers of any shape. axis=None: the axis or the tuple of axes over which to take it, None for all. ddof=0: what is
    subtracted from the count n; 1 estimates the variance of what x was drawn from. keepdims=False: whether these axes
    stay, with size 1. Raises IndexError for an axis that x does not have.

    >>> x = np.array([1.0, 2.0, 3.0])
    >>> round(float(var(x)), 4), var(x, ddof=1)
    (0.6667, 1.0)
    """
    return reduce.var(x, **leave_out_defaults(axis=axis, ddof=ddof or None, keepdims=keepdims))


@differentiates(np.std)
@of_one
@name_owner
def std(x: Any, axis: Axis = None, *, ddof: int = 0, keepdims: bool = False) -> Any:
    """The standard deviation, the root of the variance; its gradient is 0 where all elements are equal.

    x: numbers of any shape. axis=None: the axis or the tuple of axes over which to take it, None for all. ddof=0: what is
    subtracted from the count of elements, see `var`. keepdims=False: whether these axes stay, with size 1. Raises
    IndexError for an axis that x does not have.

    >>> std(np.array([[1.0, 3.0], [2.0, 6.0]]), axis=1)
    array([1., 2.])
    """
    return reduce.std(x, **leave_out_defaults(axis=axis, ddof=ddof or None, keepdims=keepdims))


@of_one
def logsumexp(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """log Σ exp(x) over all axes, or over some, without overflow: a smooth maximum.

    x: numbers of any shape. axis=None: the axis or the tuple of axes to sum over, None for all. keepdims=False: whether
    these axes stay, with size 1. Raises IndexError for an axis that x does not have.

    >>> round(float(logsumexp(np.array([1000.0, 1000.0]))), 4)
    1000.6931
    """
    return over(reduce.logsumexp, x, axis, keepdims)


@differentiates(np.cumsum)
@of_one
@name_owner
def cumsum(x: Any, axis: int | None = None) -> Any:
    """Running sums along an axis: element k is the sum of the elements 0 to k.

    x: numbers of any shape, which the result has too. axis=None: the axis; None flattens x first.
    Raises IndexError for an axis that x does not have.

    >>> cumsum(np.array([1.0, 2.0, 3.0]))
    array([1., 3., 6.])
    """
    return reduce.cumsum(x, **leave_out_defaults(axis=axis))


@differentiates(np.cumprod)
@of_one
@name_owner
def cumprod(x: Any, axis: int | None = None) -> Any:
    """Running products along an axis: element k is the product of the elements 0 to k.

    The gradient is right also where elements are zero.
    x: numbers of any shape, which the result has too. axis=None: the axis; None flattens x first.
    Raises IndexError for an axis that x does not have.

    >>> cumprod([2.0, 0.0, 3.0])
    array([2., 0., 0.])
    """
    if axis is None:
        x, axis = ravel(x), 0
    axis = place("cumprod", x, axis)
    n, before = np.shape(x)[axis], (slice(None),) * axis
    distance = 1
    while distance < n:  # each element times the one before it, these times the ones two before, then four, and so on
        start, rest = getitem(x, (*before, slice(distance))), getitem(x, (*before, slice(distance, None)))
        x = concatenate([start, ops.mul(rest, getitem(x, (*before, slice(-distance))))], axis)
        distance *= 2
    return x
