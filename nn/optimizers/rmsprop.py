"""RMSprop: each weight's step divided by the size of its recent gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nn.checks import number
from nn.optimizers.arguments import share
from nn.optimizers.means import follow
from nn.optimizers.optimizer import LearningRate, Optimizer
from nn.optimizers.settings import Settings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class RMSprop(Optimizer):
    r"""Each weight's step divided by the size of its recent gradients.

    $$ v \leftarrow \rho v + (1 - \rho) g^2, \quad w \leftarrow w - \eta\, g / \sqrt{v + \epsilon} $$
    and with momentum $\mu$
    $$ m \leftarrow \mu m + \eta\, g / \sqrt{v + \epsilon}, \quad w \leftarrow w - m $$

    rho=0.9: ρ, from 0 to 1: how slowly the running mean changes.
    momentum=0.0: μ, from 0 to 1.
    epsilon=1e-07: ε, 0 or more; it keeps the quotient finite.
    centered=False: divide by the gradients' spread instead, $a \leftarrow \rho a + (1 - \rho) g$ and $v - a^2$ for $v$;
        Graves, 2013, arXiv:1308.0850.

    Tieleman & Hinton, 2012, Lecture 6.5 of "Neural Networks for Machine Learning".

    >>> from autograd import Tensor
    >>> w = Tensor(np.array([3.0, -2.0])); (w * w).sum().backward()
    >>> RMSprop(learning_rate=0.25, rho=0.75).step([w]); w.numpy().round(6)
    array([ 2.5, -1.5])
    """

    def __init__(
        self, learning_rate: LearningRate = 0.001, rho: float = 0.9, momentum: float = 0.0, epsilon: float = 1e-7,
        centered: bool = False, **settings: Unpack[Settings],
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, **settings)
        self.rho, self.momentum = share(self, open_end=False, rho=rho, momentum=momentum)
        self.epsilon, self.centered = number("RMSprop", "epsilon", epsilon, low=0), centered
        self.slots = ("v", *(["a"] if centered else []), *(["m"] if self.momentum else []))

    def update(self, w: np.ndarray, g: np.ndarray, *state: np.ndarray, scratch: list[np.ndarray]) -> None:
        v, *more = state
        a, b = scratch
        follow(v, np.multiply(g, g, out=a), self.rho, a)
        np.add(v, self.epsilon, out=a)
        if self.centered:
            mean = more.pop(0)
            follow(mean, g, self.rho, b)
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
