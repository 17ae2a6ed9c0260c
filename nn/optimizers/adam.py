"""Adam: momentum, and each weight's step divided by the size of its recent gradients."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from nn.checks import number
from nn.optimizers.moments import Moments
from nn.optimizers.optimizer import LearningRate
from nn.optimizers.settings import Others, Settings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Adam(Moments):
    r"""Momentum, and each weight's step divided by the size of its recent gradients.

    $$ m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2 $$
    $$ w \leftarrow w - \eta \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t} \cdot \frac{m}{\sqrt{v} + \epsilon} $$

    amsgrad=False: divide by the largest v so far; Reddi, Kale & Kumar, 2018.

    Kingma & Ba, 2014, arXiv:1412.6980 (the form before its section 2.1's last remark, as Keras writes it).

    >>> from autograd import Tensor
    >>> w = Tensor(np.array([3.0, -2.0])); (w * w).sum().backward()
    >>> Adam(learning_rate=0.25).step([w]); w.numpy().round(6)
    array([ 2.75, -1.75])
    """

    def __init__(
        self, learning_rate: LearningRate = 0.001, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-7,
        amsgrad: bool = False, **settings: Unpack[Settings],
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, beta_1, beta_2, epsilon, **settings)
        self.amsgrad = amsgrad
        self.slots = ("m", "v", "largest") if amsgrad else ("m", "v")

    def scale(self, slot: str) -> float:
        return 1.0 - (self.beta_1 if slot == "m" else self.beta_2)  # see `update`

    def update(self, w: np.ndarray, g: np.ndarray, *state: np.ndarray, scratch: list[np.ndarray]) -> None:
        m, v, *largest = state  # kept as m/(1 − β₁) and v/(1 − β₂), which saves two passes over them
        a, b = scratch
        t = self._moves()
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
    r"""Adam whose weights also decay by themselves: $w \leftarrow w - \eta \lambda w$ before Adam's step, see Adam.

    weight_decay=0.004: λ, 0 or more.

    Loshchilov & Hutter, 2017, arXiv:1711.05101.

    >>> from autograd import Tensor
    >>> w = Tensor(np.array([2.0])); w.grad = np.array([0.0])
    >>> AdamW(learning_rate=0.5, weight_decay=0.1).step([w]); w.numpy()
    array([1.9])
    """

    def __init__(
        self, learning_rate: LearningRate = 0.001, weight_decay: float = 0.004, beta_1: float = 0.9,
        beta_2: float = 0.999, epsilon: float = 1e-7, amsgrad: bool = False, **settings: Unpack[Others],
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, beta_1, beta_2, epsilon, amsgrad, **settings)
        self.weight_decay = number("AdamW", "weight_decay", weight_decay, low=0)
