"""RepeatVector: one vector at every step of a sequence."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from nn.modules.module import Module, Shape


class RepeatVector(Module):
    """The vector n times, as a sequence: `x: (batch, C) -> (batch, n, C)`.

    >>> RepeatVector(2)(np.array([[1.0, 5.0]])).tolist()
    [[[1.0, 5.0], [1.0, 5.0]]]
    """

    def __init__(self, n: int, **settings: Any) -> None:
        super().__init__(**settings)
        if not isinstance(n, (int, np.integer)) or n < 1:
            raise ValueError(f"{self.name}: n says how often, a positive whole number, got {n!r}")
        self.n = int(n)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        if len(input_shape) != 2:
            raise ValueError(f"{self.name}: RepeatVector takes vectors, (batch, C), got an input of shape {tuple(input_shape)}")
        return (input_shape[0], self.n, input_shape[1])

    def call(self, x: Any) -> Any:
        shape = self.compute_output_shape(np.shape(x))
        return autograd.broadcast_to(autograd.expand_dims(x, 1), shape)  # (batch, 1, C) -> (batch, n, C)

    def __repr__(self) -> str:
        return f"RepeatVector({self.n})"
