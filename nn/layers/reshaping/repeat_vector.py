"""RepeatVector: one vector at every step of a sequence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn.checks import whole
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class RepeatVector(Module):
    """A vector repeated n times, as a sequence: `x: (batch, C) -> (batch, n, C)`.

    n: how often the vector is repeated.

    Raises TypeError or ValueError if n is not a positive whole number, ValueError if x is not a batch of vectors.

    >>> RepeatVector(2)(np.array([[1.0, 5.0]])).tolist()
    [[[1.0, 5.0], [1.0, 5.0]]]
    """

    only_computes = True

    def __init__(self, n: int, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(**settings)
        self.n = whole("RepeatVector", "n", n)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        if len(input_shape) != 2:
            raise ValueError(f"{self.name}: RepeatVector takes vectors, (batch, C), got an input of shape {tuple(input_shape)}")
        return (input_shape[0], self.n, input_shape[1])

    def call(self, x: Any) -> Any:
        shape = self.compute_output_shape(np.shape(x))
        return autograd.broadcast_to(autograd.expand_dims(x, 1), shape)  # (batch, 1, C) -> (batch, n, C)

    def __repr__(self) -> str:
        return f"RepeatVector({self.n})"
