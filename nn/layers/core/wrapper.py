"""Wrapper: the base of layers that hold another layer and change what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nn.layers.base.weighted import Weighted, WeightedSettings
from nn.modules.module import Module, Shape

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Wrapper(Weighted):
    """The base of layers around another layer: `x -> what a subclass' call gives`.

    layer: the layer that it holds, as `self.layer`.

    `build` makes the weights of that layer; a subclass writes `call`. Raises TypeError for anything but a layer.

    >>> import numpy as np
    >>> from nn.layers.core.dense import Dense
    >>> class Doubled(Wrapper):
    ...     def call(self, x):
    ...         return 2.0 * self.layer(x)
    >>> Doubled(Dense(3, kernel_initializer="ones"))(np.ones((1, 2))).numpy().tolist()
    [[4.0, 4.0, 4.0]]
    """

    regularized = {}

    def __init__(self, layer: Module, **settings: Unpack[WeightedSettings]) -> None:
        super().__init__(**settings)
        if not isinstance(layer, Module):
            raise TypeError(f"{type(self).__name__} takes a layer such as Dense(10), got {layer!r}")
        self.layer = layer

    def build(self, input_shape: Shape) -> None:
        if not self.layer.built:
            self.layer._build(input_shape)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.layer!r})"
