"""RMSprop: each weight's step divided by the size of its recent gradients."""

from __future__ import annotations

import numpy as np

from nn.optimizers.optimizer import Optimizer


class RMSprop(Optimizer):
    r"""$$ v \leftarrow \rho v + (1 - \rho) g^2, \quad w \leftarrow w - \eta\, g / \sqrt{v + \epsilon} $$

    Tieleman & Hinton, 2012, Lecture 6.5 of "Neural Networks for Machine Learning".
    """

    slots = ("v",)

    def __init__(self, learning_rate: float = 0.001, rho: float = 0.9, epsilon: float = 1e-7) -> None:
        super().__init__(learning_rate)
        self.rho, self.epsilon = rho, epsilon

    def update(self, w: np.ndarray, g: np.ndarray, *state: np.ndarray, scratch: list[np.ndarray]) -> None:
        (v,) = state
        a, b = scratch
        np.multiply(g, g, out=a)
        a *= 1.0 - self.rho
        v *= self.rho
        v += a
        np.add(v, self.epsilon, out=a)
        np.sqrt(a, out=a)
        np.divide(g, a, out=b)
        b *= self.learning_rate
        w -= b
