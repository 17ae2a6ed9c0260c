"""Passes over data: each measures from its beginning, also one inside another, as where a callback of `fit` evaluates."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

from nn.metrics.variable import Variable

GOING: ContextVar[tuple[Any, ...]] = ContextVar("going", default=())  # the models whose passes surround this code
STATE = (bool, int, float, complex, np.ndarray, np.generic, list, dict, Variable, type(None))  # what metrics count in


@contextmanager
def apart(model: Any, metrics: list[Any]) -> Iterator[None]:
    """Let metrics begin anew, and give a pass of the same model that is going on around this one its numbers back."""
    kept: list[tuple[Any, dict[str, Any]]] = []
    if any(other is model for other in GOING.get()):
        for metric in metrics:
            state = {name: copy.deepcopy(value) for name, value in vars(metric).items() if isinstance(value, STATE)}
            kept.append((metric, state))
    token = GOING.set((*GOING.get(), model))
    try:
        model.reset_metrics()
        yield
    finally:
        GOING.reset(token)
        for metric, state in kept:
            vars(metric).update(state)
