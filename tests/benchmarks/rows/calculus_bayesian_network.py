"""A Bayesian neural network 1-20-20-1: the gradient of the log density of its 481 weights, given 50 points."""

from __future__ import annotations

from typing import Any

import numpy
from calculus import row

_random = numpy.random.default_rng(2)
X = numpy.linspace(-3.0, 3.0, 50).reshape(50, 1)
Y = numpy.cos(X) + 0.1 * _random.standard_normal((50, 1))
SIZES = ((1, 20), (20, 20), (20, 1))
WEIGHTS = 0.5 * _random.standard_normal(sum((m + 1) * n for m, n in SIZES))


def log_density(np: Any, w: Any, x: Any, y: Any) -> Any:
    prior, start = -0.5 * np.sum(w * w), 0
    for m, n in SIZES:
        if start:
            x = np.tanh(x)
        x = x @ np.reshape(w[start : start + m * n], (m, n)) + w[start + m * n : start + (m + 1) * n]
        start += (m + 1) * n
    return prior - np.sum((x - y) ** 2) / (2 * 0.1**2)


ROW = row("gradient of a Bayesian network's log density", "grad", log_density, [WEIGHTS, X, Y], log_density)
