"""tf.image: size, colors and mirror images, with TensorFlow's signatures."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from nn import ops
from nn.absent import answer
from nn.compat import io
from nn.ops import image as ops_image
from nn.ops.making import table
from nn.seeds import generator


def resize(
    images: Any, size: Any, method: str = "bilinear", preserve_aspect_ratio: bool = False, antialias: bool = False
) -> Any:
    """Images of another size, in floats: (n, h, w, c) or (h, w, c)."""
    if preserve_aspect_ratio:
        factor = min(n / m for n, m in zip(size, np.shape(images)[-3:-1]))
        size = tuple(round(n * factor) for n in np.shape(images)[-3:-1])
    floats = images if method == "nearest" else ops.TABLE["cast"](images, "float32")
    return ops_image.resize(floats, [int(n) for n in size], method, antialias)


def flip_left_right(image: Any) -> Any:
    """Mirror images."""
    return np.flip(image, axis=-2)


def flip_up_down(image: Any) -> Any:
    """Images upside down."""
    return np.flip(image, axis=-3)


def random_flip_left_right(image: Any, seed: Any = None) -> Any:
    """Half of the images mirrored."""
    return np.where(_coins(image, seed), np.flip(image, axis=-2), image)


def random_flip_up_down(image: Any, seed: Any = None) -> Any:
    """Half of the images upside down."""
    return np.where(_coins(image, seed), np.flip(image, axis=-3), image)


def _coins(images: Any, seed: Any) -> Any:
    return generator(seed).random((*np.shape(images)[:-3], 1, 1, 1)) < 0.5


def random_crop(value: Any, size: Any, seed: Any = None) -> Any:
    """A block of this size from anywhere."""
    rng = generator(seed)
    wanted = [int(n) for n in size]
    starts = [int(rng.integers(0, n - m + 1)) for n, m in zip(np.shape(value), wanted)]
    return value[tuple(slice(i, i + m) for i, m in zip(starts, wanted))]


def random_brightness(image: Any, max_delta: float, seed: Any = None) -> Any:
    """Images made brighter or darker by one number, up to max_delta."""
    return image + generator(seed).uniform(-max_delta, max_delta)


def random_contrast(image: Any, lower: float, upper: float, seed: Any = None) -> Any:
    """Each channel stretched about its mean by a factor between the two."""
    mean = np.mean(image, axis=(-3, -2), keepdims=True)
    return (image - mean) * generator(seed).uniform(lower, upper) + mean


def random_saturation(image: Any, lower: float, upper: float, seed: Any = None) -> Any:
    """Images from 0 to 1 in stronger or paler colors, by a factor between the two."""
    hsv = ops_image.rgb_to_hsv(image)
    return ops_image.hsv_to_rgb(np.clip(hsv * [1.0, generator(seed).uniform(lower, upper), 1.0], 0.0, 1.0))


def random_hue(image: Any, max_delta: float, seed: Any = None) -> Any:
    """Images from 0 to 1 in other colors, around the circle of hues by up to max_delta."""
    turn = np.array([generator(seed).uniform(-max_delta, max_delta), 0.0, 0.0])
    hsv = ops_image.rgb_to_hsv(image) + turn
    return ops_image.hsv_to_rgb(np.stack([hsv[..., 0] % 1.0, hsv[..., 1], hsv[..., 2]], axis=-1))


def extract_patches(images: Any, sizes: Any, strides: Any, rates: Any, padding: str) -> Any:
    """Every window of the images as a row; sizes, strides and rates as lists of four."""
    return ops_image.extract_patches(images, tuple(sizes[1:3]), tuple(strides[1:3]), tuple(rates[1:3]), padding.lower())


def adjust_brightness(image: Any, delta: float) -> Any:
    """Images made brighter by one number."""
    return image + delta


def crop_to_bounding_box(image: Any, offset_height: int, offset_width: int, target_height: int, target_width: int) -> Any:
    """The part of this size that begins at this place."""
    return image[..., offset_height : offset_height + target_height, offset_width : offset_width + target_width, :]


def pad_to_bounding_box(image: Any, offset_height: int, offset_width: int, target_height: int, target_width: int) -> Any:
    """The image at this place of a larger one of zeros."""
    top, left = int(offset_height), int(offset_width)
    return ops_image.pad_images(image, top, left, target_height=int(target_height), target_width=int(target_width))


def convert_image_dtype(image: Any, dtype: Any, saturate: bool = False) -> Any:
    """Numbers of another type, floats from 0 to 1 and whole numbers to the largest there is."""
    old, new = np.asarray(image).dtype, np.dtype(dtype)
    if old.kind in "iu" and new.kind == "f":
        return (image / np.iinfo(old).max).astype(new)
    return (image * np.iinfo(new).max).round().astype(new) if new.kind in "iu" and old.kind == "f" else image.astype(new)


OPS: dict[str, Any] = {
    **table(
        adjust_brightness, convert_image_dtype, crop_to_bounding_box, extract_patches, pad_to_bounding_box,
        random_brightness, random_contrast, random_hue, random_saturation, flip_left_right, flip_up_down, random_crop,
        random_flip_left_right, random_flip_up_down, resize,
    ),
    **{name: ops_image.OPS[name] for name in ("hsv_to_rgb", "rgb_to_grayscale", "rgb_to_hsv")},
    "psnr": ops.TABLE["psnr"],
    **{name: getattr(io, name) for name in ("decode_image", "decode_jpeg", "decode_png")},
}  # fmt: skip
vars(sys.modules[__name__]).update(OPS)


def __getattr__(name: str) -> Any:
    raise answer(__name__, name, OPS)
