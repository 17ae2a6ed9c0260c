"""Dropout: in training, forget a random part of the signal, so that no unit relies on another alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.module import Module
from nn.random import generator


class Dropout(Module):
    """In training each number is 0 with probability `rate`, the others are divided by 1 − rate: `x -> x's shape`.

    The mean stays, so outside training nothing is to be done. Srivastava, Hinton, Krizhevsky, Sutskever &
    Salakhutdinov, 2014, JMLR 15.

    >>> Dropout(0.5)(np.ones(4))
    array([1., 1., 1., 1.])
    """

    def __init__(self, rate: float, seed: int | None = None, name: str | None = None) -> None:
        super().__init__(name)
        if not 0 <= rate < 1:
            raise ValueError(f"Dropout: rate must lie in [0, 1), got {rate}")
        self.rate = rate
        self.rng = None if seed is None else generator(seed)

    def call(self, x: Any) -> Any:
        if not self.training or not self.rate:
            return x
        rng = self.rng or generator()
        kept = rng.random(np.shape(x), dtype=np.float32) >= self.rate
        return x * (kept / np.asarray(1.0 - self.rate, getattr(x, "dtype", float)))
