"""Max and average pooling: an image in fewer pixels, which keeps that a feature is there and forgets its exact place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import autograd
from nn.checks import choice, sizes
from nn.layers.base.arguments import ShapeLike, Sizes
from nn.layers.base.channels import in_channels_last
from nn.layers.base.spatial import Spatial, same_border
from nn.modules.module import Shape


class Pooling(Spatial):
    """The base of layers that reduce each window of the input to one number.

    pool_size=2: the size of a window along each axis, or one number for all axes.
    strides=None: how far the window moves, along each axis or all; None puts windows side by side.
    padding="valid": "valid" takes windows that lie inside the input, "same" surrounds it with a border, so that there are
        size / strides windows, rounded up.
    """

    only_computes = True
    pool: Callable[..., Any]

    def __init__(
        self, pool_size: Sizes, strides: Sizes | None = None, padding: str = "valid", data_format: str | None = None,
        name: str | None = None, *, trainable: bool = True, input_shape: ShapeLike | None = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(data_format, name=name, trainable=trainable, input_shape=input_shape, dtype=dtype)
        kind = type(self).__name__
        self.pool_size = sizes(kind, "pool_size", pool_size, self.axes)
        self.strides = self.pool_size if strides is None else sizes(kind, "strides", strides, self.axes)
        self.padding = choice(kind, "padding", padding, ("valid", "same"))

    def _count(self, size: int | None, window: int, stride: int) -> int | None:
        if size is None:
            return None
        if self.padding == "same":
            return -(-size // stride)
        if size < window:
            raise ValueError(
                f"{self.name}: a pool of {window} does not fit into {size}: take a smaller pool_size, padding='same', or fewer "
                "poolings before"
            )
        return (size - window) // stride + 1

    @in_channels_last
    def compute_output_shape(self, input_shape: Shape) -> Shape:
        before, channels = self._check_shape(input_shape)
        return (input_shape[0], *map(self._count, before, self.pool_size, self.strides), channels)

    @in_channels_last
    def call(self, x: Any) -> Any:
        before, _ = self._check_shape(np.shape(x))
        if self.padding == "same":
            border = tuple(same_border(*axis) for axis in zip(before, self.pool_size, self.strides))
        else:
            border = ((0, 0),) * self.axes
            if any(size < window for size, window in zip(before, self.pool_size)):
                raise ValueError(
                    f"{self.name}: a pool of {self.pool_size} does not fit into an input of {before}: take a smaller "
                    "pool_size, padding='same', or fewer poolings before"
                )
        return type(self).pool(x, window=self.pool_size, strides=self.strides, padding=border)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.pool_size}, strides={self.strides})"


class MaxPooling(Pooling):
    """The largest number under each window; of equal ones the first takes the gradient. A border never wins.

    Riesenhuber & Poggio, 1999, Nature Neuroscience 2.
    """

    pool = autograd.max_pool

    def __init__(
        self, pool_size: Sizes = 2, strides: Sizes | None = None, padding: str = "valid", data_format: str | None = None,
        name: str | None = None, *, trainable: bool = True, input_shape: ShapeLike | None = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(
            pool_size, strides, padding, data_format, name, trainable=trainable, input_shape=input_shape, dtype=dtype
        )  # fmt: skip


class AveragePooling(Pooling):
    """The mean of the numbers under each window; with padding="same" the border is not counted.

    LeCun et al., 1989, Neural Computation 1.
    """

    pool = staticmethod(autograd.average_pool)


class MaxPooling1D(MaxPooling):
    """The largest number of each window of a sequence: `x: (n, length, channels) -> (n, new length, channels)`.

    Of equal numbers the first takes the gradient. Raises ValueError if no window fits into the input.
    Riesenhuber & Poggio, 1999, Nature Neuroscience 2.

    >>> MaxPooling1D()(np.array([[[1.0], [3.0], [2.0], [0.0]]])).tolist()
    [[[3.0], [2.0]]]
    """

    axes = 1


class MaxPooling2D(MaxPooling):
    """The largest number of each window of an image: `x: (n, height, width, channels) -> (n, height', width', channels)`.

    Of equal numbers the first takes the gradient. Raises ValueError if no window fits into the input.
    Riesenhuber & Poggio, 1999, Nature Neuroscience 2.

    >>> MaxPooling2D()(np.ones((8, 28, 28, 6))).shape
    (8, 14, 14, 6)
    """


class AveragePooling1D(AveragePooling):
    """The mean of each window of a sequence: `x: (n, length, channels) -> (n, new length, channels)`.

    The border of padding="same" is not counted. Raises ValueError if no window fits into the input.
    LeCun et al., 1989, Neural Computation 1.

    >>> AveragePooling1D(2)(np.array([[[1.0], [3.0], [2.0], [0.0]]])).tolist()
    [[[2.0], [1.0]]]
    """

    axes = 1


class AveragePooling2D(AveragePooling):
    """The mean of each window of an image: `x: (n, height, width, channels) -> (n, height', width', channels)`.

    The border of padding="same" is not counted. Raises ValueError if no window fits into the input.
    LeCun et al., 1989, Neural Computation 1.

    >>> AveragePooling2D(2)(np.ones((8, 28, 28, 6))).shape
    (8, 14, 14, 6)
    """


class MaxPooling3D(MaxPooling):
    """The largest number of each window of a volume: `x: (n, depth, height, width, C) -> (n, depth', height', width', C)`.

    Of equal numbers the first takes the gradient. Raises ValueError if no window fits into the input.
    Riesenhuber & Poggio, 1999, Nature Neuroscience 2.

    >>> MaxPooling3D()(np.ones((8, 4, 6, 6, 3))).shape
    (8, 2, 3, 3, 3)
    """

    axes = 3


class AveragePooling3D(AveragePooling):
    """The mean of each window of a volume: `x: (n, depth, height, width, C) -> (n, depth', height', width', C)`.

    The border of padding="same" is not counted. Raises ValueError if no window fits into the input.
    LeCun et al., 1989, Neural Computation 1.

    >>> AveragePooling3D(2)(np.ones((8, 4, 6, 6, 3))).shape
    (8, 2, 3, 3, 3)
    """

    axes = 3
