"""Spatial dropout: whole channels are forgotten, since neighboring positions of one channel say nearly the same."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.layers.regularization.dropout import Dropout


class SpatialDropout1D(Dropout):
    """Dropout of whole channels of a sequence: `x: (n, steps, C) -> (n, steps, C)`.

    Tompson, Goroshin, Jain, LeCun & Bregler, 2014, arXiv:1411.4280.
    """

    axes = 1  # between the batch and the channels

    def __init__(self, rate: float, seed: int | None = None, **settings: Any) -> None:
        super().__init__(rate, noise_shape=(None, *[1] * self.axes, None), seed=seed, **settings)

    def call(self, x: Any, training: bool = False) -> Any:
        if np.ndim(x) != self.axes + 2:
            raise ValueError(
                f"{self.name}: {type(self).__name__} takes (n, {'steps' if self.axes == 1 else 'rows, columns'}, channels), "
                f"got an input of shape {np.shape(x)}"
            )
        return super().call(x, training)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.rate})"


class SpatialDropout2D(SpatialDropout1D):
    """Dropout of whole channels of an image: `x: (n, rows, columns, C) -> (n, rows, columns, C)`."""

    axes = 2

    def __init__(self, rate: float, data_format: str | None = None, seed: int | None = None, **settings: Any) -> None:
        super().__init__(rate, seed, **settings)
        if data_format not in (None, "channels_last"):
            raise ValueError(
                f"{self.name}: channels come last here, got data_format={data_format!r}: use Permute((2, 3, 1)) before"
            )
