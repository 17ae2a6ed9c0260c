"""The Dirichlet distribution of shares that add up to 1."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.stats as _own

from autograd.numpy_api.constants import strip_tensors
from autograd.scipy.rows import entropies, gammas
from autograd.scipy.rows.calls import differentiates as _differentiates


def _log_normalizer(alpha: Any) -> Any:
    return np.sum(gammas.gammaln(alpha)) - gammas.gammaln(np.sum(alpha))


@_differentiates(_own.dirichlet.logpdf)
def logpdf(x: Any, alpha: Any) -> Any:
    """The logarithm of the density.

    x: shares (K,), or (K, n) for n points; the last of the K may be left out. alpha: positive numbers (K,). Raises
    ValueError for shares that do not add up to 1, as SciPy does.
    """
    _own.dirichlet.logpdf(strip_tensors(x), strip_tensors(alpha))  # its checks
    if np.shape(x)[0] == np.shape(alpha)[0] - 1:
        x = np.concatenate([x, 1.0 - np.sum(x, axis=0, keepdims=True)])
    powers = np.reshape(alpha, (-1,) + (1,) * (np.ndim(x) - 1)) - 1.0
    return np.sum(entropies.xlogy(powers, x), axis=0) - _log_normalizer(alpha)


@_differentiates(_own.dirichlet.pdf)
def pdf(x: Any, alpha: Any) -> Any:
    """The density, with the arguments of logpdf."""
    return np.exp(logpdf(x, alpha))


@_differentiates(_own.dirichlet.entropy)
def entropy(alpha: Any) -> Any:
    """The entropy. alpha: positive numbers (K,)."""
    total = np.sum(alpha)
    return (
        _log_normalizer(alpha)
        + (total - np.shape(alpha)[0]) * gammas.digamma(total)
        - np.sum((alpha - 1.0) * gammas.digamma(alpha))
    )


def __getattr__(name: str) -> Any:
    return getattr(_own.dirichlet, name)
