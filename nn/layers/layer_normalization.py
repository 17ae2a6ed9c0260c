"""Layer normalization: each sample's features with mean 0 and variance 1, then scaled and shifted as learned."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.layers.normalizing import Normalizing


class LayerNormalization(Normalizing):
    """gamma · (x − mean) / √(variance + epsilon) + beta along the feature axes: `x: (..., C) -> (..., C)`.

    Mean and variance are of one sample's (in sequences: one position's) numbers along `axis`, an int or several, so
    that batches of any size, training and prediction are all alike. gamma and beta have the sizes of these axes.
    Ba, Kiros & Hinton, 2016, arXiv:1607.06450.

    >>> LayerNormalization(input_shape=(2,))(np.array([[1.0, 3.0], [10.0, 30.0]])).numpy().round(2).tolist()
    [[-1.0, 1.0], [-1.0, 1.0]]
    """

    def __init__(self, axis: Any = -1, epsilon: float = 1e-3, center: bool = True, scale: bool = True, **settings: Any) -> None:
        super().__init__(axis, epsilon, center, scale, **settings)

    def _axes(self, axis: Any) -> Any:
        if isinstance(axis, (list, tuple)) and axis:
            return [super(LayerNormalization, self)._axes(each) for each in axis]
        return super()._axes(axis)

    def call(self, x: Any) -> Any:
        places, shape = self._checked(x), np.shape(x)
        centered = x - np.mean(x, axis=tuple(places), keepdims=True)
        z = centered / np.sqrt(np.mean(np.square(centered), axis=tuple(places), keepdims=True) + self.epsilon)
        if self.scale:
            z = z * self._spread(self.gamma, shape, places)
        return z + self._spread(self.beta, shape, places) if self.center else z

    def __repr__(self) -> str:
        return f"LayerNormalization(axis={self.axis})"
