"""The gamma function and its relatives: beta, their logarithms, and their incomplete forms.

Abramowitz and Stegun (1964), Handbook of Mathematical Functions, chapter 6.
"""

from __future__ import annotations

import numpy as np
import scipy.integrate
import scipy.special as sp

from autograd.kernel.op import Sample
from autograd.ops.elementwise import exp
from autograd.ops.samples import binary, space_out, unary
from autograd.scipy.rows.declared import declare, no_rule
from autograd.scipy.rows.entropies import xlog1py, xlogy

WHOLE = np.array([1, 2, 3])  # orders, which have no derivative
POSITIVE = binary(x=(0.3, 3.0), y=(0.4, 2.5))


def polygamma_by_integral(n, x):
    """(−1)ⁿ⁺¹ ∫ tⁿ e⁻ˣᵗ / (1 − e⁻ᵗ) dt, for n from 1 on."""

    def one(n, x):
        return (-1) ** (n + 1) * scipy.integrate.quad(lambda t: t**n * np.exp(-x * t) / -np.expm1(-t), 0, np.inf)[0]

    return np.vectorize(one, otypes=[float])(n, x)


def slope_of_gammainc(a, x):
    """The derivative of gammainc by x: xᵃ⁻¹ e⁻ˣ / Γ(a)."""
    return exp(xlogy(a - 1.0, x) - x - gammaln(a))


def slope_of_betainc(a, b, x):
    """The derivative of betainc by x: xᵃ⁻¹ (1 − x)ᵇ⁻¹ / B(a, b)."""
    return exp(xlogy(a - 1.0, x) + xlog1py(b - 1.0, -x) - betaln(a, b))


# fmt: off
gamma = declare(sp.gamma,
    doc="The gamma function, (x − 1)! for whole x.",
    vjps=(lambda g, z, x: g * (z * digamma(x)),),
    oracle=lambda x: sp.gammasgn(x) * np.exp(sp.gammaln(x)),
    label="Γ", tex=(r"\Gamma(x)", r"\bar z\, z\, \psi(x)"), samples=unary(0.3, 4.0, extra=(Sample((-1.5,)),)), singular=True)

gammaln = declare(sp.gammaln,
    doc="The logarithm of the size of the gamma function.",
    vjps=(lambda g, z, x: g * digamma(x),),
    oracle=lambda x: np.log(np.abs(sp.gamma(x))),
    label="ln Γ", tex=(r"\ln\lvert\Gamma(x)\rvert", r"\bar z\, \psi(x)"),
    samples=unary(0.3, 4.0, extra=(Sample((-1.5,)),)), singular=True)

digamma = declare(sp.digamma, "digamma",
    doc="The derivative of the logarithm of the gamma function.",
    vjps=(lambda g, z, x: g * polygamma(1.0, x),),
    oracle=lambda x: sp.digamma(x + 1.0) - 1.0 / x,
    label="ψ", tex=(r"\psi(x)", r"\bar z\, \psi'(x)"), samples=unary(0.3, 4.0, extra=(Sample((-1.5,)),)), singular=True)

polygamma = declare(sp.polygamma,
    doc="The derivative of order n of digamma.",
    vjps=(no_rule("polygamma", "n"), lambda g, z, n, x: g * polygamma(n + 1.0, x)),
    oracle=polygamma_by_integral,
    label="ψ⁽ⁿ⁾", tex=(r"\psi^{(n)}(x)", "0", r"\bar z\, \psi^{(n+1)}(x)"),
    samples=lambda: [Sample((WHOLE, space_out((3,), 0.4, 3.0))), Sample((1, space_out((2, 3), 0.4, 3.0)))], singular=True)

rgamma = declare(sp.rgamma,
    doc="One divided by the gamma function.",
    vjps=(lambda g, z, x: -g * (z * digamma(x)),),
    oracle=lambda x: 1.0 / sp.gamma(x),
    label="1/Γ", tex=(r"\frac{1}{\Gamma(x)}", r"-\bar z\, z\, \psi(x)"), samples=unary(0.3, 4.0), singular=True)

