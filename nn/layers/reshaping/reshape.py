"""Reshape: each sample's numbers in another shape."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn.layers.base.arguments import Sizes
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Reshape(Module):
    """Each sample in another shape: `x: (n, ...) -> (n, *target_shape)`.

    target_shape: the new sizes of a sample; one of them may be -1, which stands for the size that fits.

    Raises ValueError if a sample has more or fewer numbers than the new shape.

    >>> Reshape((2, -1))(np.ones((5, 6))).shape
    (5, 2, 3)
    """

    only_computes = True

    def __init__(self, target_shape: Sizes, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(**settings)
        given = target_shape if isinstance(target_shape, (tuple, list)) else (target_shape,)
        if not all(isinstance(n, (int, np.integer)) and (n > 0 or n == -1) for n in given) or list(given).count(-1) > 1:
            raise ValueError(f"{self.name}: target_shape holds positive sizes, at most one of them -1, got {target_shape!r}")
        self.target_shape = tuple(map(int, given))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        n, *rest = input_shape
        if None in rest:
            return (n, *[None if size == -1 else size for size in self.target_shape])
        size, known = math.prod(rest), math.prod(size for size in self.target_shape if size != -1)
        if size % known if -1 in self.target_shape else size != known:
            raise ValueError(
                f"{self.name}: a sample of shape {tuple(rest)} holds {size} numbers, which {self.target_shape} cannot"
            )
        return (n, *[size // known if each == -1 else each for each in self.target_shape])

    def call(self, x: Any) -> Any:
        return autograd.reshape(x, self.compute_output_shape(np.shape(x)))  # (n, ...) -> (n, *target_shape)

    def __repr__(self) -> str:
        return f"Reshape({self.target_shape})"
