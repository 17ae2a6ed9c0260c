"""The normal distribution of vectors, with mean and covariance.

The derivative by the covariance is symmetric. Of a singular covariance it is the one among matrices of the same rank.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import scipy.stats as _own

from autograd.numpy_api.constants import strip_tensors
from autograd.ops.arithmetic import where
from autograd.scipy.rows.calls import differentiates as _differentiates
from autograd.scipy.rows.matrices import solve_triangular

LOG_TWO_PI = math.log(2.0 * math.pi)
TINY = 1e6 * np.finfo(float).eps  # an eigenvalue this much smaller than the largest counts as 0, as SciPy's do


def _parts(x: Any, mean: Any, cov: Any) -> tuple[Any, Any]:
    """x − mean, of shape (..., d), and the covariance as a symmetric matrix."""
    sizes = [np.size(mean)] if mean is not None else []
    d = int(max([*sizes, *np.shape(cov)[:1], 1]))
    if np.ndim(cov) == 0:
        cov = cov * np.eye(d)
    elif np.ndim(cov) == 1:
        cov = np.reshape(cov, (-1, 1)) * np.eye(d)
    if np.shape(cov) != (d, d):
        raise ValueError(f"multivariate_normal: a mean of {d} numbers needs a covariance ({d}, {d}), got {np.shape(cov)}")
    x = np.asarray(x, float) if isinstance(x, (list, tuple, float, int)) else x
    if d == 1 and (np.ndim(x) == 0 or np.shape(x)[-1] != 1 or np.ndim(x) == 1):
        x = np.expand_dims(x, -1)
    if np.shape(x)[-1] != d:
        raise ValueError(f"multivariate_normal: points of {d} numbers are needed, got x of shape {np.shape(x)}")
    deviation = x - (0.0 if mean is None else np.reshape(mean, (d,)))
    return deviation, 0.5 * (cov + np.swapaxes(cov, 0, 1))


def _singular(deviation: Any, cov: Any) -> tuple[Any, Any, Any]:
    """Squared distances, the logarithm of the product of the eigenvalues that are not 0, and the rank."""
    values, vectors = np.linalg.eigh(np.asarray(strip_tensors(cov)))
    least = TINY * np.max(np.abs(values), initial=0.0)
    if np.min(values, initial=0.0) < -least:
        raise ValueError("multivariate_normal: the covariance has a negative eigenvalue")
    kept = np.flatnonzero(values > least)
    outside = np.asarray(strip_tensors(deviation)) @ vectors[:, values <= least]
    impossible = np.linalg.norm(outside, axis=-1) >= 1e3 * least
    squared = np.sum(np.matmul(deviation, np.linalg.pinv(cov, TINY)) * deviation, axis=-1)
    return where(impossible, np.inf, squared), np.sum(np.log(np.linalg.eigvalsh(cov)[kept])), len(kept)


@_differentiates(_own.multivariate_normal.logpdf)
def logpdf(x: Any, mean: Any = None, cov: Any = 1, allow_singular: bool = False) -> Any:
    """The logarithm of the density: (..., d) -> (...).

    x: points. mean=None: their mean (d,), None for 0. cov=1: the covariance, a number, its diagonal (d,) or a matrix (d, d).
    allow_singular=False: whether the covariance may lack rank; points it cannot reach get −∞. Raises LinAlgError for a
    covariance that is not positive definite.
    """
    deviation, cov = _parts(x, mean, cov)
    if allow_singular:
        squared, log_det, rank = _singular(deviation, cov)
    else:
        root, rank = np.linalg.cholesky(cov), np.shape(cov)[0]
        points = np.reshape(deviation, (-1, rank))
        scaled = solve_triangular(root, np.transpose(points), lower=True)
        squared = np.reshape(np.sum(scaled * scaled, axis=0), np.shape(deviation)[:-1])
        log_det = 2.0 * np.sum(np.log(np.diagonal(root)))
    return -0.5 * (rank * LOG_TWO_PI + log_det + squared)


@_differentiates(_own.multivariate_normal.pdf)
def pdf(x: Any, mean: Any = None, cov: Any = 1, allow_singular: bool = False) -> Any:
    """The density, with the arguments of logpdf."""
    return np.exp(logpdf(x, mean, cov, allow_singular))


@_differentiates(_own.multivariate_normal.entropy)
def entropy(mean: Any = None, cov: Any = 1) -> Any:
    """The entropy, which does not depend on the mean. mean=None, cov=1: as for logpdf."""
    d = max(np.size(mean) if mean is not None else 1, *np.shape(cov)[:1], 1)
    _, cov = _parts(np.zeros(d), None if mean is None else strip_tensors(mean), cov)
    return 0.5 * (np.shape(cov)[0] * (LOG_TWO_PI + 1.0) + np.linalg.slogdet(cov)[1])


def __getattr__(name: str) -> Any:
    return getattr(_own.multivariate_normal, name)
