"""Zero padding and cropping: a border added to, or cut from, sequences and images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn.checks import pairs
from nn.layers.base.arguments import Borders
from nn.layers.base.channels import LAST, in_channels_last
from nn.layers.base.spatial import Spatial
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class ZeroPadding1D(Spatial):
    """Zeros before and after a sequence: `x: (n, length, channels) -> (n, before + length + after, channels)`.

    padding=1: the number of zeros on either side, or (before, after).

    Raises ValueError for other paddings.

    >>> ZeroPadding1D((1, 2))(np.ones((1, 1, 1))).reshape(-1).tolist()
    [0.0, 1.0, 0.0, 0.0]
    """

    only_computes = True
    axes = 1

    def __init__(self, padding: Borders = 1, data_format: str | None = None, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(data_format, **settings)
        self.padding = pairs(type(self).__name__, "padding", padding, self.axes)

    @in_channels_last
    def compute_output_shape(self, input_shape: Shape) -> Shape:
        sizes, channels = self._check_shape(input_shape)
        grown = [None if size is None else before + size + after for size, (before, after) in zip(sizes, self.padding)]
        return (input_shape[0], *grown, channels)

    @in_channels_last
    def call(self, x: Any) -> Any:
        self._check_shape(np.shape(x))
        return autograd.pad(x, ((0, 0), *self.padding, (0, 0)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.padding})"


class ZeroPadding2D(ZeroPadding1D):
    """Zeros around images: `x: (n, height, width, channels) -> (n, new height, new width, channels)`.

    padding=1: one number for all sides, one for (rows, columns), or ((top, bottom), (left, right)).

    Raises ValueError for other paddings.

    >>> ZeroPadding2D(((1, 0), (2, 2)))(np.ones((5, 28, 28, 1))).shape
    (5, 29, 32, 1)
    """

    axes = 2


class Cropping1D(Spatial):
    """A sequence without its ends: `x: (n, length, channels) -> (n, length − before − after, channels)`.

    cropping=(1, 1): the number of steps to cut off at either end, or (before, after).

    Raises ValueError for other croppings, or if nothing is left.

    >>> Cropping1D((1, 2))(np.arange(5.0).reshape(1, 5, 1)).reshape(-1).tolist()
    [1.0, 2.0]
    """

    only_computes = True
    axes = 1

    def __init__(
        self, cropping: Borders = (1, 1), *, data_format: str | None = None, **settings: Unpack[ModuleSettings]
    ) -> None:
        super().__init__(data_format or (LAST if self.axes == 1 else None), **settings)  # of steps, whatever images do
        self.cropping = pairs(type(self).__name__, "cropping", cropping, self.axes)

    @in_channels_last
    def compute_output_shape(self, input_shape: Shape) -> Shape:
        sizes, channels = self._check_shape(input_shape)
        if any(size is not None and size <= before + after for size, (before, after) in zip(sizes, self.cropping)):
            raise ValueError(f"{self.name}: cropping {self.cropping} leaves nothing of an input of {sizes}")
        left = [None if size is None else size - before - after for size, (before, after) in zip(sizes, self.cropping)]
        return (input_shape[0], *left, channels)

    @in_channels_last
    def call(self, x: Any) -> Any:
        _, *sizes, _ = self.compute_output_shape(np.shape(x))
        middle = [slice(before, before + size) for size, (before, _) in zip(sizes, self.cropping)]
        return x[tuple([slice(None), *middle])]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.cropping})"


class Cropping2D(Cropping1D):
    """An image without its edges: `x: (n, height, width, channels) -> (n, new height, new width, channels)`.

    cropping=((0, 0), (0, 0)): one number for all sides, one for (rows, columns), or ((top, bottom), (left, right)).

    Raises ValueError for other croppings, or if nothing is left.

    >>> Cropping2D(((1, 0), (2, 2)))(np.ones((5, 29, 32, 1))).shape
    (5, 28, 28, 1)
    """

    axes = 2

    def __init__(
        self, cropping: Borders = ((0, 0), (0, 0)), data_format: str | None = None, **settings: Unpack[ModuleSettings]
    ) -> None:
        super().__init__(cropping, data_format=data_format, **settings)


class ZeroPadding3D(ZeroPadding1D):
    """Zeros around volumes: `x: (n, depth, height, width, channels) -> (n, new depth, new height, new width, channels)`.

    padding=1: one number for all sides, one for each axis, or three pairs (before, after).

    Raises ValueError for other paddings.

    >>> ZeroPadding3D((1, 0, (2, 2)))(np.ones((5, 2, 2, 2, 1))).shape
    (5, 4, 2, 6, 1)
    """

    axes = 3


class Cropping3D(Cropping1D):
    """A volume without its outer places: `x: (n, depth, height, width, channels) -> (n, depth', height', width', channels)`.

    cropping=((1, 1), (1, 1), (1, 1)): one number for all sides, one for each axis, or three pairs (before, after).

    Raises ValueError for other croppings, or if nothing is left.

    >>> Cropping3D((1, 0, (0, 2)))(np.ones((5, 4, 2, 6, 1))).shape
    (5, 2, 2, 4, 1)
    """

    axes = 3

    def __init__(
        self, cropping: Borders = ((1, 1), (1, 1), (1, 1)), data_format: str | None = None, **settings: Unpack[ModuleSettings]
    ) -> None:
        super().__init__(cropping, data_format=data_format, **settings)
