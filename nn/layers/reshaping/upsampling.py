"""Upsampling: an image in more pixels, by repeating them or on straight lines between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn.checks import choice, sizes
from nn.layers.base.arguments import Sizes
from nn.layers.base.spatial import Spatial
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class UpSampling1D(Spatial):
    """Every step several times: `x: (n, length, channels) -> (n, length·size, channels)`.

    size=2: how often each step is repeated.

    Raises ValueError if size is not a positive whole number.

    >>> UpSampling1D(2)(np.array([[[1.0], [2.0]]])).tolist()
    [[[1.0], [1.0], [2.0], [2.0]]]
    """

    only_computes = True
    axes = 1

    def __init__(self, size: Sizes = 2, *, data_format: str | None = None, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(data_format, **settings)
        self.size = sizes(type(self).__name__, "size", size, self.axes)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        before, channels = self._check_shape(input_shape)
        return (input_shape[0], *(None if n is None else n * times for n, times in zip(before, self.size)), channels)

    def call(self, x: Any) -> Any:
        self._check_shape(np.shape(x))
        for axis, times in enumerate(self.size, 1):
            x = autograd.repeat(x, times, axis=axis)
        return x

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.size})"


class UpSampling2D(UpSampling1D):
    """An image in more pixels: `x: (n, height, width, channels) -> (n, height·size, width·size, channels)`.

    size=2: the new pixels for each old one, along (rows, columns) or both.
    interpolation="nearest": "nearest" repeats rows and columns, "bilinear" goes straight from one pixel's middle to the
        next's.

    Raises ValueError for other sizes or interpolations.

    >>> UpSampling2D((1, 2), interpolation="bilinear")(np.array([[[[0.0], [4.0]]]])).reshape(-1).tolist()
    [0.0, 1.0, 3.0, 4.0]
    """

    only_computes = True
    axes = 2

    def __init__(
        self, size: Sizes = 2, data_format: str | None = None, interpolation: str = "nearest",
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(size, data_format=data_format, **settings)
        self.interpolation = choice(type(self).__name__, "interpolation", interpolation, ("nearest", "bilinear"))

    def call(self, x: Any) -> Any:
        if self.interpolation == "nearest":
            return super().call(x)
        (height, width), channels = self._check_shape(np.shape(x))
        dtype = np.result_type(getattr(x, "dtype", float), np.float32)
        rows, columns = (between(n, times, dtype) for n, times in zip((height, width), self.size))
        x = rows @ autograd.reshape(x, (-1, height, width * channels))  # (H·s, H) @ (n, H, W·C) -> (n, H·s, W·C)
        x = columns @ autograd.reshape(x, (-1, width, channels))  # (W·s, W) @ (n·H·s, W, C) -> (n·H·s, W·s, C)
        return autograd.reshape(x, (-1, len(rows), len(columns), channels))  # -> (n, H·s, W·s, C)


def between(size: int, times: int, dtype: Any) -> np.ndarray:
    """The shares of `size` pixels in each of size·times new ones, counted between their middles: (size·times, size)."""
    places = np.clip((np.arange(size * times) + 0.5) / times - 0.5, 0, size - 1)
    return np.maximum(0.0, 1.0 - np.abs(places[:, None] - np.arange(size))).astype(dtype)
