"""Input: the shape that enters a network."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.module import Module, Shape, sizes
from nn.symbolic import Node, Symbol
from nn.trial import Spec


class InputLayer(Module):
    """Where data enter a network; `Input` makes one."""

    def __init__(self, shape: Any = None, batch_size: int | None = None, dtype: Any = None, *, name: str | None = None) -> None:
        super().__init__(name)
        if shape is None:
            raise ValueError("Input needs the shape of one sample, such as Input((28, 28)) or Input((4,))")
        self.shape = (batch_size, *sizes("Input", shape))
        self.dtype = np.dtype(dtype or "float32").name
        self.built = True

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def call(self, x: Any) -> Any:
        return x


def Input(
    shape: Any = None, batch_size: int | None = None, dtype: Any = None, *, batch_shape: Any = None, name: str | None = None
) -> Symbol:
    """A Symbol for samples of this shape, to call layers on; or the first entry of a Sequential.

    shape: that of one sample, None for an open size. dtype: of whole numbers, such as "int32", where these enter.

    >>> Input(shape=(784,))
    <symbol input_layer: float32 of shape (None, 784)>
    """
    if batch_shape is not None:
        batch_size, *shape = batch_shape
    layer = InputLayer(shape, batch_size, dtype, name=name)
    node = Node(layer, (), {}, Spec(layer.shape, layer.dtype))
    layer.note(node)
    symbol: Symbol = node.outputs
    return symbol
