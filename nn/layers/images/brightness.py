"""RandomBrightness, RandomContrast: images under other light."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn.layers.images.augmentation import Augmentation, Factor, Transformation, factor_of, range_of
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Lighting(Augmentation):
    """The base of layers that change how bright images are.

    value_range=(0, 255): the darkest and the brightest number that occur; results stay in it.
    """

    only_computes = True

    def __init__(
        self, factor: Factor, value_range: Sequence[float] = (0, 255), seed: int | None = None, *,
        data_format: str | None = None, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(seed, data_format, **settings)
        self.factor = self._read(factor)
        self.value_range = range_of(type(self).__name__, value_range)

    def _read(self, factor: Factor) -> tuple[float, float]:
        """The range that a factor means."""
        raise NotImplementedError(f"{type(self).__name__} needs a method _read(self, factor)")


class RandomBrightness(Lighting):
    """Makes each image brighter or darker by an amount of its own: `images -> images of the same shape`.

    factor: the largest change, as a part of value_range, or the ends of a range, from −1 to 1.

    Raises TypeError or ValueError for settings out of range, or an input that is no image.

    >>> RandomBrightness((0.5, 0.5), value_range=(0, 1))(np.full((1, 1, 1, 1), 0.25)).item()
    0.75
    """

    only_computes = True

    def _read(self, factor: Factor) -> tuple[float, float]:
        return factor_of("RandomBrightness", "factor", factor)

    def get_random_transformation(self, shape: Shape) -> Transformation:
        low, high = self.value_range
        return {"rgb_delta": self.uniform(*self.factor, (shape[0], 1, 1, 1)) * np.float32(high - low)}

    def transform_images(self, images: Any, transformation: Any) -> Any:
        return autograd.clip(images + transformation["rgb_delta"], *self.value_range)


class RandomContrast(Lighting):
    """(x − mean) · factor + mean for each channel of each image, its own factor each: `images -> images of the same shape`.

    factor: the largest change of the factor from 1, from 0 to 1, or (lower, upper) for 1 − lower … 1 + upper.

    Raises TypeError or ValueError for settings out of range, or an input that is no image.

    >>> RandomContrast(0.2)(np.ones((2, 8, 8, 3))).shape
    (2, 8, 8, 3)
    """

    only_computes = True

    def _read(self, factor: Factor) -> tuple[float, float]:
        pair = tuple(factor) if isinstance(factor, (list, tuple)) else (factor, factor)
        ends = [factor_of("RandomContrast", "factor", part, low=0.0)[1] for part in (pair[0], pair[-1])]
        return 1.0 - ends[0], 1.0 + ends[1]

    def get_random_transformation(self, shape: Shape) -> Transformation:
        return {"contrast_factor": self.uniform(*self.factor, (shape[0], 1, 1, 1))}

    def transform_images(self, images: Any, transformation: Any) -> Any:
        mean = autograd.mean(images, axis=(1, 2), keepdims=True)
        return autograd.clip((images - mean) * transformation["contrast_factor"] + mean, *self.value_range)
