"""Group normalization: channels in groups, each group of each sample with mean 0 and variance 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nn.checks import whole
from nn.layers.base.arguments import ConstraintLike, InitializerLike, RegularizerLike, build_early, look_up
from nn.layers.base.weighted import WeightedSettings
from nn.layers.normalization.base import Normalizing
from nn.layers.normalization.layer_normalization import standardize_axes
from nn.modules.module import Shape

if TYPE_CHECKING:
    from typing_extensions import Unpack


class GroupNormalization(Normalizing):
    """gamma · (x − mean) / √(variance + epsilon) + beta, over groups of channels: `x: (n, ..., C) -> (n, ..., C)`.

    groups=32: the number of groups of neighboring channels; 1 takes all channels together, -1 each alone (instance
        normalization).
    axis=-1: the axis of the channels.

    Mean and variance are those of one sample and one group, over all positions; the batch does not matter.
    Weights: gamma (C,), beta (C,). Raises TypeError or ValueError for other groups, ValueError if the channels do not divide
    into them. Wu & He, 2018, arXiv:1803.08494.

    >>> GroupNormalization(groups=2, input_shape=(4,))(np.array([[1.0, 3.0, 5.0, 9.0]])).numpy().round(2).tolist()
    [[-1.0, 1.0, -1.0, 1.0]]
    """

    only_computes = True
    supports_masking = True

    def __init__(
        self, groups: int = 32, axis: int = -1, epsilon: float = 1e-3, center: bool = True, scale: bool = True,
        beta_initializer: InitializerLike = "zeros", gamma_initializer: InitializerLike = "ones",
        beta_regularizer: RegularizerLike = None, gamma_regularizer: RegularizerLike = None,
        beta_constraint: ConstraintLike = None, gamma_constraint: ConstraintLike = None,
        **settings: Unpack[WeightedSettings],
    ) -> None:  # fmt: skip
        super().__init__(axis, epsilon, center, scale, **settings)
        self.groups = groups if groups == -1 else whole("GroupNormalization", "groups", groups)
        look_up(self, locals())
        build_early(self)

    def build(self, input_shape: Shape) -> None:
        super().build(input_shape)
        channels = self._sizes[0]
        if self.groups == -1:
            self.groups = channels
        if channels % self.groups:
            raise ValueError(
                f"{self.name}: {channels} channels cannot be divided into {self.groups} groups of equal size: "
                f"choose groups among the divisors of {channels}"
            )

    def call(self, x: Any) -> Any:
        (place,), shape = self._check_axes(x), np.shape(x)
        grouped = (*shape[:place], self.groups, shape[place] // self.groups, *shape[place + 1 :])
        x = np.reshape(x, grouped)  # (n, ..., C) -> (n, ..., groups, C / groups)
        z = standardize_axes(x, [i for i in range(1, len(grouped)) if i != place], self.epsilon)
        z = np.reshape(z, shape)  # (n, ..., groups, C / groups) -> (n, ..., C)
        if self.scale:
            z = z * self._spread(self.gamma, shape, [place])
        return z + self._spread(self.beta, shape, [place]) if self.center else z

    def __repr__(self) -> str:
        return f"GroupNormalization(groups={self.groups}, axis={self.axis})"
