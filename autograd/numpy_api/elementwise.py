"""NumPy's elementwise functions that are others in disguise: angles in degrees, roots, parts of a number."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd import ops
from autograd.kernel.op import NUMPY
from autograd.numpy_api.reductions import mean
from autograd.numpy_api.register import differentiates, read_value, require_order
from autograd.numpy_api.shaping import expand_dims, in_type_of
from autograd.numpy_api.signatures import of_one, of_two
from autograd.ops import elementwise

NUMPY[np.fabs] = ops.absolute
NUMPY[np.float_power] = ops.power
NUMPY[np.sinc] = elementwise.sinc


@differentiates(np.deg2rad, np.radians)
@of_one
def deg2rad(x: Any) -> Any:
    """An angle in radians, from degrees.

    x: numbers of any shape.

    >>> round(float(deg2rad(180.0)), 4)
    3.1416
    """
    return ops.mul(x, math.pi / 180.0)


@differentiates(np.rad2deg, np.degrees)
@of_one
def rad2deg(x: Any) -> Any:
    """An angle in degrees, from radians.

    x: numbers of any shape.

    >>> float(rad2deg(np.pi))
    180.0
    """
    return ops.mul(x, 180.0 / math.pi)


@differentiates(np.modf)
def modf(x: Any) -> tuple[Any, Any]:
    """The part behind the point, which has a derivative, and the whole part, which has none.

    x: numbers of any shape.

    >>> fraction, whole = modf(np.array([1.25, -1.25]))
    >>> fraction, whole
    (array([ 0.25, -0.25]), array([ 1., -1.]))
    """
    whole = np.trunc(x)
    return ops.where(np.isinf(x), np.copysign(0.0, whole), ops.sub(x, np.where(np.isinf(x), 0.0, whole))), whole


@differentiates(np.frexp)
def frexp(x: Any) -> tuple[Any, Any]:
    """x as a fraction between ½ and 1 in size, which has a derivative, and the exponent of 2 that belongs to it.

    x: numbers of any shape.

    >>> frexp(np.array([12.0]))
    (array([0.75]), array([4], dtype=int32))
    """
    exponent = np.frexp(np.asarray(read_value(x)))[1]
    return ops.mul(x, np.exp2(-exponent.astype(getattr(x, "dtype", float)))), exponent


@differentiates(np.ldexp)
@of_two
def ldexp(x: Any, i: Any) -> Any:
    """x times 2 to the power of i.

    x: numbers. i: whole numbers.

    >>> ldexp(np.array([0.75]), 4)
    array([12.])
    """
    return ops.mul(x, in_type_of(x, np.ldexp(1.0, np.asarray(i))))


@differentiates(np.unwrap)
@of_one
def unwrap(p: Any, discont: Any = None, axis: int = -1, *, period: float = 2 * math.pi) -> Any:
    """Angles without jumps: a step of more than half a period is taken the other way around.

    p: angles along an axis. discont=None: the least jump to mend, None for half a period. axis=-1: the axis. period=2π: the
    size of a full turn.

    >>> unwrap(np.array([0.0, 3.0, -3.0])).round(4)
    array([0.    , 3.    , 3.2832])
    """
    require_order("unwrap", p)
    plain = np.asarray(read_value(p), float)
    return ops.add(p, in_type_of(p, np.unwrap(plain, discont, axis, period=period) - plain))


@differentiates(np.i0)
@of_one
def i0(x: Any) -> Any:
    """The modified Bessel function of order 0: the mean of exp(x cos θ) over all angles θ.

    x: numbers of any shape; as many angles are taken as the largest needs for all digits.

    >>> round(float(i0(np.array(1.0))), 9)
    1.266065878
    """
    require_order("i0", x)
    n = 40 + 2 * math.ceil(np.max(np.abs(read_value(x)), initial=0.0) ** 0.5 * 6.0)
    angles = np.cos(math.pi * (np.arange(n) + 0.5) / n)
    return mean(ops.elementwise.exp(ops.mul(expand_dims(x, -1), angles)), axis=-1)
