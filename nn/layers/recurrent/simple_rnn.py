"""SimpleRNN: the state is the output of the step before."""

from __future__ import annotations

from typing import Any

from nn.layers.recurrent.base import Recurrent, product


class SimpleRNN(Recurrent):
    """h_t = activation(x_t W + h_{t−1} U + b): `x: (n, steps, features) -> (n, units)`, or (n, steps, units).

    Backwards, the gradient passes through U once per step, and so dies out or explodes along long sequences (Bengio,
    Simard & Frasconi, 1994): LSTM and GRU are the answers. Elman, 1990, "Finding structure in time", Cognitive Science 14.

    Weights: kernel W (features, units), recurrent_kernel U (units, units), bias b (units,).

    >>> import numpy as np
    >>> SimpleRNN(4)(np.ones((3, 10, 2), "float32")).shape
    (3, 4)
    """

    only_computes = True

    def step(self, x: Any, states: list[Any], noise: Any) -> list[Any]:
        return [self.activation(x + product(states[0], self.recurrent_kernel, noise))]
