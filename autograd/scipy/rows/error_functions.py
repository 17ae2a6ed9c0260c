"""The error function's relatives, and the logistic function's."""

from __future__ import annotations

import math

import numpy as np
import scipy.special as sp

from autograd.kernel.op import NUMPY, Sample
from autograd.ops.activation import erf, sigmoid
from autograd.ops.complex import is_complex
from autograd.ops.elementwise import exp
from autograd.ops.samples import space_out, unary
from autograd.scipy.rows.declared import declare

NUMPY[sp.expit] = sigmoid
ROOT = math.sqrt(math.pi)
HALF_LOG = 0.5 * math.log(2.0 * math.pi)


def plane():
    return [Sample((space_out((3,), -1.0, 1.0) + 1j * space_out((3,), -0.5, 1.0, seed=1),))]


# fmt: off
complex_erf = declare(sp.erf, "complex_erf",
    doc="The error function of complex numbers.",
    vjps=(lambda g, z, x: g * (2.0 / ROOT * exp(-x * x)),),
    oracle=lambda x: 1.0 - sp.erfc(x),
    label="erf", tex=(r"\operatorname{erf} x", r"\bar z\, \frac{2}{\sqrt\pi} e^{-x^2}"), samples=plane)

erfc = declare(sp.erfc,
    doc="1 less the error function, with all digits for large x.",
    vjps=(lambda g, z, x: g * (-2.0 / ROOT * exp(-x * x)),),
    oracle=lambda x: 2.0 * sp.ndtr(-x * math.sqrt(2.0)),
    tex=(r"\operatorname{erfc} x", r"-\bar z\, \frac{2}{\sqrt\pi} e^{-x^2}"), samples=unary())

erfinv = declare(sp.erfinv,
    doc="The number whose error function is x.",
    vjps=(lambda g, z, x: g * (ROOT / 2.0 * exp(z * z)),),
    oracle=lambda x: sp.ndtri((x + 1.0) / 2.0) / math.sqrt(2.0),
    label="erf⁻¹", tex=(r"\operatorname{erf}^{-1} x", r"\bar z\, \frac{\sqrt\pi}{2} e^{z^2}"),
    samples=unary(-0.9, 0.9), singular=True)

erfcinv = declare(sp.erfcinv,
    doc="The number whose complementary error function is x.",
    vjps=(lambda g, z, x: g * (-ROOT / 2.0 * exp(z * z)),),
    oracle=lambda x: -sp.ndtri(x / 2.0) / math.sqrt(2.0),
    label="erfc⁻¹", tex=(r"\operatorname{erfc}^{-1} x", r"-\bar z\, \frac{\sqrt\pi}{2} e^{z^2}"),
    samples=unary(0.1, 1.9), singular=True)

ndtr = declare(sp.ndtr,
    doc="The share of a standard normal distribution below x.",
    vjps=(lambda g, z, x: g * exp(-0.5 * x * x - HALF_LOG),),
    oracle=lambda x: 0.5 * sp.erfc(-x / math.sqrt(2.0)),
    label="Φ", tex=(r"\Phi(x)", r"\bar z\, \varphi(x)"), samples=unary())

log_ndtr = declare(sp.log_ndtr,
    doc="The logarithm of the share of a standard normal distribution below x, with all digits for very small shares.",
    vjps=(lambda g, z, x: g * exp(-0.5 * x * x - HALF_LOG - z),),
    oracle=lambda x: np.log(sp.ndtr(x)),
    label="ln Φ", tex=(r"\ln \Phi(x)", r"\bar z\, \varphi(x)\, e^{-z}"), samples=unary())

ndtri = declare(sp.ndtri,
    doc="The number below which a share x of a standard normal distribution lies.",
    vjps=(lambda g, z, x: g * exp(0.5 * z * z + HALF_LOG),),
    oracle=lambda x: math.sqrt(2.0) * sp.erfinv(2.0 * x - 1.0),
    label="Φ⁻¹", tex=(r"\Phi^{-1}(x)", r"\frac{\bar z}{\varphi(z)}"), samples=unary(0.1, 0.9), singular=True)

logit = declare(sp.logit,
    doc="The number whose sigmoid is x.",
    vjps=(lambda g, z, x: g / (x * (1.0 - x)),),
    oracle=lambda x: np.log(x) - np.log1p(-x),
    tex=(r"\ln \frac{x}{1 - x}", r"\frac{\bar z}{x (1 - x)}"), samples=unary(0.1, 0.9), singular=True)

log_expit = declare(sp.log_expit,
    doc="The logarithm of the sigmoid of x.",
    vjps=(lambda g, z, x: g * sigmoid(-x),),
    oracle=lambda x: -np.log1p(np.exp(-x)),
    label="ln σ", tex=(r"\ln \sigma(x)", r"\bar z\, \sigma(-x)"), samples=unary())
# fmt: on


def erf_of_any(x):
    """The row for real numbers, or the one for complex ones."""
    return complex_erf(x) if is_complex(x) else erf(x)


NUMPY[sp.erf] = erf_of_any
