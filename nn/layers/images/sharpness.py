"""RandomSharpness, RandomGaussianBlur: images sharper, or less sharp."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn.checks import whole
from nn.layers.images.augmentation import Augmentation, Factor, Transformation, factor_of, range_of
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack

NEAR = np.array([[1, 1, 1], [1, 5, 1], [1, 1, 1]], np.float32) / 13.0


class RandomSharpness(Augmentation):
    """Makes each image sharper or smoother: `images -> images of the same shape`.

    factor: 0 is smooth, 0.5 leaves an image as it is, 1 is sharp: (lower, upper), or upper alone, with 0 as lower.
    value_range=(0, 255): the darkest and the brightest number that occur; results stay in it.

    Raises TypeError or ValueError for settings out of range, or an input that is no image.

    >>> RandomSharpness(0.2)(np.ones((2, 8, 8, 3))).shape
    (2, 8, 8, 3)
    """

    only_computes = True

    def __init__(
        self, factor: Factor, value_range: Sequence[float] = (0, 255), data_format: str | None = None,
        seed: int | None = None, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(seed, data_format, **settings)
        self.factor = factor_of("RandomSharpness", "factor", factor, low=0.0)
        self.value_range = range_of("RandomSharpness", value_range)

    def get_random_transformation(self, shape: Shape) -> Transformation:
        return {"factor": self.uniform(*self.factor, shape[:1])}

    def transform_images(self, images: Any, transformation: Any) -> Any:
        sharp = np.reshape(transformation["factor"], (-1, 1, 1, 1)) * 2.0
        smooth = blur(images, np.broadcast_to(NEAR, (3, 3)))
        return autograd.clip(images + (1.0 - sharp) * (smooth - images), *self.value_range)


class RandomGaussianBlur(Augmentation):
    """Blurs some images with a bell curve: `images -> images of the same shape`.

    factor=1.0: the probability, from 0 to 1, that an image is changed, or the ends of a range of it.
    kernel_size=3: the rows and columns that flow together, an odd number, or two of them.
    sigma=1.0: the largest width of the bell curve, in pixels, from 0 to 1, or the ends of a range.
    value_range=(0, 255): the darkest and the brightest number that occur; results stay in it.

    Raises TypeError or ValueError for settings out of range, or an input that is no image.

    >>> RandomGaussianBlur()(np.ones((2, 8, 8, 3))).shape
    (2, 8, 8, 3)
    """

    only_computes = True

    def __init__(
        self, factor: Factor = 1.0, kernel_size: int | Sequence[int] = 3, sigma: Factor = 1.0,
        value_range: Sequence[float] = (0, 255), data_format: str | None = None, seed: int | None = None,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(seed, data_format, **settings)
        self.factor = factor_of("RandomGaussianBlur", "factor", factor, low=0.0)
        pair = tuple(kernel_size) if isinstance(kernel_size, (list, tuple)) else (kernel_size, kernel_size)
        self.kernel_size = tuple(whole("RandomGaussianBlur", "kernel_size", n) for n in pair)
        if len(pair) != 2 or any(n % 2 == 0 for n in self.kernel_size):
            raise ValueError(f"RandomGaussianBlur: kernel_size is an odd number, or two of them, got {kernel_size!r}")
        self.sigma = factor_of("RandomGaussianBlur", "sigma", sigma, low=0.0)
        self.value_range = range_of("RandomGaussianBlur", value_range)

    def get_random_transformation(self, shape: Shape) -> Transformation:
        chosen = self.uniform(0.0, 1.0, shape[:1]) < self.uniform(*self.factor, shape[:1])
        across, down = self.uniform(*self.sigma, (2,)) + 1e-6
        return {"should_apply_blur": chosen.astype(np.float32), "kernel": bell(self.kernel_size, down, across)}

    def transform_images(self, images: Any, transformation: Any) -> Any:
        chosen = np.reshape(transformation["should_apply_blur"], (-1, 1, 1, 1))
        return autograd.clip(images + chosen * (blur(images, transformation["kernel"]) - images), *self.value_range)


def bell(size: Sequence[int], down: float, across: float) -> np.ndarray:
    """A bell curve over so many rows and columns, of these widths; its numbers sum to 1."""
    curves = [
        np.exp(-0.5 * ((np.arange(n) - (n - 1) / 2) / width) ** 2) for n, width in zip((size[1], size[0]), (down, across))
    ]
    grid = np.outer(curves[0] / curves[0].sum(), curves[1] / curves[1].sum())
    return grid.reshape(tuple(size)).astype(np.float32)


def blur(images: Any, kernel: Any) -> Any:
    """Each channel convolved with a kernel (rows, columns), zeros around the images."""
    rows, columns = np.shape(kernel)
    channels = np.shape(images)[-1]
    weights = np.reshape(kernel, (rows, columns, 1, 1)) * np.ones((1, 1, 1, channels), images.dtype)
    border = (((rows - 1) // 2, rows // 2), ((columns - 1) // 2, columns // 2))
    return autograd.conv(images, weights, padding=border, groups=channels)
