"""The beta distribution with shapes a and b; its shares have no derivative by them."""

from __future__ import annotations

from typing import Any

import scipy.stats as _own

from autograd.scipy.rows import entropies as _entropies
from autograd.scipy.rows import gammas as _rows
from autograd.scipy.stats.family import Family as _Family

pdf, logpdf, cdf, logcdf, sf, logsf = _Family(
    _own.beta,
    log_density=lambda y, a, b: _entropies.xlogy(a - 1.0, y) + _entropies.xlog1py(b - 1.0, -y) - _rows.betaln(a, b),
    cdf=lambda y, a, b: _rows.betainc(a, b, y),
    sf=lambda y, a, b: _rows.betainc(b, a, 1.0 - y),
    low=0.0,
    high=1.0,
).functions()


def __getattr__(name: str) -> Any:
    return getattr(_own.beta, name)
