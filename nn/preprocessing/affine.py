"""One image (height, width, channels) turned, moved, sheared and zoomed about its middle."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.checks import choice

FILLS = ("nearest", "constant", "reflect", "wrap")


def apply_affine_transform(
    x: Any, theta: float = 0, tx: float = 0, ty: float = 0, shear: float = 0, zx: float = 1, zy: float = 1,
    row_axis: int = 0, col_axis: int = 1, channel_axis: int = 2, fill_mode: str = "nearest", cval: float = 0.0, order: int = 1,
) -> np.ndarray:  # fmt: skip
    """The image whose pixel at (row, column) is that of x at the place which the transformation sends it to.

    x: (height, width, channels). theta=0, shear=0: angles in degrees. tx=0, ty=0: pixels to the right and down. zx=1, zy=1:
    more than 1 shows more of the surroundings, across and down. row_axis=0, col_axis=1, channel_axis=2: where the axes are.
    fill_mode="nearest": what lies outside: "nearest", "constant" (cval=0.0), "reflect", "wrap". order=1: mix the four nearest
    pixels; 0 takes the nearest. The middle of the image stays where it is; in Keras only that of a square one does.

    >>> apply_affine_transform(np.arange(3.0).reshape(1, 3, 1), tx=1)[..., 0]
    array([[1., 2., 2.]])
    """
    choice("apply_affine_transform", "fill_mode", fill_mode, FILLS)
    image = np.moveaxis(np.asarray(x), (row_axis, col_axis, channel_axis), (0, 1, 2))
    height, width = image.shape[:2]
    a, s = np.deg2rad(theta), np.deg2rad(shear)
    turn = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    move = np.array([[1, 0, tx], [0, 1, ty], [0, 0, 1]])
    slant = np.array([[1, -np.sin(s), 0], [0, np.cos(s), 0], [0, 0, 1]])
    middle = np.array([width / 2 - 0.5, height / 2 - 0.5])[:, None, None]
    matrix = turn @ move @ slant @ np.diag([zx, zy, 1])
    grid = np.stack(np.meshgrid(np.arange(width), np.arange(height)))  # columns, then rows
    across, down = np.tensordot(matrix[:2, :2], grid - middle, 1) + matrix[:2, 2][:, None, None] + middle
    made = pick(image, np.stack([down, across]), fill_mode, cval, order).astype(image.dtype)
    return np.moveaxis(made, (0, 1, 2), (row_axis, col_axis, channel_axis))


def pick(image: np.ndarray, at: np.ndarray, fill_mode: str, cval: float, order: int) -> np.ndarray:
    """The pixels at places between pixels: (h, w, c), (2, ...) -> (..., c)."""
    if order == 0:
        near = _pixels(image, np.floor(at + 0.5).astype(int), fill_mode)
        return _only_inside(near, at, image, cval) if fill_mode == "constant" else np.asarray(near)
    low = np.floor(at).astype(int)
    share = (at - low)[..., None]
    made: Any = 0.0
    for down in (0, 1):
        for right in (0, 1):
            weight = (share[0] if down else 1 - share[0]) * (share[1] if right else 1 - share[1])
            corner = low + np.array([down, right]).reshape(2, *[1] * (low.ndim - 1))
            made = made + weight * _pixels(image, corner, fill_mode)
    return _only_inside(np.asarray(made), at, image, cval) if fill_mode == "constant" else np.asarray(made)


def _pixels(image: np.ndarray, at: np.ndarray, fill_mode: str) -> Any:
    sizes = np.array(image.shape[:2]).reshape(2, *[1] * (at.ndim - 1))
    places = {
        "nearest": lambda: np.clip(at, 0, sizes - 1),
        "constant": lambda: np.clip(at, 0, sizes - 1),
        "wrap": lambda: at % sizes,
        "reflect": lambda: np.where(at % (2 * sizes) < sizes, at % (2 * sizes), 2 * sizes - 1 - at % (2 * sizes)),
    }[fill_mode]()
    return image[places[0], places[1]]


def _only_inside(made: np.ndarray, at: np.ndarray, image: np.ndarray, cval: float) -> np.ndarray:
    """The pixels, and cval for places outside of the image."""
    sizes = np.array(image.shape[:2]).reshape(2, *[1] * (at.ndim - 1))
    inside = np.all((at >= 0) & (at <= sizes - 1), axis=0, keepdims=True)[0][..., None]
    return np.where(inside, made, cval)
