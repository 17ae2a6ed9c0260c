"""Cells: one step of SimpleRNN, LSTM and GRU each, to be called by hand, or put into RNN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nn import activations
from nn.layers.base.arguments import ActivationLike
from nn.layers.recurrent.base import Recurrent
from nn.layers.recurrent.gru import GRU
from nn.layers.recurrent.lstm import LSTM
from nn.layers.recurrent.settings import CellSettings
from nn.layers.recurrent.simple_rnn import SimpleRNN
from nn.modules.module import Shape

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Cell(Recurrent):
    """The base of cells: `x: (n, features), states -> (n, units), states`.

    A call with training=True draws which numbers are forgotten; RNN lets all steps of a sequence share what the first drew.
    """

    only_computes = True
    _drawn: tuple[Any, Any] | None = None  # the noise of x and of the state, while RNN goes through a sequence
    shares_noise = False

    def build(self, input_shape: Shape) -> None:
        super().build((None, None, input_shape[-1]))

    @property
    def state_size(self) -> int | list[int]:
        """How many numbers each state has."""
        return self.units if self.states == 1 else [self.units] * self.states

    @property
    def output_size(self) -> int:
        """How many numbers come out at each step."""
        return self.units

    def get_initial_state(self, batch_size: int | None = None) -> list[np.ndarray]:
        """Zeros, for each state: (batch_size, units)."""
        return [np.zeros((batch_size or 1, self.units), self.dtype) for _ in range(self.states)]

    def reset_dropout_mask(self, share: bool = False) -> None:
        """Draw anew at the next step; share=False: whether the steps after it take what that one drew."""
        self._drawn, self.shares_noise = None, share

    def compute_output_shape(self, input_shape: Shape, *_: Any) -> Any:
        shape = (input_shape[0], self.units)
        return (shape, [shape] * self.states)

    def call(self, x: Any, states: Any, training: bool = False) -> Any:  # type: ignore[override]
        states = list(states) if isinstance(states, (list, tuple)) else [states]
        of_x, of_state = self._noises(x, states[0]) if training else (None, None)
        z = self.project_noisy(x, of_x)
        new = self.step(z, states, of_state)
        return new[0], new

    def _noises(self, x: Any, state: Any) -> tuple[Any, Any]:
        """The noise that multiplies x and the state."""
        if self._drawn is not None:
            return self._drawn
        drawn = self._noise(self.dropout, x), self._noise(self.recurrent_dropout, state)
        if self.shares_noise:
            self._drawn = drawn
        return drawn


class SimpleRNNCell(Cell, SimpleRNN):
    """One step of SimpleRNN, activation(x W + h U + b): `x: (n, features), [h] -> (n, units), [h]`.

    Weights: kernel W (features, units), recurrent_kernel U (units, units), bias b (units,).
    Elman, 1990, "Finding structure in time", Cognitive Science 14.

    >>> y, states = SimpleRNNCell(4)(np.ones((3, 2), "float32"), [np.zeros((3, 4), "float32")])
    >>> y.shape, len(states)
    ((3, 4), 1)
    """

    only_computes = True

    def __init__(
        self, units: int, activation: ActivationLike = "tanh", use_bias: bool = True, **settings: Unpack[CellSettings]
    ) -> None:
        super().__init__(units, activation, use_bias, **settings)


class LSTMCell(Cell, LSTM):
    """One step of LSTM: `x: (n, features), [h, c] -> (n, units), [h, c]`.

    unit_forget_bias=True: whether the bias of the forget gate starts with 1, so that the cell remembers at first.

    Weights as in LSTM, gates i f g o: kernel (features, 4·units), recurrent_kernel (units, 4·units), bias (4·units,).
    Hochreiter & Schmidhuber, 1997, Neural Computation 9.

    >>> zeros = np.zeros((3, 4), "float32")
    >>> y, (h, c) = LSTMCell(4)(np.ones((3, 2), "float32"), [zeros, zeros])
    >>> y.shape, c.shape
    ((3, 4), (3, 4))
    """

    only_computes = True

    def __init__(
        self, units: int, activation: ActivationLike = "tanh", recurrent_activation: ActivationLike = "sigmoid",
        use_bias: bool = True, *, unit_forget_bias: bool = True, **settings: Unpack[CellSettings],
    ) -> None:  # fmt: skip
        self.recurrent_activation = activations.get(recurrent_activation)
        self.unit_forget_bias = unit_forget_bias
        Recurrent.__init__(self, units, activation, use_bias, **settings)


class GRUCell(Cell, GRU):
    """One step of GRU: `x: (n, features), [h] -> (n, units), [h]`.

    reset_after=True: whether the reset gate multiplies the state after its product with the recurrent kernel.

    Weights as in GRU, gates z r g: kernel (features, 3·units), recurrent_kernel (units, 3·units), bias (2, 3·units), or
    (3·units,) with reset_after=False. Cho et al., 2014, arXiv:1406.1078.

    >>> y, states = GRUCell(4)(np.ones((3, 2), "float32"), [np.zeros((3, 4), "float32")])
    >>> y.shape, len(states)
    ((3, 4), 1)
    """

    only_computes = True

    def __init__(
        self, units: int, activation: ActivationLike = "tanh", recurrent_activation: ActivationLike = "sigmoid",
        use_bias: bool = True, *, reset_after: bool = True, **settings: Unpack[CellSettings],
    ) -> None:  # fmt: skip
        self.recurrent_activation = activations.get(recurrent_activation)
        self.reset_after = reset_after
        Recurrent.__init__(self, units, activation, use_bias, **settings)
