"""Quantiles: the numbers below which given parts of all numbers lie."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import ops
from autograd.numpy_api.joining import concatenate
from autograd.numpy_api.picking import getitem
from autograd.numpy_api.register import NoRule, differentiates, place, read_value, require_order
from autograd.numpy_api.selecting import take_along_axis
from autograd.numpy_api.shaping import expand_dims, in_type_of, moveaxis, ravel, reshape, squeeze
from autograd.numpy_api.signatures import Axis

# how the place among n sorted numbers follows from q: (alpha, beta) of Hyndman and Fan (1996)
CONTINUOUS = {
    "linear": (1.0, 1.0), "hazen": (0.5, 0.5), "weibull": (0.0, 0.0), "median_unbiased": (1 / 3, 1 / 3),
    "normal_unbiased": (3 / 8, 3 / 8), "interpolated_inverted_cdf": (0.0, 1.0),
}  # fmt: skip


def flatten_axes(x: Any, axis: Axis) -> tuple[Any, tuple[int, ...]]:
    """x with the axes to reduce made one, the last: (other axes..., n); and x's shape with size 1 in their places."""
    axes = range(np.ndim(x)) if axis is None else [place("quantile", x, a) for a in np.atleast_1d(axis)]
    others = [i for i in range(np.ndim(x)) if i not in axes]
    shape = tuple(1 if i in axes else n for i, n in enumerate(np.shape(x)))
    x = moveaxis(x, [*others, *axes], list(range(np.ndim(x)))) if np.ndim(x) else x
    return reshape(x, (*[shape[i] for i in others], -1)), shape


def quantile_of_sorted(x: Any, q: Any, n: Any, method: str) -> Any:
    """Quantiles along the last axis of sorted numbers of which the first n count: x: (..., N), q: () -> (...)."""
    n = np.asarray(n)
    if method in CONTINUOUS:
        alpha, beta = CONTINUOUS[method]
        at = n * q + (alpha + q * (1.0 - alpha - beta)) - 1.0
    elif method in ("lower", "higher", "midpoint", "nearest"):
        at = (n - 1) * q
        low = np.floor(at)
        at = {"lower": low, "higher": np.ceil(at), "midpoint": (low + np.ceil(at)) / 2, "nearest": np.rint(at)}[method]
    else:
        known = ", ".join([*CONTINUOUS, "lower", "higher", "midpoint", "nearest"])
        raise NoRule(f"quantile: method={method!r} has no derivative rule; those that have one are {known}")
    at = ops.where(at < 0, 0.0, ops.where(at > n - 1, np.asarray(n - 1.0), at))
    low = np.broadcast_to(np.floor(at), np.shape(x)[:-1]).astype(int)[..., None]  # (...) -> (..., 1)
    high = np.minimum(low + 1, np.broadcast_to(n, low.shape[:-1])[..., None] - 1)
    first, second = take_along_axis(x, np.maximum(low, 0), -1), take_along_axis(x, np.maximum(high, 0), -1)
    share = expand_dims(ops.sub(at, np.floor(at)), -1) if np.ndim(at) else ops.sub(at, np.floor(at))
    between = ops.add(first, ops.mul(share, ops.where(np.equal(first, second), 0.0, ops.sub(second, first))))
    return squeeze(between, -1)


def quantiles(name: str, x: Any, q: Any, axis: Axis, method: str, keepdims: bool, skip_nan: bool) -> Any:
    """Quantiles over axes, one for each q; those come first in the result's shape."""
    plain = np.asarray(read_value(q))
    if np.any((plain < 0) | (plain > 1)):
        raise ValueError(f"{name}: q must lie in the range, 0 to {'100' if 'percentile' in name else '1'}, got {plain}")
    flat, kept = flatten_axes(x, axis)
    if not np.shape(flat)[-1]:
        return np.full((*plain.shape, *(kept if keepdims else np.shape(flat)[:-1])), np.nan)
    is_nan = np.isnan(flat)
    require_order(name, flat)
    in_order = take_along_axis(flat, np.argsort(flat, axis=-1, kind="stable"), -1)
    n = np.sum(~np.asarray(is_nan), axis=-1) if skip_nan else np.full(np.shape(flat)[:-1], np.shape(flat)[-1])
    lost = n == 0 if skip_nan else np.any(is_nan, axis=-1)

    def one(q: Any) -> Any:
        z = ops.where(lost, np.nan, quantile_of_sorted(in_order, q, n, method))
        return in_type_of(x, reshape(z, kept) if keepdims else z)

    if not plain.ndim:
        return one(q)
    rows = [expand_dims(one(getitem(ravel(q), i)), 0) for i in range(plain.size)]
    from_rows = concatenate(rows, 0)
    return reshape(from_rows, (*plain.shape, *np.shape(from_rows)[1:]))


ARGUMENTS = """\
axis=None: the axis or the tuple of axes to look along, None for all. keepdims=False: whether these axes stay, with size 1."""
METHOD = """\
method="linear": how to choose between two numbers, as NumPy's."""
AMONG = {False: "the number", True: "of the numbers that are not NaN the one"}


def make_quantile(name: str, whole: float, part: str, skip_nan: bool) -> Any:
    """The function of x and q, where q is a share of `whole`."""

    def quantile(x: Any, q: Any, axis: Axis = None, *, method: str = "linear", keepdims: bool = False) -> Any:
        return quantiles(name, x, q if whole == 1 else ops.div(q, whole), axis, method, keepdims, skip_nan)

    among = AMONG[skip_nan]
    text = f"""{among[0].upper()}{among[1:]} below which {part}; its gradient goes to its neighbours.

x: numbers of any shape. q: which part, from 0 to {whole:g}; one number or several. {METHOD}
{ARGUMENTS}

>>> float({name}([1.0, 2.0, 4.0], {0.75 * whole:g}))
3.0
"""
    return name_as(quantile, name, text)


def make_median(name: str, skip_nan: bool) -> Any:
    """The function of x that gives its quantile for q = 1/2."""

    def median(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
        return quantiles(name, x, 0.5, axis, "linear", keepdims, skip_nan)

    of = "the numbers that are not NaN" if skip_nan else "the numbers"
    text = f"""In order, the middle one of {of}, or the mean of the two in the middle.

x: numbers of any shape. {ARGUMENTS}

>>> float({name}([1.0, 2.0, 4.0]))
2.0
"""
    return name_as(median, name, text)


def name_as(function: Any, name: str, text: str) -> Any:
    """The function with NumPy's name, under which the protocols find it, and a text for help."""
    function.__name__ = function.__qualname__ = name
    function.__doc__ = text
    return differentiates(getattr(np, name))(function)


quantile, nanquantile = (make_quantile(f"{nan}quantile", 1, "the part q lies", bool(nan)) for nan in ("", "nan"))
percentile, nanpercentile = (make_quantile(f"{nan}percentile", 100, "q percent lie", bool(nan)) for nan in ("", "nan"))
median, nanmedian = (make_median(f"{nan}median", bool(nan)) for nan in ("", "nan"))
