"""Counts an error in units of the last place of the exact result."""

from __future__ import annotations

from typing import Any

import numpy as np
from mpmath import mp, mpf

DIGITS = {np.float32: 300, np.float64: 1300}  # so many that the flattest slope keeps some


def ulps(found: Any, exact: Any, dtype: Any, beside: float = 0.0) -> float:
    """By how many units in the last place a result is off; infinite for a NaN where there is a number.

    beside: the largest number of the same result, if that is larger: its units count then.
    """
    if not mp.isfinite(exact):
        return 0.0
    kind = np.finfo(dtype)
    if abs(exact) >= mpf(float(kind.max)):
        return 0.0 if abs(float(found)) >= float(kind.max) * (1 - 4 * float(kind.eps)) else np.inf
    if not np.isfinite(found):
        return 0.0 if abs(exact) > mpf(float(kind.max)) / 8 and not np.isnan(found) else np.inf  # a mean's sum was too large
    size = max(abs(float(exact)), beside if np.isfinite(beside) else 0.0)
    unit = max(mpf(float(np.spacing(dtype(size)))), mpf(float(kind.smallest_subnormal)))
    return float(abs(mpf(float(found)) - exact) / unit)
