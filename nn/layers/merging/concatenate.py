"""Concatenate: several inputs side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import name_owner
from nn.layers.merging.merge import Merge
from nn.modules.masks import plain, some, widen
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Concatenate(Merge):
    """[x₁, x₂, ...] joined along an axis: `[(n, ..., a), (n, ..., b)] -> (n, ..., a + b)`.

    axis=-1: the axis along which the inputs follow one another.

    Raises ValueError if sizes differ on another axis.

    >>> Concatenate()([np.ones((1, 2)), np.zeros((1, 1))])
    array([[1., 1., 0.]])
    """

    only_computes = True
    makes_mask = False

    def __init__(self, axis: int = -1, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(**settings)
        self.axis = axis

    def call(self, inputs: Any) -> Any:
        inputs = self._several(inputs)
        self.compute_output_shape([np.shape(x) for x in inputs])
        return np.concatenate(inputs, axis=self.axis)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The masks joined likewise: an input without one counts everywhere, features side by side if one of them does."""
        given, masks = self._masks(inputs, mask), []
        if some(given) is None:
            return None
        for x, of_x in zip(inputs, given):
            shape = np.shape(x)
            counts = np.ones(shape, bool) if of_x is None else plain(of_x)
            masks.append(np.broadcast_to(widen(counts, len(shape)), shape))
        return np.any(np.concatenate(masks, axis=self.axis), axis=-1)

    def compute_output_shape(self, input_shape: Any) -> Shape:
        shapes = [tuple(shape) for shape in self._several(input_shape)]
        rank = len(shapes[0])
        message = f"{self.name}: Concatenate cannot join shapes {' and '.join(map(str, shapes))} on axis {self.axis}"
        if not -rank <= self.axis < rank or any(len(shape) != rank for shape in shapes):
            raise ValueError(f"{message}: all inputs need that axis, and equally many axes")
        joined = []
        for place, sizes in enumerate(zip(*shapes)):
            if place == self.axis % rank:
                joined.append(None if None in sizes else sum(sizes))
            elif len(set(sizes) - {None}) > 1:
                raise ValueError(f"{message}: sizes must be equal on the other axes, but axis {place} has {sizes}")
            else:
                joined.append(next((n for n in sizes if n is not None), None))
        return tuple(joined)

    def __repr__(self) -> str:
        return f"Concatenate(axis={self.axis})"


@name_owner
def concatenate(inputs: Sequence[Any], axis: int = -1, **settings: Unpack[ModuleSettings]) -> Any:
    """[x₁, x₂, ...] joined along an axis, Concatenate(axis)(inputs): `[(n, ..., a), (n, ..., b)] -> (n, ..., a + b)`.

    inputs: a list of arrays, Tensors or Symbols.
    axis=-1: the axis along which the inputs follow one another.

    Raises ValueError if sizes differ on another axis. The settings are those of `Concatenate`.

    >>> concatenate([np.ones((1, 2)), np.zeros((1, 1))])
    array([[1., 1., 0.]])
    """
    return Concatenate(axis, **settings)(inputs)
