"""10,000 numbers in order: the gradient of a weighted sum of them."""

from __future__ import annotations

from typing import Any

import numpy
from calculus import row

X, W = numpy.random.default_rng(4).standard_normal(10_000), numpy.linspace(-1.0, 1.0, 10_000)


def weigh(np: Any, x: Any, w: Any) -> Any:
    return np.sum(np.sort(x) * w)


def torch_weighted(torch: Any, x: Any, w: Any) -> Any:
    return torch.sum(torch.sort(x).values * w)


ROW = row("gradient through sort of 10,000", "grad", weigh, [X, W], torch_weighted)
