"""A sequence of 200 rows that grows by concatenation, and a sum over it."""

from __future__ import annotations

from typing import Any

import numpy
from calculus import row

X = numpy.random.default_rng(8).standard_normal((1, 20))


def growth(np: Any, x: Any) -> Any:
    rows = [x]
    for _ in range(199):
        rows.append(np.sin(rows[-1]) * 1.1)
    return np.sum(np.concatenate(rows, 0) ** 2)


ROW = row("gradient through concatenate of 200 rows", "grad", growth, [X], growth)
