"""One number or another: by a condition, or by bounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from autograd import ops
from autograd.kernel.node import Node
from autograd.numpy_api.moving import index_update, rearrange_all
from autograd.numpy_api.picking import getitem
from autograd.numpy_api.register import NoRule, differentiates, require_order
from autograd.numpy_api.shaping import in_type_of
from autograd.numpy_api.signatures import Plain, T, of_one, of_two
from autograd.text.owners import name_owner

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@overload
def where(condition: object, x: T, y: object) -> T: ...
@overload
def where(condition: object, x: ArrayLike, y: T) -> T: ...
@overload
def where(condition: object, x: ArrayLike, y: ArrayLike) -> Plain: ...
@differentiates(np.where)
def where(condition: Any, x: Any, y: Any) -> Any:
    """x where the condition holds, else y.

    condition: truths. x, y: numbers; the three are broadcast to one shape, the result's. What is not chosen gets no
    gradient, even where its value is infinite or NaN. Raises ValueError if the shapes do not fit.

    >>> x = np.array([-1.0, 2.0])
    >>> where(x > 0, x, 0.0)
    array([0., 2.])
    """
    return ops.where(condition, x, y)


@differentiates(np.clip)
@of_one
@name_owner
def clip(x: Any, a_min: Any = None, a_max: Any = None, *, min: Any = None, max: Any = None) -> Any:
    """x kept between two bounds; the derivative is 0 at a bound and beyond.

    x: numbers of any shape. a_min=None, a_max=None: the bounds, numbers, arrays or Tensors that broadcast with x; None for
    no bound. min=None, max=None: the same bounds under NumPy's newer names. Raises ValueError if the shapes do not fit.

    >>> clip(np.array([-2.0, 0.5, 2.0]), -1.0, 1.0)
    array([-1. ,  0.5,  1. ])
    """
    low, high = (a_min if min is None else min), (a_max if max is None else max)
    bounds = {"low": -np.inf if low is None else low, "high": np.inf if high is None else high}
    if any(isinstance(bound, Node) or np.ndim(bound) for bound in bounds.values()):
        z = ops.where(x <= bounds["low"], bounds["low"], x)
        return ops.where(z >= bounds["high"], bounds["high"], z)
    return ops.clip(x, **bounds)


@differentiates(np.select)
def select(condlist: Sequence[Any], choicelist: Sequence[Any], default: Any = 0.0) -> Any:
    """For each element the first of several choices whose condition holds.

    condlist: arrays of truths. choicelist: one array of numbers for each. default=0.0: what stands where none holds.

    >>> x = np.array([1.0, 2.0, 3.0])
    >>> select([x < 1.5, x > 2.5], [-x, 10 * x], default=x)
    array([-1.,  2., 30.])
    """
    if len(condlist) != len(choicelist):
        raise ValueError(f"select: {len(condlist)} conditions need as many choices, got {len(choicelist)}")
    z = default
    for condition, choice in zip(reversed(condlist), reversed(choicelist)):
        z = ops.where(condition, choice, z)
    return z


@differentiates(np.piecewise)
def piecewise(x: Any, condlist: Any, funclist: Sequence[Any], *args: Any, **kw: Any) -> Any:
    """A function that has another formula on each part of its domain.

    x: numbers of any shape. condlist: arrays of truths in x's shape. funclist: for each condition a function of the elements
    where it holds, or a number; one more stands for the rest, which is 0 otherwise. args, kw: passed on to the functions.

    >>> piecewise(np.array([-2.0, 3.0]), [np.array([True, False])], [lambda x: -x, lambda x: x * x])
    array([2., 9.])
    """
    conditions = [np.asarray(c, bool) for c in (condlist if np.ndim(condlist) > np.ndim(x) else [condlist])]
    if len(funclist) not in (len(conditions), len(conditions) + 1):
        raise ValueError(f"piecewise: {len(conditions)} conditions need as many functions, or one more; got {len(funclist)}")
    if len(funclist) > len(conditions):
        conditions.append(~np.any(conditions, axis=0))
    z: Any = np.zeros(np.shape(x), getattr(x, "dtype", float))
    for condition, function in zip(conditions, funclist):
        if np.any(condition):
            piece = function(getitem(x, condition), *args, **kw) if callable(function) else function
            z = index_update(z, condition, piece)
    return z


@differentiates(np.choose)
def choose(a: Any, choices: Sequence[Any], out: None = None, mode: str = "raise") -> Any:
    """For each element of `a`, a whole number, the element of the choice of that number.

    a: whole numbers. choices: arrays that broadcast with a. out=None: only None. mode="raise": what a number out of range does:
    an error, or NumPy's "wrap" or "clip".

    >>> choose([1, 0], [np.array([1.0, 2.0]), np.array([10.0, 20.0])])
    array([10.,  2.])
    """
    return rearrange_all(list(choices), lambda *numbers: np.choose(np.asarray(a), numbers, mode=mode))  # type: ignore[call-overload]


@differentiates(np.nan_to_num)
@of_one
def nan_to_num(x: Any, copy: bool = True, nan: Any = 0.0, posinf: Any = None, neginf: Any = None) -> Any:
    """x with numbers in place of NaN and of the infinities; what was replaced gets no gradient.

    x: numbers of any shape. copy=True: only True, a result is always new. nan=0.0, posinf=None, neginf=None: what stands for
    them; None means the largest and the smallest number of x's type.

    >>> nan_to_num(np.array([np.nan, 1.0]))
    array([0., 1.])
    """
    if not copy:
        raise NoRule("nan_to_num: copy=False would write into x: a result is always a new Tensor")
    most = np.finfo(x.dtype if np.ndim(x) else float).max
    z = ops.where(np.isnan(x), nan, x)
    z = ops.where(np.equal(x, np.inf), most if posinf is None else posinf, z)
    return in_type_of(x, ops.where(np.equal(x, -np.inf), -most if neginf is None else neginf, z))


@differentiates(np.fmax)
@of_two
def fmax(x: Any, y: Any) -> Any:
    """The larger of x and y, or the one that is a number if the other is NaN.

    x, y: numbers of shapes that fit.

    >>> fmax(np.array([1.0, np.nan]), 0.5)
    array([1. , 0.5])
    """
    return ops.where(np.isnan(x), y, ops.where(np.isnan(y), x, ops.maximum(x, y)))


@differentiates(np.fmin)
@of_two
def fmin(x: Any, y: Any) -> Any:
    """The smaller of x and y, or the one that is a number if the other is NaN.

    x, y: numbers of shapes that fit.

    >>> fmin(np.array([1.0, np.nan]), 0.5)
    array([0.5, 0.5])
    """
    return ops.where(np.isnan(x), y, ops.where(np.isnan(y), x, ops.minimum(x, y)))


@differentiates(np.copysign)
@of_two
def copysign(x: Any, y: Any) -> Any:
    """x with the sign of y; it has no derivative by y.

    x, y: numbers of shapes that fit.

    >>> copysign(np.array([1.0, -2.0]), -1.0)
    array([-1., -2.])
    """
    return ops.where(np.equal(np.signbit(x), np.signbit(y)), x, ops.neg(x))


@differentiates(np.heaviside)
@of_two
def heaviside(x: Any, y: Any) -> Any:
    """0 where x is negative, 1 where it is positive, y where it is 0; it has no derivative by x.

    x, y: numbers of shapes that fit.

    >>> heaviside(np.array([-1.0, 0.0, 2.0]), 0.5)
    array([0. , 0.5, 1. ])
    """
    require_order("heaviside", x)
    step = ops.where(np.isnan(x), np.nan, np.where(np.greater(x, 0), 1.0, 0.0))
    return ops.where(np.equal(x, 0), y, step)
