"""LSTM: a memory cell that gates write to, erase and read, so that gradients live through many steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import lstm, sigmoid, split, tanh
from nn import activations
from nn.layers.base.arguments import ActivationLike
from nn.layers.recurrent.base import Recurrent, product
from nn.layers.recurrent.settings import RecurrentSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class LSTM(Recurrent):
    """Long short-term memory: `x: (n, steps, features) -> (n, units)`, or (n, steps, units).

        i, f, o = σ(x_t W + h_{t−1} U + b)          the parts to write, to keep and to show
        g = tanh(x_t W + h_{t−1} U + b)             the candidate; each with its own columns of W, U and b
        c_t = f · c_{t−1} + i · g                   the memory
        h_t = o · tanh(c_t)                         the output

    unit_forget_bias=True: whether the bias of the forget gate f starts with 1, so that the cell remembers at first.

    σ is recurrent_activation, tanh is activation. Where f is 1, the gradient of c passes a step as it is. Hochreiter &
    Schmidhuber, 1997, Neural Computation 9; the forget gate: Gers, Schmidhuber & Cummins, 2000; its bias of 1
    (unit_forget_bias): Jozefowicz, Zaremba & Sutskever, 2015.

    Weights, for the gates i, f, g and o in this order: kernel W (features, 4·units), recurrent_kernel U (units, 4·units),
    bias (4·units,). The states are h and c. With the activations as they are, and no recurrent dropout, all steps are one
    operation.

    >>> y, h, c = LSTM(4, return_sequences=True, return_state=True)(np.ones((3, 10, 2), "float32"))
    >>> y.shape, h.shape, c.shape
    ((3, 10, 4), (3, 4), (3, 4))
    """

    only_computes = True
    gates = 4
    states = 2

    def __init__(
        self, units: int, activation: ActivationLike = "tanh", recurrent_activation: ActivationLike = "sigmoid",
        use_bias: bool = True, *, unit_forget_bias: bool = True, **settings: Unpack[RecurrentSettings],
    ) -> None:  # fmt: skip
        self.recurrent_activation = activations.get(recurrent_activation)
        self.unit_forget_bias = unit_forget_bias
        super().__init__(units, activation, use_bias, **settings)

    def first_bias(self, shape: tuple[int, ...], dtype: Any) -> Any:
        bias = np.array(super().first_bias(shape, dtype))
        if self.unit_forget_bias:
            bias[self.units : 2 * self.units] = 1.0  # the cell remembers until training changes it
        return bias

    def step(self, x: Any, states: list[Any], noise: Any) -> list[Any]:
        h, c = states
        i, f, g, o = split(x + product(h, self.recurrent_kernel, noise), 4, axis=-1)  # (n, 4·units) -> 4 x (n, units)
        gate = self.recurrent_activation
        c = gate(f) * c + gate(i) * self.activation(g)
        return [gate(o) * self.activation(c), c]

    def run(self, x: Any, states: list[Any], mask: Any, training: bool = False) -> tuple[Any, list[Any]]:
        if self.activation is not tanh or self.recurrent_activation is not sigmoid or self.recurrent_dropout:
            return super().run(x, states, mask, training)
        noise = self._noise(self.dropout, x) if training else None
        if noise is not None:
            x = x * noise[0]
        bias = self.bias if self.use_bias else np.zeros(4 * self.units, self.kernel.dtype)
        h, c = states
        found = lstm(x, h, c, self.kernel, self.recurrent_kernel, bias, 1.0 if mask is None else mask)
        return found[:-1] if self.return_sequences else None, [found[-2], found[-1]]
