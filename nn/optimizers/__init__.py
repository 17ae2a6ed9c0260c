"""Optimizers: how a step follows from a gradient. Each update rule works in place on the one parameter vector."""

from __future__ import annotations

from typing import Any

from nn.optimizers import schedules
from nn.optimizers.adadelta import Adadelta
from nn.optimizers.adagrad import Adagrad
from nn.optimizers.adam import Adam, AdamW
from nn.optimizers.adamax import Adamax
from nn.optimizers.lbfgs import LBFGS
from nn.optimizers.lion import Lion
from nn.optimizers.nadam import Nadam
from nn.optimizers.optimizer import Optimizer
from nn.optimizers.rmsprop import RMSprop
from nn.optimizers.sgd import SGD

OPTIMIZERS = {kind.__name__.lower(): kind for kind in (SGD, Adam, AdamW, RMSprop, Adagrad, Adadelta, Adamax, Nadam, Lion)}


def get(optimizer: str | Optimizer) -> Any:
    """The optimizer for a name, with its defaults; an optimizer as it is."""
    if isinstance(optimizer, str):
        if optimizer.lower() not in OPTIMIZERS:
            raise ValueError(f"unknown optimizer {optimizer!r}: choose from {', '.join(OPTIMIZERS)}")
        return OPTIMIZERS[optimizer.lower()]()
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"an optimizer is a name or an object such as Adam(learning_rate=0.001), got {optimizer!r}")
    return optimizer


__all__ = [
    "LBFGS", "SGD", "Adadelta", "Adagrad", "Adam", "AdamW", "Adamax", "Lion", "Nadam", "Optimizer", "RMSprop", "get",
    "schedules",
]  # fmt: skip
