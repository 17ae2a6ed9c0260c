"""Adamax: Adam with the largest recent gradient in place of the root of their mean square."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.checks import number
from nn.optimizers.optimizer import Optimizer, share


class Adamax(Optimizer):
    r"""$$ m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad u \leftarrow \max(\beta_2 u, |g|) $$
    $$ w \leftarrow w - \frac{\eta}{1 - \beta_1^t} \cdot \frac{m}{u + \epsilon} $$

    Kingma & Ba, 2014, arXiv:1412.6980, section 7.1. `settings` are Optimizer's.
    """

    slots = ("m", "u")

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        **settings: Any,
    ) -> None:
        super().__init__(learning_rate, **settings)
        self.beta_1, self.beta_2 = share(self, beta_1=beta_1, beta_2=beta_2)
        self.epsilon = number(type(self).__name__, "epsilon", epsilon, low=0)

    def update(self, w: np.ndarray, g: np.ndarray, *state: np.ndarray, scratch: list[np.ndarray]) -> None:
        m, u = state
        a, b = scratch
        m *= self.beta_1
        m += np.multiply(g, 1.0 - self.beta_1, out=a)
        u *= self.beta_2
        np.maximum(u, np.abs(g, out=a), out=u)
        np.add(u, self.epsilon, out=a)
        np.divide(m, a, out=b)
        b *= self.rate / (1.0 - self.beta_1**self.iterations)
        w -= b
