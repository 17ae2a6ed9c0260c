"""Running means, the memory of most optimizers."""

from __future__ import annotations

import numpy as np


def follow(mean: np.ndarray, x: np.ndarray, beta: float, scratch: np.ndarray) -> None:
    """mean ← β·mean + (1 − β)·x, in place; x may lie in the scratch space, which is written over."""
    mean *= beta
    mean += np.multiply(x, 1.0 - beta, out=scratch)
