"""Ftrl: follow the regularized leader, which keeps weights of rare features exactly 0."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from autograd import Tensor
from nn.checks import number
from nn.optimizers.optimizer import LearningRate, Optimizer
from nn.optimizers.settings import Settings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Ftrl(Optimizer):
    r"""Follow the regularized leader: for wide models of rare features, whose weights `l1` keeps exactly 0.

    With n the sum of the squared gradients, and $p$ = learning_rate_power:
    $$ z \leftarrow z + g - \frac{n_t^{-p} - n_{t-1}^{-p}}{\eta} w, \quad
       w \leftarrow \frac{\mathrm{clip}(z, -l_1, l_1) - z}{n_t^{-p} / \eta + 2 l_2 + \beta / \eta} $$

    learning_rate_power=-0.5: p, 0 or less.
    initial_accumulator_value=0.1: n at the start.
    l1_regularization_strength=0.0, l2_regularization_strength=0.0: l₁ and l₂.
    l2_shrinkage_regularization_strength=0.0: s; 2sw is added to the gradient.
    beta=0.0: β.

    McMahan et al., 2013, "Ad click prediction: a view from the trenches".

    >>> w = Tensor(np.array([3.0, -2.0])); (w * w).sum().backward()
    >>> Ftrl(learning_rate=0.5, l1_regularization_strength=8.0).step([w]); w.numpy().round(3)
    array([ 1.677, -0.347])
    """

    slots = ("n", "z")

    def __init__(
        self, learning_rate: LearningRate = 0.001, learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1, l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0, l2_shrinkage_regularization_strength: float = 0.0,
        beta: float = 0.0, **settings: Unpack[Settings],
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, **settings)
        self.power = number("Ftrl", "learning_rate_power", learning_rate_power, high=0)
        self.initial_accumulator_value = number("Ftrl", "initial_accumulator_value", initial_accumulator_value, low=0)
        self.l1 = number("Ftrl", "l1_regularization_strength", l1_regularization_strength, low=0)
        self.l2 = number("Ftrl", "l2_regularization_strength", l2_regularization_strength, low=0)
        shrinkage = l2_shrinkage_regularization_strength
        self.shrinkage = number("Ftrl", "l2_shrinkage_regularization_strength", shrinkage, low=0)
        self.beta = number("Ftrl", "beta", beta)

    def build(self, parameters: Sequence[Tensor]) -> None:
        super().build(parameters)
        self.state["n"] += self.initial_accumulator_value

    def update(self, w: np.ndarray, g: np.ndarray, *state: np.ndarray, scratch: list[np.ndarray]) -> None:
        n, z = state
        before = n**-self.power
        n += g * g
        after = n**-self.power
        z += g + 2.0 * self.shrinkage * w - (after - before) / self.rate * w
        w[:] = (np.clip(z, -self.l1, self.l1) - z) / (after / self.rate + 2.0 * self.l2 + self.beta / self.rate)
