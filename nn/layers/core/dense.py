"""Dense: every output sees every input."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn import activations, initializers, regularizers
from nn.layers.base.weighted import Weighted
from nn.modules.module import Shape


class Dense(Weighted):
    """activation(x W + b): `x: (..., in) -> (..., units)`.

    Arguments as in Keras 3, kernel_constraint and bias_constraint by name; `input_shape` (one sample's shape) makes the
    weights at once.
    Raises ValueError if the last axis of x does not hold the features the weights were made for.

    >>> Dense(3, activation="relu", input_shape=(2,))(np.ones((5, 2), "float32")).shape
    (5, 3)
    """

    supports_masking = True

    def __init__(
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        input_shape: tuple[int, ...] | None = None,
        input_dim: int | None = None,
        dtype: Any = "float32",
        name: str | None = None,
        trainable: bool = True,
        **constraints: Any,
    ) -> None:
        of_one = input_shape if input_dim is None else (input_dim,)
        super().__init__(name, trainable, of_one, activity_regularizer=activity_regularizer, **constraints)
        if not isinstance(units, (int, np.integer)) or units < 1:
            raise ValueError(f"Dense needs a positive whole number of units, got {units!r}")
        self.units = int(units)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.dtype = dtype
        if self.input_shape is not None:
            self._build((None, *self.input_shape))

    def build(self, input_shape: Shape) -> None:
        features = input_shape[-1] if len(input_shape) > 1 else None
        if not features:
            raise ValueError(
                f"{self.name}: Dense needs to know how many features come in, got an input of shape {tuple(input_shape)}: "
                "its last axis must hold them; of a single feature per sample x[:, None] makes one"
            )
        self.kernel = self._weight(self.kernel_initializer, (features, self.units))
        if self.use_bias:
            self.bias = self._weight(self.bias_initializer, (self.units,))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return (*input_shape[:-1], self.units)

    def call(self, x: Any) -> Any:
        features, shape = self.kernel.shape[0], x.shape if hasattr(x, "shape") else np.shape(x)
        if not shape or shape[-1] != features:
            raise ValueError(self._advice(shape, features))
        z = x @ self.kernel  # (..., in) @ (in, units) -> (..., units)
        return self.activation(z + self.bias if self.use_bias else z)

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
