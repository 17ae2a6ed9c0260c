"""Functions of one number: exponentials, logarithms, roots, trigonometry and its hyperbolic cousins."""

from __future__ import annotations

import math

import numpy as np

from autograd.kernel.op import Op
from autograd.ops.samples import unary

# fmt: off
exp = Op("exp", np.exp,
    vjps=(lambda g, z, x: g * z,),
    label="exp", tex=("e^x", r"\bar z\, z"), samples=unary(), scalar=math.exp, ufunc=np.exp, singular=True)

expm1 = Op("expm1", np.expm1,
    vjps=(lambda g, z, x: g * (z + 1.0),),
    label="expm1", tex=("e^x - 1", r"\bar z\,(z + 1)"), samples=unary(), scalar=math.expm1, ufunc=np.expm1, singular=True)

log = Op("log", np.log,
    vjps=(lambda g, z, x: g / x,),
    label="log", tex=(r"\ln x", r"\frac{\bar z}{x}"), samples=unary(0.1, 3.0),
    scalar=math.log, ufunc=np.log, singular=True)

log1p = Op("log1p", np.log1p,
    vjps=(lambda g, z, x: g / (1.0 + x),),
    label="log1p", tex=(r"\ln(1 + x)", r"\frac{\bar z}{1 + x}"), samples=unary(-0.8, 2.0),
    scalar=math.log1p, ufunc=np.log1p, singular=True)

sqrt = Op("sqrt", np.sqrt,
    vjps=(lambda g, z, x: g * 0.5 / z,),
    label="√", tex=(r"\sqrt{x}", r"\frac{\bar z}{2 z}"), samples=unary(0.1, 3.0),
    scalar=math.sqrt, ufunc=np.sqrt, singular=True)

square = Op("square", np.square,
    vjps=(lambda g, z, x: g * (2.0 * x),),
    label="x²", tex=("x^2", r"2\,\bar z\, x"), samples=unary(), scalar=lambda x: x * x, ufunc=np.square)

sin = Op("sin", np.sin,
    vjps=(lambda g, z, x: g * cos(x),),
    label="sin", tex=(r"\sin x", r"\bar z \cos x"), samples=unary(), scalar=math.sin, ufunc=np.sin, singular=True)

cos = Op("cos", np.cos,
    vjps=(lambda g, z, x: -g * sin(x),),
    label="cos", tex=(r"\cos x", r"-\bar z \sin x"), samples=unary(), scalar=math.cos, ufunc=np.cos, singular=True)

tan = Op("tan", np.tan,
    vjps=(lambda g, z, x: g * (1.0 + z * z),),
    label="tan", tex=(r"\tan x", r"\bar z\,(1 + z^2)"), samples=unary(-1.2, 1.2), scalar=math.tan, ufunc=np.tan, singular=True)

arcsin = Op("arcsin", np.arcsin,
    vjps=(lambda g, z, x: g / sqrt(1.0 - x * x),),
    label="arcsin", tex=(r"\arcsin x", r"\frac{\bar z}{\sqrt{1 - x^2}}"), samples=unary(-0.9, 0.9),
    scalar=math.asin, ufunc=np.arcsin, singular=True)

arccos = Op("arccos", np.arccos,
    vjps=(lambda g, z, x: -g / sqrt(1.0 - x * x),),
    label="arccos", tex=(r"\arccos x", r"-\frac{\bar z}{\sqrt{1 - x^2}}"), samples=unary(-0.9, 0.9),
    scalar=math.acos, ufunc=np.arccos, singular=True)

arctan = Op("arctan", np.arctan,
    vjps=(lambda g, z, x: g / (1.0 + x * x),),
    label="arctan", tex=(r"\arctan x", r"\frac{\bar z}{1 + x^2}"), samples=unary(), scalar=math.atan, ufunc=np.arctan)

sinh = Op("sinh", np.sinh,
    vjps=(lambda g, z, x: g * cosh(x),),
    label="sinh", tex=(r"\sinh x", r"\bar z \cosh x"), samples=unary(), scalar=math.sinh, ufunc=np.sinh, singular=True)

cosh = Op("cosh", np.cosh,
    vjps=(lambda g, z, x: g * sinh(x),),
    label="cosh", tex=(r"\cosh x", r"\bar z \sinh x"), samples=unary(), scalar=math.cosh, ufunc=np.cosh, singular=True)

tanh = Op("tanh", np.tanh,
    vjps=(lambda g, z, x: g * (1.0 - z * z),),
    label="tanh", tex=(r"\tanh x", r"\bar z\,(1 - z^2)"), samples=unary(), scalar=math.tanh, ufunc=np.tanh)
# fmt: on
