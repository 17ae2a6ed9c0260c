"""Activation functions by name. Each is a row of the op table, or a composition of rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import autograd

Activation = Callable[[Any], Any]


def linear(x: Any) -> Any:
    """x itself."""
    return x


def softsign(x: Any) -> Any:
    """x / (1 + |x|), from −1 to 1."""
    return x / (1.0 + abs(x))


ACTIVATIONS: dict[str, Activation] = {
    "linear": linear,
    "relu": autograd.relu,
    "leaky_relu": autograd.leaky_relu,
    "elu": autograd.elu,
    "gelu": autograd.gelu,
    "silu": autograd.silu,
    "swish": autograd.silu,
    "sigmoid": autograd.sigmoid,
    "tanh": autograd.tanh,
    "softplus": autograd.softplus,
    "softsign": softsign,
    "softmax": autograd.softmax,
    "log_softmax": autograd.log_softmax,
    "exponential": autograd.exp,
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
            raise ValueError(f"unknown activation {activation!r}: choose from {', '.join(ACTIVATIONS)}, or give a function")
        return ACTIVATIONS[activation]
    return activation


def name_of(activation: Activation) -> str:
    """The name of an activation, for tables and drawings."""
    return next((name for name, f in ACTIVATIONS.items() if f is activation), getattr(activation, "__name__", "custom"))
