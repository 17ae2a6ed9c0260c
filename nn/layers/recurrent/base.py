"""Recurrent: the base of layers that go through a sequence step by step.

    y = LSTM(16)(x)                                              # the last output: (n, steps, features) -> (n, 16)
    y, h, c = LSTM(16, return_sequences=True, return_state=True)(x, initial_state=[h, c], mask=mask)

A subclass says how one step changes the states: `step`. All steps' inputs meet the kernel at once, in one product.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from autograd import concatenate, reshape, split, stack, where
from nn.checks import number, whole
from nn.layers.base.arguments import ActivationLike, ConstraintLike, InitializerLike, RegularizerLike, build_early, look_up
from nn.layers.base.weighted import Weighted
from nn.layers.recurrent.sequence import Sequence
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings
from nn.seeds import generator

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Recurrent(Weighted, Sequence):
    """The base of SimpleRNN, LSTM and GRU: `x: (n, steps, features) -> (n, units)`, or `(n, steps, units)`.

    units: the number of outputs, and of numbers in a state.
    activation="tanh": the function of a step's output, or its name in `nn.activations`.
    recurrent_activation="sigmoid": the function of the gates, or its name in `nn.activations`.
    use_bias=True: whether a bias is added.
    dropout=0.0, recurrent_dropout=0.0: the probability, from 0 to 1, that a number of x, or of the state, is forgotten in
        training, the same ones in all steps (Gal & Ghahramani, 2016, arXiv:1512.05287).
    seed=None: where the random numbers start; None takes them from `set_random_seed`.
    use_cudnn="auto", implementation=None: accepted and ignored.

    Raises TypeError or ValueError for settings out of range, ValueError for an input of another rank or other features,
    without any step, or with states or a mask that do not fit it.
    """

    only_computes = True
    regularized = {
        "kernel": "kernel_regularizer",
        "recurrent_kernel": "recurrent_regularizer",
        "bias": "bias_regularizer",
    }
    gates = 1  # the number of kernels of `units` columns that lie side by side
    states = 1  # the number of arrays (n, units) that go from step to step
    bias_initializer: Callable[..., Any]

    def __init__(
        self, units: int, activation: ActivationLike = "tanh", use_bias: bool = True, *,
        kernel_initializer: InitializerLike = "glorot_uniform", recurrent_initializer: InitializerLike = "orthogonal",
        bias_initializer: InitializerLike = "zeros", kernel_regularizer: RegularizerLike = None,
        recurrent_regularizer: RegularizerLike = None, bias_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None, kernel_constraint: ConstraintLike = None,
        recurrent_constraint: ConstraintLike = None, bias_constraint: ConstraintLike = None, dropout: float = 0.0,
        recurrent_dropout: float = 0.0, seed: int | None = None, return_sequences: bool = False, return_state: bool = False,
        go_backwards: bool = False, stateful: bool = False, unroll: bool = False, use_cudnn: bool | str = "auto",
        implementation: int | None = None, zero_output_for_mask: bool = False,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        steps = {
            "return_sequences": return_sequences, "return_state": return_state, "go_backwards": go_backwards,
            "stateful": stateful, "unroll": unroll, "zero_output_for_mask": zero_output_for_mask,
        }  # fmt: skip
        super().__init__(**steps, **settings)  # type: ignore[arg-type]
        self.units = whole(type(self).__name__, "units", units)
        self.use_bias = use_bias
        look_up(self, locals())
        self.dropout = number(self.name, "dropout", dropout, low=0, high=1)
        self.recurrent_dropout = number(self.name, "recurrent_dropout", recurrent_dropout, low=0, high=1)
        self.rng = None if seed is None else generator(seed)
        self.seed, self.use_cudnn, self.implementation = seed, use_cudnn, implementation
        build_early(self)

    # -- weights ---------------------------------------------------------------------------------------------

    def build(self, input_shape: Shape) -> None:
        if len(input_shape) != 3 or not input_shape[2]:
            raise ValueError(self._advice(tuple(input_shape)))
        columns = self.gates * self.units
        self.kernel = self._make("kernel", (input_shape[2], columns))
        self.recurrent_kernel = self._make("recurrent_kernel", (self.units, columns))
        if self.use_bias:
            self.bias = self._weight(self.first_bias, self.bias_shape())

    def bias_shape(self) -> tuple[int, ...]:
        """The shape of the bias."""
        return (self.gates * self.units,)

    def first_bias(self, shape: tuple[int, ...], dtype: Any) -> Any:
        """The numbers that the bias starts with."""
        return self.bias_initializer(shape, dtype)

    # -- one call --------------------------------------------------------------------------------------------

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        n, steps, _ = input_shape
        output = (n, steps, self.units) if self.return_sequences else (n, self.units)
        return (output, *[(n, self.units)] * self.states) if self.return_state else output

    def check_sequence(self, shape: Shape) -> None:
        if len(shape) != 3 or shape[2] != self.kernel.shape[0] or not shape[1]:
            raise ValueError(self._advice(shape))

    def state_shapes(self, shape: Shape) -> list[tuple[int, ...]]:
        return [(shape[0], self.units)] * self.states

    def zero_states(self, shapes: Any, dtype: Any) -> list[Any]:
        return [np.zeros(shape, self.kernel.dtype) for shape in shapes]

    def run(self, x: Any, states: list[Any], mask: Any, training: bool = False) -> tuple[Any, list[Any]]:
        """All steps: x: (steps, n, features), mask: (steps, n) or None -> outputs (steps, n, units), the final states.

        The first state is the last output; the sequence of outputs is only needed for return_sequences.
        """
        projected = self.project(x, training)
        noise = self._noise(self.recurrent_dropout, states[0]) if training else None
        outputs = []
        for t in range(len(projected)):
            new = self.step(projected[t], states, noise)
            if mask is not None:
                new = [where(mask[t][:, None], state, old) for state, old in zip(new, states)]
            states = new
            outputs.append(states[0])
        return stack(outputs) if self.return_sequences else None, states

    def step(self, x: Any, states: list[Any], noise: Any) -> list[Any]:
        """The states after one step; the first is also its output. x: (n, gates·units), the contribution of the input."""
        raise NotImplementedError(f"{type(self).__name__} needs a method step(self, x, states, noise)")

    def project(self, x: Any, training: bool = False) -> Any:
        """The contribution of all steps' inputs: (steps, n, features) -> (steps, n, gates·units)."""
        return self.project_noisy(x, self._noise(self.dropout, x) if training else None)

    def project_noisy(self, x: Any, noise: list[Any] | None) -> Any:
        """The contribution of inputs that noise multiplies first: (..., features) -> (..., gates·units)."""
        z = product(x, self.kernel, noise)
        return z + self.input_bias() if self.use_bias else z

    def input_bias(self) -> Any:
        """The bias that is added to the inputs' contribution."""
        return self.bias

    def _advice(self, shape: tuple[int, ...]) -> str:
        kind = type(self).__name__
        features = self.kernel.shape[0] if self.built else "features"
        message = f"{self.name}: {kind} expects (n, steps, {features}), got {shape}"
        if len(shape) == 2:
            return f"{message}: a batch of sequences of single numbers is x[:, :, None], one sequence is x[None]"
        if len(shape) == 3 and not shape[1]:
            return f"{message}: a sequence needs at least one step"
        return f"{message}: the axes are the batch, the steps and the features"

    def _noise(self, rate: float, x: Any) -> list[Any] | None:
        """The noise that multiplies x, (..., n, features), in training: (n, features), the same in all steps.

        The gates share it, unless there is recurrent dropout.
        """
        if not rate:
            return None
        shape, scale = np.shape(x)[-2:], max(1.0 - rate, 1e-7)

        def draw() -> np.ndarray:
            kept = (self.rng or generator()).random(shape, dtype=np.float32) >= rate
            return np.asarray(kept / scale, self.dtype)

        return [autograd.fresh(draw, like=x) for _ in range(self.gates if self.recurrent_dropout else 1)]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.units}{', return_sequences=True' * self.return_sequences})"


def product(x: Any, kernel: Any, noise: list[Any] | None = None) -> Any:
    """x @ kernel, (..., m) and (m, gates·units), each gate's columns seeing x through its own noise."""
    *lead, m = np.shape(x)
    rows = int(np.prod(lead))
    kernels = [kernel] if noise is None else split(kernel, len(noise), axis=-1)
    seen = [x] if noise is None else [x * part for part in noise]
    found = [reshape(a, (rows, m)) @ k for a, k in zip(seen, kernels)]  # (..., m) -> (rows, m)
    z = found[0] if len(found) == 1 else concatenate(found, axis=-1)
    return reshape(z, (*lead, kernel.shape[-1]))  # (rows, gates·units) -> (..., gates·units)
