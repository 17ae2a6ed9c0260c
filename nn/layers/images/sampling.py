"""Sampling: images read at other places: which pixels, and with which weights, make each new one."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.modules.module import Shape

FILL_MODES = ("reflect", "wrap", "constant", "nearest")
INTERPOLATIONS = ("nearest", "bilinear")


def places_of(matrices: np.ndarray, height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Where each pixel of the new images is read: x and y, (n, height, width).

    matrices: (n, 8), (a0, a1, a2, b0, b1, b2, c0, c1); a pixel (x, y) is read at (a0 x + a1 y + a2, b0 x + b1 y + b2) / k with
    k = c0 x + c1 y + 1.
    """
    a0, a1, a2, b0, b1, b2, c0, c1 = (m[:, None, None] for m in np.asarray(matrices, np.float32).T)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    k = c0 * x + c1 * y + np.float32(1.0)
    return (a0 * x + a1 * y + a2) / k, (b0 * x + b1 * y + b2) / k


def bring_inside(place: np.ndarray, size: int, fill_mode: str) -> np.ndarray:
    """Places outside of 0 … size − 1 as places inside, as fill_mode says; "constant" leaves them."""
    if fill_mode == "constant":
        return place
    if fill_mode == "reflect":  # [d c b a | a b c d | d c b a]
        around = np.mod(place, 2 * size) if size > 1 else np.zeros_like(place)
        place = np.where(place < 0, np.mod(-place - 1, 2 * size), around) if size > 1 else around
        place = np.where(place >= size, 2 * size - 1 - place, place)
    elif fill_mode == "wrap":
        step = max(size - 1, 1)
        low = place + size * (np.trunc(-place / step) + 1)
        high = place - size * np.trunc(place / step)
        place = np.where(place < 0, low, np.where(place > size - 1, high, place)) if size > 1 else np.zeros_like(place)
    return np.asarray(np.clip(place, 0, size - 1))


def plan_reading(
    x: np.ndarray, y: np.ndarray, shape: Shape, interpolation: str, fill_mode: str, fill_value: float
) -> dict[str, np.ndarray]:
    """Which pixels to read, with which weights, and what to add: for `read`.

    x, y: the places, (n, new height, new width). shape: of the images. The pixels are numbered through all images.
    """
    n, height, width, _ = shape
    x, y = bring_inside(x, width, fill_mode), bring_inside(y, height, fill_mode)
    if interpolation == "nearest":
        corners = [(_round(x), _round(y), np.ones_like(x))]
    else:
        x0, y0 = np.floor(x), np.floor(y)
        right, below = x - x0, y - y0
        corners = [
            (x0, y0, (1 - right) * (1 - below)), (x0 + 1, y0, right * (1 - below)),
            (x0, y0 + 1, (1 - right) * below), (x0 + 1, y0 + 1, right * below),
        ]  # fmt: skip
    first = np.arange(n).reshape(-1, 1, 1) * (height * width)
    pixels, weights, added = [], [], np.zeros(x.shape, np.float32)
    for column, row, weight in corners:
        inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        pixels.append(np.where(inside, first + row * width + column, 0).astype(np.int64))
        weights.append(np.where(inside, weight, 0.0).astype(np.float32))
        added += np.where(inside, 0.0, weight * fill_value).astype(np.float32)
    return {"pixels": np.stack(pixels), "weights": np.stack(weights)[..., None], "added": added[..., None]}


def read(images: Any, plan: dict[str, Any]) -> Any:
    """The new images: (n, height, width, channels) -> (n, new height, new width, channels)."""
    channels = np.shape(images)[-1]
    flat = np.reshape(images, (-1, channels))  # (n · height · width, channels)
    corners = len(plan["pixels"])
    found = [flat[plan["pixels"][i]] * plan["weights"][i] for i in range(corners)]
    total = found[0]
    for part in found[1:]:
        total = total + part
    return total + plan["added"]


def _round(x: np.ndarray) -> np.ndarray:
    """The nearest whole number, halves away from 0."""
    return np.asarray(np.sign(x) * np.floor(np.abs(x) + 0.5))
