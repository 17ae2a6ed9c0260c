"""Layer normalization: each sample's features with mean 0 and variance 1, then scaled and shifted as learned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import standardize
from nn.layers.base.arguments import ConstraintLike, InitializerLike, RegularizerLike, build_early, look_up
from nn.layers.base.weighted import WeightedSettings
from nn.layers.normalization.base import Normalizing

if TYPE_CHECKING:
    from typing_extensions import Unpack


class LayerNormalization(Normalizing):
    """gamma · (x − mean) / √(variance + epsilon) + beta along the feature axes: `x: (..., C) -> (..., C)`.

    axis=-1: the axis of the features, or several.
    rms_scaling=False: whether x is only divided by its deviation, x / √(variance + epsilon) · gamma, as older programs ask.

    Mean and variance are those of one sample's (in sequences: one position's) numbers along `axis`, so batches of any size,
    training and prediction are all alike. Weights: gamma and beta, with the sizes of these axes. Raises TypeError for
    another axis, ValueError for an input without that axis or with other features. Ba, Kiros & Hinton, 2016, arXiv:1607.06450.

    >>> LayerNormalization(input_shape=(2,))(np.array([[1.0, 3.0], [10.0, 30.0]])).numpy().round(2).tolist()
    [[-1.0, 1.0], [-1.0, 1.0]]
    """

    only_computes = True
    supports_masking = True

    def __init__(
        self, axis: int | Sequence[int] = -1, epsilon: float = 1e-3, center: bool = True, scale: bool = True,
        beta_initializer: InitializerLike = "zeros", gamma_initializer: InitializerLike = "ones",
        beta_regularizer: RegularizerLike = None, gamma_regularizer: RegularizerLike = None,
        beta_constraint: ConstraintLike = None, gamma_constraint: ConstraintLike = None, *, rms_scaling: bool = False,
        **settings: Unpack[WeightedSettings],
    ) -> None:  # fmt: skip
        super().__init__(axis, epsilon, center and not rms_scaling, scale or rms_scaling, **settings)
        self.rms_scaling = rms_scaling
        look_up(self, locals())
        build_early(self)

    def _axes(self, axis: Any) -> Any:
        if isinstance(axis, (list, tuple)) and axis:
            return [super(LayerNormalization, self)._axes(one) for one in axis]
        return super()._axes(axis)

    def call(self, x: Any) -> Any:
        places, shape = self._check_axes(x), np.shape(x)
        if self.rms_scaling:
            z = x / np.sqrt(np.var(x, axis=tuple(places), keepdims=True) + self.epsilon)
        else:
            z = standardize_axes(x, places, self.epsilon)
        if self.scale:
            z = z * self._spread(self.gamma, shape, places)
        return z + self._spread(self.beta, shape, places) if self.center else z

    def __repr__(self) -> str:
        return f"LayerNormalization(axis={self.axis})"


def standardize_axes(x: Any, places: list[int], epsilon: float, center: bool = True) -> Any:
    """x with mean 0 (with `center`) and variance 1 along these axes, which are brought together at the end for that."""
    shape = np.shape(x)
    if places == [len(shape) - 1]:
        return standardize(x, epsilon=epsilon, center=center)
    last = list(range(len(shape) - len(places), len(shape)))
    moved = np.moveaxis(x, places, last)  # (..., *features)
    flat = np.reshape(moved, (*moved.shape[: last[0]], math.prod(moved.shape[last[0] :])))  # (..., n)
    return np.moveaxis(np.reshape(standardize(flat, epsilon=epsilon, center=center), moved.shape), last, places)
