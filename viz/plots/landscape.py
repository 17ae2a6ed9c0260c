"""The loss landscape around a model's weights, along two directions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nn import Trainable
from viz.graph.words import number, plain
from viz.plots.canvas import INK, MUTED, WRONG, array, calm, how_many, new_axes, scale
from viz.plots.theme import apply_theme

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
    theme: str = "auto",
) -> Axes:
    """The loss at w + a·d₁ + b·d₂ for a and b from -span to span, as a map with the model's place, ×, in the middle.

    model: compiled. x, y: data, a few hundred samples are enough. directions: two lists of arrays in the shapes of
    `model.parameters()`, such as differences between weights (default None: random ones, in which each neuron's or filter's
    weights are as long as its own, and biases do not move; Li et al., 2018, arXiv:1712.09913).
    span: how far to go, in lengths of the directions (default 1.0). steps: on each side, steps² losses in all (default 21).
    seed: where the random directions start (default 0). ax: the Axes to draw into (default None, new ones).
    theme: "auto" (default), light unless the figure is transparent; "light" or "dark". Returns the Axes.
    A ring marks the lowest place of the map, if that is lower than the model's. The weights are as before afterwards, also
    if something raises. Raises TypeError for what is not a compiled model, ValueError for one that has no weights yet or
    whose loss is not finite, and for directions that do not fit.

    >>> from nn import Dense, Sequential
    >>> model = Sequential([Dense(1, input_shape=(2,))]); model.compile("sgd", "mse")
    >>> axes = loss_landscape(model, [[1.0, 2.0], [0.0, 1.0]], [[1.0], [0.0]], steps=5)
    >>> len(axes.collections) > 0
    True
    """
    if not isinstance(model, Trainable) or model.loss is None:
        raise TypeError("loss_landscape asks a compiled model for its loss: call model.compile(optimizer=..., loss=...) first")
    steps = how_many("loss_landscape", "steps", steps, 2)
    if not np.isfinite(span) or span <= 0:
        raise ValueError(f"loss_landscape: span={span!r} is how far the map reaches on each side: a number above 0")
    start = [np.array(p.numpy()) for p in model.parameters()]
    if not start:
        raise ValueError(f"loss_landscape: {plain(model.name)} has no weights to move; is it built? Call it on an input first")
    random = np.random.default_rng(seed)
    first, second = _two(directions, start) if directions is not None else [[alike(w, random) for w in start] for _ in range(2)]
    here = _loss(model, x, y)
    if not np.isfinite(here):
        raise ValueError(
            f"loss_landscape: the loss is {here} at the model's own weights; look for NaN or infinity in weights and x"
        )
    side = np.linspace(-span, span, steps)
    return apply_theme(_map(side, losses_along(model, x, y, first, second, side), here, ax), theme)


def losses_along(model: Any, x: Any, y: Any, first: Direction, second: Direction, side: np.ndarray) -> np.ndarray:
    """The losses at w + a·first + b·second for all a and b of `side`: (b, a). The weights are as before afterwards."""
    parameters = model.parameters()
    start = [np.array(p.numpy()) for p in parameters]
    losses = np.empty((len(side), len(side)))
    try:
        with np.errstate(all="ignore"):  # far out a loss may overflow, and is left white
            for i, b in enumerate(side):
                for j, a in enumerate(side):
                    for p, w, u, v in zip(parameters, start, first, second):
                        p.data = w + (a * u + b * v).astype(w.dtype)
                    losses[i, j] = _loss(model, x, y)
    finally:
        for p, w in zip(parameters, start):
            p.data = w
    return losses


def _loss(model: Any, x: Any, y: Any) -> float:
    return float(np.ravel(model.test_on_batch(x, y))[0])


def alike(w: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A random direction whose filters, w's last axis, are as long as w's; none for a bias."""
    if w.ndim == 1:
        return np.zeros(w.shape)
    way = random.standard_normal(w.shape)
    inner = tuple(range(w.ndim - 1))
    return np.asarray(way * np.sqrt(np.sum(w**2, axis=inner) / np.maximum(np.sum(way**2, axis=inner), 1e-30)))


def _two(directions: Any, start: Direction) -> list[Direction]:
    """The two directions as arrays; ValueError if their shapes are not those of the weights."""
    found = [[array(part).astype(float) for part in direction] for direction in directions]
    wanted = [w.shape for w in start]
    for direction in found:
        if [part.shape for part in direction] != wanted or not all(np.isfinite(part).all() for part in direction):
            raise ValueError(
                "loss_landscape: a direction is a list of finite arrays in the shapes of model.parameters(), "
                f"{wanted}, got {[part.shape for part in direction]}"
            )
    if len(found) != 2:
        raise ValueError(f"loss_landscape: directions are two lists of arrays, got {len(found)}")
    return found


def _map(side: np.ndarray, losses: np.ndarray, here: float, ax: Axes | None) -> Axes:
    from matplotlib.colors import LogNorm

    ax = new_axes(ax, (5.6, 4.8))
    seen = np.ma.masked_invalid(losses)
    low, high = (float(seen.min()), float(seen.max())) if seen.count() else (here, here)
    steep = low > 0 and high > 20 * low
    levels = np.geomspace(low, high, 15) if steep else np.linspace(low, high, 15)
    if (np.diff(levels) > 0).all():
        shades = ax.contourf(side, side, seen, levels=levels, cmap="Blues", norm=LogNorm() if steep else None)
        ax.contour(side, side, seen, levels=levels, colors="white", linewidths=0.6)
        scale(ax, shades, "loss", [number(level, 3) for level in levels])
    above = True
    if seen.count() and low < here:
        up, across = np.unravel_index(seen.argmin(), seen.shape)
        above = bool(side[up] > 0)
        ax.plot(side[across], side[up], "o", markersize=8, markerfacecolor="none", markeredgecolor=WRONG, clip_on=False)
        _note(ax, f"lowest {number(low)}", (side[across], side[up]), 6 if above else -14)
    ax.plot(0.0, 0.0, "x", color=WRONG, markersize=9, markeredgewidth=2.2)
    _note(ax, f"here {number(here)}", (0.0, 0.0), -14 if above else 6)
    calm(ax, "left")
    ax.set_aspect("equal")
    ax.set_xlim(side[0], side[-1])
    ax.set_ylim(side[0], side[-1])
    ax.set_xlabel("along the first direction", color=MUTED)
    ax.set_ylabel("along the second", color=MUTED)
    notes = ["the loss is the same everywhere"] if low == high else []
    notes += ["white: the loss is NaN or infinite"] if seen.count() < seen.size else []
    ax.set_title("; ".join(notes), color=INK, fontsize="medium")
    return ax


def _note(ax: Axes, text: str, place: tuple[float, float], up: int) -> None:
    """A text beside a mark, to the side where there is more room."""
    right = place[0] <= 0
    ax.annotate(
        text, place, (7 if right else -7, up), textcoords="offset points", ha="left" if right else "right", color=INK,
        weight="bold", fontsize="small", bbox={"boxstyle": "round,pad=0.15", "facecolor": "white", "linewidth": 0},
    )  # fmt: skip
