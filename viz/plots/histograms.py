"""How weights, activations and gradients are distributed in each layer, epoch by epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nn import Module
from nn.callbacks import Callback, Logs
from viz.plots.canvas import COLORS, INK, MUTED, RULE, calm, new_axes, words
from viz.plots.layers import names_of, output, run
from viz.plots.theme import apply_theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes

KINDS = ("weights", "gradients", "activations")
SHARES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)  # the quantiles that are kept
Record = dict[str, list[np.ndarray]]


class Histograms(Callback):
    """Writes down, at each epoch's end, how the numbers of each layer are distributed: `fit(callbacks=[Histograms(x)])`.

    x: some inputs, for the activations (default None: these are left out). `weights`, `gradients` (of the epoch's last
    batch) and `activations` are dicts of layers: for each epoch of the last training the quantiles at 0, 5, 25, 50, 75,
    95 and 100 %, or NaN where some of the numbers are not finite.

    >>> from nn import Dense, Sequential
    >>> model = Sequential([Dense(1, input_shape=(1,))]); model.compile("sgd", "mse"); record = Histograms()
    >>> _ = model.fit([[1.0]], [[2.0]], epochs=3, verbose=0, callbacks=[record])
    >>> [np.shape(quantiles) for quantiles in record.weights.values()]
    [(3, 7)]
    """

    def __init__(self, x: Any = None) -> None:
        self.x = x
        self.weights: Record = {}
        self.gradients: Record = {}
        self.activations: Record = {}

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.weights, self.gradients, self.activations = {}, {}, {}

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        names = names_of(self.model) | {self.model: self.model.name}
        for layer in _layers(self.model):
            parameters = layer.parameters()
            _note(self.weights, names[layer], [p.numpy() for p in parameters])
            _note(self.gradients, names[layer], [p.grad for p in parameters if p.grad is not None])
        if self.x is not None:
            left = run("Histograms", self.model, self.x)[2]
            for layer in _layers(self.model, weighty=False):
                _note(self.activations, names[layer], [output(left[layer])] if layer in left else [])


def _layers(model: Module, weighty: bool = True) -> list[Module]:
    """The layers of a model, models inside it opened; those with weights, or all."""
    found = []
    for m in list(model.children()) or [model]:
        inner = list(m.children())
        found += _layers(m, weighty) if inner and getattr(m, "layers", None) else [m]
    return [m for m in found if m.parameters() or not weighty]


def _note(record: Record, name: str, arrays: list[Any]) -> None:
    """One more epoch of a layer."""
    numbers = np.concatenate([np.ravel(array) for array in arrays]) if arrays else np.empty(0)
    if numbers.size:
        known = bool(np.isfinite(numbers).all())
        record.setdefault(name, []).append(np.quantile(numbers, SHARES) if known else np.full(len(SHARES), np.nan))


def histograms(record: Histograms, what: str = "weights", ax: Axes | None = None, theme: str = "auto") -> Axes:
    """The distribution of each layer's numbers over the epochs, the layers side by side.

    record: a `Histograms` that watched a training. what: "weights" (default), "gradients" or "activations".
    ax: the Axes to draw into (default None, new ones).
    theme: "auto" (default), light unless the figure is transparent; "light" or "dark". Returns the Axes.
    For each layer time runs from left to right; the line is the median, the dark band holds the middle half of the numbers,
    the pale one all but a twentieth at each end. Gaps are epochs with NaN or infinite numbers, and the title says so. Gradients
    are drawn on a scale that is even near 0 and logarithmic further out, for layers may differ a thousandfold.
    Raises ValueError if nothing of the kind was recorded.

    >>> from nn import Dense, Sequential
    >>> model = Sequential([Dense(1, input_shape=(1,))]); model.compile("sgd", "mse"); record = Histograms()
    >>> _ = model.fit([[1.0]], [[2.0]], epochs=3, verbose=0, callbacks=[record])
    >>> axes = histograms(record)
    >>> len(axes.collections)
    2
    """
    if not isinstance(record, Histograms):
        raise TypeError(f"histograms draws what a Histograms callback wrote down during fit, got {type(record).__name__}")
    if what not in KINDS:
        raise ValueError(f"histograms: what={what!r} is not one of {', '.join(KINDS)}")
    layers: Record = getattr(record, what)
    if not layers:
        hint = "; give it inputs, Histograms(x)" if what == "activations" and record.x is None else ""
        raise ValueError(f"histograms: no {what} were recorded: fit(..., callbacks=[record]) for an epoch first{hint}")
    ax = new_axes(ax, (max(5.0, 1.5 * len(layers) + 1.5), 3.6))
    epochs = max(map(len, layers.values()))
    middles = []
    for i, (name, rows) in enumerate(layers.items()):
        _, low, under, middle, over, high, _ = np.array(rows).T  # (epochs, quantiles) -> (quantiles, epochs)
        at = i * 1.25 + (np.linspace(0.0, 1.0, epochs)[: len(rows)] if epochs > 1 else np.array([0.0, 1.0]))
        if epochs == 1:
            low, under, middle, over, high = (np.repeat(part, 2) for part in (low, under, middle, over, high))
        color = COLORS[i % len(COLORS)]
        ax.fill_between(at, low, high, color=color, alpha=0.2, linewidth=0, label=words(name))
        ax.fill_between(at, under, over, color=color, alpha=0.4, linewidth=0)
        ax.plot(at, middle, color=color, linewidth=1.6, marker="." if not np.isfinite(middle).all() else None)
        middles.append(i * 1.25 + 0.5)
    if what == "gradients":
        ends = [np.abs(np.array(rows)[:, [1, -2]]) for rows in layers.values()]  # of 5 % and of 95 %
        widths = [float(np.median(end[np.isfinite(end)])) for end in ends if np.isfinite(end).any()]
        ax.set_yscale("symlog", linthresh=max(min(widths, default=1.0), 1e-12))
    ax.axhline(0.0, color=RULE, linewidth=0.8, zorder=0)
    calm(ax, "left")
    ax.set_xticks(middles, [words(name, 18) for name in layers])
    ax.tick_params(axis="x", labelcolor=INK)
    ax.set_xlabel(f"layer; in each, {epochs} epochs from left to right" if epochs > 1 else "layer", color=MUTED)
    ax.set_ylabel(what, color=MUTED)
    gaps = [words(name) for name, rows in layers.items() if not np.isfinite(rows).all()]
    ax.set_title(f"gaps: NaN or infinite numbers in {', '.join(gaps)}" if gaps else "", color=INK, fontsize="medium")
    return apply_theme(ax, theme)
