"""Optimizers: how a step follows from a gradient. Each update rule works in place on the one parameter vector."""

from __future__ import annotations

from typing import Any

from nn.optimizers.adam import Adam, AdamW
from nn.optimizers.optimizer import Optimizer
from nn.optimizers.rmsprop import RMSprop
from nn.optimizers.sgd import SGD

OPTIMIZERS = {"sgd": SGD, "adam": Adam, "adamw": AdamW, "rmsprop": RMSprop}


def get(optimizer: str | Optimizer) -> Any:
    """The optimizer for a name, with its defaults; an optimizer as it is."""
    if isinstance(optimizer, str):
        if optimizer.lower() not in OPTIMIZERS:
            raise ValueError(f"unknown optimizer {optimizer!r}: choose from {', '.join(OPTIMIZERS)}")
        return OPTIMIZERS[optimizer.lower()]()
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"an optimizer is a name or an object such as Adam(learning_rate=0.001), got {optimizer!r}")
    return optimizer


__all__ = ["SGD", "Adam", "AdamW", "Optimizer", "RMSprop", "get"]
