"""Arithmetic and choice: + − × ÷ powers, absolute value, the larger, the smaller, one or the other.

One convention holds for ties, that of PyTorch, JAX and HIPS autograd: of two equal arguments of `maximum` and `minimum` each
gets half of the gradient, and equal elements under `max` and `min` share it equally. So it does not matter in which order the
arguments are written, and formulas in which two kinks cancel, such as max(z, 0) − z y + log(1 + e^−|z|), have their
true slope at them. A kink that is one function's own has one slope: that of relu at 0 and of clip at its bounds is 0.

These rows choose: what was not chosen gets nothing, whatever follows (see autograd.kernel.choices).
"""

from __future__ import annotations

import math
import operator

import numpy as np

from autograd.kernel.op import Op, Sample
from autograd.ops.complex import conj, is_complex
from autograd.ops.elementwise import log
from autograd.ops.samples import binary, fixed, spaced, unary

LONG = 2048  # numbers from which on masking them by their bits pays


def where_forward(c, x, y):
    """np.where; the rules choose between a gradient and 0, which is eleven times as quick by the numbers' bits."""
    if type(y) is float and can_mask_by_bits(c, x, y):
        return mask_by_bits(x, c)
    if type(x) is float and can_mask_by_bits(c, y, x):
        return mask_by_bits(y, ~c)
    return np.where(c, x, y)


def can_mask_by_bits(c, x, zero) -> bool:
    """Whether x and c are long arrays side by side, the other number 0."""
    if type(x) is not np.ndarray or x.size < LONG or zero or math.copysign(1.0, zero) < 0:
        return False
    alike = type(c) is np.ndarray and c.dtype.kind == "b" and c.shape == x.shape
    return alike and x.dtype.char in "efd" and c.flags.c_contiguous and x.flags.c_contiguous


def mask_by_bits(x, c):
    """x where c, else 0: all bits of x, or none."""
    bits = c.view(np.int8).astype(f"i{x.itemsize}")
    np.negative(bits, out=bits)  # 0, or −1: all ones
    bits &= x.view(bits.dtype)
    return bits.view(x.dtype)


def absolute_x(g, z, x):
    """The sign; of a complex number the conjugate of its direction."""
    return g * (conj(x) / where(z == 0, 1.0, z)) if is_complex(x) else g * np.sign(x)


# fmt: off
alias = Op("alias", operator.pos,
    doc="x under another name.",
    vjps=(lambda g, z, x: g,),
    js=("x", "g"),
    label="=", tex=("x", r"\bar z"), samples=unary(), ufunc=np.positive)

add = Op("add", operator.add,
    doc="The sum of x and y, element by element.",
    vjps=(lambda g, z, x, y: g,
          lambda g, z, x, y: g),
    js=("x + y", "g", "g"),
    label="+", tex=("x + y", r"\bar z", r"\bar z"), samples=binary(), scalar=operator.add, ufunc=np.add)

sub = Op("sub", operator.sub,
    doc="x less y, element by element.",
    vjps=(lambda g, z, x, y: g,
          lambda g, z, x, y: -g),
    js=("x - y", "g", "-g"),
    label="−", tex=("x - y", r"\bar z", r"-\bar z"), samples=binary(), scalar=operator.sub, ufunc=np.subtract)

mul = Op("mul", operator.mul,
    doc="The product of x and y, element by element.",
    vjps=(lambda g, z, x, y: g * y,
          lambda g, z, x, y: g * x),
    js=("x * y", "g * y", "g * x"),
    label="×", tex=(r"x \cdot y", r"\bar z\, y", r"\bar z\, x"), samples=binary(), scalar=operator.mul, ufunc=np.multiply)

