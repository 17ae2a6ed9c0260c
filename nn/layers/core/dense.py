"""Dense: every output sees every input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nn import activations
from nn.checks import whole
from nn.layers.base.arguments import ActivationLike, ConstraintLike, InitializerLike, RegularizerLike, build_early, look_up
from nn.layers.base.weighted import Weighted
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Dense(Weighted):
    """activation(x W + b), so that every output sees every input: `x: (..., in) -> (..., units)`.

    units: the number of outputs.
    input_dim=None: the number of inputs; the same as input_shape=(input_dim,).

    Weights: kernel W (in, units), bias b (units,). Raises TypeError or ValueError if units is not a positive whole number,
    ValueError if the last axis of x does not hold the features that the weights were made for.

    >>> Dense(3, activation="relu", input_shape=(2,))(np.ones((5, 2), "float32")).shape
    (5, 3)
    """

    only_computes = True
    supports_masking = True

    def __init__(
        self, units: int, activation: ActivationLike = None, use_bias: bool = True,
        kernel_initializer: InitializerLike = "glorot_uniform", bias_initializer: InitializerLike = "zeros",
        kernel_regularizer: RegularizerLike = None, bias_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None, kernel_constraint: ConstraintLike = None,
        bias_constraint: ConstraintLike = None, *, input_dim: int | None = None, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        if input_dim is not None:
            settings["input_shape"] = (input_dim,)
        super().__init__(**settings)
        self.units = whole("Dense", "units", units)
        self.use_bias = use_bias
        look_up(self, locals())
        build_early(self)

    def build(self, input_shape: Shape) -> None:
        features = input_shape[-1] if len(input_shape) > 1 else None
        if not features:
            raise ValueError(
                f"{self.name}: Dense needs to know how many features come in, got an input of shape {tuple(input_shape)}: "
                "its last axis must hold them; of a single feature per sample x[:, None] makes one"
            )
        self.kernel = self._make("kernel", (features, self.units))
        if self.use_bias:
            self.bias = self._make("bias", (self.units,))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return (*input_shape[:-1], self.units)

    def call(self, x: Any) -> Any:
        try:
            z = x @ self.kernel  # (..., in) @ (in, units) -> (..., units)
        except (ValueError, TypeError) as error:
            features, shape = self.kernel.shape[0], np.shape(x)
            if shape and shape[-1] == features:
                raise
            raise ValueError(self._advice(shape, features)) from error
        z = z + self.bias if self.use_bias else z
        return z if self.activation is None else self.activation(z)  # None: a program took it away

    def _advice(self, shape: tuple[int, ...], features: int) -> str:
        message = f"{self.name}: Dense expects {features} features, got an input of shape {shape}"
        if len(shape) > 2 and np.prod(shape[1:]) == features:
            return message + f": put Flatten() before it, or reshape the input to (n, {features})"
        if len(shape) < 2:
            column = "; x[:, None] makes a feature of each number" if features == 1 else ""
            return message + f": it takes one row per sample, (n, {features}); a single sample is x[None]{column}"
        return message + f": the last axis must hold the features, (n, {features})"

    def __repr__(self) -> str:
        return f"Dense({self.units}, activation={activations.name_of(self.activation)!r})"
