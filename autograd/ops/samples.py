"""The inputs that exercise the rows: every rank, broadcasting, size-1 axes and empty arrays, away from kinks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.kernel.op import Sample

Samples = Callable[[], list[Sample]]


def space_out(shape: tuple[int, ...], low: float, high: float, seed: int = 0) -> np.ndarray:
    """Numbers strictly between low and high, all different and well apart, in a mixed-up order."""
    n = int(np.prod(shape))
    values = low + (high - low) * (np.arange(n) + 0.5) / max(n, 1)
    order = np.argsort(np.sin((np.arange(n) + 1) * (seed + 2.7)))  # not numpy.random, whose import takes its time
    return values[order].reshape(shape)


def unary(low: float = -2.0, high: float = 2.3, extra: tuple[Sample, ...] = ()) -> Samples:
    """A number, a vector, a matrix, a size-1 axis and an empty array between low and high, plus `extra`."""

    def samples() -> list[Sample]:
        shapes = [(4,), (2, 3), (3, 1), (0, 2)]
        arrays = [Sample((space_out(shape, low, high),)) for shape in shapes]
        return [Sample((low + 0.7 * (high - low),)), Sample((low + 0.2 * (high - low),)), *arrays, *extra]

    return samples


def binary(
    x: tuple[float, float] = (-2.0, 2.0), y: tuple[float, float] = (-2.1, 1.9), extra: tuple[Sample, ...] = ()
) -> Samples:
    """Pairs of numbers and arrays, equal shapes and broadcast ones, with x and y each from its own range."""

    def samples() -> list[Sample]:
        shapes: list[tuple[Any, Any]] = [
            ((3,), (3,)), ((2, 3), (3,)), ((3,), (2, 3)), ((3, 1), (1, 4)), ((2, 1), (2, 3)), ((), (2, 2)), ((0,), (0,)),
        ]  # fmt: skip
        pairs = [Sample((space_out(a, *x, seed=1), space_out(b, *y, seed=2))) for a, b in shapes]
        return [Sample((0.3 * x[0] + 0.7 * x[1], 0.6 * y[0] + 0.4 * y[1])), *pairs, *extra]

    return samples


def arrays(*shapes: tuple[int, ...], low: float = -2.0, high: float = 2.0, **settings: Any) -> Sample:
    """One sample of differently seeded arrays of these shapes."""
    return Sample(tuple(space_out(shape, low, high, seed) for seed, shape in enumerate(shapes)), settings)
