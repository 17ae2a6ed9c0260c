"""Arithmetic: + − × ÷, the remainder, powers, and the size of a number."""

from __future__ import annotations

import math
import operator

import numpy as np

from autograd.kernel.op import Op, Sample
from autograd.ops.choosing import where
from autograd.ops.complex import direction
from autograd.ops.elementwise import log
from autograd.ops.samples import binary, unary


def power_x(g, z, x, y):
    """y·xʸ⁻¹, and 0 for y = 0 even where x = 0."""
    exponent = (y - 1.0 if y else 1.0) if type(y) is float else where(y == 0, 1.0, y - 1.0)
    return g * y * (x if type(y) is float and y == 2.0 else power(x, exponent))  # squares are what losses are made of


def power_y(g, z, x, y):
    """xʸ·log x, and 0 where x = 0; a negative base has no derivative in its exponent: NaN."""
    return g * z * log(where(x == 0, 1.0, x))


# fmt: off
alias = Op("alias", operator.pos,
    doc="x under another name.",
    vjps=(lambda g, z, x: g,), js=("x", "g"),
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
    vjps=(lambda g, z, x: g * direction(x, z),),
    js=("Math.abs(x)", "g * Math.sign(x)"),
    label="|x|", tex=("|x|", r"\bar z\,\operatorname{sign} x"),
    samples=unary(extra=(Sample((np.array([-1.0, 0.0, 2.0]),), grads=(np.array([-1.0, 0.0, 1.0]),)),)), scalar=abs, ufunc=np.absolute)

power = Op("pow", np.power,
    doc="x to the power of y.",
    vjps=(power_x, power_y),
    js=("power(x, y)", "g * y * power(x, y === 0 ? 1 : y - 1)", "g * z * Math.log(x === 0 ? 1 : x)"),
    label="^", tex=("x^y", r"\bar z\, y\, x^{y-1}", r"\bar z\, x^y \ln x"),
    samples=binary(x=(0.3, 2.0), extra=(
        Sample((-1.5, 3.0), grads=(6.75, math.nan)), Sample((0.0, 0.0), grads=(0.0, 0.0)),
        Sample((np.array([0.0, 0.0, -2.0]), np.array([0.0, 2.0, 2.0])),
               grads=(np.array([0.0, 0.0, -4.0]), np.array([0.0, 0.0, math.nan]))))),
    scalar=math.pow, ufunc=np.power, singular=True)
# fmt: on
