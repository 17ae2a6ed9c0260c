"""Unit normalization: each sample's features as a vector of length 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack

LEAST = 1e-6  # a length below this counts as this


class UnitNormalization(Module):
    """x / |x| along the feature axes: `x -> x's shape`.

    axis=-1: the axis of the features, or several.

    A vector of zeros stays one. Raises TypeError for another axis, ValueError for an input without it.

    >>> import numpy as np
    >>> UnitNormalization()(np.array([[3.0, 4.0]])).tolist()
    [[0.6, 0.8]]
    """

    only_computes = True
    supports_masking = True

    def __init__(self, axis: int | Sequence[int] = -1, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(**settings)
        if not all(isinstance(one, (int, np.integer)) for one in (axis if isinstance(axis, (list, tuple)) else (axis,))):
            raise TypeError(f"{self.name}: axis is a whole number or several, such as -1 or (1, 2), got {axis!r}")
        self.axis = axis

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        for axis in self._axes():
            if not -len(input_shape) <= axis < len(input_shape):
                raise ValueError(f"{self.name}: an input of shape {tuple(input_shape)} has no axis {axis}")
        return input_shape

    def _axes(self) -> tuple[int, ...]:
        axis: Any = self.axis
        return tuple(axis) if isinstance(axis, (list, tuple)) else (axis,)

    def call(self, x: Any) -> Any:
        self.compute_output_shape(np.shape(x))
        return x / autograd.maximum(autograd.norm(x, axis=self._axes(), keepdims=True), LEAST)
