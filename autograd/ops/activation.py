"""Activations: the nonlinear functions that stand between the layers of a network."""

from __future__ import annotations

import math

import numpy as np

from autograd.kernel.op import Op, Sample
from autograd.ops import oracles
from autograd.ops.choosing import clip, only, where
from autograd.ops.elementwise import exp
from autograd.ops.samples import unary

# erf by rational approximations on three ranges: numerator and denominator, highest power first
# W. J. Cody, 1969, "Rational Chebyshev approximation for the error function", Math. Comp. 23
NEAR = (
    (1.85777706184603153e-1, 3.16112374387056560e0, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3),
    (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3),
)
MIDDLE = (
    (2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594e0, 6.61191906371416295e1,
     2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3),
    (1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
     3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3),
)  # fmt: skip


def erf_array(x):
    """The error function of an array, to the last few bits."""
    dtype = np.asarray(x).dtype
    x = np.asarray(x, np.float32) if dtype == np.float16 else x  # the polynomials would overflow in half precision
    size = np.abs(x)
    near = np.minimum(size, 0.46875)
    inner = near * np.polyval(NEAR[0], near * near) / np.polyval(NEAR[1], near * near)
    far = np.clip(size, 0.46875, 6.0)  # beyond 6, 1 - erf is below the last bit; at 4 to 6 MIDDLE still serves
    outer = 1.0 - np.exp(-far * far) * np.polyval(MIDDLE[0], far) / np.polyval(MIDDLE[1], far)
    return np.copysign(np.where(size <= 0.46875, inner, outer), x).astype(dtype, copy=False)


def sigmoid_array(x):
    """1/(1 + e⁻ˣ) without overflow: the exponential is only taken of negative numbers."""
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1.0 + small)


def softplus_array(x):
    """log(1 + eˣ) without overflow."""
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


def normal_cdf(x):
    """Φ(x), the share of a standard normal distribution below x."""
    return 0.5 * (1.0 + erf(x * math.sqrt(0.5)))


def normal_pdf(x):
    """φ(x) = Φ′(x)."""
    return exp(-0.5 * (x * x)) * (1.0 / math.sqrt(2.0 * math.pi))


STEEP, BENT = 2.0 * math.sqrt(2.0 / math.pi), 0.044715  # gelu by tanh: x σ(u), u = STEEP (x + BENT x³)
FLAT = 40.0  # beyond it σ(u) is 0 or 1, in every precision, while x³ soon overflows


def gelu_tanh_array(x, room=None):
    """x / (1 + e⁻ᵘ), in place as far as it goes, and 1 / (1 + e⁻ᵘ) = σ(u) for the way back."""
    u = np.multiply(x, x, out=room) if np.ndim(x) else x * x
    u *= -STEEP * BENT
    u -= STEEP
    u *= x
    with np.errstate(over="ignore"):  # x / ∞ is 0, which is right
        u = np.exp(u, out=u) if np.ndim(u) else np.exp(u)
    u += 1.0
    return x / u, np.divide(1.0, u, out=u) if np.ndim(u) else 1.0 / u


def gelu_slope_array(x):
    """σ(u) + x σ(u) (1 − σ(u)) u′, likewise."""
    x = np.clip(x, -FLAT, FLAT)
    squares = x * x
    s = squares * (-STEEP * BENT)
    s -= STEEP
    s *= x
    with np.errstate(over="ignore"):
        s = np.exp(s, out=s) if np.ndim(s) else np.exp(s)
    s += 1.0
    s = 1.0 / s
    squares *= 3.0 * STEEP * BENT
    squares += STEEP
    squares *= x
    squares *= 1.0 - s
    squares += 1.0
    squares *= s
    return squares


def gelu_tanh_gradient(g, z, s, x, *, wanted):
    """g times the slope; between arrays σ(u) is kept, which spares an exponential and half of the passes."""
    if not (type(s) is np.ndarray and x.dtype.char in "fd" and x.size and -FLAT < x.min() <= x.max() < FLAT):
        return [g * gelu_slope(x)]
    slope = x * x
    slope *= 3.0 * STEEP * BENT
    slope += STEEP
    slope *= z
    slope *= 1.0 - s
    slope += s
    slope *= g
    return [slope]


