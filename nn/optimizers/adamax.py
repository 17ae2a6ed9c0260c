"""Adamax: Adam with the largest recent gradient in place of the root of their mean square."""

from __future__ import annotations

import numpy as np

from nn.optimizers.means import follow
from nn.optimizers.moments import Moments


class Adamax(Moments):
    r"""Adam with the largest recent gradient in place of the root of their mean square.

    $$ m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad u \leftarrow \max(\beta_2 u, |g|) $$
    $$ w \leftarrow w - \frac{\eta}{1 - \beta_1^t} \cdot \frac{m}{u + \epsilon} $$

    Kingma & Ba, 2014, arXiv:1412.6980, section 7.1.

    >>> from autograd import Tensor
    >>> w = Tensor(np.array([3.0, -2.0])); (w * w).sum().backward()
    >>> Adamax(learning_rate=0.25).step([w]); w.numpy().round(6)
    array([ 2.75, -1.75])
    """

    slots = ("m", "u")

    def update(self, w: np.ndarray, g: np.ndarray, *state: np.ndarray, scratch: list[np.ndarray]) -> None:
        m, u = state
        a, b = scratch
        follow(m, g, self.beta_1, a)
        u *= self.beta_2
        np.maximum(u, np.abs(g, out=a), out=u)
        np.add(u, self.epsilon, out=a)
        np.divide(m, a, out=b)
        b *= self.rate / (1.0 - self.beta_1**self.iterations)
        w -= b
