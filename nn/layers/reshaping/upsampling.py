"""Upsampling: an image in more pixels, by repeating them or on straight lines between them."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from nn.layers.base.spatial import Spatial, each, one_of
from nn.modules.module import Shape


class UpSampling1D(Spatial):
    """Every step `size` times: `x: (n, length, channels) -> (n, length·size, channels)`. Arguments as in Keras 3.

    >>> UpSampling1D(2)(np.array([[[1.0], [2.0]]])).tolist()
    [[[1.0], [1.0], [2.0], [2.0]]]
    """

    axes = 1

    def __init__(self, size: int = 2, **settings: Any) -> None:
        super().__init__(**settings)
        self.size = each(type(self).__name__, 1, size, "size")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        sizes, channels = self._checked(input_shape)
        return (input_shape[0], *(None if n is None else n * times for n, times in zip(sizes, self.size)), channels)

    def call(self, x: Any) -> Any:
        self._checked(np.shape(x))
        for axis, times in enumerate(self.size, 1):
            x = autograd.repeat(x, times, axis=axis)
        return x

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.size})"


class UpSampling2D(UpSampling1D):
    """`x: (n, height, width, channels) -> (n, height·size, width·size, channels)`. Arguments as in Keras 3.

    interpolation="nearest" repeats rows and columns, "bilinear" goes straight from one pixel's middle to the next's.

    >>> UpSampling2D((1, 2), interpolation="bilinear")(np.array([[[[0.0], [4.0]]]])).reshape(-1).tolist()
    [0.0, 1.0, 3.0, 4.0]
    """

    axes = 2

    def __init__(self, size: Any = 2, data_format: str | None = None, interpolation: str = "nearest", **settings: Any) -> None:
        super().__init__(1, data_format=data_format, **settings)
        self.size = each(type(self).__name__, 2, size, "size")
        self.interpolation = one_of(type(self).__name__, interpolation, "interpolation", ("nearest", "bilinear"))

    def call(self, x: Any) -> Any:
        if self.interpolation == "nearest":
            return super().call(x)
        (height, width), channels = self._checked(np.shape(x))
        dtype = np.result_type(getattr(x, "dtype", float), np.float32)
        rows, columns = (between(n, times, dtype) for n, times in zip((height, width), self.size))
        x = rows @ autograd.reshape(x, (-1, height, width * channels))  # (H·s, H) @ (n, H, W·C) -> (n, H·s, W·C)
        x = columns @ autograd.reshape(x, (-1, width, channels))  # (W·s, W) @ (n·H·s, W, C) -> (n·H·s, W·s, C)
        return autograd.reshape(x, (-1, len(rows), len(columns), channels))  # -> (n, H·s, W·s, C)


def between(size: int, times: int, dtype: Any) -> np.ndarray:
    """The shares of `size` pixels in each of size·times new ones, counted between their middles: (size·times, size)."""
    places = np.clip((np.arange(size * times) + 0.5) / times - 0.5, 0, size - 1)
    return np.maximum(0.0, 1.0 - np.abs(places[:, None] - np.arange(size))).astype(dtype)
