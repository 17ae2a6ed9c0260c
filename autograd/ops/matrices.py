"""Matrices, and stacks of them: transposes, plain numbers, and examples with the properties that a row needs."""

from __future__ import annotations

import numpy as np

from autograd.kernel.node import Node
from autograd.ops.samples import space_out


def turn(x):
    """x: (..., m, n) -> (..., n, m)."""
    return np.swapaxes(x, -1, -2)


def plain(x):
    """The values of a Tensor, to look at."""
    return np.asarray(x._value if isinstance(x, Node) else x)


def symmetric(n: int, *stack: int) -> np.ndarray:
    x = space_out((*stack, n, n), -1.0, 1.0, seed=3)
    return x + turn(x) + np.diag(np.arange(n) * 1.5)


def definite(n: int, *stack: int) -> np.ndarray:
    x = space_out((*stack, n, n), -1.0, 1.0, seed=4)
    return x @ turn(x) + np.eye(n)


def square(n: int, *stack: int) -> np.ndarray:
    return space_out((*stack, n, n), -1.0, 1.0, seed=5) + 2.0 * np.eye(n)


def with_real_eigenvalues(n: int, *stack: int) -> np.ndarray:
    return 0.3 * space_out((*stack, n, n), 0.1, 1.0, seed=7) + np.diag(1.0 + 1.5 * np.arange(n))


def tall(m: int, n: int, *stack: int) -> np.ndarray:
    return space_out((*stack, m, n), -1.0, 1.0, seed=6) + 1.5 * np.eye(m, n)
