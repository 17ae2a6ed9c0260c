"""RMS normalization: each sample's features with root mean square 1, then scaled as learned."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.layers.normalization.layer_normalization import LayerNormalization, standardized
from nn.modules.module import Shape


class RMSNormalization(LayerNormalization):
    """scale · x / √(mean(x²) + epsilon) along the feature axes: `x: (..., C) -> (..., C)`.

    Layer normalization without the mean and the shift: cheaper, and as good in many networks. `axis` as there.
    Zhang & Sennrich, 2019, arXiv:1910.07467.

    >>> RMSNormalization(input_shape=(2,))(np.array([[1.0, 7.0]])).numpy().round(2).tolist()
    [[0.2, 1.4]]
    """

    supports_masking = False  # as in Keras
    regularized = {"scale": "gamma_regularizer"}

    def __init__(self, axis: Any = -1, epsilon: float = 1e-6, **settings: Any) -> None:
        super().__init__(axis, epsilon, center=False, scale=False, **settings)

    def build(self, input_shape: Shape) -> None:
        super().build(input_shape)
        self.scale = self._weight(self.gamma_initializer, self._sizes, "scale")

    def call(self, x: Any) -> Any:
        places = self._checked(x)
        return standardized(x, places, self.epsilon, center=False) * self._spread(self.scale, np.shape(x), places)

    def __repr__(self) -> str:
        return f"RMSNormalization(axis={self.axis})"
