"""Activation functions by name. Each is a row of the op table, or a composition of rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd import elu, exp, gelu, leaky_relu, log_softmax, relu, sigmoid, silu, softmax, softplus, tanh

Activation = Callable[[Any], Any]


def linear(x: Any) -> Any:
    """x itself."""
    return x


def softsign(x: Any) -> Any:
    """x / (1 + |x|), from −1 to 1."""
    return x / (1.0 + abs(x))


ACTIVATIONS: dict[str, Activation] = {
    "linear": linear,
    "relu": relu,
    "leaky_relu": leaky_relu,
    "elu": elu,
    "gelu": gelu,
    "silu": silu,
    "swish": silu,
    "sigmoid": sigmoid,
    "tanh": tanh,
    "softplus": softplus,
    "softsign": softsign,
    "softmax": softmax,
    "log_softmax": log_softmax,
    "exponential": exp,
}


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
