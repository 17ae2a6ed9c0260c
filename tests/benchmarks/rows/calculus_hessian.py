"""The Hessian by 100 variables."""

from __future__ import annotations

from typing import Any

import numpy
from calculus import row

_random = numpy.random.default_rng(3)
A, X = _random.standard_normal((100, 100)) / 10, _random.standard_normal(100)


def energy(np: Any, x: Any, a: Any) -> Any:
    return np.sum(np.tanh(a @ x) * np.sin(x))


ROW = row("hessian by 100 variables", "hessian", energy, [X, A], energy)
