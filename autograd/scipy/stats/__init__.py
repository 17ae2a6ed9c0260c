"""Distributions whose densities and shares differentiate, as modules of SciPy's names; all else is SciPy's own."""

from __future__ import annotations

from typing import Any

import scipy.stats as _own

from autograd.scipy.stats import beta, chi2, dirichlet, gamma, multivariate_normal, norm, poisson, t

__all__ = ["beta", "chi2", "dirichlet", "gamma", "multivariate_normal", "norm", "poisson", "t"]


def __getattr__(name: str) -> Any:
    return getattr(_own, name)
