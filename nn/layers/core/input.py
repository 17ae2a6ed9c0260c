"""Input: the shape that enters a network."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.checks import whole
from nn.modules.module import Module, Shape, sizes
from nn.modules.symbols import Node, Symbol
from nn.modules.trial import Spec


class InputLayer(Module):
    """Where data enter a network; `Input` makes one."""

    def __init__(
        self, shape: Any = None, batch_size: int | None = None, dtype: Any = None, *, batch_shape: Any = None,
        input_shape: Any = None, name: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(name)
        if batch_shape is not None:
            if shape is not None or batch_size is not None:
                raise ValueError("Input takes shape and batch_size, or batch_shape, which holds both")
            batch_size, *shape = batch_shape
        shape = input_shape if shape is None else shape  # its name before Keras 3
        if shape is None:
            raise ValueError("Input needs the shape of one sample, such as Input((28, 28)) or Input((4,))")
        self.shape = (None if batch_size is None else whole("Input", "batch_size", batch_size), *sizes("Input", shape))
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
    layer = InputLayer(shape, batch_size, dtype, batch_shape=batch_shape, name=name)
    node = Node(layer, (), {}, Spec(layer.shape, layer.dtype))
    layer.note(node)
    symbol: Symbol = node.outputs
    return symbol
