"""Flatten: each sample in one row."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autograd
from nn.modules.module import Module, Shape


class Flatten(Module):
    """All axes but the batch in one: `x: (n, ...) -> (n, features)`.

    >>> Flatten()(np.ones((5, 28, 28))).shape
    (5, 784)
    """

    def __init__(self, data_format: str | None = None, **settings: Any) -> None:
        super().__init__(**settings)
        if data_format not in (None, "channels_last"):
            raise ValueError(f"{self.name}: channels come last here, got data_format={data_format!r}")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        n, *rest = input_shape
        return (n, None if None in rest else math.prod(rest))

    def call(self, x: Any) -> Any:
        if not np.ndim(x):
            raise ValueError(f"{self.name}: Flatten needs a batch axis, got the single number {x!r}")
        n, *rest = np.shape(x)
        return autograd.reshape(x, (n, math.prod(rest)))  # (n, ...) -> (n, features)
