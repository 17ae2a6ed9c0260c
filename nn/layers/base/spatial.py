"""What layers over sequences and images share: one batch axis, then the sizes, then the channels."""

from __future__ import annotations

from math import isqrt
from typing import Any

import numpy as np

from nn.modules.module import Module, Shape

SIZES = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
Pairs = tuple[tuple[int, int], ...]


class Spatial(Module):
    """The base of layers that take `x: (n, *sizes, channels)`; subclasses say over how many `axes`."""

    axes = 2

    def __init__(self, data_format: str | None = None, **settings: Any) -> None:
        super().__init__(**settings)
        if data_format not in (None, "channels_last"):
            advice = "; move the channels with np.moveaxis(x, 1, -1)" if data_format == "channels_first" else ""
            raise ValueError(f"{type(self).__name__} takes data_format='channels_last' only, got {data_format!r}{advice}")

    @property
    def expected(self) -> str:
        """The shape of input it takes, in words."""
        return f"(n, {', '.join(SIZES[self.axes])}, channels)"

    def _checked(self, shape: Shape) -> tuple[Shape, Any]:
        """The sizes and the channels of an input; ValueError if it has too many or too few axes."""
        if len(shape) != self.axes + 2:
            raise ValueError(
                f"{self.name}: {type(self).__name__} expects {self.expected}, got {shown(shape)}{self._advice(shape)}"
            )
        return tuple(shape[1:-1]), shape[-1]

    def _advice(self, shape: Shape) -> str:
        if len(shape) == 2 and self.axes == 2 and shape[1] and isqrt(shape[1]) ** 2 == shape[1]:
            return f": reshape to (n, {isqrt(shape[1])}, {isqrt(shape[1])}, 1)"
        if len(shape) == self.axes + 1:
            return ": x[..., None] adds an axis for a single channel, x[None] one for the batch"
        return ""


def shown(shape: Shape) -> str:
    """A shape for people: (n, 784) for any batch of rows."""
    return str(tuple(shape)).replace("None", "n", 1)


def each(layer: str, axes: int, value: Any, what: str, least: int = 1) -> tuple[int, ...]:
    """One whole number for each axis, given as such or as one for all."""
    found = tuple(value) if isinstance(value, (tuple, list)) else (value,) * axes
    if len(found) != axes or not all(isinstance(n, (int, np.integer)) and n >= least for n in found):
        many = f", or {axes} of them" if axes > 1 else ""
        raise ValueError(f"{layer}: {what} must be a whole number from {least} on{many}, got {value!r}")
    return tuple(int(n) for n in found)


def one_of(layer: str, value: Any, what: str, choices: tuple[str, ...]) -> str:
    """The choice in lower case."""
    if not isinstance(value, str) or value.lower() not in choices:
        raise ValueError(f"{layer}: {what} must be one of {', '.join(map(repr, choices))}, got {value!r}")
    return value.lower()


def same_border(size: int, window: int, stride: int) -> tuple[int, int]:
    """What to add before and after, so that windows lie at every stride-th position: ⌈size / stride⌉ of them.

    >>> same_border(28, 5, 1), same_border(4, 3, 2)
    ((2, 2), (0, 1))
    """
    total = max((-(-size // stride) - 1) * stride + window - size, 0)
    return total // 2, total - total // 2
