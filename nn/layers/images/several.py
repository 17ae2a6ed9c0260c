"""RandomColorJitter, RandAugment: several changes of images, one after another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nn.checks import choice, number, whole
from nn.layers.images.affine import RandomRotation, RandomShear, RandomTranslation
from nn.layers.images.augmentation import Augmentation, Factor, range_of
from nn.layers.images.brightness import RandomBrightness, RandomContrast
from nn.layers.images.colors import RandomColorDegeneration, RandomHue, RandomSaturation
from nn.layers.images.sampling import INTERPOLATIONS
from nn.layers.images.sharpness import RandomSharpness
from nn.layers.images.tones import AutoContrast, Equalization, RandomInvert, RandomPosterization, Solarization
from nn.modules.settings import ModuleSettings
from nn.seeds import generator

if TYPE_CHECKING:
    from typing_extensions import Unpack


class RandomColorJitter(Augmentation):
    """Changes brightness, contrast, saturation and hue of each image: `images: (n, height, width, 3) -> images`.

    value_range=(0, 255): the darkest and the brightest number that occur.
    brightness_factor=None, contrast_factor=None, saturation_factor=None, hue_factor=None: the factor of RandomBrightness,
        RandomContrast, RandomSaturation and RandomHue; None leaves this change out.

    Raises TypeError or ValueError for settings out of range, or an input without three channels.

    >>> import numpy as np
    >>> RandomColorJitter(brightness_factor=0.1, hue_factor=0.1)(np.ones((2, 8, 8, 3))).shape
    (2, 8, 8, 3)
    """

    only_computes = False

    def __init__(
        self, value_range: Sequence[float] = (0, 255), brightness_factor: Factor | None = None,
        contrast_factor: Factor | None = None, saturation_factor: Factor | None = None, hue_factor: Factor | None = None,
        seed: int | None = None, data_format: str | None = None, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(seed, data_format, **settings)
        self.value_range = range_of("RandomColorJitter", value_range)
        self.brightness_factor, self.contrast_factor = brightness_factor, contrast_factor
        self.saturation_factor, self.hue_factor = saturation_factor, hue_factor
        kinds: list[tuple[Any, Any]] = [
            (RandomBrightness, brightness_factor), (RandomContrast, contrast_factor),
            (RandomSaturation, saturation_factor), (RandomHue, hue_factor),
        ]  # fmt: skip
        self.steps = [kind(f, value_range=self.value_range, seed=seed) for kind, f in kinds if f is not None]

    def transform_images(self, images: Any, transformation: Any) -> Any:
        for step in self.steps:
            images = step(images, training=True)
        return images


class RandAugment(Augmentation):
    """Some changes of images, chosen at random for the batch: `images: (n, height, width, 3) -> images`.

    value_range=(0, 255): the darkest and the brightest number that occur.
    num_ops=2: how many changes are made, one after another.
    factor=0.5: how strong they are, from 0 to 1.
    interpolation="bilinear": how pixels are read at other places: "bilinear" or "nearest".

    The changes are those of `RandomShear`, `RandomTranslation`, `RandomRotation`, `RandomBrightness`, `RandomContrast`,
    `RandomColorDegeneration`, `RandomSharpness`, `RandomPosterization`, `Solarization`, `AutoContrast`, `Equalization` and
    `RandomInvert`. Raises TypeError or ValueError for settings out of range, or an input without three channels.
    Cubuk, Zoph, Shlens & Le, 2019, arXiv:1909.13719.

    >>> import numpy as np
    >>> RandAugment()(np.ones((2, 8, 8, 3))).shape
    (2, 8, 8, 3)
    """

    only_computes = False

    def __init__(
        self, value_range: Sequence[float] = (0, 255), num_ops: int = 2, factor: float = 0.5,
        interpolation: str = "bilinear", seed: int | None = None, data_format: str | None = None,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(seed, data_format, **settings)
        self.value_range = range_of("RandAugment", value_range)
        self.num_ops = whole("RandAugment", "num_ops", num_ops)
        self.factor = number("RandAugment", "factor", factor, low=0, high=1)
        self.interpolation = choice("RandAugment", "interpolation", interpolation, INTERPOLATIONS)
        self.steps = changes(self.value_range, self.factor, self.interpolation, seed)

    def transform_images(self, images: Any, transformation: Any) -> Any:
        order = (self.rng or generator()).permutation(len(self.steps))
        for i in order[: self.num_ops].tolist():
            images = self.steps[i](images, training=True)
        return images


def changes(value_range: tuple[float, float], factor: float, interpolation: str, seed: int | None) -> list[Augmentation]:
    """One layer for each kind of change, of this strength."""
    colors: dict[str, Any] = {"value_range": value_range, "seed": seed}
    places: dict[str, Any] = {"interpolation": interpolation, "seed": seed}
    return [
        RandomShear(factor, factor, **places),
        RandomTranslation(factor, factor, **places),
        RandomRotation(factor, **places),
        RandomBrightness(factor, **colors),
        RandomContrast(factor, **colors),
        RandomColorDegeneration(factor, **colors),
        RandomSharpness(factor, **colors),
        RandomPosterization((max(1.0, 8.0 - 7.0 * factor), 8.0), **colors),
        Solarization(factor, factor, **colors),
        AutoContrast(value_range),
        Equalization(value_range),
        RandomInvert(factor, **colors),
    ]
