"""Recoloring: the base of layers that change the numbers of images in ways without a derivative."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nn.layers.images.augmentation import Augmentation, Factor, factor_of, range_of
from nn.layers.preprocessing.data import plain
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Recoloring(Augmentation):
    """The base of layers that change colors: `images -> images of the same shape`; no gradient passes.

    value_range=(0, 255): the darkest and the brightest number that occur.

    A subclass writes `recolor`, on plain arrays.
    """

    only_computes = False  # it looks at the numbers
    needs_colors = False  # whether there must be three channels

    def __init__(
        self, value_range: Sequence[float] = (0, 255), seed: int | None = None, data_format: str | None = None,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(seed, data_format, **settings)
        self.value_range = range_of(type(self).__name__, value_range)

    def recolor(self, images: np.ndarray, transformation: Any) -> np.ndarray:
        """The changed images: (n, height, width, channels)."""
        raise NotImplementedError(f"{type(self).__name__} needs a method recolor(self, images, transformation)")

    def transform_images(self, images: Any, transformation: Any) -> Any:
        found = plain(images)
        if self.needs_colors and found.shape[-1] != 3:
            raise ValueError(f"{self.name}: {type(self).__name__} takes red, green and blue, got {found.shape[-1]} channels")
        return np.asarray(self.recolor(found, transformation), found.dtype)

    def to_unit(self, images: np.ndarray, top: float = 1.0) -> np.ndarray:
        """The images from value_range to 0 … top."""
        low, high = self.value_range
        return images if (low, high) == (0, top) else (images - low) / (high - low) * top

    def from_unit(self, images: np.ndarray, top: float = 1.0) -> np.ndarray:
        """The images from 0 … top to value_range."""
        low, high = self.value_range
        return images if (low, high) == (0, top) else images / top * (high - low) + low

    def clip(self, images: np.ndarray) -> np.ndarray:
        """The images with their numbers inside value_range."""
        return np.asarray(np.clip(images, *self.value_range))


class ByFactor(Recoloring):
    """The base of layers that change the colors of each image by a factor drawn at random.

    factor: the ends of the range that it is drawn from, or its upper end alone.
    """

    only_computes = False
    _ends = (0.0, 1.0)  # what a factor may be

    def __init__(
        self, factor: Factor, value_range: Sequence[float] = (0, 255), data_format: str | None = None,
        seed: int | None = None, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(value_range, seed, data_format, **settings)
        low, high = self._ends
        self.factor = factor_of(type(self).__name__, "factor", factor, low, high)
