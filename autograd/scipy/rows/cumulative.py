"""Shares of distributions below a number, for which scipy.special has a function of their own."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import scipy.special as sp

from autograd.kernel.op import Sample
from autograd.ops.elementwise import exp, log, log1p
from autograd.ops.samples import space_out
from autograd.scipy.rows.declared import declare, no_rule
from autograd.scipy.rows.gammas import gammaln


def log_density_of_t(df: Any, t: Any) -> Any:
    """The logarithm of the density of Student's t."""
    return gammaln(0.5 * (df + 1.0)) - gammaln(0.5 * df) - 0.5 * log(math.pi * df) - 0.5 * (df + 1.0) * log1p(t * t / df)


# fmt: off
stdtr = declare(sp.stdtr,
    doc="The share of Student's t with df degrees of freedom below t.",
    vjps=(no_rule("stdtr", "df"), lambda g, z, df, t: g * exp(log_density_of_t(df, t))),
    oracle=lambda df, t: np.where(t < 0, 0.0, 1.0) - np.sign(t) * 0.5 * sp.betainc(0.5 * df, 0.5, df / (df + t * t)),
    label="T", tex=(r"T_{df}(t)", "0", r"\bar z\, T_{df}'(t)"),
    samples=lambda: [Sample((np.array([1, 2, 3]), space_out((3,), -2.0, 2.1))), Sample((3, space_out((2, 3), -2.0, 2.1)))])
# fmt: on
