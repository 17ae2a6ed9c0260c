"""RMSprop: each weight's step divided by the size of its recent gradients."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.checks import number
from nn.optimizers.optimizer import Optimizer, share


class RMSprop(Optimizer):
    r"""$$ v \leftarrow \rho v + (1 - \rho) g^2, \quad w \leftarrow w - \eta\, g / \sqrt{v + \epsilon} $$
    and with momentum $\mu$
    $$ m \leftarrow \mu m + \eta\, g / \sqrt{v + \epsilon}, \quad w \leftarrow w - m $$

    `centered` divides by the gradients' spread instead, $a \leftarrow \rho a + (1 - \rho) g$ and $v - a^2$ for $v$
    (Graves, 2013, arXiv:1308.0850). Tieleman & Hinton, 2012, Lecture 6.5 of "Neural Networks for Machine Learning".
    `settings` are Optimizer's.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        **settings: Any,
    ) -> None:
        super().__init__(learning_rate, **settings)
        self.rho, self.momentum = share(self, open_end=False, rho=rho, momentum=momentum)
        self.epsilon, self.centered = number("RMSprop", "epsilon", epsilon, low=0), centered
        self.slots = ("v", *(["a"] if centered else []), *(["m"] if self.momentum else []))

    def update(self, w: np.ndarray, g: np.ndarray, *state: np.ndarray, scratch: list[np.ndarray]) -> None:
        v, *more = state
        a, b = scratch
        np.multiply(g, g, out=a)
        a *= 1.0 - self.rho
        v *= self.rho
        v += a
        np.add(v, self.epsilon, out=a)
        if self.centered:
            mean = more.pop(0)
            mean *= self.rho
            mean += np.multiply(g, 1.0 - self.rho, out=b)
            a -= np.multiply(mean, mean, out=b)
        np.sqrt(a, out=a)
        np.divide(g, a, out=b)
        b *= self.rate
        if more:
            (m,) = more
            m *= self.momentum
            m += b
            b = m
        w -= b
