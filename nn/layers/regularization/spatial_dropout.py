"""Spatial dropout: whole channels are forgotten, since neighboring positions of one channel say nearly the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nn.layers.base.channels import data_format_of, in_channels_last
from nn.layers.regularization.dropout import Dropout
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


WORDS = {1: ("steps",), 2: ("rows", "columns"), 3: ("layers", "rows", "columns")}  # of the axes in between


class SpatialDropout1D(Dropout):
    """In training each channel of a sequence becomes 0 with probability `rate`: `x: (n, steps, C) -> (n, steps, C)`.

    rate: the probability, from 0 to 1; the other channels are divided by 1 − rate.

    Raises ValueError for an input of another rank. Tompson, Goroshin, Jain, LeCun & Bregler, 2014, arXiv:1411.4280.

    >>> channels = SpatialDropout1D(0.5)(np.ones((1, 9, 4)), training=True)
    >>> [len(np.unique(channels[..., c])) for c in range(4)]
    [1, 1, 1, 1]
    """

    only_computes = True
    axes = 1  # between the batch and the channels
    data_format = "channels_last"

    def __init__(self, rate: float, seed: int | None = None, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(rate, noise_shape=(None, *[1] * self.axes, None), seed=seed, **settings)

    @in_channels_last
    def call(self, x: Any, training: bool = False) -> Any:
        if np.ndim(x) != self.axes + 2:
            raise ValueError(
                f"{self.name}: {type(self).__name__} takes (n, {', '.join(WORDS[self.axes])}, channels), "
                f"got an input of shape {np.shape(x)}"
            )
        return super().call(x, training)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.rate})"


class SpatialDropoutOfImages(SpatialDropout1D):
    """The base of spatial dropout whose channels may come first.

    data_format=None: "channels_last" or "channels_first", (n, channels, ...); None is "channels_last".
    """

    def __init__(
        self, rate: float, data_format: str | None = None, seed: int | None = None, **settings: Unpack[ModuleSettings]
    ) -> None:
        super().__init__(rate, seed, **settings)
        self.data_format = data_format_of(type(self).__name__, data_format)


class SpatialDropout2D(SpatialDropoutOfImages):
    """In training each channel of an image becomes 0 with probability `rate`: `x: (n, rows, columns, C) -> x's shape`.

    data_format=None: "channels_last" or "channels_first", (n, C, rows, columns); None is "channels_last".

    Raises ValueError for an input of another rank. Tompson, Goroshin, Jain, LeCun & Bregler, 2014, arXiv:1411.4280.

    >>> channels = SpatialDropout2D(0.5)(np.ones((1, 4, 4, 8)), training=True)
    >>> [len(np.unique(channels[..., c])) for c in range(8)]
    [1, 1, 1, 1, 1, 1, 1, 1]
    """

    axes = 2


class SpatialDropout3D(SpatialDropoutOfImages):
    """In training each channel of a volume becomes 0 with probability `rate`: `x: (n, layers, rows, columns, C) -> x's shape`.

    Raises ValueError for an input of another rank. Tompson, Goroshin, Jain, LeCun & Bregler, 2014, arXiv:1411.4280.

    >>> channels = SpatialDropout3D(0.5)(np.ones((1, 2, 2, 2, 8)), training=True)
    >>> [len(np.unique(channels[..., c])) for c in range(8)]
    [1, 1, 1, 1, 1, 1, 1, 1]
    """

    axes = 3
