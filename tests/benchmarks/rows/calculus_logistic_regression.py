"""Logistic regression: the gradient by 50 weights of the loss on 1,000 samples."""

from __future__ import annotations

from typing import Any

import numpy
from calculus import row

_random = numpy.random.default_rng(0)
X = _random.standard_normal((1000, 50))
Y = (X @ _random.standard_normal(50) > 0).astype(float)


def loss(np: Any, w: Any, x: Any, y: Any) -> Any:
    logits = np.matmul(x, w) if np.__name__ != "torch" else x @ w
    return np.mean(np.log(1 + np.exp(logits)) - y * logits) + 0.01 * np.sum(w * w)


ROW = row("gradient of logistic regression, 1,000 x 50", "grad", loss, [numpy.zeros(50), X, Y], loss)
