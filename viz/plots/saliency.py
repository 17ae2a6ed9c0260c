"""Saliency: which parts of an input an answer hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import Tensor
from viz.plots.canvas import INK, new_axes
from viz.plots.layers import one_input, run

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def saliency(model: Any, x: Any, target: int | None = None, samples: int = 1, noise: float = 0.15, seed: int = 0,
             ax: Axes | None = None) -> Axes:  # fmt: skip
    """How much each pixel moves the score of a class: |∂ score / ∂ x| in red over the pale image.

    x: (1, height, width), (1, height, width, channels), of which the largest counts, or (1, pixels) of a square image.
    target: the class, by default the one with the highest score. Where a softmax ends the model, the score is what goes
    into it. Simonyan, Vedaldi & Zisserman, 2013, arXiv:1312.6034. With samples > 1 it is the mean over that many
    noisy copies of the input, the noise being this part of its range: Smilkov et al., 2017, arXiv:1706.03825.
    Raises ValueError for what is no image, several inputs or an unknown class.
    """
    x = one_input("saliency", x)
    if x.dtype.kind != "f":
        raise ValueError(f"saliency differentiates by the input, which is {x.dtype} here: give floats, x.astype(float)")
    image = _image(x)
    target = _target(model, x) if target is None else target
    spread = noise * float(np.ptp(x)) if samples > 1 else 0.0
    random = np.random.default_rng(seed)
    slopes = [_slope(model, x + (spread * random.standard_normal(x.shape)).astype(x.dtype), target) for _ in range(samples)]
    strength = _image(np.mean(slopes, axis=0))
    ax = new_axes(ax, (4.4, 4.4))
    ax.imshow(image, cmap="Greys", vmin=float(image.min()), vmax=float(image.min() + 3 * np.ptp(image)) or 1.0)
    peak = float(strength.max()) or 1.0
    ax.imshow(strength, cmap="Reds", vmin=0.0, vmax=peak, alpha=np.sqrt(strength / peak), interpolation="nearest")
    ax.set_axis_off()
    ax.set_title(f"what class {target} hangs on", color=INK, fontsize="medium")
    return ax


def _slope(model: Any, x: np.ndarray, target: int) -> np.ndarray:
    """|∂ score / ∂ x|, in x's shape."""
    entered, answer, _ = run("saliency", model, x)
    score = _scores(answer)
    if not 0 <= target < score.shape[-1]:
        raise ValueError(f"saliency: the model tells classes 0..{score.shape[-1] - 1} apart, got target={target}")
    held = [(p, p.grad) for p in model.parameters()]
    score[0, target].backward()
    for p, gradient in held:
        p.grad = gradient  # looking must not change what training finds
    return np.asarray(np.abs(entered.grad))


def _scores(answer: Tensor) -> Tensor:
    """Scores of the classes, (1, classes): what went into a softmax or sigmoid, if one ends the model."""
    if answer.ndim != 2 or len(answer) != 1:
        raise ValueError(f"saliency asks for scores of classes, (1, classes), the model gives {answer.shape}")
    return answer.inputs[0] if answer.op is not None and answer.op.name in ("softmax", "sigmoid") else answer


def _target(model: Any, x: np.ndarray) -> int:
    """The class with the highest score."""
    return int(np.argmax(_scores(run("saliency", model, x)[1]).numpy()))


def _image(x: np.ndarray) -> np.ndarray:
    """One input as an image: (1, height, width), (1, height, width, channels) or (1, pixels) -> (height, width)."""
    if x.ndim == 4:
        return np.asarray(x[0].max(axis=-1), dtype=float)  # (1, height, width, channels) -> (height, width)
    side = round(x[0].size ** 0.5)
    if x.ndim == 2 and side * side == x[0].size:
        return np.asarray(x[0].reshape(side, side), dtype=float)  # (1, pixels) -> (side, side)
    if x.ndim != 3:
        raise ValueError(f"saliency draws images: (1, height, width), with channels or as square pixels, got {x.shape}")
    return np.asarray(x[0], dtype=float)
