"""ConvLSTM: an LSTM whose products are convolutions, for films and maps that change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn.checks import number
from nn.layers.base.arguments import ActivationLike, ConstraintLike, InitializerLike, RegularizerLike, Sizes, build_early
from nn.layers.base.channels import FIRST
from nn.layers.base.spatial import SIZES, same_border
from nn.layers.convolutional.base import Convolutional
from nn.layers.recurrent.sequence import Sequence
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings
from nn.seeds import generator

if TYPE_CHECKING:
    from typing_extensions import Unpack


class ConvLSTM(Convolutional, Sequence):
    """The base of ConvLSTM1D, ConvLSTM2D and ConvLSTM3D: `x: (n, steps, *sizes, channels) -> (n, *counts, filters)`.

        i, f, o = σ(x_t ∗ W + h_{t−1} ∗ U + b)      the parts to write, to keep and to show
        c_t = f · c_{t−1} + i · tanh(x_t ∗ W + h_{t−1} ∗ U + b)
        h_t = o · tanh(c_t)

    recurrent_activation="sigmoid": the function σ of the gates, or its name in `nn.activations`.
    unit_forget_bias=True: whether the bias of the forget gate f starts with 1, so that the cell remembers at first.
    dropout=0.0, recurrent_dropout=0.0: the probability, from 0 to 1, that a number of x, or of the state, is forgotten in
        training, the same ones in all steps.
    seed=None: where the random numbers start; None takes them from `set_random_seed`.

    Weights, gates i f c o: kernel W (*kernel_size, channels, 4·filters), recurrent_kernel U (*kernel_size, filters,
    4·filters), whose convolution keeps all sizes, and bias b (4·filters,). The states are h and c.
    """

    only_computes = True
    regularized = {
        "kernel": "kernel_regularizer",
        "recurrent_kernel": "recurrent_regularizer",
        "bias": "bias_regularizer",
    }
    activation: Any
    recurrent_activation: Any
    bias_initializer: Any

    def __init__(
        self, filters: int, kernel_size: Sizes, strides: Sizes = 1, padding: str = "valid", data_format: str | None = None,
        dilation_rate: Sizes = 1, activation: ActivationLike = "tanh", recurrent_activation: ActivationLike = "sigmoid",
        use_bias: bool = True, kernel_initializer: InitializerLike = "glorot_uniform",
        recurrent_initializer: InitializerLike = "orthogonal", bias_initializer: InitializerLike = "zeros",
        unit_forget_bias: bool = True, kernel_regularizer: RegularizerLike = None,
        recurrent_regularizer: RegularizerLike = None, bias_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None, kernel_constraint: ConstraintLike = None,
        recurrent_constraint: ConstraintLike = None, bias_constraint: ConstraintLike = None, dropout: float = 0.0,
        recurrent_dropout: float = 0.0, seed: int | None = None, return_sequences: bool = False,
        return_state: bool = False, go_backwards: bool = False, stateful: bool = False,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(locals(), **settings)
        self.return_sequences, self.return_state = return_sequences, return_state
        self.go_backwards, self.stateful = go_backwards, stateful
        self.unit_forget_bias = unit_forget_bias
        self.dropout = number(self.name, "dropout", dropout, low=0, high=1)
        self.recurrent_dropout = number(self.name, "recurrent_dropout", recurrent_dropout, low=0, high=1)
        self.seed = seed
        self.rng = None if seed is None else generator(seed)
        build_early(self)

    @property
    def expected(self) -> str:
        """The shape of its input, in words."""
        sizes = ", ".join(SIZES[self.axes])
        return f"(n, steps, channels, {sizes})" if self.data_format == FIRST else f"(n, steps, {sizes}, channels)"

    # -- weights ------------------------------------------------------------------------------------------------

    def build(self, input_shape: Shape) -> None:
        n, _, *rest = self._move_shape(input_shape)
        channels = self._channels((n, *rest))
        self.kernel = self._make("kernel", (*self.kernel_size, channels, 4 * self.filters))
        self.recurrent_kernel = self._make("recurrent_kernel", (*self.kernel_size, self.filters, 4 * self.filters))
        if self.use_bias:
            self.bias = self._weight(self._first_bias, (4 * self.filters,))

    def _first_bias(self, shape: tuple[int, ...], dtype: Any) -> Any:
        bias = np.array(self.bias_initializer(shape, dtype))
        if self.unit_forget_bias:
            bias[self.filters : 2 * self.filters] = 1.0
        return bias

    # -- shapes -------------------------------------------------------------------------------------------------

    def _move_shape(self, shape: Shape) -> Shape:
        """The shape with the channels last; ValueError if it has another number of axes."""
        if len(shape) != self.axes + 3:
            raise ValueError(f"{self.name}: {type(self).__name__} expects {self.expected}, got {tuple(shape)}")
        n, steps, *rest = shape
        return (n, steps, *rest[1:], rest[0]) if self.data_format == FIRST else tuple(shape)

    def check_sequence(self, shape: Shape) -> None:
        if not shape[1]:
            raise ValueError(f"{self.name}: a sequence needs at least one step, got {shape}")

    def state_shapes(self, shape: Shape) -> list[tuple[int, ...]]:
        counts = map(self._count, range(self.axes), shape[2:-1])
        return [(shape[0], *counts, self.filters)] * 2

    def zero_states(self, shapes: Any, dtype: Any) -> list[Any]:
        return [np.zeros(shape, self.kernel.dtype) for shape in shapes]

    def compute_output_shape(self, input_shape: Shape) -> Any:
        shape = self._move_shape(input_shape)
        state = self._back(self.state_shapes(shape)[0])
        output = (state[0], shape[1], *state[1:]) if self.return_sequences else state
        return (output, state, state) if self.return_state else output

    def _back(self, shape: Shape) -> Shape:
        """The shape of a state with the channels where they are asked for."""
        return (shape[0], shape[-1], *shape[1:-1]) if self.data_format == FIRST else shape

    # -- one call -----------------------------------------------------------------------------------------------

    def call(self, x: Any, initial_state: Any = None, mask: Any = None, training: bool = False) -> Any:
        self._move_shape(np.shape(x))
        if self.data_format != FIRST:
            return super().call(x, initial_state, mask, training)
        states = None if initial_state is None else [np.moveaxis(state, 1, -1) for state in initial_state]
        found = super().call(np.moveaxis(x, 2, -1), states, mask, training)
        output, *states = found if self.return_state else (found,)
        output = np.moveaxis(output, -1, 2 if self.return_sequences else 1)
        return (output, *[np.moveaxis(state, -1, 1) for state in states]) if self.return_state else output

    def run(self, x: Any, states: Any, mask: Any, training: bool = False) -> tuple[Any, Any]:
        steps, n, *rest = np.shape(x)
        of_x = self._noise(self.dropout, (n, *rest), training, x)
        of_h = self._noise(self.recurrent_dropout, np.shape(states[0]), training, x)
        frames = np.reshape(x if of_x is None else x * of_x, (steps * n, *rest))
        z = self._convolve(frames, rest[-1], *self._parameters(self.kernel), groups=1)
        z = np.reshape(z, (steps, n, *np.shape(z)[1:]))  # (steps·n, ...) -> (steps, n, *counts, 4·filters)
        border = tuple(same_border(size, k, 1) for size, k in zip(np.shape(z)[2:-1], self.kernel_size))
        (h, c), outputs = states, []
        for t in range(steps):
            seen = h if of_h is None else h * of_h
            inner = z[t] + autograd.conv(seen, self.recurrent_kernel, padding=border)
            i, f, g, o = autograd.split(inner, 4, axis=-1)
            gate = self.recurrent_activation
            new_c = gate(f) * c + gate(i) * self.activation(g)
            new_h = gate(o) * self.activation(new_c)
            if mask is not None:
                counts = np.reshape(mask[t], (n,) + (1,) * (self.axes + 1))
                new_h, new_c = autograd.where(counts, new_h, h), autograd.where(counts, new_c, c)
            h, c = new_h, new_c
            outputs.append(h)
        return autograd.stack(outputs) if self.return_sequences else None, [h, c]

    def _noise(self, rate: float, shape: Shape, training: bool, x: Any) -> Any:
        """What multiplies x or the state in training, the same in all steps; None if nothing is forgotten."""
        if not training or not rate:
            return None
        scale = max(1.0 - rate, 1e-7)
        return autograd.fresh(
            lambda: np.asarray(((self.rng or generator()).random(shape, dtype=np.float32) >= rate) / scale, self.kernel.dtype),
            like=x,
        )


class ConvLSTM1D(ConvLSTM):
    """An LSTM over sequences of sequences: `x: (n, steps, length, channels) -> (n, length', filters)`.

    With return_sequences the output is (n, steps, length', filters). Raises ValueError for sizes or inputs that do not fit
    together. Shi, Chen, Wang, Yeung, Wong & Woo, 2015, arXiv:1506.04214.

    >>> ConvLSTM1D(4, 3, padding="same")(np.ones((2, 5, 8, 1), "float32")).shape
    (2, 8, 4)
    """

    axes = 1


class ConvLSTM2D(ConvLSTM):
    """An LSTM over films: `x: (n, steps, height, width, channels) -> (n, height', width', filters)`.

    With return_sequences the output is (n, steps, height', width', filters). Raises ValueError for sizes or inputs that do
    not fit together. Shi, Chen, Wang, Yeung, Wong & Woo, 2015, arXiv:1506.04214.

    >>> ConvLSTM2D(4, 3, padding="same", return_sequences=True)(np.ones((2, 5, 8, 8, 1), "float32")).shape
    (2, 5, 8, 8, 4)
    """

    axes = 2


class ConvLSTM3D(ConvLSTM):
    """An LSTM over films of volumes: `x: (n, steps, depth, height, width, channels) -> (n, depth', height', width', filters)`.

    With return_sequences the output is (n, steps, depth', height', width', filters). Raises ValueError for sizes or inputs
    that do not fit together. Shi, Chen, Wang, Yeung, Wong & Woo, 2015, arXiv:1506.04214.

    >>> ConvLSTM3D(2, 2, padding="same")(np.ones((1, 3, 4, 4, 4, 1), "float32")).shape
    (1, 4, 4, 4, 2)
    """

    axes = 3
