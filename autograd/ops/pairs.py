"""Functions of two numbers: angle and length of a vector, the rest of a division, sums of what logarithms stand for."""

from __future__ import annotations

import math

import numpy as np

from autograd.kernel.op import Op, Sample
from autograd.ops.choosing import where
from autograd.ops.elementwise import exp, exp2
from autograd.ops.samples import binary


def unit(x, length):
    """x divided by the length of what it is part of; 0 where the length is 0."""
    return x / where(length == 0, 1.0, length)


def less_than_sum(x, z):
    """x − z, at most 0; 0 where both are the same infinity."""
    return where(x == z, 0.0, x - z)


# fmt: off
arctan2 = Op("arctan2", np.arctan2,
    doc="The angle in radians, from −π to π, of the vector with height x and width y.",
    vjps=(lambda g, z, x, y: g * (y / hypot(x, y) / hypot(x, y)),
          lambda g, z, x, y: -g * (x / hypot(x, y) / hypot(x, y))),
    js=("Math.atan2(x, y)", "g * (y / Math.hypot(x, y) / Math.hypot(x, y))", "-g * (x / Math.hypot(x, y) / Math.hypot(x, y))"),
    label="arctan2", tex=(r"\operatorname{arctan2}(x, y)", r"\bar z\,\frac{y}{x^2 + y^2}", r"-\bar z\,\frac{x}{x^2 + y^2}"),
    samples=binary(x=(0.3, 2.0)), scalar=math.atan2, ufunc=np.arctan2, singular=True)

hypot = Op("hypot", np.hypot,
    doc="The length of the vector (x, y), without overflow; its gradient at the origin is 0.",
    vjps=(lambda g, z, x, y: g * unit(x, z),
          lambda g, z, x, y: g * unit(y, z)),
    js=("Math.hypot(x, y)", "g * (x / (z === 0 ? 1 : z))", "g * (y / (z === 0 ? 1 : z))"),
    label="hypot", tex=(r"\sqrt{x^2 + y^2}", r"\bar z\,\frac{x}{z}", r"\bar z\,\frac{y}{z}"),
    samples=binary(x=(0.3, 2.0), extra=(Sample((0.0, 0.0), grads=(0.0, 0.0)),)), scalar=math.hypot, ufunc=np.hypot,
    singular=True)

fmod = Op("fmod", np.fmod,
    doc="The rest of x divided by y, with the sign of x, as C's fmod.",
    vjps=(lambda g, z, x, y: g,
          lambda g, z, x, y: -g * np.trunc(x / y)),  # the whole part of x/y is a constant between the jumps
    js=("x % y", "g", "-g * Math.trunc(x / y)"),
    label="fmod", tex=(r"x - y\,\operatorname{trunc}(x / y)", r"\bar z", r"-\bar z\,\operatorname{trunc}(x / y)"),
    samples=binary(x=(3.2, 3.8), y=(2.0, 3.1), extra=(
        Sample((-7.5, 2.0), grads=(1.0, 3.0)), Sample((7.5, -2.0), grads=(1.0, 3.0)))),
    scalar=math.fmod, ufunc=np.fmod)

logaddexp = Op("logaddexp", np.logaddexp,
    doc="The logarithm of eˣ + eʸ, without overflow.",
    vjps=(lambda g, z, x, y: g * exp(less_than_sum(x, z)),
          lambda g, z, x, y: g * exp(less_than_sum(y, z))),
    js=("x === y ? x + Math.LN2 : Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y)))",
        "g * Math.exp(x === z ? 0 : x - z)", "g * Math.exp(y === z ? 0 : y - z)"),
    label="logaddexp", tex=(r"\ln(e^x + e^y)", r"\bar z\, e^{x - z}", r"\bar z\, e^{y - z}"),
    samples=binary(extra=(Sample((1000.0, 1000.0), grads=(0.5, 0.5)), Sample((-1000.0, 1000.0), grads=(0.0, 1.0)))),
    ufunc=np.logaddexp)

logaddexp2 = Op("logaddexp2", np.logaddexp2,
    doc="The logarithm to base 2 of 2ˣ + 2ʸ, without overflow.",
    vjps=(lambda g, z, x, y: g * exp2(less_than_sum(x, z)),
          lambda g, z, x, y: g * exp2(less_than_sum(y, z))),
    js=("x === y ? x + 1 : Math.max(x, y) + Math.log1p(2 ** -Math.abs(x - y)) / Math.LN2",
        "g * 2 ** (x === z ? 0 : x - z)", "g * 2 ** (y === z ? 0 : y - z)"),
    label="logaddexp2", tex=(r"\log_2(2^x + 2^y)", r"\bar z\, 2^{x - z}", r"\bar z\, 2^{y - z}"),
    samples=binary(extra=(Sample((2000.0, 2000.0), grads=(0.5, 0.5)), Sample((-2000.0, 2000.0), grads=(0.0, 1.0)))),
    ufunc=np.logaddexp2)
# fmt: on
