"""RandomFlip: images as in a mirror."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nn.checks import choice
from nn.layers.images.augmentation import Augmentation, Transformation
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack

AXES = {"horizontal": (2,), "vertical": (1,), "horizontal_and_vertical": (2, 1)}


class RandomFlip(Augmentation):
    """Flips half of the images: `images -> images of the same shape`.

    mode="horizontal_and_vertical": "horizontal" exchanges left and right, "vertical" top and bottom, this one both at once.

    Raises ValueError for another mode, or an input that is no image.

    >>> flipped = RandomFlip("horizontal", seed=0)(np.arange(200.0).reshape(100, 1, 2, 1))
    >>> 30 < int(np.sum(flipped[:, 0, 0] > flipped[:, 0, 1])) < 70
    True
    """

    only_computes = True

    def __init__(
        self, mode: str = "horizontal_and_vertical", seed: int | None = None, data_format: str | None = None,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(seed, data_format, **settings)
        self.mode = choice("RandomFlip", "mode", mode, tuple(AXES))

    def get_random_transformation(self, shape: Shape) -> Transformation:
        return {"flips": (self.uniform(0.0, 1.0, (shape[0], 1, 1, 1)) <= 0.5).astype(np.float32)}

    def transform_images(self, images: Any, transformation: Any) -> Any:
        flips = transformation["flips"]
        return images + flips * (np.flip(images, AXES[self.mode]) - images)

    def transform_masks(self, masks: Any, transformation: Any) -> Any:
        return self.transform_images(masks, transformation)
