"""Gradient descent, with momentum."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nn.optimizers.arguments import share
from nn.optimizers.optimizer import LearningRate, Optimizer
from nn.optimizers.settings import Settings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class SGD(Optimizer):
    r"""Stochastic gradient descent (Robbins & Monro, 1951), with momentum if wanted.

    $$ w \leftarrow w - \eta g $$ and with momentum $\mu$ (Polyak, 1964)
    $$ m \leftarrow \mu m - \eta g, \quad w \leftarrow w + m $$ or looking ahead (Nesterov, 1983)
    $$ w \leftarrow w + \mu m - \eta g. $$

    momentum=0.0: μ, from 0 to 1.
    nesterov=False: look ahead along the momentum.

    >>> from autograd import Tensor
    >>> w = Tensor(np.array([3.0, -2.0])); (w * w).sum().backward()
    >>> SGD(learning_rate=0.25).step([w]); w.numpy()
    array([ 1.5, -1. ])
    """

    def __init__(
        self, learning_rate: LearningRate = 0.01, momentum: float = 0.0, nesterov: bool = False, **settings: Unpack[Settings]
    ) -> None:
        super().__init__(learning_rate, **settings)
        (self.momentum,) = share(self, open_end=False, momentum=momentum)
        self.nesterov = nesterov
        self.slots = ("m",) if self.momentum else ()

    def update(self, w: np.ndarray, g: np.ndarray, *state: np.ndarray, scratch: list[np.ndarray]) -> None:
        step = np.multiply(g, self.rate, out=scratch[0])
        if not state:
            w -= step
            return
        (m,) = state
        m *= self.momentum
        m -= step
        if self.nesterov:
            w += np.multiply(m, self.momentum, out=scratch[1])
            w -= step
        else:
            w += m
