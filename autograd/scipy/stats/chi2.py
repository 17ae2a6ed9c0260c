"""The sum of df squares of normal numbers; its shares have no derivative by df."""

from __future__ import annotations

import math
from typing import Any

import scipy.stats as _own

from autograd.scipy.rows import entropies as _entropies
from autograd.scipy.rows import gammas as _rows
from autograd.scipy.stats.family import Family as _Family


def _log_density(y: Any, df: Any) -> Any:
    half = 0.5 * df
    return _entropies.xlogy(half - 1.0, y) - 0.5 * y - _rows.gammaln(half) - half * math.log(2.0)


pdf, logpdf, cdf, logcdf, sf, logsf = _Family(
    _own.chi2,
    log_density=_log_density,
    cdf=lambda y, df: _rows.gammainc(0.5 * df, 0.5 * y),
    sf=lambda y, df: _rows.gammaincc(0.5 * df, 0.5 * y),
    low=0.0,
).functions()


def __getattr__(name: str) -> Any:
    return getattr(_own.chi2, name)
