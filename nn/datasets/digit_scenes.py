"""Scenes and films made of handwritten digits: where is the digit among the clutter, and which way does it move?"""

from __future__ import annotations

import numpy as np

from autograd import name_owner
from nn.checks import whole
from nn.datasets import mnist

SIDE = 28  # of a digit
SMALLEST, LARGEST = 0.75, 1.0  # how much a digit in a scene is shrunk or enlarged
CLUTTER, PIECE = 3, 8  # pieces of other digits that lie around in a scene, and the side of one, in pixels
WAYS = np.array([(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)])  # (across, down): east, then clockwise
NOISE = 0.25  # the standard deviation of each pixel of a film


@name_owner
def scenes(
    n: int = 2000, size: int = 40, part: str = "train", seed: int | None = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Pictures with one handwritten digit of some size, somewhere, among pieces of other digits: (x, y, boxes, masks).

    n: how many (default 2000). size: their height and width in pixels (default 40, at least 32). part: "train" (default) or
    "test", which of the 6,000 digits of MNIST that come along are used. seed: of what lies where (default 0).
    x: (n, size, size, 1) float32 from 0 to 1. y: (n,) int64, the digit. boxes: (n, 4) float32, left, top, right, bottom of
    its ink as shares of the size. masks: (n, size, size) bool, where its ink is. License of the digits: CC BY-SA 3.0.
    Raises ValueError for another part or a size below 32.

    >>> x, y, boxes, masks = scenes(10)
    >>> x.shape, boxes.shape, bool(masks.any(axis=(1, 2)).all())
    ((10, 40, 40, 1), (10, 4), True)
    """
    n, size = whole("scenes", "n", n, 1), whole("scenes", "size", size, 32)
    digits, labels = _digits("scenes", part)
    rng = np.random.default_rng(seed)
    x, masks = np.zeros((n, size, size), np.float32), np.zeros((n, size, size), bool)
    chosen = rng.integers(len(digits), size=n)
    for scene, mask, which in zip(x, masks, chosen):
        for _ in range(CLUTTER):
            across, down = rng.integers(4, SIDE - PIECE - 4, size=2)
            piece = digits[rng.integers(len(digits))][down : down + PIECE, across : across + PIECE]
            left, top = rng.integers(size - PIECE, size=2)
            scene[top : top + PIECE, left : left + PIECE] = piece
        digit = resize(digits[which], round(SIDE * rng.uniform(SMALLEST, LARGEST)))
        left, top = rng.integers(size - len(digit) + 1, size=2)
        place = slice(top, top + len(digit)), slice(left, left + len(digit))
        scene[place] = np.maximum(scene[place] * (digit < 0.1), digit)
        mask[place] = digit > 0.3
    return x[..., None], labels[chosen], np.array([box_of(mask) for mask in masks], np.float32) / size, masks


@name_owner
def films(
    n: int = 1000, frames: int = 6, size: int = 36, part: str = "train", seed: int | None = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Short films in which one digit moves and another stands still, under noise: (x, y, places).

    n: how many (default 1000). frames: pictures in each (default 6, at least 2). size: height and width in pixels (default 36,
    at least 32). part: "train" (default) or "test", which of the digits that come along are used. seed: of all that is random.
    x: (n, frames, size, size, 1) float32, about 0 to 1, with Gaussian noise of 0.25. y: (n,) int64, which of 8 ways the digit
    moves: 0 to the right (east), then clockwise. places: (n, frames, 2) float32, its center (across, down) as shares of the
    size; it moves about one pixel a frame. Raises ValueError for another part.

    >>> x, y, places = films(4)
    >>> x.shape, places.shape
    ((4, 6, 36, 36, 1), (4, 6, 2))
    """
    n, frames, size = whole("films", "n", n, 1), whole("films", "frames", frames, 2), whole("films", "size", size, 32)
    digits, _ = _digits("films", part)
    rng = np.random.default_rng(seed)
    x, places = np.zeros((n, frames, size, size), np.float32), np.zeros((n, frames, 2), np.float32)
    y = rng.integers(len(WAYS), size=n)
    for film, centers, way in zip(x, places, WAYS[y]):
        still, moving = (resize(digits[rng.integers(len(digits))], 18) for _ in range(2))
        steps = np.round(np.arange(frames) * rng.uniform(0.8, 1.3)).astype(int)
        corner = np.where(way < 0, steps[-1], 0)  # so that it ends inside
        start = rng.integers(corner, size - 18 - steps[-1] * (way > 0) + 1)
        left, top = rng.integers(size - 18 + 1, size=2)
        for picture, center, step in zip(film, centers, steps):
            picture[top : top + 18, left : left + 18] = still
            across, down = start + step * way
            under = picture[down : down + 18, across : across + 18]
            np.maximum(under, moving, out=under)
            center[:] = (across + 9) / size, (down + 9) / size
    x += rng.normal(0, NOISE, x.shape).astype(np.float32)
    return x[..., None], y, places


def resize(image: np.ndarray, side: int) -> np.ndarray:
    """A square picture of another size, by bilinear interpolation.

    >>> resize(np.array([[0.0, 1.0], [0.0, 1.0]]), 3).tolist()
    [[0.0, 0.5, 1.0], [0.0, 0.5, 1.0], [0.0, 0.5, 1.0]]
    """
    at = np.linspace(0, len(image) - 1, side)
    low = np.minimum(at.astype(int), len(image) - 2)
    share = (at - low).astype(image.dtype)
    rows = image[low] * (1 - share[:, None]) + image[low + 1] * share[:, None]
    return np.asarray(rows[:, low] * (1 - share) + rows[:, low + 1] * share)


def box_of(mask: np.ndarray) -> tuple[int, int, int, int]:
    """The left, top, right and bottom of what is True in a picture; right and bottom are the first pixels outside.

    >>> box_of(np.eye(4)[1:3] > 0)
    (1, 0, 3, 2)
    """
    down, across = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(across[0]), int(down[0]), int(across[-1]) + 1, int(down[-1]) + 1


def _digits(owner: str, part: str) -> tuple[np.ndarray, np.ndarray]:
    """Digits from 0 to 1 with their labels."""
    if part not in ("train", "test"):
        raise ValueError(f'{owner}: part is "train" or "test", got {part!r}')
    images, labels = mnist.load_data(kind="sample")[part == "test"]
    return images.astype(np.float32) / 255, labels.astype(np.int64)