def gelu_slope_x(g, z, x):
    """σ(1 − σ) (2 u′ + x (1 − 2σ) u′² + x u″) at σ(u)."""
    x = clip(x, low=-FLAT, high=FLAT)
    s = sigmoid(STEEP * x * (1.0 + BENT * x * x))
    first, second = STEEP * (1.0 + 3.0 * BENT * x * x), 6.0 * STEEP * BENT * x
    return g * s * (1.0 - s) * (2.0 * first + x * ((1.0 - 2.0 * s) * first * first + second))


def silu_x(g, z, x):
    """Not 1 + x − z, which is 0 where z is x but for the last digits."""
    s = sigmoid(x)
    return g * (s * (1.0 + x * (1.0 - s)))


AT_ZERO = np.array([-1.0, 0.0, 1.0])

# fmt: off
erf = Op("erf", erf_array, floating=True,
    doc="The error function: how likely a normal variable of variance ½ lies between −x and x.",
    vjps=(lambda g, z, x: g * exp(-(x * x)) * (2.0 / math.sqrt(math.pi)),),
    oracle=oracles.erf, js=("erf(x)", "g * Math.exp(-(x * x)) * (2 / Math.sqrt(Math.PI))"),
    real=True, label="erf", tex=(r"\operatorname{erf} x", r"\bar z\,\frac{2}{\sqrt{\pi}}\, e^{-x^2}"),
    samples=unary(), scalar=math.erf, source="Cody, 1969, Math. Comp. 23")

sigmoid = Op("sigmoid", sigmoid_array, floating=True,
    doc="The logistic function: any number to one between 0 and 1.",
    vjps=(lambda g, z, x: g * (z * (1.0 - z)),),
    oracle=lambda x: 0.5 * (1 + np.tanh(0.5 * x)), js=("sigmoid(x)", "g * (z * (1 - z))"),
    real=True, label="σ", tex=(r"\frac{1}{1 + e^{-x}}", r"\bar z\, z\,(1 - z)"), samples=unary(-4.0, 4.0))

softplus = Op("softplus", softplus_array, floating=True,
    doc="A smooth relu: the logarithm of 1 + eˣ, without overflow.",
    vjps=(lambda g, z, x: g * sigmoid(x),),
    oracle=lambda x: np.logaddexp(x, 0.0), js=("Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))", "g * sigmoid(x)"),
    real=True, label="softplus", tex=(r"\ln(1 + e^x)", r"\bar z\,\sigma(x)"), samples=unary(-4.0, 4.0))

relu = Op("relu", lambda x, out=None: np.maximum(x, 0.0, out=out),
    doc="x where it is positive, else 0; the slope at 0 is 0.",
    vjps=(lambda g, z, x: only(z > 0, g),), chooses=True,
    oracle=lambda x: 0.5 * (x + abs(x)), js=("x <= 0 ? 0 : x", "z > 0 ? g : 0"),
    real=True, label="relu", tex=(r"\max(x, 0)", r"x > 0 \,?\, \bar z : 0"),
    samples=unary(extra=(Sample((AT_ZERO,), grads=(np.array([0.0, 0.0, 1.0]),)),)),
    scalar=lambda x: 0.0 if x <= 0.0 else x)

leaky_relu = Op("leaky_relu", lambda x, *, slope=0.2: np.where(x > 0, x, slope * x), floating=True,
    doc="x where it is positive, else slope times x.",
    vjps=(lambda g, z, x, slope=0.2: where(x > 0, g, slope * g if slope else 0.0),), chooses=True,
    oracle=lambda x, slope=0.2: np.maximum(x, slope * x), js=("x > 0 ? x : slope * x", "x > 0 ? g : slope ? slope * g : 0"),
    real=True, label="leaky relu", tex=(r"x > 0 \,?\, x : a x", r"x > 0 \,?\, \bar z : a\,\bar z"),
    samples=unary(extra=(Sample((AT_ZERO,), {"slope": 0.1}, grads=(np.array([0.1, 0.1, 1.0]),)),
                         Sample((AT_ZERO,), {"slope": 0.0}, grads=(np.array([0.0, 0.0, 1.0]),)))),
    source="Maas, Hannun & Ng, 2013")

