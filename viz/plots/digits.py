"""Images side by side, with what a model takes them for."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from viz.plots.canvas import (
    INK,
    WRONG,
    array,
    in_color,
    new_axes,
    note_broken,
    number_images,
    read_images,
    shade,
    sheet_of,
    words,
)
from viz.plots.theme import apply_theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def digits(
    images: Any,
    titles: Sequence[Any] | None = None,
    labels: Any = None,
    predictions: Any = None,
    ax: Axes | None = None,
    theme: str = "auto",
) -> Axes:
    """Images side by side, dark ink on white, each with its title above.

    images: (N, height, width), or (N, height, width, 1), or (N, pixels) of square images, from 0 to 1 or 0 to 255; or
    (N, height, width, 3) in color. titles: N texts (default None). Or predictions: (N,) classes or (N, classes) scores, and
    labels: (N,) or (N, classes), the true ones (both default None); mistakes are red and read "7, not 1".
    ax: the Axes to draw into (default None, new ones).
    theme: "auto" (default), light unless the figure is transparent; "light" or "dark". Returns the Axes.
    Raises ValueError if the numbers of images and titles differ.

    >>> [t.get_text() for t in digits(np.eye(3).reshape(3, 3, 1), labels=[1, 2, 3], predictions=[1, 2, 8]).texts]
    ['1', '2', '8, not 3']
    """
    images = read_images("digits", images, color=True, square=True)
    titles, wrong = _as_titles(len(images), titles, labels, predictions)
    if titles is not None and len(titles) != len(images):
        raise ValueError(f"digits: {len(titles)} titles for {len(images)} images")
    lines = ceil(len(images) / 10)
    gap = 3 if titles is None else max(3, round(2 * images.shape[1] / 7))
    sheet, places = sheet_of(images, columns=ceil(len(images) / lines), gap=gap)
    rows, columns = sheet.shape[:2]
    ax = new_axes(ax, (6.4, 6.4 * rows / columns + 0.3))
    if images.ndim == 4:
        ax.imshow(in_color(sheet), interpolation="nearest")
    else:
        shade(ax, sheet, signed=False)
    number_images(ax, places, [words(title) for title in titles] if titles is not None else [])
    for text, mistaken in zip(ax.texts[-len(images) :], wrong):
        if mistaken:
            text.set(color=WRONG, weight="bold")
    ax.set_axis_off()
    if bad := note_broken(images).strip():
        ax.set_title(bad, color=INK, fontsize="medium", pad=14)
    return apply_theme(ax, theme)


def _as_titles(n: int, titles: Sequence[Any] | None, labels: Any, predictions: Any) -> tuple[Sequence[Any] | None, list[bool]]:
    """The titles of n images, made of labels and predictions where none are given, and which of them tell a mistake."""
    if titles is None and predictions is not None:
        taken = _classes("predictions", predictions, n)
        return _verdicts(taken, None if labels is None else _classes("labels", labels, n))
    if titles is None and labels is not None:
        titles = [_name(c) for c in _classes("labels", labels, n)]
    return titles, []


def _classes(what: str, given: Any, n: int) -> np.ndarray:
    """Classes of n images, given as such or as scores: (n,) or (n, classes) -> (n,)."""
    given = array(given)
    if given.ndim not in (1, 2) or len(given) != n:
        raise ValueError(f"digits: {what} are (N,) classes or (N, classes) scores for {n} images, got shape {given.shape}")
    if given.ndim == 2 and given.shape[1] == 1:
        raise ValueError(
            f"digits: {what} of shape {given.shape} are no scores of classes: make them classes, such as p[:, 0] > 0.5"
        )
    return np.asarray(given.argmax(axis=1) if given.ndim == 2 else given)


def _verdicts(taken: np.ndarray, labels: np.ndarray | None) -> tuple[list[str], list[bool]]:
    """What each image was taken for, and which of that is wrong."""
    if labels is None:
        return [_name(p) for p in taken], [False] * len(taken)
    wrong = [bool(p != y) for p, y in zip(taken, labels)]
    return [f"{_name(p)}, not {_name(y)}" if bad else _name(p) for p, y, bad in zip(taken, labels, wrong)], wrong


def _name(of: Any) -> str:
    """
    >>> _name(np.float32(3.0)), _name(True), _name("cat")
    ('3', '1', 'cat')
    """
    return str(of) if isinstance(of, str) else f"{float(of):g}"
