"""Adadelta: steps in the size of the steps before, so that a learning rate is hardly needed."""

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


class Adadelta(Optimizer):
    r"""Steps in the size of the steps before, so that a learning rate is hardly needed.

    $$ v \leftarrow \rho v + (1 - \rho) g^2, \quad \Delta = \frac{\sqrt{d + \epsilon}}{\sqrt{v + \epsilon}}\, g $$
    $$ d \leftarrow \rho d + (1 - \rho) \Delta^2, \quad w \leftarrow w - \eta \Delta $$

    learning_rate=0.001: η, a number or a schedule; the paper has 1.
    rho=0.95: ρ, from 0 to 1: how slowly the running means change.
    epsilon=1e-07: ε, 0 or more; it sets the size of the first steps.

    Zeiler, 2012, arXiv:1212.5701.

    >>> from autograd import Tensor
    >>> w = Tensor(np.array([3.0, -2.0])); (w * w).sum().backward()
    >>> Adadelta(learning_rate=1.0).step([w]); w.numpy().round(6)
    array([ 2.998586, -1.998586])
    """

    slots = ("v", "d")

    def __init__(
        self, learning_rate: LearningRate = 0.001, rho: float = 0.95, epsilon: float = 1e-7, **settings: Unpack[Settings]
    ) -> None:
        super().__init__(learning_rate, **settings)
        (self.rho,) = share(self, open_end=False, rho=rho)
        self.epsilon = number("Adadelta", "epsilon", epsilon, low=0)

    def update(self, w: np.ndarray, g: np.ndarray, *state: np.ndarray, scratch: list[np.ndarray]) -> None:
        v, d = state
        a, b = scratch
        follow(v, np.multiply(g, g, out=a), self.rho, a)
        np.add(v, self.epsilon, out=a)
        np.add(d, self.epsilon, out=b)
        b /= a
        np.sqrt(b, out=b)
        b *= g
        follow(d, np.multiply(b, b, out=a), self.rho, a)
        b *= self.rate
        w -= b
