"""The eigenvalues of a symmetric matrix 200 x 200: the gradient of a weighted sum of them."""

from __future__ import annotations

from typing import Any

import numpy
from calculus import row

_random = numpy.random.default_rng(6)
A, W = _random.standard_normal((200, 200)), numpy.linspace(-1.0, 1.0, 200)


def weigh(np: Any, a: Any, w: Any) -> Any:
    return np.sum(np.linalg.eigh((a + a.T) / 2)[0] * w)


ROW = row("gradient of eigenvalues, 200 x 200", "grad", weigh, [A, W], weigh, tolerance=1e-8)
