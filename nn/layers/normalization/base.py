"""Normalizing: the base of the normalizations, with a learned scale gamma and shift beta behind the normalized signal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nn.checks import number
from nn.layers.base.weighted import Weighted, WeightedSettings
from nn.modules.module import Shape

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Normalizing(Weighted):
    """The base of layers that compute gamma · (x − mean) / √(variance + epsilon) + beta: `x -> x's shape`.

    axis=-1: the axis of the features.
    epsilon=0.001: a small number, from 0 on, that keeps the root away from 0.
    center=True: whether beta is added.
    scale=True: whether gamma multiplies.
    beta_initializer, gamma_initializer: the numbers that this weight starts with: a name, or an object of
        `nn.initializers`.
    beta_regularizer, gamma_regularizer: a penalty on this weight that is added to the loss: a name, such as "l2", an object
        of `nn.regularizers`, or None.
    beta_constraint, gamma_constraint: the bounds that this weight is moved into after each step: a name, an object of
        `nn.constraints`, or None.
    """

    gamma: Any = None
    beta: Any = None
    regularized = {"gamma": "gamma_regularizer", "beta": "beta_regularizer"}

    def __init__(self, axis: Any, epsilon: float, center: bool, scale: bool, **settings: Unpack[WeightedSettings]) -> None:
        super().__init__(**settings)
        self.axis = self._axes(axis)
        self.epsilon = number(self.name, "epsilon", epsilon, low=0)
        self.center = center
        self.scale: Any = scale

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
            self.gamma = self._make("gamma", shape)
        if self.center:
            self.beta = self._make("beta", shape)

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

    def _check_axes(self, x: Any) -> list[int]:
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
