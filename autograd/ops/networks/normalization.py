"""Each channel brought to mean 0 and variance 1 over everything else, scaled and shifted, as a row with few passes.

With the mean μ, c = x − μ, r = 1 / √(mean c² + ε) and n numbers in each channel

    z = γ c r + β        ∂γ = r Σ ∂z c,  ∂β = Σ ∂z,  ∂x = γ r (∂z − Σ ∂z / n − c r² Σ ∂z c / n).

Ioffe & Szegedy, 2015, arXiv:1502.03167. The sums are the same for all three gradients. Channels are last and often few, so
places are joined to longer lines, some of which at a time stay in the processor's cache.
Sums go over few numbers in the array's own precision, and from there on in double precision.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from autograd.kernel.modes import MODE
from autograd.kernel.node import Node
from autograd.kernel.op import Op
from autograd.ops.networks import oracles
from autograd.ops.networks.layer_normalization import check_epsilon
from autograd.ops.networks.windows import pieces
from autograd.ops.samples import arrays

LINE = 2048  # numbers side by side: enough that calling a loop costs nothing
FAR = 16.0  # a guess at the mean is good if its squared error is below this many variances


def normalize(x: Any, gamma: Any, beta: Any, statistics: Any = None, *, epsilon: float = 1e-3) -> Any:
    """gamma · (x − mean) / √(variance + epsilon) + beta over all axes but the last: `x: (n, ..., C) -> (n, ..., C)`.

    x: (n, ..., C). gamma, beta: (C,). statistics=None: (2, C), x's `moments` where they have been found already; gradients
    pass through mean and variance all the same. epsilon=0.001: keeps the quotient finite. Ioffe & Szegedy, 2015, arXiv:1502.03167.

    >>> normalize(np.array([[1.0], [3.0]]), np.array([2.0]), np.array([5.0]), epsilon=0.0)
    array([[3.],
           [7.]])
    """
    check_epsilon("normalize", epsilon)
    inputs = (x, gamma, beta) if statistics is None else (x, gamma, beta, statistics)
    return normalize_row(*inputs, epsilon=epsilon)


def moments(x: Any) -> Any:
    """Mean and variance (over n) of each channel, in double precision and without a derivative: (..., C) -> (2, C).

    x: numbers whose last axis holds the channels.

    >>> moments(np.array([[1.0], [3.0]]))
    array([[2.],
           [1.]])
    """
    if isinstance(x, Node) and MODE.get().compiling is None:
        x = x._value
    return moments_row(x)


def in_lines(x, dtype=None):
    """(..., C) -> (n / w, w · C), as many places w side by side as divide n and fit into a line."""
    n, c = math.prod(x.shape[:-1]), x.shape[-1]
    w = next(w for w in range(max(1, min(n, LINE // max(c, 1))), 0, -1) if n % w == 0)
    return np.ascontiguousarray(x, dtype).reshape(n // w, w * c)


def empty_lines(shape, lines):
    """An array (..., C) of its own memory, which nobody needs to copy, and its lines (n / w, w · C)."""
    whole = np.empty(shape, lines.dtype)
    return whole, whole.reshape(lines.shape)


def spread(numbers, lines, dtype):
    """One number per channel for each place of a line: (C,) -> (w · C,)."""
    return np.tile(np.asarray(numbers).astype(dtype), lines.shape[1] // max(1, len(numbers)))


def few(lines):
    """Slices of as many lines as stay in the cache together with what is made of them, and room for the first of these."""
    slices = pieces(len(lines), 2 * lines[:1].nbytes)
    room = np.empty((slices[0].stop if slices else 0, lines.shape[1]), lines.dtype)
    return [(some, room[: some.stop - some.start]) for some in slices], np.ones(len(room), lines.dtype)


def subtract(lines, middle, out):
    """Lines less the middle of their channels, into `out`; as they are where that is 0, which None says."""
    return lines if middle is None else np.subtract(lines, middle, out=out)


def sums(x, channels, center=None, g=None):
    """Σ (x − center) and Σ (x − center)², or with g: Σ g and Σ g (x − center): lines, C, (C,), lines -> (2, C)."""
    slices, ones = few(x)
    middle = None if center is None else spread(center, x, x.dtype)
    total = np.zeros((2, x.shape[1]))
    for some, room in slices:
        c = subtract(x[some], middle, room)
        factor = c if g is None else g[some]
        total[0] += ones[: len(c)] @ factor  # a product adds up rows quicker than sum does
        total[1] += ones[: len(c)] @ np.multiply(c, factor, out=room)
    return np.add.reduce(total.reshape(2, -1, channels), axis=1)  # (2, w · C) -> (2, w, C)


def are_far(off, variance):
    """Whether digits of the variance are lost, and of what is computed around 0: a mean lies far off, or squares overflow."""
    return bool(np.any(off * off > FAR * variance)) or not np.isfinite(variance).all()


def moments_array(x):
    """Around a guess, 0, one pass finds both; around a bad one digits would be lost."""
    if not np.ndim(x) or not np.size(x):
        raise ValueError("moments are of arrays (..., C) that hold something")
    x = x if x.dtype.kind == "f" else x.astype(float)
    lines, channels, n = in_lines(x), x.shape[-1], math.prod(x.shape[:-1])
    mean, square = sums(lines, channels) / n
    variance = square - mean * mean
    if are_far(mean, variance):
        guess = mean.astype(x.dtype)
        off, square = sums(lines, channels, guess) / n
        mean, variance = guess + off, square - off * off
    return np.stack([mean, np.maximum(variance, 0.0)])


class Scales(NamedTuple):
    """Of each channel, (C,) each, all but the first in double precision."""

    center: Any  # the mean in x's precision; None, which is 0 and spares a pass, where no mean is far from it
    rest: Any  # what that lacks of the mean
    r: Any  # 1/σ
    factor: Any  # γ/σ


def scales_by_channel(x, gamma, statistics, epsilon):
    mean, variance = moments_array(x) if statistics is None else statistics
    center = mean.astype(x.dtype) if are_far(mean, variance) else None
    r = 1.0 / np.sqrt(variance + epsilon)
    return Scales(center, mean if center is None else mean - center, r, gamma * r)


def spread_middle(kept, lines):
    """The center for each place of a line, or None."""
    return None if kept.center is None else spread(kept.center, lines, lines.dtype)


def normalize_array(x, gamma, beta, statistics=None, *, epsilon, room=None):
    """z, and the channels' scales for the way back; these are small, so no room is needed."""
    if np.ndim(x) < 2 or np.shape(gamma) != x.shape[-1:] or np.shape(beta) != x.shape[-1:]:
        raise ValueError("x must be (n, ..., C), gamma and beta (C,): one number for each channel on the last axis")
    dtype = np.result_type(x, gamma, beta)
    if not x.size:
        return np.empty(x.shape, dtype), None
    kept = scales_by_channel(x, gamma, statistics, epsilon)
    lines = in_lines(x, dtype)
    whole, out = empty_lines(x.shape, lines)
    middle = spread_middle(kept, lines)
    slope, start = (spread(v, lines, dtype) for v in (kept.factor, beta - kept.rest * kept.factor))
    for some, _ in few(lines)[0]:
        z = np.multiply(subtract(lines[some], middle, out[some]), slope, out=out[some])
        z += start
    return whole, kept


