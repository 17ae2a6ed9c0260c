"""The normal distribution: loc is its mean, scale its standard deviation."""

from __future__ import annotations

import math
from typing import Any

import scipy.stats as _own

from autograd.scipy.rows import error_functions as _rows
from autograd.scipy.stats.family import Family as _Family

_HALF_LOG = 0.5 * math.log(2.0 * math.pi)
pdf, logpdf, cdf, logcdf, sf, logsf = _Family(
    _own.norm,
    log_density=lambda y: -0.5 * y * y - _HALF_LOG,
    cdf=_rows.ndtr,
    sf=lambda y: _rows.ndtr(-y),
    log_cdf=_rows.log_ndtr,
    log_sf=lambda y: _rows.log_ndtr(-y),
).functions()


def __getattr__(name: str) -> Any:
    return getattr(_own.norm, name)
