"""Functions of one number: exponentials, logarithms, roots, trigonometry and its hyperbolic cousins."""

from __future__ import annotations

import math

import numpy as np

from autograd.kernel.op import Op, Sample
from autograd.ops import oracles
from autograd.ops.samples import unary

LN2, LN10 = math.log(2.0), math.log(10.0)

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

exp2 = Op("exp2", np.exp2,
    doc="2 to the power of x.",
    vjps=(lambda g, z, x: g * (z * LN2),),
    js=("2 ** x", "g * (z * Math.LN2)"),
    label="2ˣ", tex=("2^x", r"\bar z\, z \ln 2"), samples=unary(), scalar=lambda x: math.pow(2.0, x), ufunc=np.exp2, singular=True)

log = Op("log", np.log,
    doc="The natural logarithm of x.",
    vjps=(lambda g, z, x: g / x,),
    js=("Math.log(x)", "g / x"),
    label="log", tex=(r"\ln x", r"\frac{\bar z}{x}"), samples=unary(0.1, 3.0),
    scalar=math.log, ufunc=np.log, singular=True)

log2 = Op("log2", np.log2,
    doc="The logarithm of x to base 2.",
    vjps=(lambda g, z, x: g / (x * LN2),),
    js=("Math.log2(x)", "g / (x * Math.LN2)"),
    label="log₂", tex=(r"\log_2 x", r"\frac{\bar z}{x \ln 2}"), samples=unary(0.1, 3.0),
    scalar=math.log2, ufunc=np.log2, singular=True)

log10 = Op("log10", np.log10,
    doc="The logarithm of x to base 10.",
    vjps=(lambda g, z, x: g / (x * LN10),),
    js=("Math.log10(x)", "g / (x * Math.LN10)"),
    label="log₁₀", tex=(r"\log_{10} x", r"\frac{\bar z}{x \ln 10}"), samples=unary(0.1, 3.0),
    scalar=math.log10, ufunc=np.log10, singular=True)

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

cbrt = Op("cbrt", np.cbrt,
    doc="The cube root of x, which negative numbers have too.",
    vjps=(lambda g, z, x: g / (3.0 * z * z),),
    js=("Math.cbrt(x)", "g / (3 * z * z)"),
    label="∛", tex=(r"\sqrt[3]{x}", r"\frac{\bar z}{3 z^2}"), samples=unary(0.1, 3.0, extra=(Sample((-8.0,), grads=(1 / 12,)),)),
    ufunc=np.cbrt, singular=True)

reciprocal = Op("reciprocal", np.reciprocal,
    doc="One divided by x.",
    vjps=(lambda g, z, x: -g * z / x,),
    js=("1 / x", "-g * z / x"),
    label="1/x", tex=(r"\frac{1}{x}", r"-\bar z\,\frac{z}{x}"), samples=unary(0.3, 3.0), scalar=lambda x: 1.0 / x,
    ufunc=np.reciprocal, singular=True)

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
arcsinh = Op("arcsinh", np.arcsinh,
    doc="The number whose hyperbolic sine is x.",
    vjps=(lambda g, z, x: g / cosh(z),),
    js=("Math.asinh(x)", "g / Math.cosh(z)"),
    label="arcsinh", tex=(r"\operatorname{arcsinh} x", r"\frac{\bar z}{\cosh z}"), samples=unary(), scalar=math.asinh, ufunc=np.arcsinh)

arccosh = Op("arccosh", np.arccosh,
    doc="The number, 0 or more, whose hyperbolic cosine is x; x is 1 or more.",
    vjps=(lambda g, z, x: g / sinh(z),),
    js=("Math.acosh(x)", "g / Math.sinh(z)"),
    label="arccosh", tex=(r"\operatorname{arccosh} x", r"\frac{\bar z}{\sinh z}"), samples=unary(1.3, 4.0),
    scalar=math.acosh, ufunc=np.arccosh, singular=True)

arctanh = Op("arctanh", np.arctanh,
    doc="The number whose hyperbolic tangent is x; x lies between −1 and 1.",
    vjps=(lambda g, z, x: g / ((1.0 - x) * (1.0 + x)),),
    js=("Math.atanh(x)", "g / ((1 - x) * (1 + x))"),
    label="arctanh", tex=(r"\operatorname{arctanh} x", r"\frac{\bar z}{1 - x^2}"), samples=unary(-0.9, 0.9),
    scalar=math.atanh, ufunc=np.arctanh, singular=True)
# fmt: on


def sinc_forward(x, *, order=0):
    """The derivative of this order of sin πx / πx: near 0 by its power series, elsewhere by the rule for quotients.

    From x·f = sin(πx)/π follows x·f⁽ᵏ⁾ + k·f⁽ᵏ⁻¹⁾ = π⁽ᵏ⁻¹⁾ sin(πx + kπ/2).
    """
    x = np.asarray(x)
    near = np.abs(x) < 1.0 + order / 3
    away = np.where(near, 1.0, x).astype(x.dtype if x.dtype.kind == "f" else float)
    most = np.finfo(away.dtype).max / 4
    away = np.clip(away, -most, most)  # π times more would be infinite, and its sine no number; the quotient is 0 by then
    z = np.sinc(away)
    for k in range(1, order + 1):
        z = (math.pi ** (k - 1) * np.sin(math.pi * away + k * math.pi / 2) - k * z) / away
    return np.where(near, sinc_series(np.where(near, x, 0.0), order), z).astype(z.dtype)


def sinc_series(x, order):
    """Σ (−1)ⁿ π²ⁿ x²ⁿ⁻ᵏ / ((2n + 1) (2n − k)!) for 2n ≥ k, the derivative of order k."""
    total = np.zeros_like(x)
    for n in range((order + 1) // 2, 20 + order):
        total = total + (-1) ** n * math.pi ** (2 * n) / ((2 * n + 1) * math.factorial(2 * n - order)) * x ** (2 * n - order)
    return total


# fmt: off
sinc = Op("sinc", sinc_forward,
    doc="sin πx divided by πx, which is 1 at 0; or its derivative of a given order.",
    vjps=(lambda g, z, x, order=0: g * sinc(x, order=order + 1),),
    oracle=lambda x, order=0: oracles.sinc(x, order),
    real=True, label="sinc", tex=(r"\frac{\sin \pi x}{\pi x}", r"\bar z\,\frac{\cos \pi x - z}{x}"),
    samples=unary(extra=(
        Sample((np.array([0.0, 1e-9, 0.999, 1.001, -3.3]),)), Sample((np.array([0.0, 0.3, -1.5, 7.3]),), {"order": 1}),
        Sample((np.array([0.0, 0.1]),), {"order": 3}))))
# fmt: on
