"""The gamma distribution with shape a; its shares have no derivative by a."""

from __future__ import annotations

from typing import Any

import scipy.stats as _own

from autograd.scipy.rows import entropies as _entropies
from autograd.scipy.rows import gammas as _rows
from autograd.scipy.stats.family import Family as _Family

pdf, logpdf, cdf, logcdf, sf, logsf = _Family(
    _own.gamma,
    log_density=lambda y, a: _entropies.xlogy(a - 1.0, y) - y - _rows.gammaln(a),
    cdf=lambda y, a: _rows.gammainc(a, y),
    sf=lambda y, a: _rows.gammaincc(a, y),
    low=0.0,
).functions()


def __getattr__(name: str) -> Any:
    return getattr(_own.gamma, name)
