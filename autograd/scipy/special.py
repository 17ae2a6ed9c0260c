"""scipy.special under autograd's name: its ufuncs find their rows, and what is no ufunc is here."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import scipy.special as _own

from autograd.numpy_api import probabilities as _probabilities
from autograd.numpy_api.reductions import logsumexp as _logsumexp
from autograd.scipy import rows as _rows
from autograd.scipy.rows.calls import differentiates as _differentiates
from autograd.scipy.rows.calls import public_names as _public_names

globals().update(_public_names(_own))


@_differentiates(_own.polygamma)
def polygamma(n: Any, x: Any) -> Any:
    """The derivative of order n of digamma.

    n: whole numbers from 0 on, which have no derivative. x: numbers of any shape. The two are broadcast.

    >>> print(f"{float(polygamma(1, 1.0)):.6f}")
    1.644934
    """
    return _rows.gammas.polygamma(n, x)


@_differentiates(_own.multigammaln)
def multigammaln(a: Any, d: int) -> Any:
    """The logarithm of the gamma function of matrices with d rows: d(d − 1)/4 ln π + Σ ln Γ(a − i/2).

    a: numbers of any shape, all above (d − 1)/2. d: a whole number. Raises ValueError for smaller ones.

    >>> print(f"{float(multigammaln(2.0, 1)):.1f}")
    0.0
    """
    if np.any(np.less_equal(a, 0.5 * (d - 1))):
        raise ValueError(f"multigammaln: a must be above (d - 1)/2 = {0.5 * (d - 1)}")
    return d * (d - 1) / 4 * math.log(math.pi) + sum(_rows.gammas.gammaln(a - i / 2) for i in range(d))


@_differentiates(_own.logsumexp)
def logsumexp(a: Any, axis: Any = None, b: Any = None, keepdims: bool = False, return_sign: bool = False) -> Any:
    """log Σ b exp(a) over all axes, or over some, without overflow.

    a: numbers of any shape. axis=None: the axis or the tuple of axes to sum over, None for all. b=None: factors, which
    broadcast with a; None for 1. keepdims=False: whether these axes stay, with size 1. return_sign=False: True gives
    the logarithm of the sum's size, and its sign. Without it, a sum below 0 gives NaN.

    >>> print(f"{float(logsumexp(np.array([1000.0, 1000.0]))):.4f}")
    1000.6931
    """
    if b is None:
        z = _logsumexp(a, axis, keepdims=keepdims)
        return (z, np.ones(np.shape(z))) if return_sign else z
    value = np.asarray(a.detach() if hasattr(a, "detach") else a)
    most = np.max(value, axis=axis, keepdims=True)
    most = np.where(np.isfinite(most), most, 0.0)
    total = np.sum(b * np.exp(a - most), axis=axis, keepdims=keepdims)
    most = np.reshape(most, np.shape(total))
    if return_sign:
        return np.log(np.abs(total)) + most, np.sign(total)
    return np.log(total) + most


@_differentiates(_own.softmax)
def softmax(x: Any, axis: int | None = None) -> Any:
    """eˣ / Σ eˣ along an axis, or over all of them.

    x: numbers of any shape, which the result has too. axis=None: the axis; None for all.

    >>> softmax(np.array([1000.0, 1000.0]))
    array([0.5, 0.5])
    """
    return np.exp(log_softmax(x, axis)) if axis is None else _probabilities.softmax(x, axis)


@_differentiates(_own.log_softmax)
def log_softmax(x: Any, axis: int | None = None) -> Any:
    """log softmax(x) along an axis, or over all of them.

    x: numbers of any shape, which the result has too. axis=None: the axis; None for all.

    >>> log_softmax(np.array([0.0, 1000.0]))
    array([-1000.,     0.])
    """
    return x - _logsumexp(x) if axis is None else _probabilities.log_softmax(x, axis)


__all__ = sorted(_public_names(_own))


def __getattr__(name: str) -> Any:
    return getattr(_own, name)
