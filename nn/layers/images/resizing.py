"""Resizing, CenterCrop, RandomCrop: images of another size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn.checks import choice, number, whole
from nn.layers.base.channels import FIRST
from nn.layers.base.resampling import INTERPOLATIONS, shares
from nn.layers.images.augmentation import Augmentation, Transformation
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Sized(Augmentation):
    """The base of layers that give images of height × width.

    height: the rows of an image that comes out.
    width: the columns of an image that comes out.
    """

    only_computes = True

    def __init__(
        self, height: int, width: int, seed: int | None, data_format: str | None, **settings: Unpack[ModuleSettings]
    ) -> None:
        super().__init__(seed, data_format, **settings)
        self.height = whole(type(self).__name__, "height", height)
        self.width = whole(type(self).__name__, "width", width)

    def compute_output_shape(self, input_shape: Any) -> Any:
        if isinstance(input_shape, dict):
            return {**input_shape, "images": self.compute_output_shape(input_shape["images"])}
        *lead, first, _, last = input_shape
        size = (self.height, self.width)
        return (*lead, first, *size) if self.data_format == FIRST else (*lead, *size, last)

    def transform_masks(self, masks: Any, transformation: Any) -> Any:
        return self.transform_images(masks, transformation)


class Resizing(Sized):
    """Images with other numbers of pixels: `images: (n, rows, columns, channels) -> (n, height, width, channels)`.

    interpolation="bilinear": "bilinear", "nearest", "bicubic", "area", "lanczos3" or "lanczos5".
    crop_to_aspect_ratio=False: whether edges are cut off first, so that shapes stay as they are.
    pad_to_aspect_ratio=False: whether a border is added first, so that shapes stay as they are.
    fill_mode="constant": what the border holds; only this one is possible.
    fill_value=0.0: the number of the border.
    antialias=False: whether fewer pixels are means of all that they replace.
    data_format=None: "channels_last" or "channels_first", (n, channels, rows, columns); None is "channels_last".

    The same in training and outside; whole numbers stay such. Raises ValueError for settings that do not go together.

    >>> Resizing(4, 4)(np.ones((2, 8, 6, 3))).shape
    (2, 4, 4, 3)
    """

    only_computes = True
    always = True

    def __init__(
        self, height: int, width: int, interpolation: str = "bilinear", crop_to_aspect_ratio: bool = False,
        pad_to_aspect_ratio: bool = False, fill_mode: str = "constant", fill_value: float = 0.0, antialias: bool = False,
        data_format: str | None = None, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(height, width, None, data_format, **settings)
        if crop_to_aspect_ratio and pad_to_aspect_ratio:
            raise ValueError("Resizing: choose crop_to_aspect_ratio or pad_to_aspect_ratio, not both")
        self.interpolation = choice("Resizing", "interpolation", interpolation, INTERPOLATIONS)
        self.crop_to_aspect_ratio, self.pad_to_aspect_ratio = crop_to_aspect_ratio, pad_to_aspect_ratio
        self.fill_mode = choice("Resizing", "fill_mode", fill_mode, ("constant",))
        self.fill_value = number("Resizing", "fill_value", fill_value)
        self.antialias = antialias

    def call(self, x: Any, training: bool = True) -> Any:
        kind = getattr(x, "dtype", None)
        found = super().call(x, training)
        if kind is None or kind.kind not in "iu":
            return found
        limits = np.iinfo(kind)
        return np.clip(np.round(np.asarray(found)), limits.min, limits.max).astype(kind)

    def transform_images(self, images: Any, transformation: Any) -> Any:
        if self.crop_to_aspect_ratio:
            images = crop_to_ratio(images, self.height, self.width)
        elif self.pad_to_aspect_ratio:
            images = self._pad_to_ratio(images)
        return resize(images, self.height, self.width, self.interpolation, self.antialias)

    def transform_masks(self, masks: Any, transformation: Any) -> Any:
        return resize(masks, self.height, self.width, "nearest")

    def _pad_to_ratio(self, images: Any) -> Any:
        """The images with a border above and below, or left and right."""
        _, rows, columns, _ = np.shape(images)
        down = (max(rows, int(columns * self.height / self.width)) - rows) // 2
        across = (max(columns, int(rows * self.width / self.height)) - columns) // 2
        shifted = images - self.fill_value  # so that the zeros of the border become fill_value
        return autograd.pad(shifted, ((0, 0), (down, down), (across, across), (0, 0))) + self.fill_value


class CenterCrop(Sized):
    """The middle of images: `images: (n, rows, columns, channels) -> (n, height, width, channels)`.

    data_format=None: "channels_last" or "channels_first", (n, channels, rows, columns); None is "channels_last".

    Of images that are too small, the largest middle of that shape is resized. The same in training and outside. Raises
    ValueError for an input that is no image.

    >>> CenterCrop(4, 4)(np.ones((2, 8, 6, 3))).shape
    (2, 4, 4, 3)
    """

    only_computes = True
    always = True

    def __init__(self, height: int, width: int, data_format: str | None = None, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(height, width, None, data_format, **settings)

    def transform_images(self, images: Any, transformation: Any) -> Any:
        down, across = np.shape(images)[1] - self.height, np.shape(images)[2] - self.width
        if down < 0 or across < 0:
            return resize(crop_to_ratio(images, self.height, self.width), self.height, self.width)
        return images[:, down // 2 : down // 2 + self.height, across // 2 : across // 2 + self.width]


class RandomCrop(Sized):
    """A part of images, at one random place for the batch: `(n, rows, columns, channels) -> (n, height, width, channels)`.

    data_format=None: "channels_last" or "channels_first", (n, channels, rows, columns); None is "channels_last".

    Outside of training, and of images that are no larger, the largest middle of that shape is resized. Raises ValueError for
    an input that is no image.

    >>> RandomCrop(4, 4)(np.ones((2, 8, 6, 3))).shape
    (2, 4, 4, 3)
    """

    only_computes = True

    def __init__(
        self, height: int, width: int, seed: int | None = None, data_format: str | None = None,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(height, width, seed, data_format, **settings)

    def get_random_transformation(self, shape: Shape) -> Transformation:
        _, rows, columns, _ = shape
        if rows <= self.height or columns <= self.width:
            return {}
        top, left = (int(self.uniform(0.0, size + 1, ())) for size in (rows - self.height, columns - self.width))
        return {
            "rows": np.eye(rows, dtype=np.float32)[min(top, rows - self.height) :][: self.height],
            "columns": np.eye(columns, dtype=np.float32)[min(left, columns - self.width) :][: self.width],
        }

    def call(self, x: Any, training: bool = True) -> Any:
        if training:
            return super().call(x, training)
        images, single = self.enter(x)
        return self.leave(self.transform_images(images, {}), single)

    def transform_images(self, images: Any, transformation: Any) -> Any:
        if not transformation:
            return resize(crop_to_ratio(images, self.height, self.width), self.height, self.width)
        return apply_shares(images, transformation["rows"], transformation["columns"])


def crop_to_ratio(images: Any, height: int, width: int) -> Any:
    """The largest middle of images whose sides are as height to width."""
    _, rows, columns, _ = np.shape(images)
    down = max(min(rows, int(columns * height / width)), 1)
    across = max(min(columns, int(rows * width / height)), 1)
    top, left = (rows - down) // 2, (columns - across) // 2
    return images[:, top : top + down, left : left + across]


def resize(images: Any, height: int, width: int, interpolation: str = "bilinear", antialias: bool = False) -> Any:
    """Images with so many rows and columns: (n, rows, columns, channels) -> (n, height, width, channels)."""
    _, rows, columns, _ = np.shape(images)
    dtype = images.dtype
    down, across = (shares(size, new, interpolation, dtype, antialias) for size, new in ((rows, height), (columns, width)))
    return apply_shares(images, down, across)


def apply_shares(images: Any, down: Any, across: Any) -> Any:
    """Each new row as `down` mixes the old ones, each new column as `across` does: (new, old) each."""
    n, rows, columns, channels = np.shape(images)
    z = down @ np.reshape(images, (n, rows, columns * channels))  # (H, rows) @ (n, rows, columns · C)
    z = np.reshape(z, (-1, columns, channels))
    return np.reshape(across @ z, (n, len(down), len(across), channels))  # (W, columns) @ (n · H, columns, C)
