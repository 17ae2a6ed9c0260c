"""Operations of networks: activations, normalization, convolution, pooling, attention and cross-entropies."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from nn import activations, losses
from nn.activations.logits import EACH, ONE_OF_SEVERAL, logits_of
from nn.config import epsilon as smallest
from nn.losses.crossentropy import classes_last
from nn.ops.choosing import multi_hot, one_hot
from nn.ops.making import same_as, table
from nn.ops.moving import average_pool, conv, conv_transpose, depthwise_conv, max_pool, separable_conv

ACTIVATIONS: dict[str, Any] = {
    "celu(x, alpha=1.0)": activations.celu,
    "elu(x, alpha=1.0)": autograd.elu,
    "glu(x, axis=-1)": activations.glu,
    "hard_shrink(x, threshold=0.5)": activations.hard_shrink,
    "hard_sigmoid(x)": activations.hard_sigmoid,
    "hard_silu(x)": activations.hard_silu,
    "hard_swish(x)": activations.hard_silu,
    "hard_tanh(x)": activations.hard_tanh,
    "leaky_relu(x, negative_slope=0.2)": activations.leaky_relu,
    "log_sigmoid(x)": activations.log_sigmoid,
    "log_softmax(x, axis=-1)": activations.log_softmax,
    "relu(x)": autograd.relu,
    "relu6(x)": activations.relu6,
    "selu(x)": activations.selu,
    "sigmoid(x)": activations.sigmoid,
    "silu(x)": activations.silu,
    "soft_shrink(x, threshold=0.5)": activations.soft_shrink,
    "softplus(x)": activations.softplus,
    "softsign(x)": activations.softsign,
    "sparse_plus(x)": activations.sparse_plus,
    "sparse_sigmoid(x)": activations.sparse_sigmoid,
    "squareplus(x, b=4)": activations.squareplus,
    "swish(x)": activations.silu,
    "tanh_shrink(x)": activations.tanh_shrink,
    "threshold(x, threshold, default_value)": activations.threshold,
}


def gelu(x: Any, approximate: bool = True) -> Any:
    """x times the share of a standard normal distribution below x; the approximation goes by way of tanh."""
    return activations.gelu(x, approximate)


def softmax(x: Any, axis: Any = -1) -> Any:
    """Positive numbers that add up to 1 along an axis, or over several axes together."""
    if not isinstance(axis, (tuple, list)):
        return autograd.softmax(x, axis=axis)
    shifted = np.exp(x - np.max(x, axis=tuple(axis), keepdims=True))
    return shifted / np.sum(shifted, axis=tuple(axis), keepdims=True)


def sparsemax(x: Any, axis: int = -1) -> Any:
    """The nearest point to x whose numbers are 0 or more and add up to 1. Martins & Astudillo, 2016, arXiv:1602.02068."""
    z = np.moveaxis(x, axis, -1)
    order = -np.sort(-z, axis=-1)
    sums, count = np.cumsum(order, axis=-1), np.arange(1, np.shape(z)[-1] + 1)
    support = np.asarray(1 + count * order > sums).sum(axis=-1, keepdims=True)
    level = (np.take_along_axis(sums, support - 1, axis=-1) - 1) / support.astype(z.dtype)
    return np.moveaxis(np.maximum(z - level, 0), -1, axis)


def moments(x: Any, axes: Any, keepdims: bool = False, synchronized: bool = False) -> tuple[Any, Any]:
    """The mean and the variance over some axes. synchronized changes nothing."""
    axes = tuple(axes) if isinstance(axes, (list, tuple)) else axes
    return np.mean(x, axis=axes, keepdims=keepdims), np.var(x, axis=axes, keepdims=keepdims)


def normalize(x: Any, axis: Any = -1, order: Any = 2, epsilon: float | None = None) -> Any:
    """x divided by its norm along an axis, but never by less than epsilon."""
    least = smallest() if epsilon is None else epsilon
    if order == 2:
        total = np.sum(x * x, axis=axis, keepdims=True)
        return x / np.sqrt(np.maximum(total, least**2))
    return x / np.maximum(np.linalg.norm(x, ord=order, axis=axis, keepdims=True), least)


def batch_normalization(
    x: Any, mean: Any, variance: Any, axis: int, offset: Any = None, scale: Any = None, epsilon: float = 1e-3
) -> Any:
    """(x - mean) / √(variance + epsilon) · scale + offset, each with one number for each place along the axis."""
    sizes = [1] * np.ndim(x)
    sizes[axis] = np.shape(x)[axis]
    centered = (x - np.reshape(mean, sizes)) / np.sqrt(np.reshape(variance, sizes) + epsilon)
    scaled = centered if scale is None else centered * np.reshape(scale, sizes)
    return scaled if offset is None else scaled + np.reshape(offset, sizes)


def layer_normalization(x: Any, gamma: Any = None, beta: Any = None, axis: Any = -1, epsilon: float | None = None) -> Any:
    """(x - its mean) / √(its variance + epsilon) along an axis or several, times gamma, plus beta."""
    axes = tuple(axis) if isinstance(axis, (list, tuple)) else axis
    mean, variance = moments(x, axes, keepdims=True)
    made = (x - mean) / np.sqrt(variance + (smallest() if epsilon is None else epsilon))
    sizes = [n if i in np.arange(np.ndim(x))[np.atleast_1d(axes)] else 1 for i, n in enumerate(np.shape(x))]
    made = made if gamma is None else made * np.reshape(gamma, sizes)
    return made if beta is None else made + np.reshape(beta, sizes)


def rms_normalization(x: Any, scale: Any = None, axis: Any = -1, epsilon: float | None = None) -> Any:
    """x / √(the mean of x² + epsilon) along an axis, times scale."""
    axes = tuple(axis) if isinstance(axis, (list, tuple)) else axis
    least = smallest() if epsilon is None else epsilon
    made = x / np.sqrt(np.mean(x * x, axis=axes, keepdims=True) + least)
    return made if scale is None else made * scale


def dot_product_attention(
    query: Any, key: Any, value: Any, bias: Any = None, mask: Any = None, scale: float | None = None, is_causal: bool = False,
    flash_attention: Any = None, attn_logits_soft_cap: float | None = None,
) -> Any:  # fmt: skip
    """softmax(scale · q kᵀ + bias) v in heads: (n, T, heads, d), (n, S, heads, d), (n, S, heads, v) -> (n, T, heads, v).

    Fewer heads of keys and values are each used by several of the queries'. mask: True where a query may look. is_causal: a
    query does not see later keys. flash_attention changes nothing.
    """
    groups = np.shape(query)[2] // np.shape(key)[2]
    if groups > 1:
        key, value = np.repeat(key, groups, axis=2), np.repeat(value, groups, axis=2)
    logits = np.einsum("nthd,nshd->nhts", query, key) * (scale or np.shape(query)[-1] ** -0.5)
    if attn_logits_soft_cap is not None:
        logits = attn_logits_soft_cap * np.tanh(logits / attn_logits_soft_cap)
    logits = logits if bias is None else logits + bias
    open_ = np.ones(np.shape(logits)[-2:], bool)
    open_ = np.tril(open_) if is_causal else open_
    open_ = open_ if mask is None else open_ & np.asarray(mask, bool)
    weights = autograd.softmax(np.where(open_, logits, -1e9))
    return np.einsum("nhts,nshd->nthd", weights, value)


def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """-y log p - (1 - y) log(1 - p) for each number."""
    logits = output if from_logits else logits_of(output, EACH)
    if logits is not None:
        return activations.softplus(logits) - target * logits
    p = np.clip(output, smallest(), 1 - smallest())
    return -(target * np.log(p) + (1 - target) * np.log(1 - p))


def categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """-Σ t log p along an axis, p made to add up to 1."""
    logits = output if from_logits else logits_of(output, ONE_OF_SEVERAL, axis)
    if logits is None:
        p = np.clip(output / np.sum(output, axis=axis, keepdims=True), smallest(), 1 - smallest())
        return -np.sum(target * np.log(p), axis=axis)
    return -np.sum(target * autograd.log_softmax(logits, axis=axis), axis=axis)


def sparse_categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """-log p of the true class, which a whole number names."""
    labels = np.asarray(target)
    if labels.ndim == np.ndim(output) and labels.shape[-1] == 1:
        labels = labels[..., 0]
    scores = classes_last(output, axis) if axis != -1 else output
    return losses.sparse_categorical_crossentropy(labels, scores, from_logits=from_logits)


def depth_to_space(x: Any, block_size: int, data_format: str = "channels_last") -> Any:
    """Channels spread over blocks: (n, h, w, c · b²) -> (n, h · b, w · b, c)."""
    n, h, w, c = np.shape(x)
    depth = c // block_size**2
    parts = np.reshape(x, (n, h, w, block_size, block_size, depth))
    return np.reshape(np.transpose(parts, (0, 1, 3, 2, 4, 5)), (n, h * block_size, w * block_size, depth))


def space_to_depth(x: Any, block_size: int, data_format: str = "channels_last") -> Any:
    """Blocks stacked as channels: (n, h · b, w · b, c) -> (n, h, w, c · b²)."""
    n, h, w, c = np.shape(x)
    high, wide = h // block_size, w // block_size
    parts = np.reshape(x, (n, high, block_size, wide, block_size, c))
    return np.reshape(np.transpose(parts, (0, 1, 3, 2, 4, 5)), (n, high, wide, c * block_size**2))


def psnr(x1: Any, x2: Any, max_val: float) -> Any:
    """20 log10(max_val) - 10 log10 of the mean squared difference: how alike two images are, in decibels."""
    return 20 * np.log10(max_val) - 10 * np.log10(np.mean((x1 - x2) ** 2))


OPS = {
    **dict(same_as(row, function, "nn.activations'") for row, function in ACTIVATIONS.items()),
    **table(
        average_pool, batch_normalization, binary_crossentropy, categorical_crossentropy, conv, conv_transpose, depth_to_space,
        depthwise_conv, dot_product_attention, gelu, layer_normalization, max_pool, moments, multi_hot, normalize, one_hot,
        psnr, rms_normalization, separable_conv, softmax, space_to_depth, sparse_categorical_crossentropy, sparsemax,
    ),
}  # fmt: skip
