"""Rescaling: numbers in another range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nn.formats import FIRST, image_data_format
from nn.layers.preprocessing.data import floats
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Rescaling(Module):
    """x · scale + offset as floats: `x -> x's shape`.

    scale: a number, or one for each channel; 1 / 255 takes pixels to 0 … 1.
    offset=0.0: a number, or one for each channel.

    >>> Rescaling(1 / 127.5, offset=-1)(np.array([0, 255], "uint8")).tolist()
    [-1.0, 1.0]
    """

    only_computes = True
    supports_masking = True
    output_dtype = "float32"

    def __init__(self, scale: Any, offset: Any = 0.0, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(**settings)
        self.scale, self.offset = scale, offset

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def call(self, x: Any) -> Any:
        x = floats(x, self.dtype)
        return x * self._fit(self.scale, x) + self._fit(self.offset, x)

    def _fit(self, number: Any, x: Any) -> Any:
        """The number as the channels of images lie: those chosen to be first have the height and width behind them."""
        given = np.asarray(number, x.dtype)
        return given[:, None, None] if given.ndim and np.ndim(x) > 3 and image_data_format() == FIRST else given