elu = Op("elu", lambda x, *, alpha=1.0: np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0.0))), floating=True,
    doc="x where it is positive, else alpha (eˣ − 1).",
    vjps=(lambda g, z, x, alpha=1.0: g * where(x > 0, 1.0, alpha * exp(where(x > 0, 0.0, x))),),  # z + alpha would lose digits
    oracle=lambda x, alpha=1.0: np.maximum(x, 0) + alpha * (np.exp(np.minimum(x, 0)) - 1),
    js=("x > 0 ? x : alpha * Math.expm1(Math.min(x, 0))", "g * (x > 0 ? 1 : alpha * Math.exp(x))"),
    real=True, label="elu", tex=(r"x > 0 \,?\, x : a(e^x - 1)", r"\bar z\,(x > 0 \,?\, 1 : a\,e^x)"),
    samples=unary(extra=(Sample((np.array([-0.5, 1.5]),), {"alpha": 0.7}),)),
    source="Clevert, Unterthiner & Hochreiter, 2015, arXiv:1511.07289")

gelu = Op("gelu", lambda x: x * normal_cdf(x), floating=True,
    doc="x times the share of a standard normal distribution below x.",
    vjps=(lambda g, z, x: g * (normal_cdf(x) + x * normal_pdf(x)),),
    oracle=lambda x: 0.5 * x * (1 + oracles.erf(x / math.sqrt(2))),
    js=("x * normalCdf(x)", "g * (normalCdf(x) + x * normalPdf(x))"),
    real=True, label="gelu", tex=(r"x\,\Phi(x)", r"\bar z\,(\Phi(x) + x\,\varphi(x))"), samples=unary(),
    source="Hendrycks & Gimpel, 2016, arXiv:1606.08415")

gelu_tanh = Op("gelu_tanh", gelu_tanh_array, floating=True,
    doc="gelu by way of tanh, nearly the same and quicker.",
    vjps=(gelu_tanh_gradient,), joint=True,
    oracle=oracles.gelu_tanh, js=("x * geluGate(x)", "g * geluSlope(x)"),
    real=True, label="gelu", tex=(r"x\,\sigma(u),\ u = \sqrt{8/\pi}\,(x + 0.044715\,x^3)", r"\bar z\,(\sigma + x\,\sigma (1 - \sigma)\, u')"),
    samples=unary(extra=(Sample((np.array([0.0, -0.0, 40.0, -40.0]),), grads=(np.array([0.5, 0.5, 1.0, 0.0]),)),)),
    source="Hendrycks & Gimpel, 2016, arXiv:1606.08415")

gelu_slope = Op("gelu_slope", gelu_slope_array, floating=True,
    doc="The slope of gelu_tanh, a row so that it has derivatives of its own.",
    vjps=(gelu_slope_x,),
    oracle=lambda x: oracles.gelu_tanh(x + 1e-20j).imag / 1e-20, js=("geluSlope(x)", "g * geluSecond(x)"),
    real=True, label="gelu′", tex=(r"\sigma + x\,\sigma (1 - \sigma)\, u'",
                        r"\bar z\,\sigma (1 - \sigma)(2 u' + x (1 - 2\sigma) u'^2 + x u'')"),
    samples=unary(), source="Hendrycks & Gimpel, 2016, arXiv:1606.08415")

silu = Op("silu", lambda x: x * sigmoid_array(x), floating=True,
    doc="x times the sigmoid of x.",
    vjps=(silu_x,),
    oracle=lambda x: x / (1 + np.exp(-x)), js=("x * sigmoid(x)", "g * (sigmoid(x) * (1 + x * (1 - sigmoid(x))))"),
    real=True, label="silu", tex=(r"x\,\sigma(x)", r"\bar z\,\sigma(x)\,(1 + x\,(1 - \sigma(x)))"), samples=unary(),
    source="Elfwing, Uchibe & Doya, 2017, arXiv:1702.03118")
# fmt: on
