"""What the plots share: axes without clutter, colors, sheets of images, and what to do about NaN."""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import Tensor
from viz.graph.words import LONGEST, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, MUTED, RULE, FRAME = "#2b2f38", "#6b717c", "#e3e6eb", "#a0a6b1"
BROKEN, WRONG = "#e8c000", "#c2352b"  # a color that no scale has, for NaN and infinite values; mistakes
# one for each class or metric; told apart by the color-blind together with marker, line or number
COLORS = ("#2f6db5", "#c98a12", "#1d8a50", "#c2352b", "#8063bd", "#2a9d9d", "#9a6a54", "#d1699c", "#7a8b2f", "#767b85")


def array(values: Any) -> np.ndarray:
    """Tensors, lists and arrays as an array to look at."""
    return np.asarray(values.numpy() if isinstance(values, Tensor) else values)


def words(text: Any, longest: int = LONGEST) -> str:
    r"""A name as matplotlib is to show it: on one line, cut, and no formula.

    >>> words("costs $5$")
    'costs \\$5\\$'
    """
    return plain(text, longest).replace("$", r"\$")


def new_axes(ax: Axes | None, size: tuple[float, float]) -> Axes:
    """The given Axes, or one in a new figure of `size` inches; ImportError, with the remedy, without matplotlib."""
    if ax is not None:
        return ax
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError("plots are drawn with matplotlib: pip install matplotlib") from error
    return plt.subplots(figsize=size, layout="constrained")[1]


def calm(ax: Axes, side: str) -> None:
    """Thin gray lines at the bottom and at one side, and no ticks."""
    for place, spine in ax.spines.items():
        spine.set_visible(place in ("bottom", side))
        spine.set_color(RULE)
    ax.tick_params(length=0, labelcolor=MUTED, labelsize="small")


