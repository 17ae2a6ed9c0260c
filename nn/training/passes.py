"""Pass: metrics begin anew with each pass over data."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from nn.metrics.variable import counts
from nn.training.parts import Parts

GOING: ContextVar[tuple[Any, ...]] = ContextVar("going", default=())  # the models whose passes surround this code


class Pass:
    """A pass over data. Metrics begin anew inside the block, and a pass of the same model around it goes on with its own.

    Such an outer pass is that of a `fit` whose callback evaluates the model.

    with Pass(trainer) as parts:
        trainer.step(batch, "this batch", parts)
    """

    __slots__ = ("kept", "token", "trainer")

    def __init__(self, trainer: Any) -> None:
        self.trainer = trainer

    def __enter__(self) -> Parts:
        trainer, going = self.trainer, GOING.get()
        model = trainer.intake.find()
        parts: Parts = trainer.intake.parts()
        self.kept = counts(trainer.measuring(parts)) if going and any([other is model for other in going]) else ()
        self.token = GOING.set((*going, model))
        try:
            if "reset_metrics" in parts.written and model._trainer is trainer:
                model.reset_metrics()
            else:
                trainer.begin(parts)
        except BaseException:
            self.__exit__()
            raise
        return parts

    def __exit__(self, *_: Any) -> None:
        GOING.reset(self.token)
        for metric, state in self.kept:
            vars(metric).update(state)
