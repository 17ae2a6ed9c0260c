"""What the normalization layers share: a learned scale gamma and shift beta behind the normalized signal."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn import initializers, regularizers
from nn.checks import number
from nn.layers.base.weighted import Weighted
from nn.modules.module import Shape


class Normalizing(Weighted):
    """The base of layers that compute gamma · (x − mean) / √(variance + epsilon) + beta: `x -> x's shape`."""

    gamma: Any = None
    beta: Any = None
    regularized = {"gamma": "gamma_regularizer", "beta": "beta_regularizer"}

    def __init__(
        self,
        axis: Any,
        epsilon: float,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        dtype: Any = "float32",
        name: str | None = None,
        trainable: bool = True,
        input_shape: Any = None,
        **constraints: Any,
    ) -> None:
        super().__init__(name, trainable, input_shape, **constraints)
        self.axis = self._axes(axis)
        self.epsilon = number(self.name, "epsilon", epsilon, low=0)
        self.center = center
        self.scale: Any = scale
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.dtype = dtype
        if self.input_shape is not None:
            self._build((None, *self.input_shape))

    def _axes(self, axis: Any) -> Any:
        """The axis as it was given, one whole number unless a subclass takes more."""
        if not isinstance(axis, (int, np.integer)):
            raise TypeError(f"{self.name}: axis is a whole number such as -1, got {axis!r}")
        return int(axis)

    def build(self, input_shape: Shape) -> None:
        shape = tuple(input_shape[axis] for axis in self._places(input_shape))
        if None in shape:
            raise ValueError(f"{self.name}: the size of axis {self.axis} must be known, got an input of shape {input_shape}")
        self._sizes = shape
        if self.scale:
            self.gamma = self._weight(self.gamma_initializer, shape, "gamma")
        if self.center:
            self.beta = self._weight(self.beta_initializer, shape, "beta")

    def _places(self, shape: Shape) -> list[int]:
        """The axes of gamma and beta, counted from the front; ValueError if the input has no such axis."""
        axes = [self.axis] if isinstance(self.axis, int) else self.axis
        for axis in axes:
            if not -len(shape) <= axis < len(shape):
                raise ValueError(f"{self.name}: an input of shape {tuple(shape)} has no axis {axis}")
        places = sorted({axis % len(shape) for axis in axes})
        if 0 in places:
            raise ValueError(
                f"{self.name}: axis {self.axis} of an input of shape {tuple(shape)} is the batch: the features need an axis "
                "of their own; of a single feature per sample x[:, None] makes one"
            )
        return places

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def _checked(self, x: Any) -> list[int]:
        """The axes of gamma and beta in x; ValueError if x has other sizes there than the weights were made for."""
        shape = np.shape(x)
        places = self._places(shape)
        found = tuple(shape[place] for place in places)
        if found != self._sizes:
            wanted = self._sizes if len(self._sizes) > 1 else self._sizes[0]
            raise ValueError(
                f"{self.name}: {type(self).__name__} was made for {wanted} features on axis {self.axis}, "
                f"got an input of shape {shape}: give it inputs of that kind, or make a new layer"
            )
        return places

    def _spread(self, weight: Any, shape: Shape, places: list[int]) -> Any:
        """A weight in a shape that broadcasts against x: (C,) -> (C,), or (1, C, 1, 1) where C is not the last axis."""
        if places == list(range(len(shape) - len(places), len(shape))):
            return weight
        return weight.reshape([n if i in places else 1 for i, n in enumerate(shape)])
