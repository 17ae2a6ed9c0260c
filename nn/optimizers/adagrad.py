"""Adagrad: weights that have moved much move less from then on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd import Tensor
from nn.checks import number
from nn.optimizers.optimizer import Optimizer


class Adagrad(Optimizer):
    r"""$$ v \leftarrow v + g^2, \quad w \leftarrow w - \eta\, g / \sqrt{v + \epsilon} $$

    with v starting at `initial_accumulator_value`. Duchi, Hazan & Singer, 2011, JMLR 12. `settings` are Optimizer's.
    """

    slots = ("v",)

    def __init__(
        self, learning_rate: Any = 0.001, initial_accumulator_value: float = 0.1, epsilon: float = 1e-7, **settings: Any
    ) -> None:
        super().__init__(learning_rate, **settings)
        self.initial_accumulator_value = number("Adagrad", "initial_accumulator_value", initial_accumulator_value, low=0)
        self.epsilon = number("Adagrad", "epsilon", epsilon, low=0)

    def build(self, parameters: Sequence[Tensor]) -> None:
        super().build(parameters)
        self.state["v"] += self.initial_accumulator_value

    def update(self, w: np.ndarray, g: np.ndarray, *state: np.ndarray, scratch: list[np.ndarray]) -> None:
        (v,) = state
        a, b = scratch
        v += np.multiply(g, g, out=a)
        np.add(v, self.epsilon, out=a)
        np.sqrt(a, out=a)
        np.divide(g, a, out=b)
        b *= self.rate
        w -= b
