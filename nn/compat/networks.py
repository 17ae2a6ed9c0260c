"""tf.nn: activations, convolutions and cross-entropies of `nn.ops`, with TensorFlow's signatures."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

import autograd
from nn import ops
from nn.absent import answer
from nn.ops.making import table
from nn.seeds import generator

FROM_OPS = (
    "elu gelu leaky_relu log_softmax moments relu relu6 selu sigmoid silu softmax softplus softsign swish tanh depth_to_space "
    "space_to_depth top_k in_top_k"
).split()


def conv2d(input: Any, filters: Any, strides: Any, padding: str, data_format: str = "NHWC", dilations: Any = 1) -> Any:
    """A convolution of images, (n, h, w, c), (k, m, c, filters) -> (n, h', w', filters)."""
    return ops.TABLE["conv"](input, filters, _inner(strides), padding.lower(), _format(data_format), _inner(dilations))


def max_pool2d(input: Any, ksize: Any, strides: Any, padding: str, data_format: str = "NHWC") -> Any:
    """The largest number under each window."""
    return ops.TABLE["max_pool"](input, _inner(ksize), _inner(strides), padding.lower(), _format(data_format))


def avg_pool2d(input: Any, ksize: Any, strides: Any, padding: str, data_format: str = "NHWC") -> Any:
    """The mean of the numbers under each window."""
    return ops.TABLE["average_pool"](input, _inner(ksize), _inner(strides), padding.lower(), _format(data_format))


def _inner(setting: Any) -> Any:
    """A setting of the two inner axes, as TensorFlow's lists of four have it."""
    return tuple(setting[1:3]) if np.ndim(setting) and len(setting) == 4 else setting


def _format(name: str) -> str:
    return "channels_first" if name == "NCHW" else "channels_last"


def sigmoid_cross_entropy_with_logits(labels: Any, logits: Any) -> Any:
    """The cross-entropy of each number."""
    return ops.TABLE["binary_crossentropy"](labels, logits, True)


def softmax_cross_entropy_with_logits(labels: Any, logits: Any, axis: int = -1) -> Any:
    """The cross-entropy of each row, labels being probabilities."""
    return ops.TABLE["categorical_crossentropy"](labels, logits, True, axis)


def sparse_softmax_cross_entropy_with_logits(labels: Any, logits: Any) -> Any:
    """The cross-entropy of each row, labels being class numbers."""
    return ops.TABLE["sparse_categorical_crossentropy"](labels, logits, True)


def embedding_lookup(params: Any, ids: Any) -> Any:
    """The rows with these numbers."""
    return np.take(params, ids, axis=0)


def dropout(x: Any, rate: float) -> Any:
    """x with this share of it set to 0, and the rest scaled up."""
    kept = (generator().random(np.shape(x)) >= rate).astype(x.dtype)
    return x * kept / (1.0 - rate)


def l2_loss(t: Any) -> Any:
    """Half the sum of squares."""
    return autograd.sum(t * t) * 0.5


OPS: dict[str, Any] = {
    **{name: ops.TABLE[name] for name in FROM_OPS},
    **table(
        avg_pool2d, conv2d, dropout, embedding_lookup, l2_loss, max_pool2d, sigmoid_cross_entropy_with_logits,
        softmax_cross_entropy_with_logits, sparse_softmax_cross_entropy_with_logits,
    ),
    "l2_normalize": ops.TABLE["normalize"],
    "max_pool": table(max_pool2d)["max_pool2d"],
    "avg_pool": table(avg_pool2d)["avg_pool2d"],
}  # fmt: skip
vars(sys.modules[__name__]).update(OPS)


def __getattr__(name: str) -> Any:
    raise answer(__name__, name, OPS)
