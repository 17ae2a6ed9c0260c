"""Saliency: which parts of an input move an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import Tensor
from nn.activations import logits_of
from viz.graph.words import plain
from viz.plots.canvas import INK, how_many, new_axes, numbers
from viz.plots.layers import check, one_input, run
from viz.plots.theme import apply_theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def saliency(model: Any, x: Any, target: int | None = None, samples: int = 1, noise: float = 0.15, seed: int = 0,
             ax: Axes | None = None, theme: str = "auto") -> Axes:  # fmt: skip
    """How much each pixel moves the score of a class: |∂ score / ∂ x| in red over the pale image.

    model: a Module. x: (1, height, width), (1, height, width, channels), of which the largest counts, or (1, pixels) of a
    square image. target: the class (default None, the one with the highest score). Where a softmax ends the model, the
    score is what goes into it. samples: with more than 1 it is the mean over that many noisy copies of the input (default 1;
    Smilkov et al., 2017, arXiv:1706.03825). noise: its standard deviation, as a part of the input's range (default 0.15).
    seed: where the noise starts (default 0).
    ax: the Axes to draw into (default None, new ones).
    theme: "auto" (default), light unless the figure is transparent; "light" or "dark". Returns the Axes.
    Raises ValueError for what is no image, several inputs, an unknown class, or values or gradients that are not finite.
    Simonyan, Vedaldi & Zisserman, 2013, arXiv:1312.6034.

    >>> from nn import Dense, Sequential
    >>> axes = saliency(Sequential([Dense(3, input_shape=(4,))]), [[0.0, 1.0, 0.5, 0.0]])
    >>> len(axes.images)
    2
    """
    check("saliency", model)
    samples = how_many("saliency", "samples", samples)
    x = np.asarray(one_input("saliency", x))
    if x.dtype.kind != "f":
        raise ValueError(f"saliency differentiates by the input, which is {x.dtype} here: give floats, x.astype(float)")
    if not np.isfinite(x).all():
        raise ValueError("saliency: the input holds NaN or infinite values; put numbers in their place first")
    if not np.isfinite(noise) or noise < 0:
        raise ValueError(f"saliency: noise={noise!r} is the part of the input's range that the noise is: 0 or more")
    image = _image(x)
    scores = _scores(model, x)[1]
    classes = scores.shape[-1]
    target = int(np.argmax(scores.numpy())) if target is None else how_many("saliency", "target", target, 0)
    if target >= classes:
        raise ValueError(f"saliency: the model tells classes 0..{classes - 1} apart, got target={target}")
    spread = noise * float(np.ptp(x)) if samples > 1 else 0.0
    random = np.random.default_rng(seed)
    slopes = [_slope(model, x + (spread * random.standard_normal(x.shape)).astype(x.dtype), target) for _ in range(samples)]
    strength = _image(np.mean(slopes, axis=0))
    if not np.isfinite(strength).all():
        raise ValueError(f"saliency: gradients by the input are NaN or infinite: look at the weights of {plain(model.name)}")
    ax = new_axes(ax, (4.4, 4.4))
    _pale(ax, image, x)
    peak = float(strength.max())
    shown = strength / (peak or 1.0)
    ax.imshow(strength, cmap="Reds", vmin=0.0, vmax=peak or 1.0, alpha=np.sqrt(shown), interpolation="nearest")
    ax.set_axis_off()
    of = f"class {target}" if classes > 1 else "the answer"
    way = f"\nmean over {samples} noisy copies (SmoothGrad)" if samples > 1 else ""
    said = f"which pixels move the score of {of}" if peak else f"no pixel here moves the score of {of}"
    ax.set_title(said + way, color=INK, fontsize="medium")
    return apply_theme(ax, theme)


def _pale(ax: Axes, image: np.ndarray, x: np.ndarray) -> None:
    """The image as a background: in light gray, large dark, or in light colors."""
    low, range_ = float(x.min()), float(np.ptp(x)) or 1.0
    if x.ndim == 4 and x.shape[-1] == 3:
        ax.imshow(0.65 + 0.35 * (x[0].astype(float) - low) / range_, interpolation="nearest")
    else:
        ax.imshow(image, cmap="Greys", vmin=low, vmax=low + 3 * range_, interpolation="nearest")


def _slope(model: Any, x: np.ndarray, target: int) -> np.ndarray:
    """|∂ score / ∂ x|, in x's shape."""
    entered, score = _scores(model, x)
    held = [(p, p.grad) for p in model.weights]
    score[0, target].backward()
    for p, gradient in held:
        p.grad = gradient  # looking must not change what training finds
    return np.zeros(x.shape) if entered.grad is None else np.asarray(np.abs(entered.grad))


def _scores(model: Any, x: np.ndarray) -> tuple[Tensor, Tensor]:
    """The input and the scores of the classes, (1, classes): what went into a softmax or sigmoid, if one ends the model."""
    entered, answer, _ = run("saliency", model, x)
    if not isinstance(answer, Tensor) or answer.ndim != 2 or len(answer) != 1:
        shape = answer.shape if isinstance(answer, Tensor) else f"a {type(answer).__name__}"
        raise ValueError(f"saliency asks for scores of classes, (1, classes), {plain(model.name)} gives {shape}")
    logits = logits_of(answer)
    return entered, answer if logits is None else logits


def _image(x: Any) -> np.ndarray:
    """One input as an image: (1, height, width), (1, height, width, channels) or (1, pixels) -> (height, width)."""
    x = numbers("saliency", x)
    if x.ndim == 4:
        return np.asarray(x[0].max(axis=-1))  # (1, height, width, channels) -> (height, width)
    side = round(x[0].size ** 0.5)
    if x.ndim == 2 and side * side == x[0].size:
        return np.reshape(x[0], (side, side))  # (1, pixels) -> (side, side)
    if x.ndim != 3:
        raise ValueError(f"saliency draws images: (1, height, width), with channels or as square pixels, got {x.shape}")
    return np.asarray(x[0])
