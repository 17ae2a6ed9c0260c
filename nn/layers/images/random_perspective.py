"""RandomPerspective: images seen from another side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nn.checks import number
from nn.layers.images.affine import Affine, identity_matrices
from nn.layers.images.augmentation import Factor, factor_of
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class RandomPerspective(Affine):
    """Moves the corners of some images, as if seen from another side: `images -> images of the same shape`.

    factor=1.0: the probability, from 0 to 1, that an image is changed, or the ends of a range of it.
    scale=1.0: how far a corner moves at most, as a part of half its distance from the first corner, from 0 to 1.
    fill_value=0.0: the number outside of an image.

    Raises TypeError or ValueError for settings outside 0 to 1, or an input that is no image.

    >>> RandomPerspective(scale=0.5)(np.ones((2, 8, 8, 3))).shape
    (2, 8, 8, 3)
    """

    only_computes = True

    def __init__(
        self, factor: Factor = 1.0, scale: float = 1.0, interpolation: str = "bilinear", fill_value: float = 0.0,
        seed: int | None = None, data_format: str | None = None, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__("constant", interpolation, seed, fill_value, data_format, **settings)
        self.factor = factor_of("RandomPerspective", "factor", factor, low=0.0)
        self.scale = number("RandomPerspective", "scale", scale, low=0, high=1)

    def matrices(self, shape: Shape) -> np.ndarray:
        n, height, width, _ = shape
        chosen = self.uniform(0.0, 1.0, (n,)) < self.uniform(*self.factor, (n,))
        corners = np.array([[0, 0], [width - 1, 0], [0, height - 1], [width - 1, height - 1]], np.float32)
        moved = corners * (1.0 + self.uniform(-0.5 * self.scale, 0.5 * self.scale, (n, 4, 2)))
        found = np.stack([match_corners(corners, new) for new in moved]) if n else identity_matrices(0)
        return np.asarray(np.where(chosen[:, None], found, identity_matrices(n)))


def match_corners(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The eight numbers under which a pixel at each of four `end` places is read at its `start` place: (4, 2) each -> (8,)."""
    rows, wanted = [], []
    for (x, y), (u, v) in zip(end.tolist(), start.tolist()):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    return np.asarray(np.linalg.solve(np.array(rows), np.array(wanted)), np.float32)
