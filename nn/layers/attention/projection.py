"""Projection: the features of each position as features of several heads."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import Tensor
from nn.modules.module import Module


class Projection(Module):
    """x W + b with a weight of the shape Keras gives it, used as a matrix: `x: (B, T, in) -> (B, T, out)`."""

    only_computes = supports_masking = True

    def __init__(self, kernel: Tensor, bias: Tensor | None, activity_regularizer: Any = None) -> None:
        super().__init__()
        self.activity_regularizer = activity_regularizer
        self.kernel = kernel
        self.bias = bias
        self.built = True

    def call(self, x: Any) -> Any:
        features = np.shape(x)[-1]
        z = x @ np.reshape(self.kernel, (features, -1))  # (B, T, in) @ (in, out)
        return z if self.bias is None else z + np.reshape(self.bias, (-1,))
