"""Sums, means and extremes of the numbers that are not NaN."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any, Concatenate, ParamSpec

import numpy as np

from autograd import ops
from autograd.numpy_api import reductions
from autograd.numpy_api.register import differentiates
from autograd.numpy_api.shaping import in_type_of
from autograd.numpy_api.signatures import Axis, OfOne, of_one
from autograd.ops.complex import conjugate_of, real

P = ParamSpec("P")

SAID = {  # what each function gives, and what that is for 1, NaN and 4
    "nansum": ("The sum", "5.0"),
    "nanprod": ("The product", "4.0"),
    "nanmean": ("The mean", "2.5"),
    "nanvar": ("The variance", "2.25"),
    "nanstd": ("The standard deviation", "1.5"),
    "nanmax": ("The largest", "4.0"),
    "nanmin": ("The smallest", "1.0"),
    "nancumsum": ("The running sums", "[1.0, 1.0, 5.0]"),
    "nancumprod": ("The running products", "[1.0, 1.0, 4.0]"),
}
ARGUMENTS = {
    "x": "x: numbers of any shape.",
    "axis": "axis=None: the axis, None for all.",
    "ddof": "ddof=0: what is subtracted from their count.",
    "keepdims": "keepdims=False: whether the axis, or each of a tuple of them, stays with size 1.",
}


def explain(function: Callable[Concatenate[Any, P], Any]) -> OfOne[P]:
    """The function with its text from the table above, found under NumPy's name."""
    name = function.__name__
    sentence, answer = SAID[name]
    arguments = "\n".join([ARGUMENTS[argument] for argument in signature(function).parameters])
    example = f">>> np.asarray({name}([1.0, np.nan, 4.0])).tolist()\n{answer}"
    function.__doc__ = f"{sentence} of the numbers that are not NaN.\n\n{arguments}\n\n{example}\n"
    return differentiates(getattr(np, name))(of_one(function))


def fill(x: Any, stand_in: float) -> Any:
    """x with another number in place of NaN."""
    return ops.where(np.isnan(x), stand_in, x)


def count(x: Any, axis: Axis, keepdims: bool) -> Any:
    """How many numbers are not NaN; NaN for none."""
    n = np.asarray(np.sum(~np.asarray(np.isnan(x)), axis=axis, keepdims=keepdims), float)
    return in_type_of(x, np.where(n > 0, n, np.nan))


def choose_extreme(of: Callable[..., Any], x: Any, stand_in: float, axis: Axis, keepdims: bool) -> Any:
    """The extreme of the numbers that are not NaN; NaN where there is none."""
    z = of(fill(x, stand_in), axis, keepdims=keepdims)
    return ops.where(np.all(np.isnan(x), axis=axis, keepdims=keepdims), np.nan, z)


@explain
def nansum(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    return reductions.sum(fill(x, 0.0), axis, keepdims=keepdims)


@explain
def nanprod(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    return reductions.prod(fill(x, 1.0), axis, keepdims=keepdims)


@explain
def nanmean(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    return ops.div(nansum(x, axis, keepdims=keepdims), count(x, axis, keepdims))


@explain
def nanvar(x: Any, axis: Axis = None, *, ddof: int = 0, keepdims: bool = False) -> Any:
    off = fill(ops.sub(x, nanmean(x, axis, keepdims=True)), 0.0)
    squares = reductions.sum(real(ops.mul(off, conjugate_of(off))), axis, keepdims=keepdims)
    left = count(x, axis, keepdims) - ddof
    return ops.div(squares, in_type_of(x, np.where(left > 0, left, np.nan)))


@explain
def nanstd(x: Any, axis: Axis = None, *, ddof: int = 0, keepdims: bool = False) -> Any:
    variance = nanvar(x, axis, ddof=ddof, keepdims=keepdims)
    zero = np.equal(variance, 0)  # where the gradient is 0, as that of `std`
    return ops.where(zero, 0.0, ops.elementwise.sqrt(ops.where(zero, 1.0, variance)))


@explain
def nanmax(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    return choose_extreme(reductions.max, x, -np.inf, axis, keepdims)


@explain
def nanmin(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    return choose_extreme(reductions.min, x, np.inf, axis, keepdims)


@explain
def nancumsum(x: Any, axis: int | None = None) -> Any:
    return reductions.cumsum(fill(x, 0.0), axis)


@explain
def nancumprod(x: Any, axis: int | None = None) -> Any:
    return reductions.cumprod(fill(x, 1.0), axis)
