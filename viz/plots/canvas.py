"""What the plots share: axes without clutter, colors, sheets of images, and the regions of a decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import Tensor
from viz.text import LONGEST, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, MUTED, RULE = "#2b2f38", "#7d838e", "#e3e6eb"
# one for each class or metric; told apart by the color-blind together with marker, line or number
COLORS = ("#2f6db5", "#c98a12", "#15703f", "#c2352b", "#6b4fa0", "#2a9d9d", "#8a5a44", "#d1699c", "#7a8b2f", "#5f6672")


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


def sheet_of(images: np.ndarray, columns: int, gap: int) -> tuple[np.ndarray, list[tuple[float, float]]]:
    """Images in a grid, as one image with gaps of NaN between them, and the middle of each one's upper edge.

    images: (N, height, width) -> (rows · (height + gap) + gap, columns · (width + gap) + gap)
    """
    n, height, width = images.shape
    rows = -(-n // columns)
    sheet = np.full((rows * (height + gap) + gap, columns * (width + gap) + gap), np.nan)
    places = []
    for i, image in enumerate(images):
        top = gap + i // columns * (height + gap)
        left = gap + i % columns * (width + gap)
        sheet[top : top + height, left : left + width] = image
        places.append((left + width / 2 - 0.5, top - 0.5))
    return sheet, places


def number_images(ax: Axes, places: Sequence[tuple[float, float]], titles: Sequence[str]) -> None:
    """A title above each image of a sheet."""
    for (across, down), title in zip(places, titles):
        ax.annotate(
            title, (across, down), (0, 1), textcoords="offset points", ha="center", va="bottom", color=MUTED,
            fontsize="small", annotation_clip=False,
        )  # fmt: skip


def colors_of(classes: Sequence[int]) -> list[str]:
    """A color for each class by its number; by its place if the numbers are such as -1 and 1."""
    numbers = classes if min(classes) >= 0 else range(len(classes))
    return [COLORS[c % len(COLORS)] for c in numbers]


def regions(ax: Axes, across: np.ndarray, up: np.ndarray, answers: np.ndarray, classes: Sequence[int]) -> None:
    """Fill the plane: by the best class, or for a single answer by how sure it is; lines where the decision turns.

    answers: (up, across, C), C = 1 for a probability or score of the last of two classes.
    """
    from matplotlib.colors import LinearSegmentedColormap, ListedColormap

    if answers.shape[-1] > 1:
        best = answers.argmax(axis=-1)
        n = answers.shape[-1]
        colors = ListedColormap([COLORS[c % len(COLORS)] for c in range(n)])
        ax.pcolormesh(across, up, best, cmap=colors, vmin=-0.5, vmax=n - 0.5, alpha=0.2, linewidth=0, rasterized=True)
        for c in range(n):
            if 0 < (best == c).sum() < best.size:
                lead = answers[..., c] - np.delete(answers, c, axis=-1).max(axis=-1)  # over the best other class
                ax.contour(across, up, lead, levels=[0.0], colors=[INK], linewidths=0.8)
        return
    score = answers[..., 0].astype(float)
    probability = score.min() >= 0 and score.max() <= 1
    turn, reach = (0.5, 0.5) if probability else (0.0, float(np.abs(score).max()) or 1.0)
    low, *_, high = [*colors_of(classes), COLORS[1]] if len(classes) == 1 else colors_of(classes)
    blend = LinearSegmentedColormap.from_list("decision", [low, "#ffffff", high])
    ax.pcolormesh(across, up, score, cmap=blend, vmin=turn - reach, vmax=turn + reach, alpha=0.45, linewidth=0, rasterized=True)
    if score.min() < turn < score.max():
        ax.contour(across, up, score, levels=[turn], colors=[INK], linewidths=1.2)
