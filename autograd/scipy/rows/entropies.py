"""Products with logarithms, which are 0 where the factor is 0, and what entropies and divergences are summed up from."""

from __future__ import annotations

import numpy as np
import scipy.special as sp

from autograd.ops.arithmetic import where
from autograd.ops.elementwise import log, log1p
from autograd.ops.samples import binary, unary
from autograd.scipy.rows.declared import declare


def ratio(x, y):
    """x / y, and 0 where both are 0."""
    return x / where(x == 0, where(y == 0, 1.0, y), y)


# fmt: off
xlogy = declare(sp.xlogy,
    doc="x times the logarithm of y, and 0 where x is 0.",
    vjps=(lambda g, z, x, y: g * log(y),
          lambda g, z, x, y: g * ratio(x, y)),
    oracle=lambda x, y: x * np.log(y),
    label="x ln y", tex=(r"x \ln y", r"\bar z \ln y", r"\bar z\, \frac{x}{y}"), samples=binary(y=(0.2, 3.0)), singular=True)

xlog1py = declare(sp.xlog1py,
    doc="x times the logarithm of 1 + y, and 0 where x is 0.",
    vjps=(lambda g, z, x, y: g * log1p(y),
          lambda g, z, x, y: g * ratio(x, 1.0 + y)),
    oracle=lambda x, y: x * np.log1p(y),
    label="x log1p y", tex=(r"x \ln(1 + y)", r"\bar z \ln(1 + y)", r"\bar z\, \frac{x}{1 + y}"), samples=binary(y=(-0.8, 2.0)),
    singular=True)

entr = declare(sp.entr,
    doc="The share −x ln x of an entropy, and 0 where x is 0.",
    vjps=(lambda g, z, x: -g * (log(x) + 1.0),),
    oracle=lambda x: -x * np.log(x),
    label="−x ln x", tex=(r"-x \ln x", r"-\bar z\,(\ln x + 1)"), samples=unary(0.1, 3.0), singular=True)

rel_entr = declare(sp.rel_entr,
    doc="The share x ln(x/y) of a relative entropy, and 0 where x is 0.",
    vjps=(lambda g, z, x, y: g * (log(x / y) + 1.0),
          lambda g, z, x, y: -g * (x / y)),
    oracle=lambda x, y: x * np.log(x / y),
    label="x ln x/y", tex=(r"x \ln\frac{x}{y}", r"\bar z\,(\ln\frac{x}{y} + 1)", r"-\bar z\, \frac{x}{y}"),
    samples=binary(x=(0.2, 2.0), y=(0.3, 2.2)), singular=True)

kl_div = declare(sp.kl_div,
    doc="The share x ln(x/y) − x + y of a Kullback-Leibler divergence, and y where x is 0.",
    vjps=(lambda g, z, x, y: g * log(x / y),
          lambda g, z, x, y: g * (1.0 - x / y)),
    oracle=lambda x, y: x * np.log(x / y) - x + y,
    label="KL", tex=(r"x \ln\frac{x}{y} - x + y", r"\bar z \ln\frac{x}{y}", r"\bar z\,(1 - \frac{x}{y})"),
    samples=binary(x=(0.2, 2.0), y=(0.3, 2.2)), singular=True)
# fmt: on
