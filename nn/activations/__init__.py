"""Activation functions by name. Each is a row of the op table, or a composition of rows; names and settings are Keras 3's."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import autograd
from autograd import elu, exp, gelu_tanh, load_later, log_softmax, sigmoid, silu, softmax, softplus, tanh
from nn.activations.bounded import glu, hard_sigmoid, hard_silu, hard_tanh, log_sigmoid, softsign, sparse_sigmoid
from nn.activations.logits import logits_of as logits_of
from nn.activations.rectified import celu, gelu, leaky_relu, mish, relu, relu6, selu, sparse_plus, squareplus
from nn.activations.shrinking import hard_shrink, soft_shrink, tanh_shrink, threshold
from nn.aliases import find as _find
from nn.results import give_readable as _give_readable

__all__ = [
    "ACTIVATIONS", "Activation", "celu", "elu", "exponential", "gelu", "gelu_tanh", "get", "glu", "hard_shrink",
    "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh", "leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish",
    "name_of", "relu", "relu6", "selu", "sigmoid", "silu", "soft_shrink", "softmax", "softplus", "softsign", "sparse_plus",
    "sparse_sigmoid", "squareplus", "swish", "tanh", "tanh_shrink", "threshold",
]  # fmt: skip

Activation = Callable[[Any], Any]


def linear(x: Any) -> Any:
    """x itself: `x -> x's shape`.

    x: a number, an array or a Tensor of any shape.

    >>> linear(2.0)
    2.0
    """
    return x


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


def get(activation: str | Activation | None) -> Activation:
    """The activation function that an argument stands for.

    activation: a name in `ACTIVATIONS`, a function, or None, which is linear.

    Raises ValueError for an unknown name, TypeError for anything else that cannot be called.

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
    """The name of an activation, for tables and drawings; "custom" if it has none.

    activation: a function.

    >>> name_of(relu6)
    'relu6'
    """
    own = getattr(activation, "__name__", getattr(activation, "name", "custom"))  # a row's name, a copied row's too
    return next((name for name, f in ACTIVATIONS.items() if f is activation), own)


if not TYPE_CHECKING:  # called by a program, what they give for plain numbers answers to numpy(); rows stay rows
    globals().update({_name: _give_readable(globals()[_name]) for _name in __all__ if inspect.isfunction(globals()[_name])
                      and _name not in ("get", "linear", "name_of")})  # fmt: skip
    __getattr__, __dir__ = load_later(globals(), {}, _find)
