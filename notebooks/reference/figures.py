"""Pictures of what the reference lists, drawn by matplotlib at each build: curves, penalties, rates, starting weights.

A picture is SVG that stands in the page itself: its letters and axes take the color of the page's text, light or dark.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from reference.names import Name

import nn
from autograd import Op, Tensor
from nn.layers import Layer

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK = "#123456"  # stands for the color of the page's text
BLUE, OCHRE, GREY = "#3b82d0", "#d0871a", "#8a919d"  # seen on white and on black
STYLE = {
    "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False,
    "axes.edgecolor": INK, "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK, "text.color": INK,
    "svg.hashsalt": "tapegrad", "axes.labelsize": 9, "lines.linewidth": 1.8, "legend.frameon": False,
}  # fmt: skip
RATES = {  # the settings with which each schedule is drawn, over 100 steps
    "CosineDecay": {"initial_learning_rate": 0.02, "decay_steps": 90, "warmup_target": 0.1, "warmup_steps": 10},
    "CosineDecayRestarts": {"initial_learning_rate": 0.1, "first_decay_steps": 20},
    "OneCycle": {"max_learning_rate": 0.1, "total_steps": 100},
    "ExponentialDecay": {"initial_learning_rate": 0.1, "decay_steps": 30, "decay_rate": 0.5},
    "InverseTimeDecay": {"initial_learning_rate": 0.1, "decay_steps": 30, "decay_rate": 1.0},
    "PiecewiseConstantDecay": {"boundaries": [40, 70], "values": [0.1, 0.05, 0.01]},
    "PolynomialDecay": {"initial_learning_rate": 0.1, "decay_steps": 80, "end_learning_rate": 0.01, "power": 2.0},
    "StepDecay": {"initial_learning_rate": 0.1, "step_size": 25, "gamma": 0.5},
}
Case = tuple[str, tuple[float, float], Callable[[float], tuple[Any, Any]]]
ERROR: Case = ("error, predicted − true", (-3.0, 3.0), lambda x: ([[0.0]], [[x]]))
ONE: Case = ("prediction, where the truth is 1", (0.05, 3.0), lambda x: ([[1.0]], [[x]]))
MARGIN: Case = ("score, where the truth is +1", (-2.0, 3.0), lambda x: ([[1.0]], [[x]]))
YES: Case = ("probability given to the truth", (0.01, 0.99), lambda x: ([[1.0]], [[x]]))
RIGHT: Case = ("probability given to the right one of two classes", (0.01, 0.99), lambda x: ([[1.0, 0.0]], [[x, 1 - x]]))
INDEX: Case = ("probability given to the right one of two classes", (0.01, 0.99), lambda x: ([0], [[x, 1 - x]]))
LEAD: Case = ("score of the right class, the other's is 0", (-2.0, 3.0), lambda x: ([[1.0, 0.0]], [[x, 0.0]]))
MIXED: Case = ("probability given to what happens in 7 of 10 cases", (0.02, 0.98), lambda x: ([[0.7, 0.3]], [[x, 1 - x]]))
COUNT: Case = ("predicted count, where 2 were seen", (0.2, 6.0), lambda x: ([[2.0]], [[x]]))
TURN: Case = ("angle between the two, in degrees", (0.0, 180.0), lambda x: ([[1.0, 0.0]], [turned(x)]))
LOSSES = {
    "mean_squared_error": ERROR, "mean_absolute_error": ERROR, "huber": ERROR, "log_cosh": ERROR,
    "mean_absolute_percentage_error": ONE, "mean_squared_logarithmic_error": ONE, "hinge": MARGIN, "squared_hinge": MARGIN,
    "categorical_hinge": LEAD, "binary_crossentropy": YES, "binary_focal_crossentropy": YES, "categorical_crossentropy": RIGHT,
    "categorical_focal_crossentropy": RIGHT, "categorical_generalized_cross_entropy": INDEX,
    "sparse_categorical_crossentropy": INDEX, "kl_divergence": MIXED, "poisson": COUNT, "cosine_similarity": TURN,
    "dice": RIGHT, "tversky": RIGHT, "jaccard": RIGHT,
}  # fmt: skip

SIZES = {"L1": nn.regularizers.L1(0.01), "L2": nn.regularizers.L2(0.01), "L1L2": nn.regularizers.L1L2(0.01, 0.01)}


def turned(degrees: float) -> list[float]:
    """A direction of length 1."""
    return [float(np.cos(np.radians(degrees))), float(np.sin(np.radians(degrees)))]


def picture(name: Name) -> str | None:
    """The picture of a public name as SVG, or None where none would help."""
    value = name.value
    if isinstance(value, Op):
        return curve(value, *domain(value)) if name.home.endswith((".elementwise", ".activation")) else None
    if name.folder == "nn.activations" and name.kind == "function":
        return curve(value)
    if name.home.startswith("nn.layers.activations") and value is not nn.Activation:
        return curve(value())
    if name.name in RATES:
        return rates(value(**RATES[name.name]))
    if name.folder == "nn.losses" and snake(name.name) in LOSSES:
        return of_loss(snake(name.name))
    if name.folder == "nn.regularizers" and name.name in SIZES:
        return penalty(lambda _, w: SIZES[name.name](w), "weight", (-1.5, 1.5), lambda x: ([0.0], np.array([x])), "penalty")
    if name.folder == "nn.initializers" and name.kind == "class" and name.name not in ("Identity", "Ones", "Zeros", "Constant"):
        return weights(value(seed=0))
    return None


@cache
def of_loss(name: str) -> str:
    """The picture of a loss, which its function and its class share."""
    return penalty(getattr(nn.losses, name), *LOSSES[name])


def snake(name: str) -> str:
    """`MeanSquaredError` as `mean_squared_error`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def domain(op: Op) -> tuple[float, float]:
    """Where a row of single numbers is drawn: from -4 to 4, or where its samples lie if it has a pole or a gap there."""
    with np.errstate(all="ignore"):
        y = np.asarray(op(np.linspace(-4.0, 4.0, 81)))
    if np.isfinite(y).all() and np.abs(y).max() < 30:
        return -4.0, 4.0
    numbers = np.concatenate([np.ravel(sample.inputs[0]) for sample in op.samples()])
    real = numbers[np.isfinite(numbers)].real
    return max(-4.0, float(real.min())), min(4.0, float(real.max()))


