"""Student's t with df degrees of freedom; its shares have no derivative by df."""

from __future__ import annotations

from typing import Any

import scipy.stats as _own

from autograd.scipy.rows import cumulative as _rows
from autograd.scipy.stats.family import Family as _Family

pdf, logpdf, cdf, logcdf, sf, logsf = _Family(
    _own.t,
    log_density=lambda y, df: _rows.log_density_of_t(df, y),
    cdf=lambda y, df: _rows.stdtr(df, y),
    sf=lambda y, df: _rows.stdtr(df, -y),
).functions()


def __getattr__(name: str) -> Any:
    return getattr(_own.t, name)
