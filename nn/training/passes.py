"""Passes over data: each measures from its beginning, also one inside another, as where a callback of `fit` evaluates."""

from __future__ import annotations

import copy
from contextvars import ContextVar
from typing import Any

import numpy as np

from nn.metrics.variable import Variable

GOING: ContextVar[tuple[Any, ...]] = ContextVar("going", default=())  # the models whose passes surround this code
STATE = (bool, int, float, complex, np.ndarray, np.generic, list, dict, Variable, type(None))  # what metrics count in


class Pass:
    """Metrics begin anew inside the block; a pass of the same model that is going on around it finds its numbers again behind.

    with Pass(trainer):
        trainer.step(x, y, weight, "this batch")
    """

    __slots__ = ("kept", "token", "trainer")

    def __init__(self, trainer: Any) -> None:
        self.trainer = trainer

    def __enter__(self) -> None:
        trainer, going = self.trainer, GOING.get()
        model = trainer.model
        self.kept = _states(trainer, model) if any([other is model for other in going]) else []
        self.token = GOING.set((*going, model))
        try:
            (model if model._trainer is trainer else trainer).reset_metrics()
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_: Any) -> None:
        GOING.reset(self.token)
        for metric, state in self.kept:
            vars(metric).update(state)


def _states(trainer: Any, model: Any) -> list[tuple[Any, dict[str, Any]]]:
    """Every metric with what it counts in."""
    metrics = [getattr(metric, "metric", metric) for metric in (*trainer.goals.reported.values(), *model.metrics)]
    return [
        (metric, {name: copy.deepcopy(value) for name, value in vars(metric).items() if isinstance(value, STATE)})
        for metric in metrics
    ]
