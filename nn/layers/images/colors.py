"""RandomHue, RandomSaturation, RandomColorDegeneration, RandomGrayscale: images in other colors, or in gray."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nn.checks import number
from nn.layers.images.augmentation import Transformation
from nn.layers.images.hsv import GRAY, from_hsv, to_hsv
from nn.layers.images.recoloring import ByFactor, Recoloring
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class RandomHue(ByFactor):
    """Turns the colors of each image around the color wheel: `images: (n, height, width, 3) -> images`.

    factor: how far at most, as a part of half the wheel, from 0 to 1, or the ends of a range.

    Raises TypeError or ValueError for settings out of range, or an input without three channels.

    >>> RandomHue(0.2)(np.ones((2, 8, 8, 3))).shape
    (2, 8, 8, 3)
    """

    only_computes = False
    needs_colors = True

    def get_random_transformation(self, shape: Shape) -> Transformation:
        sign = np.where(self.uniform(0.0, 1.0, shape[:1]) > 0.5, -1.0, 1.0)
        return {"factor": sign * self.uniform(*self.factor, shape[:1]) * 0.5}

    def recolor(self, images: np.ndarray, transformation: Any) -> np.ndarray:
        hsv = to_hsv(self.to_unit(images))
        hue = hsv[..., 0] + np.asarray(transformation["factor"])[:, None, None]
        hsv[..., 0] = np.where(hue > 1.0, hue - 1.0, np.where(hue < 0.0, hue + 1.0, hue))
        return self.from_unit(np.clip(from_hsv(hsv), 0, 1))


class RandomSaturation(ByFactor):
    """Makes the colors of each image paler or stronger: `images: (n, height, width, 3) -> images`.

    factor: from 0, gray, over 0.5, as it is, to 1, the strongest: (lower, upper), or upper alone, with 0 as lower.
    value_range=(0, 255): the lowest and the highest saturation that stay.

    Raises TypeError or ValueError for settings out of range, or an input without three channels.

    >>> RandomSaturation(0.5)(np.ones((2, 8, 8, 3))).shape
    (2, 8, 8, 3)
    """

    only_computes = False
    needs_colors = True

    def get_random_transformation(self, shape: Shape) -> Transformation:
        drawn = self.uniform(*self.factor, shape[:1])
        return {"factor": drawn / (1.0 - drawn + 1e-7)}

    def recolor(self, images: np.ndarray, transformation: Any) -> np.ndarray:
        hsv = to_hsv(images)
        hsv[..., 1] = self.clip(hsv[..., 1] * np.asarray(transformation["factor"])[:, None, None])
        return from_hsv(hsv)


class RandomColorDegeneration(ByFactor):
    """Mixes each image with its gray one: `images: (n, height, width, 3) -> images`.

    factor: the largest part of gray, from 0 to 1, or the ends of a range.
    value_range=(0, 255): the darkest and the brightest number that occur; results stay in it.

    Raises TypeError or ValueError for settings out of range, or an input without three channels.

    >>> RandomColorDegeneration(0.5)(np.ones((2, 8, 8, 3))).shape
    (2, 8, 8, 3)
    """

    only_computes = False
    needs_colors = True

    def get_random_transformation(self, shape: Shape) -> Transformation:
        return {"factor": self.uniform(*self.factor, (shape[0], 1, 1, 1))}

    def recolor(self, images: np.ndarray, transformation: Any) -> np.ndarray:
        return self.clip(images + np.asarray(transformation["factor"]) * ((images @ GRAY)[..., None] - images))


class RandomGrayscale(Recoloring):
    """Makes some images gray: `images: (n, height, width, 3) -> images`.

    factor=0.5: the probability, from 0 to 1, that an image becomes gray.

    Raises TypeError or ValueError for a factor out of range, or an input without three channels.

    >>> gray = RandomGrayscale(1.0)(np.arange(12.0).reshape(1, 2, 2, 3))
    >>> bool(np.all(gray[..., 0] == gray[..., 2]))
    True
    """

    only_computes = False
    needs_colors = True

    def __init__(
        self, factor: float = 0.5, data_format: str | None = None, seed: int | None = None, **settings: Unpack[ModuleSettings]
    ) -> None:
        super().__init__((0, 255), seed, data_format, **settings)
        self.factor = number("RandomGrayscale", "factor", factor, low=0, high=1)

    def get_random_transformation(self, shape: Shape) -> Transformation:
        return {"chosen": (self.uniform(0.0, 1.0, (shape[0], 1, 1, 1)) < self.factor).astype(np.float32)}

    def recolor(self, images: np.ndarray, transformation: Any) -> np.ndarray:
        return np.where(np.asarray(transformation["chosen"]) > 0, (images @ GRAY)[..., None], images)
