"""The op table: every row, one file per family. This is the only place that knows mathematics."""

from autograd.ops import (
    activation,
    arithmetic,
    choosing,
    decompositions,
    elementwise,
    equations,
    fused,
    index,
    linalg,
    pairs,
    reduce,
    shape,
)
from autograd.ops.activation import elu, erf, gelu, gelu_tanh, leaky_relu, relu, sigmoid, silu, softplus
from autograd.ops.arithmetic import absolute, add, alias, div, mul, neg, power, remainder, sub
from autograd.ops.choosing import clip, maximum, minimum, where
from autograd.ops.fused import cross_entropy, log_softmax, softmax, sparse_cross_entropy
from autograd.ops.networks import convolution, pooling
from autograd.ops.networks.recurrence import lstm

__all__ = [
    "absolute", "activation", "add", "alias", "arithmetic", "choosing", "clip", "convolution", "cross_entropy", "decompositions", "div",
    "elementwise", "elu", "equations", "erf", "fused", "gelu", "gelu_tanh", "index", "leaky_relu", "linalg", "log_softmax", "lstm",
    "maximum", "minimum", "mul", "neg", "pairs", "pooling", "power", "reduce", "relu", "remainder", "shape", "sigmoid", "silu",
    "softmax", "softplus", "sparse_cross_entropy", "sub", "where",
]  # fmt: skip
