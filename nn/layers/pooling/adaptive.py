"""Adaptive pooling: as many windows as are asked for, whatever the size of the input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn.checks import sizes
from nn.layers.base.arguments import Sizes
from nn.layers.base.channels import in_channels_last
from nn.layers.base.spatial import Spatial
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class AdaptivePooling(Spatial):
    """The base of pooling to a size: window i of k along an axis of n goes from ⌊i n / k⌋ up to ⌈(i + 1) n / k⌉.

    output_size: the number of windows along each axis, or one number for all axes.
    """

    only_computes = True

    def __init__(self, output_size: Sizes, data_format: str | None = None, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(data_format, **settings)
        self.output_size = sizes(type(self).__name__, "output_size", output_size, self.axes)

    @in_channels_last
    def compute_output_shape(self, input_shape: Shape) -> Shape:
        _, channels = self._check_shape(input_shape)
        return (input_shape[0], *self.output_size, channels)

    @in_channels_last
    def call(self, x: Any) -> Any:
        before, _ = self._check_shape(np.shape(x))
        if 0 in before:
            raise ValueError(f"{self.name}: there is nothing to pool in an input of shape {np.shape(x)}")
        for axis, (size, count) in enumerate(zip(before, self.output_size), 1):
            windows = [(i * size // count, -(-(i + 1) * size // count)) for i in range(count)]
            x = self.pool_along(x, axis, windows)
        return x

    def pool_along(self, x: Any, axis: int, windows: list[tuple[int, int]]) -> Any:
        """Each window along an axis as one number."""
        parts = [x[(slice(None),) * axis + (slice(*window),)] for window in windows]
        return autograd.stack([self.pool(part, axis) for part in parts], axis=axis)

    def pool(self, x: Any, axis: int) -> Any:
        """An axis as one number."""
        raise NotImplementedError(f"{type(self).__name__} needs a method pool(self, x, axis)")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.output_size})"


class AdaptiveAverage(AdaptivePooling):
    """The mean of each window."""

    only_computes = True

    def pool(self, x: Any, axis: int) -> Any:
        return autograd.mean(x, axis=axis)


class AdaptiveMax(AdaptivePooling):
    """The largest number of each window; equal numbers share the gradient."""

    only_computes = True

    def pool(self, x: Any, axis: int) -> Any:
        return autograd.max(x, axis=axis)


class AdaptiveAveragePooling1D(AdaptiveAverage):
    """The mean of each window of a sequence: `x: (n, length, channels) -> (n, output_size, channels)`.

    output_size: the number of windows.

    Windows may overlap, and differ by one in size. Raises ValueError for an input without places.

    >>> AdaptiveAveragePooling1D(4)(np.ones((8, 10, 3))).shape
    (8, 4, 3)
    """

    axes = 1


class AdaptiveAveragePooling2D(AdaptiveAverage):
    """The mean of each window of an image: `x: (n, height, width, channels) -> (n, height', width', channels)`.

    Windows may overlap, and differ by one in size. Raises ValueError for an input without places.

    >>> AdaptiveAveragePooling2D((4, 3))(np.ones((8, 10, 7, 3))).shape
    (8, 4, 3, 3)
    """

    axes = 2


class AdaptiveAveragePooling3D(AdaptiveAverage):
    """The mean of each window of a volume: `x: (n, depth, height, width, C) -> (n, depth', height', width', C)`.

    Windows may overlap, and differ by one in size. Raises ValueError for an input without places.

    >>> AdaptiveAveragePooling3D(2)(np.ones((8, 4, 10, 7, 3))).shape
    (8, 2, 2, 2, 3)
    """

    axes = 3


class AdaptiveMaxPooling1D(AdaptiveMax):
    """The largest of each window of a sequence: `x: (n, length, channels) -> (n, output_size, channels)`.

    output_size: the number of windows.

    Windows may overlap, and differ by one in size. Raises ValueError for an input without places.

    >>> AdaptiveMaxPooling1D(4)(np.ones((8, 10, 3))).shape
    (8, 4, 3)
    """

    axes = 1


class AdaptiveMaxPooling2D(AdaptiveMax):
    """The largest of each window of an image: `x: (n, height, width, channels) -> (n, height', width', channels)`.

    Windows may overlap, and differ by one in size. Raises ValueError for an input without places.

    >>> AdaptiveMaxPooling2D((4, 3))(np.ones((8, 10, 7, 3))).shape
    (8, 4, 3, 3)
    """

    axes = 2


class AdaptiveMaxPooling3D(AdaptiveMax):
    """The largest of each window of a volume: `x: (n, depth, height, width, C) -> (n, depth', height', width', C)`.

    Windows may overlap, and differ by one in size. Raises ValueError for an input without places.

    >>> AdaptiveMaxPooling3D(2)(np.ones((8, 4, 10, 7, 3))).shape
    (8, 2, 2, 2, 3)
    """

    axes = 3
