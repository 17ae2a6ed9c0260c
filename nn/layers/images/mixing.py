"""RandomErasing, CutMix, MixUp: parts of images replaced, or images laid over one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nn.checks import number
from nn.layers.images.augmentation import Augmentation, Factor, Transformation, factor_of, range_of
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings
from nn.seeds import generator

if TYPE_CHECKING:
    from typing_extensions import Unpack


class RandomErasing(Augmentation):
    """Covers a rectangle of some images: `images -> images of the same shape`.

    factor=1.0: the probability, from 0 to 1, that an image is changed, or the ends of a range of it.
    scale=(0.02, 0.33): the square of a side of the rectangle, as a part of the image's, from 0 to 1.
    fill_value=None: the number that covers it, or one for each channel; None is noise.
    value_range=(0, 255): the darkest and the brightest number that occur.

    Raises TypeError or ValueError for settings out of range, or an input that is no image.
    Zhong, Zheng, Kang, Li & Yang, 2017, arXiv:1708.04896.

    >>> RandomErasing()(np.ones((2, 8, 8, 3))).shape
    (2, 8, 8, 3)
    """

    only_computes = True

    def __init__(
        self, factor: Factor = 1.0, scale: Factor = (0.02, 0.33), fill_value: Any = None,
        value_range: Sequence[float] = (0, 255), seed: int | None = None, data_format: str | None = None,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(seed, data_format, **settings)
        self.factor = factor_of("RandomErasing", "factor", factor, low=0.0)
        self.scale = factor_of("RandomErasing", "scale", scale, low=0.0)
        self.fill_value = fill_value
        self.value_range = range_of("RandomErasing", value_range)

    def get_random_transformation(self, shape: Shape) -> Transformation:
        n = shape[0]
        sides = np.sqrt(self.uniform(*self.scale, (n, 2)))
        chosen = self.uniform(0.0, 1.0, (n,)) < self.uniform(*self.factor, (n,))
        inside = rectangles(self, shape, sides[:, 1], sides[:, 0]) * chosen[:, None, None, None]
        if self.fill_value is None:
            fill = (self.rng or generator()).standard_normal(shape).astype(np.float32) * self.value_range[1]
        else:
            fill = np.broadcast_to(np.asarray(self.fill_value, np.float32), shape)
        return {"inside": inside.astype(np.float32), "fill_value": np.clip(fill, *self.value_range)}

    def transform_images(self, images: Any, transformation: Any) -> Any:
        return images + transformation["inside"] * (transformation["fill_value"] - images)


def rectangles(layer: Augmentation, shape: Shape, down: np.ndarray, across: np.ndarray) -> np.ndarray:
    """1 in a rectangle of each image, at a random place, 0 around it: (n, height, width, 1).

    down, across: the sides of each, as parts of the image's: (n,).
    """
    n, height, width, _ = shape
    spans = []
    for size, part in ((height, down), (width, across)):
        length = part * size
        start = layer.uniform(0.0, 1.0, (n,)) * (size - length)
        places = np.arange(size)
        spans.append((places >= start[:, None]) & (places < (start + length)[:, None]))
    return (spans[0][:, :, None] & spans[1][:, None, :])[..., None].astype(np.float32)  # type: ignore[no-any-return]


class CutMix(Augmentation):
    """Puts a rectangle of another image of the batch into each image: `images -> images of the same shape`.

    factor=1.0: the shape of the distribution of sizes, from 0, nearly all or nothing, to 1, all alike; or a range.

    Called with a dict, it mixes "labels", (n, classes), by the areas. Raises TypeError or ValueError for a factor out of range,
    or an input that is no image. Yun, Han, Oh, Chun, Choe & Yoo, 2019, arXiv:1905.04899.

    >>> CutMix()(np.ones((2, 8, 8, 3))).shape
    (2, 8, 8, 3)
    """

    only_computes = True

    def __init__(
        self, factor: Factor = 1.0, seed: int | None = None, data_format: str | None = None, **settings: Unpack[ModuleSettings]
    ) -> None:
        super().__init__(seed, data_format, **settings)
        self.factor = factor_of("CutMix", "factor", factor, low=0.0)

    def get_random_transformation(self, shape: Shape) -> Transformation:
        n = shape[0]
        alpha = float(self.uniform(*self.factor, ())) + 1e-6
        random = self.rng or generator()
        side = np.sqrt(1.0 - random.beta(alpha, alpha, n))
        inside = rectangles(self, shape, side, side)
        return {"permutation_order": random.permutation(n), "inside": inside, "mix_weight": 1.0 - inside.mean(axis=(1, 2, 3))}

    def transform_images(self, images: Any, transformation: Any) -> Any:
        return images + transformation["inside"] * (images[transformation["permutation_order"]] - images)

    def transform_masks(self, masks: Any, transformation: Any) -> Any:
        return self.transform_images(masks, transformation)

    def transform_labels(self, labels: Any, transformation: Any) -> Any:
        return mix(labels, transformation)


class MixUp(Augmentation):
    """Lays another image of the batch over each image: `images -> images of the same shape`.

    alpha=0.2: the shape of the distribution of the weights, above 0; the larger, the more are near one half.

    Called with a dict, it mixes "labels", (n, classes), with the same weights. Raises TypeError or ValueError for an alpha out
    of range, or an input that is no image. Zhang, Cisse, Dauphin & Lopez-Paz, 2017, arXiv:1710.09412.

    >>> MixUp()(np.ones((2, 8, 8, 3))).shape
    (2, 8, 8, 3)
    """

    only_computes = True

    def __init__(
        self, alpha: float = 0.2, data_format: str | None = None, seed: int | None = None, **settings: Unpack[ModuleSettings]
    ) -> None:
        super().__init__(seed, data_format, **settings)
        self.alpha = number("MixUp", "alpha", alpha, above=0)

    def get_random_transformation(self, shape: Shape) -> Transformation:
        random = self.rng or generator()
        weight = np.asarray(random.beta(self.alpha, self.alpha, shape[0]), np.float32)
        return {"permutation_order": random.permutation(shape[0]), "mix_weight": weight}

    def transform_images(self, images: Any, transformation: Any) -> Any:
        return mix(images, transformation)

    def transform_masks(self, masks: Any, transformation: Any) -> Any:
        return mix(masks, transformation)

    def transform_labels(self, labels: Any, transformation: Any) -> Any:
        return mix(labels, transformation)


def mix(x: Any, transformation: Any) -> Any:
    """Each sample times its weight, and another one times the rest."""
    weight = np.reshape(transformation["mix_weight"], (-1,) + (1,) * (np.ndim(x) - 1))
    return weight * x + (1.0 - weight) * x[transformation["permutation_order"]]
