"""Activation functions by name. Each is a row of the op table, or a composition of rows; names and settings are Keras 3's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import autograd
from autograd import (
    TABLE,
    Op,
    Tensor,
    clip,
    elu,
    exp,
    gelu_tanh,
    log_softmax,
    maximum,
    sigmoid,
    silu,
    softmax,
    softplus,
    split,
    sqrt,
    square,
    tanh,
    where,
)

Activation = Callable[[Any], Any]


def linear(x: Any) -> Any:
    """x itself."""
    return x


def relu(x: Any, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Any:
    """max(x, 0); with settings x above the threshold, at most max_value, and negative_slope·(x − threshold) below it.

    Fukushima, 1969; Nair & Hinton, 2010.

    >>> relu(np.array([-1.0, 2.0, 9.0]), negative_slope=0.1, max_value=6.0)
    array([-0.1,  2. ,  6. ])
    """
    z = where(x > threshold, x, 0.0) if threshold else autograd.relu(x)
    if max_value is not None:
        z = clip(z, None, max_value)
    return z - negative_slope * autograd.relu(threshold - x) if negative_slope else z


def leaky_relu(x: Any, negative_slope: float = 0.2) -> Any:
    """x, or negative_slope·x below 0. Maas, Hannun & Ng, 2013."""
    return autograd.leaky_relu(x, slope=negative_slope)


def relu6(x: Any) -> Any:
    """x between 0 and 6. Howard et al., 2017, "MobileNets", arXiv:1704.04861."""
    return clip(x, 0.0, 6.0)


SELU_SCALE, SELU_ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717


def selu(x: Any) -> Any:
    """1.0507 x, or 1.7581 (eˣ − 1) below 0: keeps mean 0 and variance 1 through layers.

    Klambauer, Unterthiner, Mayr & Hochreiter, 2017, arXiv:1706.02515.
    """
    return SELU_SCALE * elu(x, alpha=SELU_ALPHA)


def celu(x: Any, alpha: float = 1.0) -> Any:
    """x, or alpha (e^(x/alpha) − 1) below 0: an elu whose slope has no jump. Barron, 2017, arXiv:1704.07483."""
    return alpha * elu(x / alpha)


def gelu(x: Any, approximate: bool = False) -> Any:
    """x Φ(x), or its approximation by tanh. Hendrycks & Gimpel, 2016, arXiv:1606.08415."""
    return gelu_tanh(x) if approximate else autograd.gelu(x)


def mish(x: Any) -> Any:
    """x tanh(log(1 + eˣ)). Misra, 2019, arXiv:1908.08681."""
    return x * tanh(softplus(x))


def glu(x: Any, axis: int = -1) -> Any:
    """a σ(b), a and b the halves of x along an axis: (..., 2 d) -> (..., d). Dauphin et al., 2016, arXiv:1612.08083."""
    if not np.ndim(x) or np.shape(x)[axis] % 2:
        raise ValueError(f"glu halves x along axis {axis}: its size must be even, got shape {np.shape(x)}")
    a, b = split(x, 2, axis)
    return a * sigmoid(b)


def hard_sigmoid(x: Any) -> Any:
    """x/6 + 1/2 between 0 and 1: a sigmoid of straight lines. Courbariaux et al., 2015, arXiv:1511.00363."""
    return clip(x / 6.0 + 0.5, 0.0, 1.0)


def hard_silu(x: Any) -> Any:
    """x times hard_sigmoid(x). Howard et al., 2019, "Searching for MobileNetV3", arXiv:1905.02244."""
    return where(x > -3.0, x * hard_sigmoid(x), 0.0)


def hard_tanh(x: Any) -> Any:
    """x between −1 and 1."""
    return clip(x, -1.0, 1.0)


def log_sigmoid(x: Any) -> Any:
    """log σ(x), without overflow."""
    return -softplus(-x)


def softsign(x: Any) -> Any:
    """x / (1 + |x|), from −1 to 1."""
    return x / (1.0 + abs(x))


def squareplus(x: Any, b: float = 4.0) -> Any:
    """(x + √(x² + b)) / 2, a softplus without exponentials. Barron, 2021, arXiv:2112.11687."""
    large = maximum(abs(x), 1.0)  # taken out of the root, where its square could overflow
    root = large * sqrt(square(x / large) + b / square(large))
    return where(x >= 0.0, 0.5 * (x + root), 0.5 * b / (root + abs(x)))  # below 0 x + root would lose digits


def tanh_shrink(x: Any) -> Any:
    """x − tanh x."""
    return x - tanh(x)


def soft_shrink(x: Any, threshold: float = 0.5) -> Any:
    """x moved towards 0 by the threshold, 0 where it is nearer."""
    return autograd.relu(x - threshold) - autograd.relu(-x - threshold)


def hard_shrink(x: Any, threshold: float = 0.5) -> Any:
    """x, 0 where it is no farther from 0 than the threshold."""
    return where(abs(x) > threshold, x, 0.0)


def threshold(x: Any, threshold: float, default_value: float) -> Any:
    """x where it is larger than the threshold, else the default value."""
    return where(x > threshold, x, default_value)


def sparse_plus(x: Any) -> Any:
    """0 up to −1, (x + 1)²/4 up to 1, then x: the integral of sparse_sigmoid."""
    return where(x <= -1.0, 0.0, where(x < 1.0, 0.25 * square(x + 1.0), x))


def sparse_sigmoid(x: Any) -> Any:
    """(x + 1)/2 between 0 and 1."""
    return clip(0.5 * x + 0.5, 0.0, 1.0)


ACTIVATIONS: dict[str, Activation] = {  # rows as they are, where nothing is to be set
    "linear": linear,
    "relu": autograd.relu,
    "leaky_relu": autograd.leaky_relu,
    "elu": elu,
    "gelu": autograd.gelu,
    "gelu_tanh": gelu_tanh,
    "silu": silu,
    "swish": silu,
    "sigmoid": sigmoid,
    "tanh": tanh,
    "softplus": softplus,
    "softsign": softsign,
    "softmax": softmax,
    "log_softmax": log_softmax,
    "exponential": exp,
    "relu6": relu6,
    "selu": selu,
    "celu": celu,
    "mish": mish,
    "glu": glu,
    "hard_sigmoid": hard_sigmoid,
    "hard_silu": hard_silu,
    "hard_swish": hard_silu,
    "hard_tanh": hard_tanh,
    "log_sigmoid": log_sigmoid,
    "squareplus": squareplus,
    "tanh_shrink": tanh_shrink,
    "soft_shrink": soft_shrink,
    "hard_shrink": hard_shrink,
    "sparse_plus": sparse_plus,
    "sparse_sigmoid": sparse_sigmoid,
}

hard_swish, swish, exponential = hard_silu, silu, exp

# Rows that make probabilities of logits, and of what: of yes against no for each number, or of one class among several.
# Losses for these start from the logits, where nothing overflows or cancels.
EACH, ONE_OF_SEVERAL = "each", "one of several"
PROBABILITIES: dict[Op, str] = {TABLE["sigmoid"]: EACH, TABLE["softmax"]: ONE_OF_SEVERAL}


def logits_of(y: Any, kind: str | None = None, axis: int = -1) -> Any:
    """The logits of which an activation made the probabilities y, of this kind, or any, along this axis; None if none did.

    >>> logits_of(sigmoid(autograd.Tensor([0.5])), EACH).numpy()
    array([0.5])
    >>> logits_of(autograd.Tensor([0.5])) is None
    True
    """
    made = PROBABILITIES.get(y.op) if isinstance(y, Tensor) and y.op is not None else None
    if made is None or kind not in (None, made):
        return None
    along = y.settings.get("axis", axis) if y.settings else axis
    return y.inputs[0] if along == axis or along % y.ndim == axis % y.ndim or kind is None else None


def get(activation: str | Activation | None) -> Activation:
    """The function for a name; a function as it is; None is linear.

    >>> get("relu")(-2.0)
    0.0
    """
    if activation is None:
        return linear
    if isinstance(activation, str):
        if activation not in ACTIVATIONS:
            known = ", ".join(ACTIVATIONS)
            raise ValueError(f"unknown activation {activation!r}: choose from {known}, or give a function")
        return ACTIVATIONS[activation]
    if not callable(activation):
        raise TypeError(f"an activation is a name or a function, got {activation!r}")
    return activation


def name_of(activation: Activation) -> str:
    """The name of an activation, for tables and drawings."""
    own = getattr(activation, "__name__", getattr(activation, "name", "custom"))  # a row's name, a copied row's too
    return next((name for name, f in ACTIVATIONS.items() if f is activation), own)
