"""A system of 200 equations: the gradient by its matrix."""

from __future__ import annotations

from typing import Any

import numpy
from calculus import row

_random = numpy.random.default_rng(5)
A, B = _random.standard_normal((200, 200)) + 20 * numpy.eye(200), _random.standard_normal(200)


def squares(np: Any, a: Any, b: Any) -> Any:
    return np.sum(np.linalg.solve(a, b) ** 2)


ROW = row("gradient through solve, 200 x 200", "grad", squares, [A, B], squares)
