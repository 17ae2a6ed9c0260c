"""Nadam: Adam that looks one step ahead along its momentum, as Nesterov's does."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograd import Tensor
from nn.optimizers.means import follow
from nn.optimizers.moments import Moments


class Nadam(Moments):
    r"""Adam that looks one step ahead along its momentum, as Nesterov's method does.

    With a momentum $\mu_t = \beta_1 (1 - 0.96^t / 2)$ that grows, and $P_t = \mu_1 \cdots \mu_t$,
    $$ m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2 $$
    $$ \hat m = \frac{\mu_{t+1}\, m}{1 - P_{t+1}} + \frac{(1 - \mu_t)\, g}{1 - P_t}, \quad
       w \leftarrow w - \frac{\eta\, \hat m}{\sqrt{v / (1 - \beta_2^t)} + \epsilon} $$

    Dozat, 2016, "Incorporating Nesterov momentum into Adam".

    >>> w = Tensor(np.array([3.0, -2.0])); (w * w).sum().backward()
    >>> Nadam(learning_rate=0.25).step([w]); w.numpy().round(6)
    array([ 2.734303, -1.734303])
    """

    numbers = ("product",)

    def build(self, parameters: Sequence[Tensor]) -> None:
        super().build(parameters)
        self.product = 1.0

    def begin(self) -> None:
        now, ahead = (self.beta_1 * (1.0 - 0.5 * 0.96**t) for t in (self.iterations, self.iterations + 1))
        self.product *= now
        self.ahead, self.now = ahead / (1.0 - self.product * ahead), (1.0 - now) / (1.0 - self.product)

    def update(self, w: np.ndarray, g: np.ndarray, *state: np.ndarray, scratch: list[np.ndarray]) -> None:
        m, v = state
        a, b = scratch
        follow(m, g, self.beta_1, a)
        follow(v, np.multiply(g, g, out=a), self.beta_2, a)
        np.multiply(m, self.ahead, out=b)
        b += np.multiply(g, self.now, out=a)
        np.divide(v, 1.0 - self.beta_2**self.iterations, out=a)
        np.sqrt(a, out=a)
        a += self.epsilon
        b /= a
        b *= self.rate
        w -= b
