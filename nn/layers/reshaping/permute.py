"""Permute: a sample's axes in another order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Permute(Module):
    """A sample's axes in another order: `x: (n, a, b) -> (n, b, a)` for dims=(2, 1).

    dims: the axes in their new order, counted from 1, for 0 is the batch.

    Raises ValueError if dims does not hold each axis once, or x has other axes.

    >>> Permute((2, 1))(np.ones((5, 3, 2))).shape
    (5, 2, 3)
    """

    only_computes = True

    def __init__(self, dims: Sequence[int], **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(**settings)
        self.dims = tuple(dims)
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            raise ValueError(f"{self.name}: dims holds each axis of a sample once, counted from 1 as in (2, 1), got {dims!r}")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        if len(input_shape) != len(self.dims) + 1:
            raise ValueError(
                f"{self.name}: Permute({self.dims}) takes samples of {len(self.dims)} axes behind the batch, "
                f"got an input of shape {tuple(input_shape)}"
            )
        return tuple(input_shape[i] for i in (0, *self.dims))

    def call(self, x: Any) -> Any:
        self.compute_output_shape(np.shape(x))
        return autograd.transpose(x, (0, *self.dims))

    def __repr__(self) -> str:
        return f"Permute({self.dims})"
