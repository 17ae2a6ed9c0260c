"""RMSprop: each weight's step divided by the size of its recent gradients."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.optimizers.optimizer import Optimizer


class RMSprop(Optimizer):
    r"""$$ v \leftarrow \rho v + (1 - \rho) g^2, \quad w \leftarrow w - \eta\, g / \sqrt{v + \epsilon} $$
    and with momentum $\mu$
    $$ m \leftarrow \mu m + \eta\, g / \sqrt{v + \epsilon}, \quad w \leftarrow w - m $$

    Tieleman & Hinton, 2012, Lecture 6.5 of "Neural Networks for Machine Learning". `settings` are Optimizer's.
    """

    def __init__(
        self,
        learning_rate: float = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        **settings: Any,
    ) -> None:
        super().__init__(learning_rate, **settings)
        for name, value in (("rho", rho), ("momentum", momentum)):
            if not 0 <= value <= 1:
                raise ValueError(f"RMSprop: {name} must lie in [0, 1], got {value}")
        self.rho, self.momentum, self.epsilon = rho, momentum, epsilon
        self.slots = ("v", "m") if momentum else ("v",)

    def update(self, w: np.ndarray, g: np.ndarray, *state: np.ndarray, scratch: list[np.ndarray]) -> None:
        v, *m = state
        a, b = scratch
        np.multiply(g, g, out=a)
        a *= 1.0 - self.rho
        v *= self.rho
        v += a
        np.add(v, self.epsilon, out=a)
        np.sqrt(a, out=a)
        np.divide(g, a, out=b)
        b *= self.learning_rate
        if m:
            m[0] *= self.momentum
            m[0] += b
            b = m[0]
        w -= b
