"""Flatten: each sample in one row."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autograd
from nn.module import Module, Shape


class Flatten(Module):
    """All axes but the batch in one: `x: (n, ...) -> (n, features)`.

    >>> Flatten()(np.ones((5, 28, 28))).shape
    (5, 784)
    """

    def __init__(self, input_shape: tuple[int, ...] | None = None, name: str | None = None) -> None:
        super().__init__(name)
        self.input_shape = input_shape

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return (input_shape[0], math.prod(input_shape[1:]))

    def call(self, x: Any) -> Any:
        n, *rest = np.shape(x)
        return autograd.reshape(x, (n, math.prod(rest)))  # (n, ...) -> (n, features)
