"""Operations on images, (n, height, width, channels) or one image: size, colors, borders, patches."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.absent import answer
from nn.checks import choice
from nn.formats import FIRST, data_format_of
from nn.layers.base.resampling import INTERPOLATIONS, shares
from nn.ops.making import table
from nn.ops.moving import each

LUMINANCE = (0.2989, 0.587, 0.114)  # how bright red, green and blue look: ITU-R BT.601


def resize(
    images: Any, size: Any, interpolation: str = "bilinear", antialias: bool = False, crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False, fill_mode: str = "constant", fill_value: float = 0.0, data_format: str | None = None,
) -> Any:  # fmt: skip
    """Images of another size, their pixels mixed from the nearest ones: (n, h, w, c) -> (n, *size, c)."""
    choice("ops.image.resize", "interpolation", interpolation, INTERPOLATIONS)
    choice("ops.image.resize", "fill_mode", fill_mode, ("constant",))
    last = _channels_last(images, data_format)
    high, wide = each(size, 2)
    h, w = np.shape(last)[-3:-1]
    if crop_to_aspect_ratio:
        tall, broad = min(h, int(w * high / wide)), min(w, int(h * wide / high))
        top, left = (h - tall) // 2, (w - broad) // 2
        last = last[..., top : top + tall, left : left + broad, :]
    elif pad_to_aspect_ratio:
        tall, broad = max(h, int(w * high / wide)), max(w, int(h * wide / high))
        top, left = (tall - h) // 2, (broad - w) // 2
        last = pad_images(last, top, left, target_height=tall, target_width=broad, fill_value=fill_value)
    made = last
    for axis, new in ((-3, high), (-2, wide)):
        mix = shares(np.shape(made)[axis], new, interpolation, _float(made), antialias)
        made = np.moveaxis(np.tensordot(mix, made, axes=((1,), (np.ndim(made) + axis,))), 0, axis)
    kind = getattr(images, "dtype", np.dtype("float32"))
    made = np.round(made).astype(kind) if kind.kind in "iu" and interpolation == "nearest" else made
    return _channels_back(made, data_format)


def rgb_to_grayscale(images: Any, data_format: str | None = None) -> Any:
    """How bright each pixel looks: (..., 3) -> (..., 1)."""
    last = _channels_last(images, data_format)
    gray = last @ np.array(LUMINANCE, _float(last))[:, None]
    kind = getattr(images, "dtype", None)
    return _channels_back(gray.astype(kind) if kind is not None and kind.kind in "iu" else gray, data_format)


def rgb_to_hsv(images: Any, data_format: str | None = None) -> Any:
    """Red, green and blue from 0 to 1 as hue, saturation and value from 0 to 1."""
    last = _channels_last(images, data_format)
    top, span = np.max(last, axis=-1), np.max(last, axis=-1) - np.min(last, axis=-1)
    safe = np.where(span > 0, span, 1.0)
    r, g, b = last[..., 0], last[..., 1], last[..., 2]
    hue = np.where(top == r, (g - b) / safe, np.where(top == g, 2.0 + (b - r) / safe, 4.0 + (r - g) / safe))
    saturation = np.where(top > 0, span / np.where(top > 0, top, 1.0), 0.0)
    return _channels_back(np.stack([np.where(span > 0, hue / 6.0 % 1.0, 0.0), saturation, top], axis=-1), data_format)


def hsv_to_rgb(images: Any, data_format: str | None = None) -> Any:
    """Hue, saturation and value from 0 to 1 as red, green and blue from 0 to 1."""
    last = _channels_last(images, data_format)
    h, s, v = last[..., 0], last[..., 1], last[..., 2]
    colors = [np.clip(np.abs((h * 6.0 - at) % 6.0 - 3.0) - 1.0, 0.0, 1.0) for at in (0.0, 2.0, 4.0)]
    return _channels_back(np.stack([v * (1.0 - s * (1.0 - color)) for color in colors], axis=-1), data_format)


def crop_images(
    images: Any, top_cropping: int | None = None, left_cropping: int | None = None, bottom_cropping: int | None = None,
    right_cropping: int | None = None, target_height: int | None = None, target_width: int | None = None,
    data_format: str | None = None,
) -> Any:  # fmt: skip
    """Images without a border, given by two of: what goes before, what goes after, what is left."""
    last = _channels_last(images, data_format)
    h, w = np.shape(last)[-3:-1]
    top, high = _span("height", h, top_cropping, bottom_cropping, target_height, -1)
    left, wide = _span("width", w, left_cropping, right_cropping, target_width, -1)
    return _channels_back(last[..., top : top + high, left : left + wide, :], data_format)


def pad_images(
    images: Any, top_padding: int | None = None, left_padding: int | None = None, bottom_padding: int | None = None,
    right_padding: int | None = None, target_height: int | None = None, target_width: int | None = None,
    fill_value: float = 0.0, data_format: str | None = None,
) -> Any:  # fmt: skip
    """Images with a border of one number, given by two of: what comes before, what comes after, the new size."""
    last = _channels_last(images, data_format)
    h, w = np.shape(last)[-3:-1]
    top, high = _span("height", h, top_padding, bottom_padding, target_height, 1)
    left, wide = _span("width", w, left_padding, right_padding, target_width, 1)
    width = [(0, 0)] * (np.ndim(last) - 3) + [(top, high - h - top), (left, wide - w - left), (0, 0)]
    return _channels_back(np.pad(last, width, constant_values=fill_value), data_format)


def _span(what: str, size: int, before: int | None, after: int | None, target: int | None, sign: int) -> tuple[int, int]:
    """What lies before, and the new size, from two of the three."""
    if (before, after, target).count(None) != 1:
        raise ValueError(f"ops.image: give exactly two of the border before, the border after and target_{what}")
    if target is None:
        return before, size + sign * (before + after)  # type: ignore[operator, return-value]
    return (sign * (target - size) - after if before is None else before), target  # type: ignore[operator]


def extract_patches(
    images: Any, size: Any, strides: Any = None, dilation_rate: Any = 1, padding: str = "valid", data_format: str | None = None
) -> Any:
    """Every window of an image as a row: (n, h, w, c) -> (n, rows, columns, size · size · c)."""
    last = _channels_last(images, data_format)
    single = np.ndim(last) == 3
    batch = last[None] if single else last
    (k, m), (s, t) = each(size, 2), each(size if strides is None else strides, 2)
    d, e = each(dilation_rate, 2)
    if choice("ops.image.extract_patches", "padding", padding, ("valid", "same")) == "same":
        spans = ((k - 1) * d + 1, (m - 1) * e + 1)
        missing = [max((-(-n // by) - 1) * by + span - n, 0) for n, by, span in zip(np.shape(batch)[1:3], (s, t), spans)]
        batch = np.pad(batch, [(0, 0), *[(n // 2, n - n // 2) for n in missing], (0, 0)])
    n, h, w, c = np.shape(batch)
    rows = np.arange(0, h - (k - 1) * d, s)[:, None] + d * np.arange(k)
    columns = np.arange(0, w - (m - 1) * e, t)[:, None] + e * np.arange(m)
    found = batch[:, rows[:, None, :, None], columns[None, :, None, :], :]
    made = np.reshape(found, (n, len(rows), len(columns), k * m * c))
    return _channels_back(made[0] if single else made, data_format)


def _channels_last(images: Any, data_format: str | None) -> Any:
    first = data_format_of("ops.image", data_format) == FIRST
    images = images if hasattr(images, "dtype") else np.asarray(images, "float32")
    return np.moveaxis(images, -3, -1) if first else images


def _channels_back(images: Any, data_format: str | None) -> Any:
    return np.moveaxis(images, -1, -3) if data_format_of("ops.image", data_format) == FIRST else images


def _float(x: Any) -> Any:
    return x.dtype if x.dtype.kind == "f" else np.dtype("float32")


OPS = table(crop_images, extract_patches, hsv_to_rgb, pad_images, resize, rgb_to_grayscale, rgb_to_hsv)
globals().update(OPS)
__all__ = [*OPS]


def __getattr__(name: str) -> Any:
    raise answer(__name__, name, OPS)
