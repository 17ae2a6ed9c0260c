"""Functions of one number: exponentials, logarithms, roots, trigonometry and its hyperbolic cousins."""

from __future__ import annotations

import math

import numpy as np

from autograd.kernel.op import Op
from autograd.ops.samples import unary

# fmt: off
exp = Op("exp", np.exp,
    doc="e to the power of x.",
    vjps=(lambda g, z, x: g * z,),
    js=("Math.exp(x)", "g * z"),
    label="exp", tex=("e^x", r"\bar z\, z"), samples=unary(), scalar=math.exp, ufunc=np.exp, singular=True)

expm1 = Op("expm1", np.expm1,
    doc="e to the power of x, less 1, with all digits near x = 0.",
    vjps=(lambda g, z, x: g * (z + 1.0),),
    js=("Math.expm1(x)", "g * (z + 1)"),
    label="expm1", tex=("e^x - 1", r"\bar z\,(z + 1)"), samples=unary(), scalar=math.expm1, ufunc=np.expm1, singular=True)

log = Op("log", np.log,
    doc="The natural logarithm of x.",
    vjps=(lambda g, z, x: g / x,),
    js=("Math.log(x)", "g / x"),
    label="log", tex=(r"\ln x", r"\frac{\bar z}{x}"), samples=unary(0.1, 3.0),
    scalar=math.log, ufunc=np.log, singular=True)

log1p = Op("log1p", np.log1p,
    doc="The natural logarithm of 1 + x, with all digits near x = 0.",
    vjps=(lambda g, z, x: g / (1.0 + x),),
    js=("Math.log1p(x)", "g / (1 + x)"),
    label="log1p", tex=(r"\ln(1 + x)", r"\frac{\bar z}{1 + x}"), samples=unary(-0.8, 2.0),
    scalar=math.log1p, ufunc=np.log1p, singular=True)

sqrt = Op("sqrt", np.sqrt,
    doc="The square root of x.",
    vjps=(lambda g, z, x: g * 0.5 / z,),
    js=("Math.sqrt(x)", "g * 0.5 / z"),
    label="√", tex=(r"\sqrt{x}", r"\frac{\bar z}{2 z}"), samples=unary(0.1, 3.0),
    scalar=math.sqrt, ufunc=np.sqrt, singular=True)

square = Op("square", np.square,
    doc="x times itself.",
    vjps=(lambda g, z, x: g * (2.0 * x),),
    js=("x * x", "g * (2 * x)"),
    label="x²", tex=("x^2", r"2\,\bar z\, x"), samples=unary(), scalar=lambda x: x * x, ufunc=np.square)

sin = Op("sin", np.sin,
    doc="The sine of x, an angle in radians.",
    vjps=(lambda g, z, x: g * cos(x),),
    js=("Math.sin(x)", "g * Math.cos(x)"),
    label="sin", tex=(r"\sin x", r"\bar z \cos x"), samples=unary(), scalar=math.sin, ufunc=np.sin, singular=True)

cos = Op("cos", np.cos,
    doc="The cosine of x, an angle in radians.",
    vjps=(lambda g, z, x: -g * sin(x),),
    js=("Math.cos(x)", "-g * Math.sin(x)"),
    label="cos", tex=(r"\cos x", r"-\bar z \sin x"), samples=unary(), scalar=math.cos, ufunc=np.cos, singular=True)

tan = Op("tan", np.tan,
    doc="The tangent of x, an angle in radians.",
    vjps=(lambda g, z, x: g * (1.0 + z * z),),
    js=("Math.tan(x)", "g * (1 + z * z)"),
    label="tan", tex=(r"\tan x", r"\bar z\,(1 + z^2)"), samples=unary(-1.2, 1.2), scalar=math.tan, ufunc=np.tan, singular=True)

arcsin = Op("arcsin", np.arcsin,
    doc="The angle in radians whose sine is x, from −π/2 to π/2.",
    vjps=(lambda g, z, x: g / sqrt(1.0 - x * x),),
    js=("Math.asin(x)", "g / Math.sqrt(1 - x * x)"),
    label="arcsin", tex=(r"\arcsin x", r"\frac{\bar z}{\sqrt{1 - x^2}}"), samples=unary(-0.9, 0.9),
    scalar=math.asin, ufunc=np.arcsin, singular=True)

arccos = Op("arccos", np.arccos,
    doc="The angle in radians whose cosine is x, from 0 to π.",
    vjps=(lambda g, z, x: -g / sqrt(1.0 - x * x),),
    js=("Math.acos(x)", "-g / Math.sqrt(1 - x * x)"),
    label="arccos", tex=(r"\arccos x", r"-\frac{\bar z}{\sqrt{1 - x^2}}"), samples=unary(-0.9, 0.9),
    scalar=math.acos, ufunc=np.arccos, singular=True)

arctan = Op("arctan", np.arctan,
    doc="The angle in radians whose tangent is x, from −π/2 to π/2.",
    vjps=(lambda g, z, x: g / (1.0 + x * x),),
    js=("Math.atan(x)", "g / (1 + x * x)"),
    label="arctan", tex=(r"\arctan x", r"\frac{\bar z}{1 + x^2}"), samples=unary(), scalar=math.atan, ufunc=np.arctan)

sinh = Op("sinh", np.sinh,
    doc="The hyperbolic sine of x, (eˣ − e⁻ˣ) / 2.",
    vjps=(lambda g, z, x: g * cosh(x),),
    js=("Math.sinh(x)", "g * Math.cosh(x)"),
    label="sinh", tex=(r"\sinh x", r"\bar z \cosh x"), samples=unary(), scalar=math.sinh, ufunc=np.sinh, singular=True)

cosh = Op("cosh", np.cosh,
    doc="The hyperbolic cosine of x, (eˣ + e⁻ˣ) / 2.",
    vjps=(lambda g, z, x: g * sinh(x),),
    js=("Math.cosh(x)", "g * Math.sinh(x)"),
    label="cosh", tex=(r"\cosh x", r"\bar z \sinh x"), samples=unary(), scalar=math.cosh, ufunc=np.cosh, singular=True)

tanh = Op("tanh", np.tanh,
    doc="The hyperbolic tangent of x, from −1 to 1.",
    vjps=(lambda g, z, x: g * (1.0 - z * z),),
    js=("Math.tanh(x)", "g * (1 - z * z)"),
    label="tanh", tex=(r"\tanh x", r"\bar z\,(1 - z^2)"), samples=unary(), scalar=math.tanh, ufunc=np.tanh)
# fmt: on
