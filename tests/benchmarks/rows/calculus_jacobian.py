"""The Jacobian of 100 numbers by 100 variables."""

from __future__ import annotations

from typing import Any

import numpy
from calculus import row

_random = numpy.random.default_rng(3)
A, X = _random.standard_normal((100, 100)) / 10, _random.standard_normal(100)


def values(np: Any, x: Any, a: Any) -> Any:
    return np.tanh(a @ x) * np.sin(x)


ROW = row("jacobian of 100 values by 100 variables", "jacobian", values, [X, A], values)
