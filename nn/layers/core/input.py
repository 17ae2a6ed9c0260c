"""Input: the shape that enters a network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nn.checks import sample_shape, whole
from nn.layers.base.arguments import ShapeLike
from nn.modules.module import Module, Shape
from nn.modules.symbols import Node, Symbol
from nn.modules.trial import TEXT, Spec

if TYPE_CHECKING:
    from numpy.typing import DTypeLike


class InputLayer(Module):
    """The layer through which data enter a network: `x -> x`. `Input` makes one and calls it.

    shape: the shape of one sample, None for an open size; or give batch_shape.
    batch_size=None: the number of samples in a batch; None is any number.
    dtype=None: the type of the numbers, float32 if it is None.
    batch_shape=None: batch_size and shape in one tuple.
    sparse=None: accepted and ignored: matrices that leave out zeros are made whole.
    ragged=None: rows of different lengths; only False is possible here, pad them instead.
    input_tensor=None: a Symbol whose shape and type to take.
    optional=False: whether None may be given in its place.
    input_shape=None: the same as shape.

    Raises ValueError without a shape, or with both shape and batch_shape.

    >>> InputLayer((28, 28)).shape
    (None, 28, 28)
    """

    only_computes = True

    def __init__(
        self, shape: ShapeLike | None = None, batch_size: int | None = None, dtype: DTypeLike | None = None,
        sparse: bool | None = None, ragged: bool | None = None, batch_shape: Sequence[int | None] | None = None,
        input_tensor: Any = None, optional: bool = False, name: str | None = None, *, input_shape: ShapeLike | None = None,
    ) -> None:  # fmt: skip
        super().__init__(name)
        if ragged:
            raise ValueError("Input: rows of different lengths are not possible here: pad them to one length, and give a mask")
        if input_tensor is not None:
            other = shape is not None and sample_shape("Input", shape) != tuple(input_tensor.shape)[1:]
            if other or (batch_shape is not None and tuple(batch_shape) != tuple(input_tensor.shape)):
                raise ValueError(f"Input: the tensor has shape {tuple(input_tensor.shape)}, got shape={shape or batch_shape}")
            shape, batch_shape, dtype = None, tuple(input_tensor.shape), dtype or str(input_tensor.dtype)
        self.sparse, self.ragged, self.optional = sparse, ragged, optional
        if batch_shape is not None:
            if shape is not None or batch_size is not None:
                raise ValueError("Input takes shape and batch_size, or batch_shape, which holds both")
            batch_size, *shape = batch_shape
        shape = input_shape if shape is None else shape  # its name before Keras 3
        if shape is None:
            raise ValueError("Input needs the shape of one sample, such as Input((28, 28)) or Input((4,))")
        self.shape = (None if batch_size is None else whole("Input", "batch_size", batch_size), *sample_shape("Input", shape))
        text = isinstance(dtype, str) and dtype in ("string", "str")
        self.dtype = TEXT if text else np.dtype(dtype or "float32").name
        self.built = True

    @property
    def batch_shape(self) -> Shape:
        """The shape with the number of samples."""
        return self.shape

    def get_config(self) -> dict[str, Any]:
        return {"batch_shape": list(self.shape), "dtype": self.dtype, "name": self.name}

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def call(self, x: Any) -> Any:
        return x


def Input(
    shape: ShapeLike | None = None, batch_size: int | None = None, dtype: DTypeLike | None = None,
    sparse: bool | None = None, ragged: bool | None = None, batch_shape: Sequence[int | None] | None = None,
    name: str | None = None, tensor: Any = None, optional: bool = False,
) -> Symbol:  # fmt: skip
    """A Symbol that stands for samples of this shape: call layers on it, or put it first in a Sequential.

    shape: the shape of one sample, None for an open size; or give batch_shape.
    batch_size=None: the number of samples in a batch; None is any number.
    dtype=None: the type of the numbers, float32 if it is None; "int32" for ids and labels, "string" for text.
    sparse=None: accepted and ignored: matrices that leave out zeros are made whole.
    ragged=None: rows of different lengths; only False is possible here, pad them instead.
    batch_shape=None: batch_size and shape in one tuple.
    name=None: the layer's name in messages, tables and drawings.
    tensor=None: a Symbol whose shape and type to take.
    optional=False: whether None may be given in its place.

    Raises ValueError without a shape, or with both shape and batch_shape.

    >>> Input(shape=(784,))
    <symbol input_layer: float32 of shape (None, 784)>
    """
    layer = InputLayer(shape, batch_size, dtype, sparse, ragged, batch_shape, tensor, optional, name)
    node = Node(layer, (), {}, Spec(layer.shape, layer.dtype))
    layer.note(node)
    symbol: Symbol = node.outputs
    return symbol
