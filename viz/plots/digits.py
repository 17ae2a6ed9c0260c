"""Images side by side, with what a model takes them for."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from viz.plots.canvas import array, new_axes, number_images, sheet_of, words

WRONG = "#c2352b"

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def digits(
    images: Any, titles: Sequence[Any] | None = None, labels: Any = None, predictions: Any = None, ax: Axes | None = None
) -> Axes:
    """Images side by side, dark ink on white, each with its title above.

    images: (N, height, width), or (N, height, width, 1), or (N, pixels) of square images, from 0 to 1 or 0 to 255.
    titles: N texts. Or predictions: (N,) classes or (N, classes) scores, and labels: (N,) the true classes; mistakes are
    red and read "7, not 1". Raises ValueError if the numbers of images and titles differ.

    >>> [t.get_text() for t in digits(np.eye(3).reshape(3, 3, 1), labels=[1, 2, 3], predictions=[1, 2, 8]).texts]
    ['1', '2', '8, not 3']
    """
    images = array(images)
    if images.ndim == 4 and images.shape[-1] == 1:
        images = images[..., 0]
    elif images.ndim == 2:
        side = round(images.shape[1] ** 0.5)
        images = images.reshape(len(images), side, -1) if side * side == images.shape[1] else images
    if images.ndim != 3 or not len(images):
        raise ValueError(f"digits draws images (N, height, width) or square ones as (N, pixels), got {images.shape}")
    wrong: list[bool] = []
    if titles is None and predictions is not None:
        titles, wrong = _verdicts(array(predictions), None if labels is None else array(labels))
    elif titles is None and labels is not None:
        titles = list(array(labels))
    if titles is not None and len(titles) != len(images):
        raise ValueError(f"digits: {len(titles)} titles for {len(images)} images")
    lines = ceil(len(images) / 10)
    sheet, places = sheet_of(images.astype(float), columns=ceil(len(images) / lines), gap=3 if titles is None else 8)
    rows, columns = sheet.shape
    ax = new_axes(ax, (6.4, 6.4 * rows / columns + 0.3))
    ax.imshow(sheet, cmap="Greys", vmin=0, vmax=float(np.nanmax(sheet)) or 1.0, interpolation="nearest")
    number_images(ax, places, [words(title) for title in titles] if titles is not None else [])
    for text, mistaken in zip(ax.texts[-len(images) :], wrong):
        if mistaken:
            text.set(color=WRONG, weight="bold")
    ax.set_axis_off()
    return ax


def _verdicts(predictions: np.ndarray, labels: np.ndarray | None) -> tuple[list[str], list[bool]]:
    """What each image was taken for, and which of that is wrong."""
    taken = predictions.argmax(axis=-1) if predictions.ndim == 2 else predictions
    if labels is None:
        return [f"{int(p)}" for p in taken], [False] * len(taken)
    if len(labels) != len(taken):
        raise ValueError(f"digits: {len(taken)} predictions for {len(labels)} labels")
    wrong = [bool(p != y) for p, y in zip(taken, labels)]
    return [f"{int(p)}, not {int(y)}" if bad else f"{int(p)}" for p, y, bad in zip(taken, labels, wrong)], wrong
