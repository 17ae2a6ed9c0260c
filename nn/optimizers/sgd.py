"""Gradient descent, with momentum."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.optimizers.optimizer import Optimizer, share


class SGD(Optimizer):
    r"""Stochastic gradient descent.

    $$ w \leftarrow w - \eta g $$ and with momentum $\mu$ (Polyak, 1964)
    $$ m \leftarrow \mu m - \eta g, \quad w \leftarrow w + m $$ or looking ahead (Nesterov, 1983)
    $$ w \leftarrow w + \mu m - \eta g. $$ `settings` are Optimizer's.
    """

    def __init__(self, learning_rate: Any = 0.01, momentum: float = 0.0, nesterov: bool = False, **settings: Any) -> None:
        super().__init__(learning_rate, **settings)
        (self.momentum,) = share(self, open_end=False, momentum=momentum)
        self.nesterov = nesterov
        self.slots = ("m",) if self.momentum else ()

    def update(self, w: np.ndarray, g: np.ndarray, *state: np.ndarray, scratch: list[np.ndarray]) -> None:
        step = np.multiply(g, self.rate, out=scratch[0])
        if not state:
            w -= step
            return
        (m,) = state
        m *= self.momentum
        m -= step
        if self.nesterov:
            w += np.multiply(m, self.momentum, out=scratch[1])
            w -= step
        else:
            w += m