def sheet_of(images: np.ndarray, columns: int, gap: int) -> tuple[np.ma.MaskedArray, list[tuple[float, float]]]:
    """Images in a grid, as one image whose gaps are masked, and the middle of each one's upper edge.

    images: (N, height, width, ...) -> (rows · (height + gap) + gap, columns · (width + gap) + gap, ...)
    """
    n, height, width = images.shape[:3]
    rows = -(-n // columns)
    size = (rows * (height + gap) + gap, columns * (width + gap) + gap, *images.shape[3:])
    sheet = np.ma.array(np.zeros(size), mask=True)
    places = []
    for i, image in enumerate(images):
        top = gap + i // columns * (height + gap)
        left = gap + i % columns * (width + gap)
        sheet[top : top + height, left : left + width] = image
        places.append((left + width / 2 - 0.5, top - 0.5))
    return sheet, places


def shade(ax: Axes, image: Any, signed: bool) -> Any:
    """Draw numbers: blue below 0 and red above if signed, else dark for large. NaN and infinite ones are yellow.

    image: (height, width), masked where nothing is. What is drawn for a yellow one is a number above the scale.
    """
    from matplotlib import colormaps

    low, high = limits(image)
    reach = max(abs(low), abs(high)) or 1.0
    bottom, top = (-reach, reach) if signed else (min(low, 0.0), high if high > min(low, 0.0) else 1.0)
    missing = np.ma.getmaskarray(image)
    values = np.ma.getdata(image)
    drawn = np.ma.array(np.where(np.isfinite(values), values, top + (top - bottom)), mask=missing)
    page = (1.0, 1.0, 1.0, 0.0)  # what gaps show
    colors = colormaps["RdBu_r" if signed else "Greys"].with_extremes(over=BROKEN, bad=page)
    return ax.imshow(drawn, cmap=colors, vmin=bottom, vmax=top, interpolation="nearest")


def in_color(image: np.ma.MaskedArray) -> np.ndarray:
    """An image of three channels, 0 to 1 or 0 to 255, for `imshow`: gaps white, NaN and infinite pixels yellow."""
    from matplotlib.colors import to_rgb

    top = 255.0 if limits(image)[1] > 1 else 1.0
    seen = image.filled(top)
    known = np.isfinite(seen).all(axis=-1, keepdims=True)
    return np.asarray(np.where(known, np.clip(seen / top, 0.0, 1.0), to_rgb(BROKEN)))


def limits(values: Any) -> tuple[float, float]:
    """The smallest and the largest of the finite values, (0, 0) if there is none.

    >>> limits([1.0, float("nan"), 3.0])
    (1.0, 3.0)
    """
    known = np.ma.compressed(values)
    known = known[np.isfinite(known)]
    return (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)


def note_broken(values: Any) -> str:
    """A line that tells how many values are drawn in yellow; nothing if none is.

    >>> note_broken([1.0, float("inf")]), note_broken([1.0])
    ('\\n1 of 2 values is NaN or infinite (yellow)', '')
    """
    values = np.asarray(values)
    bad = int(values.size - np.isfinite(values).sum())
    return f"\n{bad:,} of {values.size:,} values {'is' if bad == 1 else 'are'} NaN or infinite (yellow)" if bad else ""


def scale(ax: Axes, picture: Any, label: str, levels: Sequence[str] = ()) -> None:
    """A bar beside the Axes that tells what the colors mean; of contours every other level is written."""
    bar = ax.figure.colorbar(picture, ax=ax, fraction=0.045, pad=0.03, shrink=1.0 if levels else 0.6, extend="neither")
    bar.outline.set_visible(False)
    if levels:
        bar.set_ticks(picture.levels[::2], labels=levels[::2])
        bar.ax.minorticks_off()
    bar.ax.tick_params(colors=MUTED, labelsize="small", length=0)
    bar.set_label(label, color=MUTED)


def how_many(owner: str, what: str, number: Any, least: int = 1) -> int:
    """A whole number that is large enough; ValueError otherwise.

    >>> how_many("filters", "count", 0)
    Traceback (most recent call last):
    ValueError: filters: count=0 must be a whole number, 1 or more
    """
    if isinstance(number, bool) or not isinstance(number, (int, np.integer)) or number < least:
        raise ValueError(f"{owner}: {what}={number!r} must be a whole number, {least} or more")
    return int(number)


def numbers(owner: str, values: Any) -> np.ndarray:
    """Numbers as an array of floats; TypeError for anything else.

    >>> numbers("embeddings", [1, 2]).tolist()
    [1.0, 2.0]
    """
    try:
        found = array(values)
        if found.dtype.kind in "biuf":
            return found.astype(float)
    except (ValueError, TypeError):  # lists of different lengths, say
        found = np.array(None)
    got = type(values).__name__ if found.dtype == object else f"{found.dtype} data"
    raise TypeError(f"{owner} draws numbers: an array, a Tensor or a list of rows of one length; got {got}")


def read_images(owner: str, values: Any, *, color: bool = False, square: bool = False) -> np.ndarray:
    """Images as (N, height, width), of one channel or none; ValueError for any other shape.

    color: (N, height, width, 3) stay as they are. square: (N, pixels) become square images.

    >>> read_images("digits", np.zeros((5, 16)), square=True).shape
    (5, 4, 4)
    """
    images = numbers(owner, values)
    if images.ndim == 4 and images.shape[-1] == 1:
        images = images[..., 0]
    side = isqrt(images.shape[-1]) if square and images.ndim == 2 else 0
    if side and side * side == images.shape[-1]:
        images = images.reshape(len(images), side, side)  # (N, pixels) -> (N, height, width)
    if not (images.ndim == 3 or (color and images.ndim == 4 and images.shape[-1] == 3)) or not images.size:
        known = ["(N, height, width)", *["(N, height, width, 3)"] * color, *["square ones as (N, pixels)"] * square]
        raise ValueError(f"{owner} draws images {' or '.join(known)}, got {images.shape}")
    return images


def number_images(ax: Axes, places: Sequence[tuple[float, float]], titles: Sequence[str]) -> None:
    """A title above each image of a sheet."""
    for (across, down), title in zip(places, titles):
        ax.annotate(
            title, (across, down), (0, 1), textcoords="offset points", ha="center", va="bottom", color=MUTED,
            fontsize="small", annotation_clip=False,
        )  # fmt: skip


def frame_images(ax: Axes, places: Sequence[tuple[float, float]], size: Sequence[int]) -> None:
    """A thin frame around each image of a sheet, so that an empty one is seen; size: (height, width)."""
    from matplotlib.patches import Rectangle

    height, width = size
    for across, top in places:
        ax.add_patch(Rectangle((across - width / 2, top), width, height, fill=False, edgecolor=FRAME, linewidth=0.8))


def colors_of(classes: Sequence[int]) -> list[str]:
    """A color for each class by its number; by its place if the numbers are such as -1 and 1."""
    places = classes if min(classes) >= 0 else range(len(classes))
    return [COLORS[c % len(COLORS)] for c in places]