div = Op("div", operator.truediv,
    doc="x divided by y, element by element.",
    vjps=(lambda g, z, x, y: g / y,
          lambda g, z, x, y: -g * z / y),
    js=("x / y", "g / y", "-g * z / y"),
    label="÷", tex=(r"\frac{x}{y}", r"\frac{\bar z}{y}", r"-\bar z\,\frac{z}{y}"),
    samples=binary(y=(0.5, 2.0)), scalar=operator.truediv, ufunc=np.divide, singular=True)

remainder = Op("remainder", np.remainder,
    doc="The rest of x divided by y, with the sign of y, as Python's %.",
    vjps=(lambda g, z, x, y: g,
          lambda g, z, x, y: -g * np.floor_divide(x, y)),  # x/y rounded down is a constant between the jumps
    js=("remainder(x, y)", "g", "-g * (y === 0 ? Math.floor(x / y) : Math.round((x - z) / y))"),
    label="mod", tex=(r"x - y\,\operatorname{floor}(x / y)", r"\bar z", r"-\bar z\,\operatorname{floor}(x / y)"),
    samples=binary(x=(3.2, 3.8), y=(2.0, 3.1), extra=(Sample((-7.5, 2.0), grads=(1.0, 4.0)), Sample((7.5, -2.0), grads=(1.0, 4.0)))),
    scalar=operator.mod, ufunc=np.remainder)

neg = Op("neg", operator.neg,
    doc="x with the other sign.",
    vjps=(lambda g, z, x: -g,),
    js=("-x", "-g"),
    label="neg", tex=("-x", r"-\bar z"), samples=unary(), scalar=operator.neg, ufunc=np.negative)

absolute = Op("abs", np.abs,
    doc="The size of x without its sign; the slope at 0 is 0.",
    vjps=(absolute_x,),
    js=("Math.abs(x)", "g * Math.sign(x)"),
    label="|x|", tex=("|x|", r"\bar z\,\operatorname{sign} x"),
    samples=unary(extra=(Sample((np.array([-1.0, 0.0, 2.0]),), grads=(np.array([-1.0, 0.0, 1.0]),)),)),
    scalar=abs, ufunc=np.absolute)

where = Op("where", where_forward,
    doc="x where the condition c holds, y elsewhere.",
    vjps=(None,
          lambda g, z, c, x, y: where(c, g, 0.0),
          lambda g, z, c, x, y: where(c, 0.0, g)),
    oracle=lambda c, x, y: np.choose(np.not_equal(c, 0), (y, x)), js=("c ? x : y", "0", "c ? g : 0", "c ? 0 : g"),
    label="where", tex=(r"c \,?\, x : y", "0", r"c \,?\, \bar z : 0", r"c \,?\, 0 : \bar z"),
    samples=fixed(
        Sample((np.array([True, False, True]), spaced((3,), -1, 1), spaced((3,), 1, 2))),
        Sample((np.array([[True], [False]]), spaced((3,), -1, 1), 0.5)),
        Sample((1.0, 2.0, 3.0))),
    scalar=lambda c, x, y: x if c else y, chooses=True)
# fmt: on


def only(chosen, g):
    """g where it was chosen, else nothing."""
    if type(chosen) is bool:
        return g if chosen else 0.0
    if type(g) is np.ndarray is type(chosen):
        return where_forward(chosen, g, 0.0)  # as the row does, without asking what a Tensor would need
    return where(chosen, g, 0.0)


def half_at_ties(first, second, g):
    """g where first holds, 0 where second does, else (a tie, or NaN) half of it."""
    if type(first) is bool:
        return g if first else 0.0 if second else 0.5 * g
    half = 0.5 * g
    return where(first, half, 0.0) + where(second, 0.0, half)


def power_x(g, z, x, y):
    """y·xʸ⁻¹, and 0 for y = 0 even where x = 0."""
    return g * y * power(x, where(y == 0, 1.0, y - 1.0))


def power_y(g, z, x, y):
    """xʸ·log x, and 0 where x = 0; a negative base has no derivative in its exponent: NaN."""
    return g * z * log(where(x == 0, 1.0, x))


