"""The loss landscape around a model's weights, along two directions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nn import Trainable
from viz.plots.canvas import INK, MUTED, array, calm, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Direction = list[np.ndarray]


def loss_landscape(
    model: Any,
    x: Any,
    y: Any,
    directions: Any = None,
    span: float = 1.0,
    steps: int = 21,
    seed: int = 0,
    ax: Axes | None = None,
) -> Axes:
    """The loss at w + a·d₁ + b·d₂ for a and b from -span to span, as a map with the model's place in the middle.

    model: compiled, with one output. x, y: data, a few hundred samples are enough. directions: two lists of arrays in the
    shapes of `model.parameters()`, such as differences between weights; by default random ones, in which each neuron's
    or filter's weights are as long as its own (Li et al., 2018, arXiv:1712.09913), and biases do not move.
    The weights are as before afterwards, also if something raises. Raises TypeError for what is not a compiled
    model, ValueError for directions that do not fit.
    """
    if not isinstance(model, Trainable) or model.loss is None:
        raise TypeError("loss_landscape asks a compiled model for its loss: call model.compile(optimizer=..., loss=...) first")
    parameters = model.parameters()
    start = [np.array(p.numpy()) for p in parameters]
    random = np.random.default_rng(seed)
    first, second = directions or [[_alike(w, random) for w in start] for _ in range(2)]
    ways = _fitting(first, start), _fitting(second, start)
    side = np.linspace(-span, span, steps)
    losses = np.empty((steps, steps))  # (b, a)
    try:
        with np.errstate(all="ignore"):  # far out a loss may overflow, and is left white
            for i, b in enumerate(side):
                for j, a in enumerate(side):
                    for p, w, u, v in zip(parameters, start, *ways):
                        p.data = w + (a * u + b * v).astype(w.dtype)
                    losses[i, j] = np.ravel(model.test_on_batch(x, y))[0]
    finally:
        for p, w in zip(parameters, start):
            p.data = w
    here = float(np.ravel(model.test_on_batch(x, y))[0])
    return _map(side, losses, here, ax)


def _alike(w: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A random direction whose filters, w's last axis, are as long as w's; none for a bias."""
    if w.ndim == 1:
        return np.zeros(w.shape)
    way = random.standard_normal(w.shape)
    inner = tuple(range(w.ndim - 1))
    return np.asarray(way * np.sqrt(np.sum(w**2, axis=inner) / np.maximum(np.sum(way**2, axis=inner), 1e-30)))


def _fitting(direction: Any, start: Direction) -> Direction:
    """A direction as arrays; ValueError if its shapes are not those of the weights."""
    arrays = [array(part).astype(float) for part in direction]
    if [part.shape for part in arrays] != [w.shape for w in start]:
        raise ValueError(
            "loss_landscape: a direction is a list of arrays in the shapes of model.parameters(), "
            f"{[w.shape for w in start]}, got {[part.shape for part in arrays]}"
        )
    return arrays


def _map(side: np.ndarray, losses: np.ndarray, here: float, ax: Axes | None) -> Axes:
    from matplotlib.colors import LogNorm

    ax = new_axes(ax, (5.6, 4.8))
    seen = np.ma.masked_invalid(losses)
    low, high = float(seen.min()), float(seen.max())
    steep = low > 0 and high > 20 * low
    levels = np.geomspace(low, high, 15) if steep else np.linspace(low, high, 15)
    if high > low:
        shades = ax.contourf(side, side, seen, levels=levels, cmap="Blues", norm=LogNorm() if steep else None)
        ax.contour(side, side, seen, levels=levels, colors="white", linewidths=0.6)
        bar = ax.figure.colorbar(shades, ax=ax, fraction=0.045, pad=0.03, format="%.3g")
        bar.outline.set_visible(False)
        bar.ax.tick_params(colors=MUTED, labelsize="small", length=0)
        bar.ax.minorticks_off()
        bar.set_label("loss", color=MUTED)
    ax.plot(0.0, 0.0, marker="x", color="#c2352b", markersize=9, markeredgewidth=2.2)
    ax.annotate(f"here {here:.4g}", (0.0, 0.0), (7, 6), textcoords="offset points", color=INK, weight="bold", fontsize="small")
    calm(ax, "left")
    ax.set_aspect("equal")
    ax.set_xlabel("along the first direction", color=MUTED)
    ax.set_ylabel("along the second", color=MUTED)
    return ax
