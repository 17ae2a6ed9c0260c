"""Bessel functions: each derivative is made of the two neighbors in order.

Abramowitz and Stegun (1964), Handbook of Mathematical Functions, chapter 9.
"""

from __future__ import annotations

import numpy as np
import scipy.special as sp

from autograd.kernel.op import Sample
from autograd.ops.samples import space_out, unary
from autograd.scipy.rows.declared import declare, no_rule


def orders():
    """Samples of whole orders."""
    return [
        Sample((np.array([1, 2, 3]), space_out((3,), 0.4, 4.0))),
        Sample((2, space_out((2, 3), 0.4, 4.0))),
        Sample((0, 1.3)),
    ]


# fmt: off
j0 = declare(sp.j0,
    doc="The Bessel function of the first kind of order 0.",
    vjps=(lambda g, z, x: -g * j1(x),),
    oracle=lambda x: sp.jv(0, x), label="J₀", tex=(r"J_0(x)", r"-\bar z\, J_1(x)"), samples=unary())

j1 = declare(sp.j1,
    doc="The Bessel function of the first kind of order 1.",
    vjps=(lambda g, z, x: g * (0.5 * (j0(x) - jn(2.0, x))),),
    oracle=lambda x: sp.jv(1, x), label="J₁", tex=(r"J_1(x)", r"\bar z\, \frac{J_0(x) - J_2(x)}{2}"), samples=unary())

jn = declare(sp.jv,
    doc="The Bessel function of the first kind of order n.",
    vjps=(no_rule("jv", "n"), lambda g, z, n, x: g * (0.5 * (jn(n - 1.0, x) - jn(n + 1.0, x)))),
    oracle=lambda n, x: x / (2.0 * np.where(n == 0, 1, n)) * (sp.jv(n - 1.0, x) + sp.jv(n + 1.0, x)) if np.all(n) else sp.j0(x),
    label="Jₙ", tex=(r"J_n(x)", "0", r"\bar z\, \frac{J_{n-1}(x) - J_{n+1}(x)}{2}"), samples=orders)

y0 = declare(sp.y0,
    doc="The Bessel function of the second kind of order 0.",
    vjps=(lambda g, z, x: -g * y1(x),),
    oracle=lambda x: sp.yv(0, x), label="Y₀", tex=(r"Y_0(x)", r"-\bar z\, Y_1(x)"), samples=unary(0.3, 4.0), singular=True)

y1 = declare(sp.y1,
    doc="The Bessel function of the second kind of order 1.",
    vjps=(lambda g, z, x: g * (0.5 * (y0(x) - yn(2.0, x))),),
    oracle=lambda x: sp.yv(1, x), label="Y₁", tex=(r"Y_1(x)", r"\bar z\, \frac{Y_0(x) - Y_2(x)}{2}"), samples=unary(0.3, 4.0),
    singular=True)

yn = declare(sp.yn,
    doc="The Bessel function of the second kind of whole order n.",
    vjps=(no_rule("yn", "n"), lambda g, z, n, x: g * (0.5 * (yn(n - 1.0, x) - yn(n + 1.0, x)))),
    oracle=lambda n, x: sp.yv(n, x),
    label="Yₙ", tex=(r"Y_n(x)", "0", r"\bar z\, \frac{Y_{n-1}(x) - Y_{n+1}(x)}{2}"), samples=orders, singular=True)

yv = declare(sp.yv,
    doc="The Bessel function of the second kind of order n.",
    vjps=(no_rule("yv", "n"), lambda g, z, n, x: g * (0.5 * (yv(n - 1.0, x) - yv(n + 1.0, x)))),
    oracle=lambda n, x: sp.yn(n, x),
    label="Yₙ", tex=(r"Y_n(x)", "0", r"\bar z\, \frac{Y_{n-1}(x) - Y_{n+1}(x)}{2}"), samples=orders, singular=True)

i0 = declare(sp.i0,
    doc="The modified Bessel function of the first kind of order 0.",
    vjps=(lambda g, z, x: g * i1(x),),
    oracle=lambda x: sp.iv(0, x), label="I₀", tex=(r"I_0(x)", r"\bar z\, I_1(x)"), samples=unary())

i1 = declare(sp.i1,
    doc="The modified Bessel function of the first kind of order 1.",
    vjps=(lambda g, z, x: g * (0.5 * (i0(x) + iv(2.0, x))),),
    oracle=lambda x: sp.iv(1, x), label="I₁", tex=(r"I_1(x)", r"\bar z\, \frac{I_0(x) + I_2(x)}{2}"), samples=unary())

iv = declare(sp.iv,
    doc="The modified Bessel function of the first kind of order n.",
    vjps=(no_rule("iv", "n"), lambda g, z, n, x: g * (0.5 * (iv(n - 1.0, x) + iv(n + 1.0, x)))),
    oracle=lambda n, x: sp.ive(n, x) * np.exp(x),
    label="Iₙ", tex=(r"I_n(x)", "0", r"\bar z\, \frac{I_{n-1}(x) + I_{n+1}(x)}{2}"), samples=orders)

ive = declare(sp.ive,
    doc="The modified Bessel function of the first kind of order n, times e to the power of −|x|.",
    vjps=(no_rule("ive", "n"), lambda g, z, n, x: g * (0.5 * (ive(n - 1.0, x) + ive(n + 1.0, x)) - np.sign(x) * z)),
    oracle=lambda n, x: sp.iv(n, x) * np.exp(-np.abs(x)), label="Iₙ e⁻ˣ",
    tex=(r"I_n(x)\, e^{-\lvert x\rvert}", "0", r"\bar z\,(\frac{z_{n-1} + z_{n+1}}{2} - z \operatorname{sgn} x)"),
    samples=orders)

i0e = declare(sp.i0e,
    doc="The modified Bessel function of the first kind of order 0, times e to the power of −|x|.",
    vjps=(lambda g, z, x: g * (i1e(x) - np.sign(x) * z),),
    oracle=lambda x: sp.i0(x) * np.exp(-np.abs(x)),
    label="I₀ e⁻ˣ", tex=(r"I_0(x)\, e^{-\lvert x\rvert}", r"\bar z\,(I_1 e^{-\lvert x\rvert} - z \operatorname{sgn} x)"),
    samples=unary())

i1e = declare(sp.i1e,
    doc="The modified Bessel function of the first kind of order 1, times e to the power of −|x|.",
    vjps=(lambda g, z, x: g * (0.5 * (i0e(x) + ive(2.0, x)) - np.sign(x) * z),),
    oracle=lambda x: sp.i1(x) * np.exp(-np.abs(x)), label="I₁ e⁻ˣ",
    tex=(r"I_1(x)\, e^{-\lvert x\rvert}", r"\bar z\,(\frac{I_0 + I_2}{2} e^{-\lvert x\rvert} - z \operatorname{sgn} x)"),
    samples=unary())
# fmt: on
