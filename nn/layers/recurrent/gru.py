"""GRU: two gates and no cell of its own: the state is moved towards a candidate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograd import split
from nn import activations
from nn.layers.base.arguments import ActivationLike
from nn.layers.recurrent.base import Recurrent, product
from nn.layers.recurrent.settings import RecurrentSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class GRU(Recurrent):
    """Gated recurrent unit: `x: (n, steps, features) -> (n, units)`, or (n, steps, units).

        z, r = σ(x_t W + b + h_{t−1} U + b′)         the part to keep, the part of the state that the candidate sees
        g = tanh(x_t W + b + r · (h_{t−1} U + b′))   the candidate; each with its own columns of W, U, b and b′
        h_t = z · h_{t−1} + (1 − z) · g

    reset_after=True: whether r multiplies the state after its product with U, as above. If not, the candidate is
        tanh(x_t W + b + (r · h_{t−1}) U), as first published, and there is no b′.

    σ is recurrent_activation, tanh is activation. Cho, van Merriënboer, Gulcehre, Bahdanau, Bougares, Schwenk & Bengio, 2014,
    arXiv:1406.1078.

    Weights, for the gates z, r and g in this order: kernel W (features, 3·units), recurrent_kernel U (units, 3·units), bias
    (2, 3·units) that holds b and b′, or (3·units,) with reset_after=False.

    >>> import numpy as np
    >>> GRU(4, return_sequences=True)(np.ones((3, 10, 2), "float32")).shape
    (3, 10, 4)
    """

    only_computes = True
    gates = 3

    def __init__(
        self, units: int, activation: ActivationLike = "tanh", recurrent_activation: ActivationLike = "sigmoid",
        use_bias: bool = True, *, reset_after: bool = True, **settings: Unpack[RecurrentSettings],
    ) -> None:  # fmt: skip
        self.recurrent_activation = activations.get(recurrent_activation)
        self.reset_after = reset_after
        super().__init__(units, activation, use_bias, **settings)

    def bias_shape(self) -> tuple[int, ...]:
        return (2, 3 * self.units) if self.reset_after else (3 * self.units,)

    def input_bias(self) -> Any:
        return self.bias[0] if self.reset_after else self.bias

    def step(self, x: Any, states: list[Any], noise: Any) -> list[Any]:
        (h,) = states
        gate, u, kernel = self.recurrent_activation, self.units, self.recurrent_kernel
        x_z, x_r, x_g = split(x, 3, axis=-1)  # (n, 3·units) -> 3 x (n, units)
        if self.reset_after:
            inner = product(h, kernel, noise)
            h_z, h_r, h_g = split(inner + self.bias[1] if self.use_bias else inner, 3, axis=-1)
            z, r = gate(x_z + h_z), gate(x_r + h_r)
            g = self.activation(x_g + r * h_g)
        else:
            h_z, h_r = split(product(h, kernel[:, : 2 * u], noise and noise[:2]), 2, axis=-1)
            z, r = gate(x_z + h_z), gate(x_r + h_r)
            g = self.activation(x_g + product(r * h, kernel[:, 2 * u :], noise and noise[2:]))
        return [z * h + (1.0 - z) * g]
