"""Adagrad: weights that have moved much move less from then on."""

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


class Adagrad(Optimizer):
    r"""Weights that have moved much move less from then on.

    $$ v \leftarrow v + g^2, \quad w \leftarrow w - \eta\, g / \sqrt{v + \epsilon} $$

    initial_accumulator_value=0.1: where v starts.
    epsilon=1e-07: ε, 0 or more; it keeps the quotient finite.

    Duchi, Hazan & Singer, 2011, JMLR 12.

    >>> w = Tensor(np.array([3.0, -2.0])); (w * w).sum().backward()
    >>> Adagrad(learning_rate=0.25, initial_accumulator_value=0.0).step([w]); w.numpy().round(6)
    array([ 2.75, -1.75])
    """

    slots = ("v",)

    def __init__(
        self, learning_rate: LearningRate = 0.001, initial_accumulator_value: float = 0.1, epsilon: float = 1e-7,
        **settings: Unpack[Settings],
    ) -> None:  # fmt: skip
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
