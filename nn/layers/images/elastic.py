"""RandomElasticTransform: images as if printed on rubber."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from nn.layers.images.affine import Affine
from nn.layers.images.augmentation import Factor, Transformation, factor_of, range_of
from nn.layers.images.sampling import plan_reading
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings
from nn.seeds import generator

if TYPE_CHECKING:
    from typing_extensions import Unpack


class RandomElasticTransform(Affine):
    """Moves each pixel of some images a little, neighbors alike: `images -> images of the same shape`.

    factor=1.0: the probability, from 0 to 1, that an image is changed, or the ends of a range of it.
    scale=1.0: how far pixels move, from 0 to 1, or the ends of a range: at most a tenth of the longer side, about.
    value_range=(0, 255): the darkest and the brightest number that occur.

    Raises TypeError or ValueError for settings out of range, or an input that is no image. Simard, Steinkraus & Platt, 2003.

    >>> RandomElasticTransform()(np.ones((2, 8, 8, 3))).shape
    (2, 8, 8, 3)
    """

    only_computes = True

    def __init__(
        self, factor: Factor = 1.0, scale: Factor = 1.0, interpolation: str = "bilinear", fill_mode: str = "reflect",
        fill_value: float = 0.0, value_range: Sequence[float] = (0, 255), seed: int | None = None,
        data_format: str | None = None, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(fill_mode, interpolation, seed, fill_value, data_format, **settings)
        self.factor = factor_of("RandomElasticTransform", "factor", factor, low=0.0)
        self.scale = factor_of("RandomElasticTransform", "scale", scale, low=0.0)
        self.value_range = range_of("RandomElasticTransform", value_range)

    def get_random_transformation(self, shape: Shape) -> Transformation:
        n, height, width, _ = shape
        chosen = self.uniform(0.0, 1.0, (n,)) < self.uniform(*self.factor, (n,))
        strength = float(self.uniform(*self.scale, ()))
        far, smooth = 0.1 * strength * max(height, width), max(0.05 * strength * min(height, width), 1e-3)
        y, x = np.mgrid[:height, :width].astype(np.float32)
        noise = (self.rng or generator()).standard_normal((2, n, height, width))
        down, across = (far * smoothen(part, smooth) * chosen[:, None, None] for part in noise)
        return plan_reading(x + across, y + down, shape, self.interpolation, self.fill_mode, self.fill_value)


def smoothen(noise: np.ndarray, sigma: float) -> np.ndarray:
    """Noise blurred along rows and columns by a bell curve of this width: (n, height, width)."""
    reach = int(3 * sigma) + 1
    curve = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    curve = curve / curve.sum()
    for axis in (1, 2):
        border = [(0, 0)] * 3
        border[axis] = (reach, reach)
        wide = np.pad(noise, border, mode="wrap" if noise.shape[axis] <= reach else "reflect")
        size = noise.shape[axis]
        parts = [np.take(wide, range(i, i + size), axis=axis) * part for i, part in enumerate(curve)]
        noise = np.sum(parts, axis=0)
    return noise.astype(np.float32)
