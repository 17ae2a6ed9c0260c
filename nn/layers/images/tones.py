"""RandomInvert, RandomPosterization, Solarization, AutoContrast, Equalization: images with other tones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nn.checks import whole
from nn.layers.images.augmentation import Factor, Transformation, factor_of
from nn.layers.images.recoloring import ByFactor, Recoloring
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class RandomInvert(Recoloring):
    """Turns bright into dark in some images, the brightest number − x: `images -> images of the same shape`.

    factor=1.0: the probability, from 0 to 1, that an image is changed, or the ends of a range of it.

    Raises TypeError or ValueError for settings out of range, or an input that is no image.

    >>> RandomInvert((1.0, 1.0), value_range=(0, 1))(np.full((1, 1, 1, 1), 0.25)).item()
    0.75
    """

    only_computes = False

    def __init__(
        self, factor: Factor = 1.0, value_range: Sequence[float] = (0, 255), seed: int | None = None,
        data_format: str | None = None, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(value_range, seed, data_format, **settings)
        self.factor = factor_of("RandomInvert", "factor", factor, low=0.0)

    def get_random_transformation(self, shape: Shape) -> Transformation:
        chosen = self.uniform(0.0, 1.0, shape[:1]) < self.uniform(*self.factor, shape[:1])
        return {"apply_inversion": chosen.astype(np.float32)}

    def recolor(self, images: np.ndarray, transformation: Any) -> np.ndarray:
        chosen = np.asarray(transformation["apply_inversion"])[:, None, None, None] > 0
        return np.where(chosen, self.value_range[1] - images, images)


class RandomPosterization(ByFactor):
    """Leaves each image fewer tones, by cutting off bits: `images -> images of the same shape`.

    factor: how many of the 8 bits of a number stay, from 1 to 8, or the ends of a range.

    Raises TypeError or ValueError for settings out of range, or an input that is no image.

    >>> RandomPosterization((1, 1))(np.array([[[[100.0], [200.0]]]])).tolist()
    [[[[0.0], [128.0]]]]
    """

    only_computes = False

    _ends = (1.0, 8.0)

    def get_random_transformation(self, shape: Shape) -> Transformation:
        low, high = (int(end) for end in self.factor)
        bits = np.full(shape[:1], low) if low == high else np.floor(self.uniform(low, high, shape[:1]))
        return {"shift_factor": (8 - bits).astype(np.float32)}

    def recolor(self, images: np.ndarray, transformation: Any) -> np.ndarray:
        shift = np.asarray(transformation["shift_factor"]).astype(np.uint8)[:, None, None, None]
        bits = self.to_unit(images, 255.0).astype(np.uint8)
        return self.from_unit((bits >> shift << shift).astype(images.dtype), 255.0)


class Solarization(Recoloring):
    """Adds a number to each image, and inverts what then is bright: `images -> images of the same shape`.

    addition_factor=0.0: what is added at most, as a part of 255, from 0 to 1, or the ends of a range.
    threshold_factor=0.0: from which brightness on it inverts, as a part of 255, from 0 to 1, or the ends of a range.

    Raises TypeError or ValueError for settings out of range, or an input that is no image.

    >>> Solarization()(np.full((1, 1, 1, 1), 55.0)).item()
    200.0
    """

    only_computes = False

    def __init__(
        self, addition_factor: Factor = 0.0, threshold_factor: Factor = 0.0, value_range: Sequence[float] = (0, 255),
        seed: int | None = None, *, data_format: str | None = None, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(value_range, seed, data_format, **settings)
        self.addition_factor = factor_of("Solarization", "addition_factor", addition_factor, low=0.0)
        self.threshold_factor = factor_of("Solarization", "threshold_factor", threshold_factor, low=0.0)

    def get_random_transformation(self, shape: Shape) -> Transformation:
        of_each = (shape[0], 1, 1, 1)
        ends = {"additions": self.addition_factor, "thresholds": self.threshold_factor}
        return {name: self.uniform(low, high * 255, of_each) for name, (low, high) in ends.items()}

    def recolor(self, images: np.ndarray, transformation: Any) -> np.ndarray:
        brighter = np.clip(self.to_unit(images, 255.0) + np.asarray(transformation["additions"]), 0, 255)
        inverted = np.where(brighter < np.asarray(transformation["thresholds"]), brighter, 255 - brighter)
        return self.from_unit(inverted, 255.0)


class AutoContrast(Recoloring):
    """Stretches each channel of each image over the whole range: `images -> images of the same shape`.

    A channel of one tone stays. The same in training and outside. Raises ValueError for an input that is no image.

    >>> AutoContrast(value_range=(0, 1))(np.array([[[[0.25], [0.5]]]])).tolist()
    [[[[0.0], [1.0]]]]
    """

    only_computes = False
    always = True

    def __init__(
        self, value_range: Sequence[float] = (0, 255), *, data_format: str | None = None, **settings: Unpack[ModuleSettings]
    ) -> None:
        super().__init__(value_range, None, data_format, **settings)

    def recolor(self, images: np.ndarray, transformation: Any) -> np.ndarray:
        low, high = images.min(axis=(1, 2), keepdims=True), images.max(axis=(1, 2), keepdims=True)
        spread = np.where(high > low, high - low, 1.0)
        return np.where(high > low, self.from_unit(np.clip((images - low) / spread, 0.0, 1.0)), images)


class Equalization(Recoloring):
    """Spreads the tones of each channel so that all are equally frequent: `images -> images of the same shape`.

    bins=256: the number of tones.

    As in Keras, the tones of a batch are counted together. Raises ValueError for an input that is no image.

    >>> Equalization()(np.arange(16.0).reshape(1, 4, 4, 1)).max().item()
    255.0
    """

    only_computes = False

    def __init__(
        self, value_range: Sequence[float] = (0, 255), bins: int = 256, data_format: str | None = None,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(value_range, None, data_format, **settings)
        self.bins = whole("Equalization", "bins", bins, low=2)

    def recolor(self, images: np.ndarray, transformation: Any) -> np.ndarray:
        channels = [self._equalize(self.to_unit(images[..., c], 255.0)) for c in range(images.shape[-1])]
        return self.from_unit(np.stack(channels, axis=-1), 255.0)

    def _equalize(self, channel: np.ndarray) -> np.ndarray:
        tones = np.clip(channel / 255.0 * (self.bins - 1), 0, self.bins - 1).astype(np.int64)
        counts = np.bincount(tones.reshape(-1), minlength=self.bins)
        if np.count_nonzero(counts) <= 1:
            return channel
        reached = np.cumsum(counts)
        first = reached[np.flatnonzero(reached)[0]]
        table = np.clip(np.round((reached - first) * 255.0 / max(reached[-1] - first, 1)), 0, 255)
        return np.asarray(table[tones])
