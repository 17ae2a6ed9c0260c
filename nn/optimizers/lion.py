"""Lion: every weight moves by the same length, only the direction is learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nn.optimizers.arguments import share
from nn.optimizers.means import follow
from nn.optimizers.optimizer import LearningRate, Optimizer
from nn.optimizers.settings import Settings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Lion(Optimizer):
    r"""Every weight moves by the same length η, only the direction is learned; η is 3 to 10 times smaller than Adam's.

    $$ w \leftarrow w - \eta \operatorname{sign}(\beta_1 m + (1 - \beta_1) g) $$
    $$ m \leftarrow \beta_2 m + (1 - \beta_2) g $$

    beta_1=0.9, beta_2=0.99: β₁ and β₂, from 0 to 1.

    Chen et al., 2023, arXiv:2302.06675.

    >>> from autograd import Tensor
    >>> w = Tensor(np.array([3.0, -2.0])); (w * w).sum().backward()
    >>> Lion(learning_rate=0.25).step([w]); w.numpy()
    array([ 2.75, -1.75])
    """

    slots = ("m",)

    def __init__(
        self, learning_rate: LearningRate = 0.001, beta_1: float = 0.9, beta_2: float = 0.99, **settings: Unpack[Settings]
    ) -> None:
        super().__init__(learning_rate, **settings)
        self.beta_1, self.beta_2 = share(self, open_end=False, beta_1=beta_1, beta_2=beta_2)

    def update(self, w: np.ndarray, g: np.ndarray, *state: np.ndarray, scratch: list[np.ndarray]) -> None:
        (m,) = state
        a, b = scratch
        np.multiply(m, self.beta_1, out=a)
        a += np.multiply(g, 1.0 - self.beta_1, out=b)
        np.copysign(self.rate, a, out=b)  # several times as fast as np.sign
        b *= a != 0
        w -= b
        follow(m, g, self.beta_2, b)
