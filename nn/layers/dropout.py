"""Dropout: in training, forget a random part of the signal, so that no unit relies on another alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import fresh
from nn.module import Module
from nn.random import generator


class Dropout(Module):
    """In training each number is 0 with probability `rate`, the others are divided by 1 − rate: `x -> x's shape`.

    The mean stays, so outside training nothing is to be done. `noise_shape` has size 1 along axes whose numbers
    share one fate. Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov, 2014, JMLR 15.

    >>> Dropout(0.5)(np.ones(4))
    array([1., 1., 1., 1.])
    """

    supports_masking = True

    def __init__(
        self, rate: float, noise_shape: tuple[int | None, ...] | None = None, seed: int | None = None, **settings: Any
    ) -> None:
        super().__init__(**settings)
        if not 0 <= rate <= 1:
            raise ValueError(f"Dropout: rate must lie in 0..1, got {rate}")
        self.rate = rate
        self.noise_shape = noise_shape
        self.rng = None if seed is None else generator(seed)

    def call(self, x: Any, training: bool = False) -> Any:
        if not training or not self.rate:
            return x
        shape = np.shape(x)
        if self.noise_shape is not None:
            shape = tuple(n if noise is None else noise for n, noise in zip(shape, self.noise_shape))
        dtype = np.result_type(getattr(x, "dtype", float), np.float32)  # whole numbers become floats here
        scale = np.asarray(max(1.0 - self.rate, 1e-7), dtype)
        # a compiled program draws again at each replay
        return x * fresh(lambda: ((self.rng or generator()).random(shape, dtype=np.float32) >= self.rate) / scale, like=x)

    def __repr__(self) -> str:
        return f"Dropout({self.rate})"