def write_out(x, epsilon):
    """(c r, r), in operations that are recorded on Tensors."""
    axes = tuple(range(np.ndim(x) - 1))
    c = x - np.mean(x, axis=axes, keepdims=True)
    r = 1.0 / np.sqrt(np.mean(c * c, axis=axes, keepdims=True) + epsilon)
    return c * r, r


def in_floats(x):
    """Whole numbers and booleans as floats; a Tensor as it is."""
    return x if isinstance(x, Node) or x.dtype.kind == "f" else x.astype(float)


def normalize_gradients(g, z, kept, x, gamma, beta, statistics=None, *, wanted, epsilon):
    """∂x, ∂γ and ∂β, from the same two sums; written out on Tensors, and for an empty batch."""
    if kept is None:
        return [WRITTEN_OUT[i](g, in_floats(x), gamma, epsilon) for i in wanted]
    x = in_floats(x)
    lines = in_lines(x)
    of_g, of_gc = sums(lines, x.shape[-1], kept.center, in_lines(g, lines.dtype))
    of_gc -= kept.rest * of_g
    by_weights = {1: kept.r * of_gc, 2: of_g}
    return [normalize_x(g, x, lines, kept, of_g, of_gc) if i == 0 else by_weights[i] for i in wanted]


def normalize_x(g, x, lines, kept, of_g, of_gc):
    n = math.prod(x.shape[:-1])
    slope = -kept.factor * kept.r * kept.r * of_gc / n
    given = in_lines(g, x.dtype)
    whole, out = empty_lines(x.shape, lines)
    middle = spread_middle(kept, lines)
    by_x, by_g, start = (
        spread(v, lines, x.dtype) for v in (slope, kept.factor, -kept.factor * of_g / n - slope * kept.rest)
    )  # fmt: skip
    for some, room in few(lines)[0]:
        c = np.multiply(subtract(lines[some], middle, room), by_x, out=room)
        c += start
        share = np.multiply(given[some], by_g, out=out[some])
        share += c
    return whole


def write_out_x(g, x, gamma, epsilon):
    if not np.size(x):
        return g * gamma
    y, r = write_out(x, epsilon)
    axes = tuple(range(np.ndim(x) - 1))
    inner = g - np.mean(g, axis=axes, keepdims=True) - y * np.mean(g * y, axis=axes, keepdims=True)
    return inner * (r * gamma)


def write_out_gamma(g, x, gamma, epsilon):
    return np.sum(g * (write_out(x, epsilon)[0] if np.size(x) else x), axis=tuple(range(np.ndim(x) - 1)))


def write_out_beta(g, x, gamma, epsilon):
    return np.sum(g, axis=tuple(range(np.ndim(x) - 1)))


WRITTEN_OUT = (write_out_x, write_out_gamma, write_out_beta)

# fmt: off
moments_row = Op("moments", moments_array, vjps=(None,), real=True, label="μ, σ²", tex=(r"\mu, \sigma^2", "0"), samples=list, listed=False)

normalize_row = Op("normalize", normalize_array, floating=True,
    doc="Each channel brought to mean 0 and variance 1 over everything else, then scaled by gamma and shifted by beta.",
    vjps=(*3 * (normalize_gradients,), None), joint=True,
    oracle=oracles.normalize,
    real=True, label="normalize", tex=(r"\gamma \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta",
        r"\frac{\gamma}{\sigma_\epsilon} \left(\bar z - \langle\bar z\rangle - \hat x \langle\bar z \hat x\rangle\right)",
        r"\sum \bar z\,\hat x", r"\sum \bar z", "0"),
    samples=lambda: [arrays((4, 3), (3,), (3,), epsilon=0.1), arrays((2, 3, 2), (2,), (2,), epsilon=1e-3),
                      arrays((5, 1), (1,), (1,), epsilon=0.1), arrays((1, 2), (2,), (2,), epsilon=0.1),
                      arrays((0, 2), (2,), (2,), epsilon=0.1)],
    source="Ioffe & Szegedy, 2015, arXiv:1502.03167")
# fmt: on
