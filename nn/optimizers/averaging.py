"""Averaging: weights smoothed over the steps, which often generalize better than the last ones. Polyak & Juditsky, 1992."""

from __future__ import annotations

import numpy as np

from nn.checks import number, whole


class Averaging:
    r"""$$ a \leftarrow \mu a + (1 - \mu) w $$ after every step, starting at the weights after the first.

    Every `ema_overwrite_frequency` steps, and at the end of `fit`, the weights become the average.
    """

    def __init__(self, ema_momentum: float = 0.99, ema_overwrite_frequency: int | None = None) -> None:
        self.momentum = number("Averaging", "ema_momentum", ema_momentum, low=0, high=1)
        self.frequency = ema_overwrite_frequency
        if ema_overwrite_frequency is not None:
            self.frequency = whole("Averaging", "ema_overwrite_frequency", ema_overwrite_frequency)
        self.mean = np.zeros(0)

    def follow(self, weights: np.ndarray, iterations: int) -> None:
        """Note the weights: (n,) after a step, `iterations` of them before."""
        momentum = self.momentum if iterations else 0.0
        self.mean *= momentum
        self.mean += (1.0 - momentum) * weights
        if self.frequency is not None and (iterations + 1) % self.frequency == 0:
            self.overwrite(weights)

    def overwrite(self, weights: np.ndarray) -> None:
        """Put the average in place of the weights."""
        weights[:] = self.mean
