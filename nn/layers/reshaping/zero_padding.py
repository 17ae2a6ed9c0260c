"""Zero padding and cropping: a border added to, or cut from, sequences and images."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from nn.layers.base.spatial import Pairs, Spatial
from nn.modules.module import Shape


def pairs(layer: str, axes: int, value: Any, what: str) -> Pairs:
    """(before, after) for each axis: given so, or one number for both, or one for all."""
    along = tuple(value) if isinstance(value, (tuple, list)) else (value,) * axes
    if axes == 1 and len(along) == 2:
        along = (along,)
    found = tuple(tuple(pair) if isinstance(pair, (tuple, list)) else (pair, pair) for pair in along)
    whole = all(isinstance(n, (int, np.integer)) and n >= 0 for pair in found for n in pair)
    if len(found) != axes or any(len(pair) != 2 for pair in found) or not whole:
        raise ValueError(f"{layer}: {what} must be a whole number from 0 on, or {axes} pairs (before, after), got {value!r}")
    return tuple((int(before), int(after)) for before, after in found)


class ZeroPadding1D(Spatial):
    """Zeros before and after: `x: (n, length, channels) -> (n, before + length + after, channels)`. Arguments as in Keras 3.

    >>> ZeroPadding1D((1, 2))(np.ones((1, 1, 1))).reshape(-1).tolist()
    [0.0, 1.0, 0.0, 0.0]
    """

    axes = 1

    def __init__(self, padding: Any = 1, data_format: str | None = None, **settings: Any) -> None:
        super().__init__(data_format, **settings)
        self.padding = pairs(type(self).__name__, self.axes, padding, "padding")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        sizes, channels = self._checked(input_shape)
        grown = [None if size is None else before + size + after for size, (before, after) in zip(sizes, self.padding)]
        return (input_shape[0], *grown, channels)

    def call(self, x: Any) -> Any:
        self._checked(np.shape(x))
        return autograd.pad(x, ((0, 0), *self.padding, (0, 0)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.padding})"


class ZeroPadding2D(ZeroPadding1D):
    """Zeros around images: `x: (n, height, width, channels) -> (n, new height, new width, channels)`.

    `padding` is one number, one for (rows, columns), or ((top, bottom), (left, right)), as in Keras 3.

    >>> ZeroPadding2D(((1, 0), (2, 2)))(np.ones((5, 28, 28, 1))).shape
    (5, 29, 32, 1)
    """

    axes = 2


class Cropping1D(Spatial):
    """The ends cut off: `x: (n, length, channels) -> (n, length − before − after, channels)`. Arguments as in Keras 3.

    >>> Cropping1D((1, 2))(np.arange(5.0).reshape(1, 5, 1)).reshape(-1).tolist()
    [1.0, 2.0]
    """

    axes = 1

    def __init__(self, cropping: Any = (1, 1), **settings: Any) -> None:
        super().__init__(**settings)
        self.cropping = pairs(type(self).__name__, self.axes, cropping, "cropping")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        sizes, channels = self._checked(input_shape)
        if any(size is not None and size <= before + after for size, (before, after) in zip(sizes, self.cropping)):
            raise ValueError(f"{self.name}: cropping {self.cropping} leaves nothing of an input of {sizes}")
        left = [None if size is None else size - before - after for size, (before, after) in zip(sizes, self.cropping)]
        return (input_shape[0], *left, channels)

    def call(self, x: Any) -> Any:
        _, *sizes, _ = self.compute_output_shape(np.shape(x))
        middle = [slice(before, before + size) for size, (before, _) in zip(sizes, self.cropping)]
        return x[tuple([slice(None), *middle])]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.cropping})"


class Cropping2D(Cropping1D):
    """The edges cut off images: `x: (n, height, width, channels) -> (n, new height, new width, channels)`.

    `cropping` is one number, one for (rows, columns), or ((top, bottom), (left, right)), as in Keras 3.

    >>> Cropping2D(((1, 0), (2, 2)))(np.ones((5, 29, 32, 1))).shape
    (5, 28, 28, 1)
    """

    axes = 2

    def __init__(self, cropping: Any = ((0, 0), (0, 0)), data_format: str | None = None, **settings: Any) -> None:
        super().__init__(cropping, data_format=data_format, **settings)
