"""Max and average pooling: an image in fewer pixels, so that what matters is that a feature is there, not where exactly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import autograd
from nn.layers.base.spatial import Spatial, each, one_of, same_border
from nn.modules.module import Shape


class Pooling(Spatial):
    """The base: windows of `pool_size`, moved by `strides` (None: side by side), each reduced to one number."""

    pool: Callable[..., Any]

    def __init__(
        self, pool_size: Any, strides: Any = None, padding: str = "valid", data_format: str | None = None,
        name: str | None = None, **settings: Any,
    ) -> None:  # fmt: skip
        super().__init__(data_format, name=name, **settings)
        kind = type(self).__name__
        self.pool_size = each(kind, self.axes, pool_size, "pool_size")
        self.strides = self.pool_size if strides is None else each(kind, self.axes, strides, "strides")
        self.padding = one_of(kind, padding, "padding", ("valid", "same"))

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

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        sizes, channels = self._checked(input_shape)
        return (input_shape[0], *map(self._count, sizes, self.pool_size, self.strides), channels)

    def call(self, x: Any) -> Any:
        sizes, _ = self._checked(np.shape(x))
        if self.padding == "same":
            border = tuple(same_border(*axis) for axis in zip(sizes, self.pool_size, self.strides))
        else:
            border = ((0, 0),) * self.axes
            if any(size < window for size, window in zip(sizes, self.pool_size)):
                raise ValueError(
                    f"{self.name}: a pool of {self.pool_size} does not fit into an input of {sizes}: take a smaller pool_size, "
                    "padding='same', or fewer poolings before"
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
        self, pool_size: Any = 2, strides: Any = None, padding: str = "valid", data_format: str | None = None,
        name: str | None = None, **settings: Any,
    ) -> None:  # fmt: skip
        super().__init__(pool_size, strides, padding, data_format, name, **settings)


class AveragePooling(Pooling):
    """The mean of the numbers under each window; with padding="same" the border is not counted.

    LeCun et al., 1989, Neural Computation 1.
    """

    pool = staticmethod(autograd.average_pool)


class MaxPooling1D(MaxPooling):
    """`x: (n, length, channels) -> (n, new length, channels)`. Arguments as in Keras 3.

    >>> MaxPooling1D()(np.array([[[1.0], [3.0], [2.0], [0.0]]])).tolist()
    [[[3.0], [2.0]]]
    """

    axes = 1


class MaxPooling2D(MaxPooling):
    """`x: (n, height, width, channels) -> (n, new height, new width, channels)`. Arguments as in Keras 3.

    >>> MaxPooling2D()(np.ones((8, 28, 28, 6))).shape
    (8, 14, 14, 6)
    """


class AveragePooling1D(AveragePooling):
    """`x: (n, length, channels) -> (n, new length, channels)`. Arguments as in Keras 3.

    >>> AveragePooling1D(2)(np.array([[[1.0], [3.0], [2.0], [0.0]]])).tolist()
    [[[2.0], [1.0]]]
    """

    axes = 1


class AveragePooling2D(AveragePooling):
    """`x: (n, height, width, channels) -> (n, new height, new width, channels)`. Arguments as in Keras 3.

    >>> AveragePooling2D(2)(np.ones((8, 28, 28, 6))).shape
    (8, 14, 14, 6)
    """
