"""The Poisson distribution of counts k with mean mu; there is no derivative by counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.stats as _own

from autograd.numpy_api.constants import differentiates_any, strip_tensors
from autograd.ops.arithmetic import where
from autograd.scipy.rows import entropies, gammas
from autograd.scipy.rows.calls import differentiates as _differentiates
from autograd.scipy.stats.family import positive


def _counts(k: Any, loc: Any) -> np.ndarray:
    if differentiates_any((k, loc)):
        raise TypeError("poisson: there is no derivative by counts: give k and loc as plain numbers")
    return np.asarray(strip_tensors(k), float) - np.asarray(strip_tensors(loc), float)


@_differentiates(_own.poisson.logpmf)
def logpmf(k: Any, mu: Any, loc: Any = 0) -> Any:
    """The logarithm of the probability of k. k: whole numbers. mu: the mean. loc=0: what is taken off k first."""
    counts = _counts(k, loc)
    possible = (counts >= 0) & (counts == np.floor(counts))
    safe, mu = np.where(possible, counts, 0.0), positive(mu)
    return where(possible, entropies.xlogy(safe, mu) - mu - gammas.gammaln(safe + 1.0), -np.inf)


@_differentiates(_own.poisson.pmf)
def pmf(k: Any, mu: Any, loc: Any = 0) -> Any:
    """The probability of k. k: whole numbers. mu: the mean. loc=0: what is taken off k first."""
    return np.exp(logpmf(k, mu, loc))


@_differentiates(_own.poisson.cdf)
def cdf(k: Any, mu: Any, loc: Any = 0) -> Any:
    """The probability of k or less. k: numbers. mu: the mean. loc=0: what is taken off k first."""
    counts = np.floor(_counts(k, loc))
    return where(counts >= 0, gammas.gammaincc(np.maximum(counts, 0.0) + 1.0, positive(mu)), 0.0)


@_differentiates(_own.poisson.sf)
def sf(k: Any, mu: Any, loc: Any = 0) -> Any:
    """The probability of more than k. k: numbers. mu: the mean. loc=0: what is taken off k first."""
    counts = np.floor(_counts(k, loc))
    return where(counts >= 0, gammas.gammainc(np.maximum(counts, 0.0) + 1.0, positive(mu)), 1.0)


@_differentiates(_own.poisson.logcdf)
def logcdf(k: Any, mu: Any, loc: Any = 0) -> Any:
    """The logarithm of cdf, with its arguments."""
    return np.log(cdf(k, mu, loc))


@_differentiates(_own.poisson.logsf)
def logsf(k: Any, mu: Any, loc: Any = 0) -> Any:
    """The logarithm of sf, with its arguments."""
    return np.log(sf(k, mu, loc))


def __getattr__(name: str) -> Any:
    return getattr(_own.poisson, name)