def curve(f: Callable[..., Any], low: float = -4.0, high: float = 4.0) -> str | None:
    """A function of one number with its derivative; None for one that looks at several numbers at once."""
    x = np.linspace(low, high, 161).astype("float32" if isinstance(f, Layer) else "float64")[None]
    try:
        t = Tensor(x)
        y = f(t)
        alone = np.asarray(f(x[:, 100:101]))
    except (TypeError, ValueError):
        return None
    if np.shape(y) != x.shape or not np.allclose(alone, y.numpy()[:, 100:101], rtol=1e-4, atol=1e-6):
        return None
    y.sum().backward()
    if not isinstance(t.grad, np.ndarray):
        return None
    return draw(x[0], [("value", y.numpy()[0], BLUE), ("derivative", t.grad[0], OCHRE)], "x")


def rates(schedule: Callable[[int], float]) -> str:
    """A schedule's rate at each of 100 steps."""
    steps = np.arange(101)
    return draw(
        steps, [("", np.array([float(schedule(int(step))) for step in steps]), BLUE)], "step", "learning rate", zero=True
    )


def penalty(
    f: Callable[[Any, Any], Any],
    label: str,
    ends: tuple[float, float],
    inputs: Callable[[float], tuple[Any, Any]],
    what: str = "loss",
) -> str:
    """What a loss or a regularizer gives for each of the numbers between two ends."""
    x = np.linspace(*ends, 121)
    pairs = [inputs(float(each)) for each in x]
    y = np.array([float(np.mean(np.asarray(f(np.asarray(true), np.asarray(predicted))))) for true, predicted in pairs])
    return draw(x, [("", y, BLUE)], label, what)


def weights(initializer: Callable[[tuple[int, ...]], np.ndarray]) -> str:
    """How often each size of a weight is among those that a kernel of 200 × 100 starts with."""
    numbers = np.asarray(initializer((200, 100))).ravel()

    def bars(axes: Axes) -> None:
        axes.hist(numbers, bins=41, color=BLUE, edgecolor="none")
        axes.set(xlabel="weight, of a kernel (200, 100)", yticks=[])
        axes.spines["left"].set_visible(False)

    return to_svg(bars)


def draw(x: np.ndarray, lines: Sequence[tuple[str, np.ndarray, str]], xlabel: str, ylabel: str = "", zero: bool = False) -> str:
    """Lines over x; `zero` begins the axis there."""

    def plot(axes: Axes) -> None:
        for label, y, color in lines:
            axes.plot(x, np.where(np.abs(y) < 1e3, y, np.nan), color=color, label=label)
        axes.set(xlabel=xlabel, ylabel=ylabel)
        axes.locator_params(nbins=5)
        if zero:
            axes.set_ylim(bottom=0)
        elif axes.get_ylim()[0] < 0 < axes.get_ylim()[1]:
            axes.axhline(0, color=GREY, linewidth=0.7, zorder=0)
        if axes.get_xlim()[0] < 0 < axes.get_xlim()[1]:
            axes.axvline(0, color=GREY, linewidth=0.7, zorder=0)
        if len(lines) > 1:
            axes.legend(handlelength=1.2)

    return to_svg(plot)


def to_svg(plot: Callable[[Axes], None]) -> str:
    """A small figure as SVG for a page, without blank lines."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(4.6, 2.3))
        plot(figure.add_axes((0.13, 0.2, 0.85, 0.77)))
        file = io.StringIO()
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    text = file.getvalue()
    text = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", text[text.index("<svg") :], flags=re.DOTALL)
    text = re.sub(r' id="\w+\.?\w*_\d+"', "", text)  # a page holds several pictures
    text = text.replace(INK, "currentColor")
    return "\n".join(line for line in text.splitlines() if line.strip())
