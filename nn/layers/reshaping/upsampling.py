"""Upsampling: an image in more pixels, by repeating them or on straight lines between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn.checks import choice, sizes
from nn.layers.base.arguments import Sizes
from nn.layers.base.channels import LAST, in_channels_last
from nn.layers.base.resampling import INTERPOLATIONS, shares
from nn.layers.base.spatial import Spatial
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class UpSampling1D(Spatial):
    """Every step repeated `size` times: `x: (n, length, channels) -> (n, length·size, channels)`.

    size=2: how often each step is repeated.

    Raises ValueError if size is not a positive whole number.

    >>> UpSampling1D(2)(np.array([[[1.0], [2.0]]])).tolist()
    [[[1.0], [1.0], [2.0], [2.0]]]
    """

    only_computes = True
    axes = 1

    def __init__(self, size: Sizes = 2, *, data_format: str | None = None, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(data_format or (LAST if self.axes == 1 else None), **settings)  # of steps, whatever images do
        self.size = sizes(type(self).__name__, "size", size, self.axes)

    @in_channels_last
    def compute_output_shape(self, input_shape: Shape) -> Shape:
        before, channels = self._check_shape(input_shape)
        return (input_shape[0], *(None if n is None else n * times for n, times in zip(before, self.size)), channels)

    @in_channels_last
    def call(self, x: Any) -> Any:
        self._check_shape(np.shape(x))
        for axis, times in enumerate(self.size, 1):
            x = autograd.repeat(x, times, axis=axis)
        return x

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.size})"


class UpSampling2D(UpSampling1D):
    """An image enlarged: `x: (n, height, width, channels) -> (n, height·size, width·size, channels)`.

    size=2: the new pixels for each old one, along (rows, columns) or both.
    interpolation="nearest": "nearest" repeats rows and columns, "bilinear" goes straight from one pixel's middle to the
        next's, "bicubic", "lanczos3" and "lanczos5" in curves through them.

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
        self.interpolation = choice(type(self).__name__, "interpolation", interpolation, INTERPOLATIONS)

    @in_channels_last
    def call(self, x: Any) -> Any:
        if self.interpolation == "nearest":
            return super().call(x)
        (height, width), channels = self._check_shape(np.shape(x))
        dtype = np.result_type(getattr(x, "dtype", float), np.float32)
        rows, columns = (shares(n, n * times, self.interpolation, dtype) for n, times in zip((height, width), self.size))
        x = rows @ autograd.reshape(x, (-1, height, width * channels))  # (H·s, H) @ (n, H, W·C) -> (n, H·s, W·C)
        x = columns @ autograd.reshape(x, (-1, width, channels))  # (W·s, W) @ (n·H·s, W, C) -> (n·H·s, W·s, C)
        return autograd.reshape(x, (-1, len(rows), len(columns), channels))  # -> (n, H·s, W·s, C)


class UpSampling3D(UpSampling1D):
    """Every place of a volume several times: `x: (n, depth, height, width, C) -> (n, depth·size, height·size, width·size, C)`.

    size=2: how often each place is repeated along the three axes, or along all.

    Raises ValueError for other sizes.

    >>> UpSampling3D()(np.ones((5, 2, 3, 4, 1))).shape
    (5, 4, 6, 8, 1)
    """

    axes = 3

    def __init__(self, size: Sizes = 2, data_format: str | None = None, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(size, data_format=data_format, **settings)
