"""What the optimizers of Adam's family share: two running means, of the gradient and of its size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nn.checks import number
from nn.optimizers.arguments import share
from nn.optimizers.optimizer import LearningRate, Optimizer
from nn.optimizers.settings import Settings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Moments(Optimizer):
    """The base of Adam and its relatives.

    beta_1=0.9, beta_2=0.999: β₁ and β₂, from 0 to below 1: how slowly the running means of g and of its size change.
    epsilon=1e-07: ε, 0 or more; it keeps the quotient finite.
    """

    slots: tuple[str, ...] = ("m", "v")

    def __init__(
        self, learning_rate: LearningRate = 0.001, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-7,
        **settings: Unpack[Settings],
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, **settings)
        self.beta_1, self.beta_2 = share(self, beta_1=beta_1, beta_2=beta_2)
        self.epsilon = number(type(self).__name__, "epsilon", epsilon, low=0)
