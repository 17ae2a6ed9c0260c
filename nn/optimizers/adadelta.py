"""Adadelta: steps in the size of the steps before, so that a learning rate is hardly needed."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.checks import number
from nn.optimizers.optimizer import Optimizer, share


class Adadelta(Optimizer):
    r"""$$ v \leftarrow \rho v + (1 - \rho) g^2, \quad \Delta = \frac{\sqrt{d + \epsilon}}{\sqrt{v + \epsilon}}\, g $$
    $$ d \leftarrow \rho d + (1 - \rho) \Delta^2, \quad w \leftarrow w - \eta \Delta $$

    Zeiler, 2012, arXiv:1212.5701 (there with η = 1). `settings` are Optimizer's.
    """

    slots = ("v", "d")

    def __init__(self, learning_rate: Any = 0.001, rho: float = 0.95, epsilon: float = 1e-7, **settings: Any) -> None:
        super().__init__(learning_rate, **settings)
        (self.rho,) = share(self, open_end=False, rho=rho)
        self.epsilon = number("Adadelta", "epsilon", epsilon, low=0)

    def update(self, w: np.ndarray, g: np.ndarray, *state: np.ndarray, scratch: list[np.ndarray]) -> None:
        v, d = state
        a, b = scratch
        v *= self.rho
        np.multiply(g, g, out=a)
        a *= 1.0 - self.rho
        v += a
        np.add(v, self.epsilon, out=a)
        np.add(d, self.epsilon, out=b)
        b /= a
        np.sqrt(b, out=b)
        b *= g
        d *= self.rho
        np.multiply(b, b, out=a)
        a *= 1.0 - self.rho
        d += a
        b *= self.rate
        w -= b
