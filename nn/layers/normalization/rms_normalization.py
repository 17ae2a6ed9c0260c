"""RMS normalization: each sample's features with root mean square 1, then scaled as learned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nn.layers.base.arguments import ConstraintLike, InitializerLike, RegularizerLike, build_early, look_up
from nn.layers.base.weighted import WeightedSettings
from nn.layers.normalization.base import Normalizing
from nn.layers.normalization.layer_normalization import LayerNormalization, standardize_axes
from nn.modules.module import Shape

if TYPE_CHECKING:
    from typing_extensions import Unpack


class RMSNormalization(LayerNormalization):
    """scale · x / √(mean(x²) + epsilon) along the feature axes: `x: (..., C) -> (..., C)`.

    gamma_initializer="ones": the numbers that scale starts with.
    gamma_regularizer=None: a penalty on scale that is added to the loss.
    gamma_constraint=None: the bounds that scale is moved into after each step.

    It is layer normalization without the mean and the shift: cheaper, and as good in many networks. Weights: scale, with the
    sizes of these axes. Raises TypeError for another axis, ValueError for an input without that axis or with other features.
    Zhang & Sennrich, 2019, arXiv:1910.07467.

    >>> RMSNormalization(input_shape=(2,))(np.array([[1.0, 7.0]])).numpy().round(2).tolist()
    [[0.2, 1.4]]
    """

    only_computes = True
    supports_masking = False  # a mask ends here, as it does in Keras
    regularized = {"scale": "gamma_regularizer"}
    gamma_initializer: Callable[..., Any]

    def __init__(
        self, axis: int | Sequence[int] = -1, epsilon: float = 1e-6, *, gamma_initializer: InitializerLike = "ones",
        gamma_regularizer: RegularizerLike = None, gamma_constraint: ConstraintLike = None,
        **settings: Unpack[WeightedSettings],
    ) -> None:  # fmt: skip
        Normalizing.__init__(self, axis, epsilon, center=False, scale=False, **settings)
        look_up(self, locals())
        build_early(self)

    def build(self, input_shape: Shape) -> None:
        super().build(input_shape)
        self.scale = self._weight(self.gamma_initializer, self._sizes, "scale")

    def call(self, x: Any) -> Any:
        places = self._check_axes(x)
        return standardize_axes(x, places, self.epsilon, center=False) * self._spread(self.scale, np.shape(x), places)

    def __repr__(self) -> str:
        return f"RMSNormalization(axis={self.axis})"