gammasgn = declare(sp.gammasgn,
    doc="The sign of the gamma function.",
    vjps=(lambda g, z, x: g * 0.0,),
    oracle=lambda x: np.sign(sp.gamma(x)),
    label="sgn Γ", tex=(r"\operatorname{sgn} \Gamma(x)", "0"), samples=unary(-0.9, -0.1))

beta = declare(sp.beta,
    doc="The beta function Γ(x) Γ(y) / Γ(x + y).",
    vjps=(lambda g, z, x, y: g * (z * (digamma(x) - digamma(x + y))),
          lambda g, z, x, y: g * (z * (digamma(y) - digamma(x + y)))),
    oracle=lambda x, y: sp.gamma(x) * sp.gamma(y) / sp.gamma(x + y),
    label="B", tex=(r"B(x, y)", r"\bar z\, z\,(\psi(x) - \psi(x + y))", r"\bar z\, z\,(\psi(y) - \psi(x + y))"),
    samples=POSITIVE, singular=True)

betaln = declare(sp.betaln,
    doc="The logarithm of the size of the beta function.",
    vjps=(lambda g, z, x, y: g * (digamma(x) - digamma(x + y)),
          lambda g, z, x, y: g * (digamma(y) - digamma(x + y))),
    oracle=lambda x, y: sp.gammaln(x) + sp.gammaln(y) - sp.gammaln(x + y),
    label="ln B", tex=(r"\ln B(x, y)", r"\bar z\,(\psi(x) - \psi(x + y))", r"\bar z\,(\psi(y) - \psi(x + y))"),
    samples=POSITIVE, singular=True)

gammainc = declare(sp.gammainc,
    doc="The part of the integral of the gamma function up to x, from 0 to 1.",
    vjps=(no_rule("gammainc", "a"), lambda g, z, a, x: g * slope_of_gammainc(a, x)),
    oracle=lambda a, x: 1.0 - sp.gammaincc(a, x),
    label="P", tex=(r"P(a, x)", "0", r"\bar z\, \frac{x^{a-1} e^{-x}}{\Gamma(a)}"),
    samples=lambda: [Sample((WHOLE, space_out((3,), 0.3, 3.0))), Sample((2, space_out((2, 3), 0.3, 3.0)))], singular=True)

gammaincc = declare(sp.gammaincc,
    doc="The part of the integral of the gamma function from x on, from 0 to 1.",
    vjps=(no_rule("gammaincc", "a"), lambda g, z, a, x: -g * slope_of_gammainc(a, x)),
    oracle=lambda a, x: 1.0 - sp.gammainc(a, x),
    label="Q", tex=(r"Q(a, x)", "0", r"-\bar z\, \frac{x^{a-1} e^{-x}}{\Gamma(a)}"),
    samples=lambda: [Sample((WHOLE, space_out((3,), 0.3, 3.0))), Sample((2, space_out((2, 3), 0.3, 3.0)))], singular=True)

betainc = declare(sp.betainc,
    doc="The part of the integral of the beta function up to x, from 0 to 1.",
    vjps=(no_rule("betainc", "a"), no_rule("betainc", "b"), lambda g, z, a, b, x: g * slope_of_betainc(a, b, x)),
    oracle=lambda a, b, x: 1.0 - sp.betainc(b, a, 1.0 - x),
    label="I", tex=(r"I_x(a, b)", "0", "0", r"\bar z\, \frac{x^{a-1} (1 - x)^{b-1}}{B(a, b)}"),
    samples=lambda: [Sample((WHOLE, WHOLE[::-1], space_out((3,), 0.1, 0.9))), Sample((2, 3, space_out((2, 3), 0.1, 0.9)))],
    singular=True)
# fmt: on
