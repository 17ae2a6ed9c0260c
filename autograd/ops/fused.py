"""Several steps as one row, where doing them apart would overflow or lose digits: softmax and cross-entropy."""

from __future__ import annotations

import numpy as np

from autograd.kernel.node import Node
from autograd.kernel.op import Op, Sample
from autograd.ops import oracles
from autograd.ops.elementwise import exp
from autograd.ops.samples import arrays, space_out

FEW = 32  # classes up to which NumPy reduces rows several times as quickly when they are laid out class by class


def softmax_forward(x, *, axis=-1):
    powers = np.exp(x - np.maximum.reduce(x, axis=axis, keepdims=True))
    return powers / np.add.reduce(powers, axis=axis, keepdims=True)


def log_softmax_forward(x, *, axis=-1):
    shifted = x - np.maximum.reduce(x, axis=axis, keepdims=True)
    return shifted - np.log(np.add.reduce(np.exp(shifted), axis=axis, keepdims=True))


def powers_of(x):
    """x less its largest number along the last axis, the powers of e of that, and their sums (..., 1)."""
    if x.ndim == 2 and x.shape[1] <= FEW:
        x = np.asfortranarray(x)
    shifted = x - np.maximum.reduce(x, axis=-1, keepdims=True)
    powers = np.exp(shifted)
    return shifted, powers, np.add.reduce(powers, axis=-1, keepdims=True)


def cross_entropy_forward(x, y, *, room=None):
    """The value, and softmax's powers and sums for the way back."""
    shifted, powers, sums = powers_of(x)
    shifted -= np.log(sums)
    return -np.add.reduce(y * shifted, axis=-1), (powers, sums)


def cross_entropy_gradients(g, z, kept, x, y, *, wanted):
    """∂x and ∂y."""
    rules = cross_entropy_x, cross_entropy_y
    return [rules[i](g, kept, x, y) for i in wanted]


def for_classes(g):
    """One gradient a row as one for each of its classes: (...) -> (..., 1), and a single one as it is."""
    return g[..., None] if getattr(g, "ndim", 0) else g


def cross_entropy_x(g, kept, x, y):
    likely = softmax(x) if kept is None else kept[0] / kept[1]
    return for_classes(g) * (likely * np.sum(y, axis=-1, keepdims=True) - y)


def cross_entropy_y(g, kept, x, y):
    return -for_classes(g) * log_softmax(x)


def sparse_cross_entropy_forward(x, y, *, room=None):
    """The chosen log-probability alone: (..., C), (...) -> (...); a label outside 0..C−1 raises ValueError.

    Beside it what the way back needs: softmax's powers and sums, and where the labels are.
    """
    classes = x.shape[-1]
    # as unsigned numbers, negative ones are large
    if y.size and not np.maximum.reduce(y.view(f"u{y.itemsize}") if y.dtype.kind == "i" else y, axis=None) < classes:
        raise ValueError(f"labels must lie in 0..{classes - 1} for {classes} logits, got {np.min(y)}..{np.max(y)}")
    shifted, powers, sums = powers_of(x)
    before = np.indices(y.shape, sparse=True) if y.ndim > 1 else (np.arange(y.size),)
    chosen = (*before, y)
    return np.log(sums[..., 0]) - shifted[chosen], (powers, sums, chosen)


def one_hot(y, x):
    """Integer labels (...) as rows of x's shape (..., C)."""
    return np.equal(y[..., None], np.arange(np.shape(x)[-1]))


def sparse_cross_entropy_gradient(g, z, kept, x, y, *, wanted):
    """softmax(x) less 1 at the label, times g: (...) -> (..., C)."""
    if kept is None:
        return [for_classes(g) * (softmax(x) - one_hot(y, x))]
    powers, sums, chosen = kept
    likely = powers / sums
    likely[chosen] -= 1.0
    return [np.multiply(for_classes(g), likely, out=None if isinstance(g, Node) else likely)]


LOGITS = space_out((3, 4), -2, 2)
TARGETS = np.array([[0.1, 0.2, 0.3, 0.4], [1.0, 0.0, 0.0, 0.0], [0.25, 0.25, 0.25, 0.25]])

# fmt: off
softmax = Op("softmax", softmax_forward, floating=True,
    doc="Positive numbers along an axis that add up to 1, in proportion to eˣ.",
    vjps=(lambda g, z, x, axis=-1: z * (g - np.sum(g * z, axis=axis, keepdims=True)),),
    oracle=oracles.softmax,
    real=True, label="softmax", tex=(r"\frac{e^{x_i}}{\sum_j e^{x_j}}", r"z\,(\bar z - \sum_j \bar z_j z_j)"),
    samples=lambda: [arrays((4,)), arrays((2, 3)), arrays((2, 3), axis=0), arrays((3, 1))])

log_softmax = Op("log_softmax", log_softmax_forward, floating=True,
    doc="The logarithm of softmax, without overflow.",
    vjps=(lambda g, z, x, axis=-1: g - exp(z) * np.sum(g, axis=axis, keepdims=True),),
    oracle=lambda x, axis=-1: np.log(oracles.softmax(x, axis)),
    real=True, label="log softmax", tex=(r"x_i - \ln\sum_j e^{x_j}", r"\bar z - e^{z} \sum_j \bar z_j"),
    samples=lambda: [arrays((4,)), arrays((2, 3)), arrays((2, 3), axis=0), arrays((3, 1))])

cross_entropy = Op("cross_entropy", cross_entropy_forward, floating=True,
    doc="The cross-entropy of the logits x against the probabilities y, along the last axis.",
    vjps=(cross_entropy_gradients, cross_entropy_gradients), joint=True,
    oracle=lambda x, y: -(y * np.log(oracles.softmax(x))).sum(-1),
    real=True, label="cross-entropy", tex=(r"-\sum_i y_i \ln\operatorname{softmax}(x)_i",
                                r"\bar z\,(\operatorname{softmax}(x)\textstyle\sum_i y_i - y)",
                                r"-\bar z \ln\operatorname{softmax}(x)"),
    samples=lambda: [Sample((LOGITS, TARGETS)), Sample((LOGITS[0], TARGETS[0]))])

sparse_cross_entropy = Op("sparse_cross_entropy", sparse_cross_entropy_forward, floating=True,
    doc="The cross-entropy of the logits x against the whole-number labels y.",
    vjps=(sparse_cross_entropy_gradient, None), joint=True,
    oracle=oracles.sparse_cross_entropy,
    real=True, label="cross-entropy", tex=(r"-\ln\operatorname{softmax}(x)_y", r"\bar z\,(\operatorname{softmax}(x) - e_y)", "0"),
    samples=lambda: [Sample((LOGITS, np.array([0, 3, 1]))), Sample((LOGITS[None], np.array([[0, 3, 1]])))])
# fmt: on
