"""A recurrence over 300 numbers that are picked one by one."""

from __future__ import annotations

from typing import Any

import numpy
from calculus import row

X = numpy.random.default_rng(7).standard_normal(300)


def recurrence(np: Any, x: Any) -> Any:
    total = x[0]
    for i in range(1, 300):
        total = np.tanh(total * 0.9 + x[i])
    return total


ROW = row("gradient of a loop over x[i], 300 steps", "grad", recurrence, [X], recurrence)
