"""Adam: momentum, and each weight's step divided by the size of its recent gradients."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nn.checks import number
from nn.optimizers.optimizer import Optimizer, share


class Adam(Optimizer):
    r"""$$ m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2 $$
    $$ w \leftarrow w - \eta \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t} \cdot \frac{m}{\sqrt{v} + \epsilon} $$

    Kingma & Ba, 2014, arXiv:1412.6980 (the form before its section 2.1's last remark, as Keras writes it). With
    `amsgrad` the largest v so far is divided by (Reddi, Kale & Kumar, 2018). `settings` are Optimizer's.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **settings: Any,
    ) -> None:
        super().__init__(learning_rate, **settings)
        self.beta_1, self.beta_2 = share(self, beta_1=beta_1, beta_2=beta_2)
        self.epsilon = number(type(self).__name__, "epsilon", epsilon, low=0)
        self.amsgrad = amsgrad
        self.slots = ("m", "v", "largest") if amsgrad else ("m", "v")

    def update(self, w: np.ndarray, g: np.ndarray, *state: np.ndarray, scratch: list[np.ndarray]) -> None:
        m, v, *largest = state  # kept as m/(1 − β₁) and v/(1 − β₂), which saves two passes over them
        a, b = scratch
        t = self.iterations
        spread = math.sqrt(1.0 - self.beta_2)
        rate = self.rate * math.sqrt(1.0 - self.beta_2**t) / (1.0 - self.beta_1**t)
        m *= self.beta_1
        m += g
        v *= self.beta_2
        v += np.multiply(g, g, a)
        if largest:
            v = np.maximum(largest[0], v, out=largest[0])
        np.sqrt(v, a)
        a += self.epsilon / spread
        np.divide(m, a, b)
        b *= rate * (1.0 - self.beta_1) / spread
        w -= b


class AdamW(Adam):
    """Adam with weights that decay by themselves. Loshchilov & Hutter, 2017, arXiv:1711.05101."""

    def __init__(
        self,
        learning_rate: Any = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **settings: Any,
    ) -> None:
        super().__init__(learning_rate, beta_1, beta_2, epsilon, amsgrad, **settings)
        self.weight_decay = number("AdamW", "weight_decay", weight_decay, low=0)
