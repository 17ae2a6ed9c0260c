"""Flatten: each sample in one row."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn.layers.base.channels import data_format_of, in_channels_last
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Flatten(Module):
    """All axes but the batch in one: `x: (n, ...) -> (n, features)`.

    data_format=None: with "channels_first" the channels, axis 1, go to the end first, so that features are in one order.

    Raises ValueError for a single number, which has no batch.

    >>> Flatten()(np.ones((5, 28, 28))).shape
    (5, 784)
    """

    only_computes = True

    def __init__(self, data_format: str | None = None, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(**settings)
        self.data_format = data_format_of("Flatten", data_format)

    @in_channels_last
    def compute_output_shape(self, input_shape: Shape) -> Shape:
        n, *rest = input_shape
        return (n, None if None in rest else math.prod(rest))

    @in_channels_last
    def call(self, x: Any) -> Any:
        if not np.ndim(x):
            raise ValueError(f"{self.name}: Flatten needs a batch axis, got the single number {x!r}")
        n, *rest = np.shape(x)
        return autograd.reshape(x, (n, math.prod(rest)))  # (n, ...) -> (n, features)
