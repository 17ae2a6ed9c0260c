"""Affine: the base of layers that turn, move, stretch or tilt images at random."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from nn.checks import choice, number
from nn.layers.images.augmentation import Augmentation, Factor, Transformation, factor_of
from nn.layers.images.sampling import FILL_MODES, INTERPOLATIONS, places_of, plan_reading, read
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Affine(Augmentation):
    """The base of layers that read images at other places: `images -> images of the same shape`.

    fill_mode="reflect": what lies outside of an image: "reflect" its mirror image, "wrap" the image again, "nearest" its
        border, "constant" fill_value.
    interpolation="bilinear": "bilinear" goes straight from pixel to pixel, "nearest" takes the nearest one.
    fill_value=0.0: the number outside, for fill_mode="constant".

    A subclass writes `matrices`.
    """

    only_computes = True

    def __init__(
        self, fill_mode: str, interpolation: str, seed: int | None, fill_value: float, data_format: str | None,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(seed, data_format, **settings)
        kind = type(self).__name__
        self.fill_mode = choice(kind, "fill_mode", fill_mode, FILL_MODES)
        self.interpolation = choice(kind, "interpolation", interpolation, INTERPOLATIONS)
        self.fill_value = number(kind, "fill_value", fill_value)

    def matrices(self, shape: Shape) -> np.ndarray:
        """Eight numbers for each image, as `places_of` takes them: (n, 8)."""
        raise NotImplementedError(f"{type(self).__name__} needs a method matrices(self, shape)")

    def get_random_transformation(self, shape: Shape) -> Transformation:
        return self.plan(self.matrices(shape), shape)

    def plan(self, matrices: np.ndarray, shape: Shape, interpolation: str | None = None) -> Transformation:
        """What is read where, for these matrices."""
        x, y = places_of(matrices, shape[1], shape[2])
        return plan_reading(x, y, shape, interpolation or self.interpolation, self.fill_mode, self.fill_value)

    def transform_images(self, images: Any, transformation: Any) -> Any:
        return read(images, transformation)

    def transform_masks(self, masks: Any, transformation: Any) -> Any:
        """Each pixel of a mask as the nearest one that is read: the one with the largest weight."""
        chosen = np.argmax(np.asarray(transformation["weights"]), axis=0)[..., 0]
        pixels = np.take_along_axis(np.asarray(transformation["pixels"]), chosen[None], axis=0)[0]
        return np.reshape(masks, (-1, np.shape(masks)[-1]))[pixels]


def identity_matrices(n: int) -> np.ndarray:
    """The matrices that leave images as they are: (n, 8)."""
    return np.tile(np.array([1, 0, 0, 0, 1, 0, 0, 0], np.float32), (n, 1))


class RandomRotation(Affine):
    """Turns each image by an angle of its own, about its middle: `images -> images of the same shape`.

    factor: the largest angle, as a part of a whole turn, or the ends of a range; positive turns counterclockwise.

    Raises TypeError or ValueError for a factor outside −1 to 1, or an input that is no image.

    >>> RandomRotation(0.1)(np.ones((2, 8, 8, 3))).shape
    (2, 8, 8, 3)
    """

    only_computes = True

    def __init__(
        self, factor: Factor, fill_mode: str = "reflect", interpolation: str = "bilinear", seed: int | None = None,
        fill_value: float = 0.0, data_format: str | None = None, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(fill_mode, interpolation, seed, fill_value, data_format, **settings)
        self.factor = factor_of("RandomRotation", "factor", factor)

    def matrices(self, shape: Shape) -> np.ndarray:
        n, height, width, _ = shape
        turn = self.uniform(*self.factor, (n,)) * (2.0 * math.pi)
        return rotate(turn, height, width)


def rotate(turn: np.ndarray, height: int, width: int) -> np.ndarray:
    """The matrices that turn images of this size by angles, in radians: (n,) -> (n, 8)."""
    x, y = (width - 1) / 2.0, (height - 1) / 2.0
    cosine, sine = np.cos(turn), np.sin(turn)
    found = identity_matrices(len(turn))
    found[:, 0], found[:, 1], found[:, 2] = cosine, -sine, x - x * cosine + y * sine
    found[:, 3], found[:, 4], found[:, 5] = sine, cosine, y - x * sine - y * cosine
    return found


class RandomTranslation(Affine):
    """Moves each image by a distance of its own: `images -> images of the same shape`.

    height_factor: the largest move down or up, as a part of the height, or the ends of a range; negative moves up.
    width_factor: the largest move to the right or left, as a part of the width, or the ends of a range.

    Raises TypeError or ValueError for factors outside −1 to 1, or an input that is no image.

    >>> RandomTranslation(0.2, 0.2)(np.ones((2, 8, 8, 3))).shape
    (2, 8, 8, 3)
    """

    only_computes = True

    def __init__(
        self, height_factor: Factor, width_factor: Factor, fill_mode: str = "reflect", interpolation: str = "bilinear",
        seed: int | None = None, fill_value: float = 0.0, data_format: str | None = None, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(fill_mode, interpolation, seed, fill_value, data_format, **settings)
        self.height_factor, self.width_factor = height_factor, width_factor
        self._heights = factor_of("RandomTranslation", "height_factor", height_factor)
        self._widths = factor_of("RandomTranslation", "width_factor", width_factor)

    def matrices(self, shape: Shape) -> np.ndarray:
        n, height, width, _ = shape
        found = identity_matrices(n)
        found[:, 5] = -self.uniform(*self._heights, (n,)) * height
        found[:, 2] = -self.uniform(*self._widths, (n,)) * width
        return found


class RandomZoom(Affine):
    """Brings each image nearer or farther by a factor of its own: `images -> images of the same shape`.

    height_factor: the largest change of the height that is seen, as a part of it, or the ends of a range: 0.2 sees 20 % more,
        −0.2 less, which zooms in.
    width_factor=None: the same for the width; None is that of the height, which keeps shapes.

    Raises TypeError or ValueError for factors outside −1 to 1, or an input that is no image.

    >>> RandomZoom(0.2)(np.ones((2, 8, 8, 3))).shape
    (2, 8, 8, 3)
    """

    only_computes = True

    def __init__(
        self, height_factor: Factor, width_factor: Factor | None = None, fill_mode: str = "reflect",
        interpolation: str = "bilinear", seed: int | None = None, fill_value: float = 0.0, data_format: str | None = None,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(fill_mode, interpolation, seed, fill_value, data_format, **settings)
        self.height_factor, self.width_factor = height_factor, width_factor
        self._heights = factor_of("RandomZoom", "height_factor", height_factor)
        self._widths = None if width_factor is None else factor_of("RandomZoom", "width_factor", width_factor)

    def matrices(self, shape: Shape) -> np.ndarray:
        n, height, width, _ = shape
        down = 1.0 + self.uniform(*self._heights, (n,))
        across = down if self._widths is None else 1.0 + self.uniform(*self._widths, (n,))
        return zoom(down, across, height, width)


def zoom(down: np.ndarray, across: np.ndarray, height: int, width: int) -> np.ndarray:
    """The matrices that see so many heights and widths of images of this size: (n,) and (n,) -> (n, 8)."""
    found = identity_matrices(len(down))
    found[:, 0], found[:, 2] = across, (width - 1) / 2.0 * (1.0 - across)
    found[:, 4], found[:, 5] = down, (height - 1) / 2.0 * (1.0 - down)
    return found


class RandomShear(Affine):
    """Slants each image by an amount of its own: `images -> images of the same shape`.

    x_factor=0.0: the largest slant sideways, from 0 to 1, or the ends of a range.
    y_factor=0.0: the largest slant up or down, from 0 to 1, or the ends of a range.

    Raises TypeError or ValueError for factors outside 0 to 1, or an input that is no image.

    >>> RandomShear(0.2)(np.ones((2, 8, 8, 3))).shape
    (2, 8, 8, 3)
    """

    only_computes = True

    def __init__(
        self, x_factor: Factor = 0.0, y_factor: Factor = 0.0, interpolation: str = "bilinear", fill_mode: str = "reflect",
        fill_value: float = 0.0, data_format: str | None = None, seed: int | None = None, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(fill_mode, interpolation, seed, fill_value, data_format, **settings)
        self.x_factor, self.y_factor = x_factor, y_factor
        self._across, self._down = (_slants("RandomShear", n, f) for n, f in (("x_factor", x_factor), ("y_factor", y_factor)))

    def matrices(self, shape: Shape) -> np.ndarray:
        n = shape[0]
        found = identity_matrices(n)
        sign = np.where(self.uniform(0.0, 1.0, (n,)) > 0.5, -1.0, 1.0)
        found[:, 1], found[:, 3] = self.uniform(*self._across, (n,)) * sign, self.uniform(*self._down, (n,)) * sign
        return found


def _slants(owner: str, name: str, given: Any) -> tuple[float, float]:
    """The range of a slant: of one number from −f to f, of two from the one to the other."""
    low, high = factor_of(owner, name, given, low=0.0)
    return (low, high) if isinstance(given, (list, tuple)) else (-high, high)
