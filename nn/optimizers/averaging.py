"""Averaging: weights smoothed over the steps, which often generalize better than the last ones. Polyak & Juditsky, 1992."""

from __future__ import annotations

import numpy as np


class Averaging:
    r"""$$ a \leftarrow \mu a + (1 - \mu) w $$ after every step, starting at the weights after the first.

    Every `ema_overwrite_frequency` steps, and at the end of `fit`, the weights become the average.
    """

    def __init__(self, ema_momentum: float = 0.99, ema_overwrite_frequency: int | None = None) -> None:
        if not 0 <= ema_momentum <= 1:
            raise ValueError(f"ema_momentum must lie in [0, 1], got {ema_momentum}")
        if ema_overwrite_frequency is not None and (
            not isinstance(ema_overwrite_frequency, int) or ema_overwrite_frequency < 1
        ):
            raise ValueError(
                f"ema_overwrite_frequency must be a whole number from 1 on or None, got {ema_overwrite_frequency!r}"
            )
        self.momentum, self.frequency = ema_momentum, ema_overwrite_frequency
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
