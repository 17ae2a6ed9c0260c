"""Spatial: the base of layers over sequences and images, whose axes are the batch, the sizes and the channels."""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING, Any

from nn.layers.base.channels import FIRST, data_format_of
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack

SIZES = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
Pairs = tuple[tuple[int, int], ...]


class Spatial(Module):
    """The base of layers that take `x: (n, *sizes, channels)`; subclasses say over how many `axes`.

    data_format=None: "channels_last" or "channels_first", (n, channels, *sizes); None is "channels_last".
    """

    axes = 2

    def __init__(self, data_format: str | None = None, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(**settings)
        self.data_format = data_format_of(type(self).__name__, data_format)

    @property
    def expected(self) -> str:
        """The shape of its input, in words."""
        sizes = ", ".join(SIZES[self.axes])
        return f"(n, channels, {sizes})" if self.data_format == FIRST else f"(n, {sizes}, channels)"

    def _check_shape(self, shape: Shape) -> tuple[Shape, Any]:
        """The sizes and the channels of an input; ValueError if it has too many or too few axes."""
        if len(shape) != self.axes + 2:
            raise ValueError(
                f"{self.name}: {type(self).__name__} expects {self.expected}, got {describe_shape(shape)}{self._advice(shape)}"
            )
        return tuple(shape[1:-1]), shape[-1]

    def _advice(self, shape: Shape) -> str:
        if len(shape) == 2 and self.axes == 2 and shape[1] and isqrt(shape[1]) ** 2 == shape[1]:
            return f": reshape to (n, {isqrt(shape[1])}, {isqrt(shape[1])}, 1)"
        if len(shape) == self.axes + 1:
            return ": x[..., None] adds an axis for a single channel, x[None] one for the batch"
        return ""


def describe_shape(shape: Shape) -> str:
    """A shape as messages write it: (n, 784) for any batch of rows."""
    return str(tuple(shape)).replace("None", "n", 1)


def same_border(size: int, window: int, stride: int) -> tuple[int, int]:
    """The zeros to add (before, after), so that windows lie at every stride-th position: ⌈size / stride⌉ of them.

    >>> same_border(28, 5, 1), same_border(4, 3, 2)
    ((2, 2), (0, 1))
    """
    total = max((-(-size // stride) - 1) * stride + window - size, 0)
    return total // 2, total - total // 2