# fmt: off
power = Op("pow", np.power,
    doc="x to the power of y.",
    vjps=(power_x, power_y),
    js=("power(x, y)", "g * y * power(x, y === 0 ? 1 : y - 1)", "g * z * Math.log(x === 0 ? 1 : x)"),
    label="^", tex=("x^y", r"\bar z\, y\, x^{y-1}", r"\bar z\, x^y \ln x"),
    samples=binary(x=(0.3, 2.0), extra=(
        Sample((-1.5, 3.0), grads=(6.75, math.nan)),
        Sample((0.0, 0.0), grads=(0.0, 0.0)),
        Sample((np.array([0.0, 0.0, -2.0]), np.array([0.0, 2.0, 2.0])),
               grads=(np.array([0.0, 0.0, -4.0]), np.array([0.0, 0.0, math.nan]))))),
    scalar=math.pow, ufunc=np.power, singular=True)

maximum = Op("maximum", np.maximum,
    doc="The larger of x and y; where they are equal, each gets half of the gradient.",
    vjps=(lambda g, z, x, y: half_at_ties(x > y, x < y, g),
          lambda g, z, x, y: half_at_ties(x < y, x > y, g)),
    js=("x > y || Number.isNaN(x) ? x : y", "halfAtTies(x > y, x < y, g)", "halfAtTies(x < y, x > y, g)"),
    real=True, label="max", tex=(r"\max(x, y)", r"x > y \,?\, \bar z : x < y \,?\, 0 : \bar z / 2", r"x < y \,?\, \bar z : x > y \,?\, 0 : \bar z / 2"),
    samples=binary(extra=(Sample((np.array([0.0, 1.0]), 0.0), grads=(np.array([0.5, 1.0]), 0.5)),)),
    scalar=lambda x, y: x if x > y or x != x else y, ufunc=np.maximum, chooses=True)

minimum = Op("minimum", np.minimum,
    doc="The smaller of x and y; where they are equal, each gets half of the gradient.",
    vjps=(lambda g, z, x, y: half_at_ties(x < y, x > y, g),
          lambda g, z, x, y: half_at_ties(x > y, x < y, g)),
    js=("x < y || Number.isNaN(x) ? x : y", "halfAtTies(x < y, x > y, g)", "halfAtTies(x > y, x < y, g)"),
    real=True, label="min", tex=(r"\min(x, y)", r"x < y \,?\, \bar z : x > y \,?\, 0 : \bar z / 2", r"x > y \,?\, \bar z : x < y \,?\, 0 : \bar z / 2"),
    samples=binary(extra=(Sample((np.array([0.0, 1.0]), 1.0), grads=(np.array([1.0, 0.5]), 0.5)),)),
    scalar=lambda x, y: x if x < y or x != x else y, ufunc=np.minimum, chooses=True)

clip = Op("clip", lambda x, *, low, high: np.minimum(np.maximum(x, low), high), chooses=True,
    doc="x held between low and high; the slope is 0 outside them and at both.",
    vjps=(lambda g, z, x, low, high: only((x > low) & (x < high), g),),
    oracle=lambda x, low, high: np.clip(x, low, high), js=("Math.min(Math.max(x, low), high)", "x > low && x < high ? g : 0"),
    real=True, label="clip", tex=(r"\min(\max(x, a), b)", r"a < x < b \,?\, \bar z : 0"),
    samples=lambda: [
        Sample((spaced((5,), -2, 2.2),), {"low": -1.0, "high": 1.0}),
        Sample((0.4,), {"low": -1.0, "high": 1.0}),
        Sample((3.0,), {"low": -1.0, "high": 1.0}, grads=(0.0,)),
        Sample((np.array([0.0, 0.5, 1.0]),), {"low": 0.0, "high": 1.0}, grads=(np.array([0.0, 1.0, 0.0]),))])
# fmt: on
