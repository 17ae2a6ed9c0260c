"""Predictions as a program without a tape: what a network computes with training=False, in memory planned once."""

from __future__ import annotations

import weakref
from typing import Any

import numpy as np

import autograd
from nn.modules.mode import calling
from nn.training.compiled_step import MOST, Kept, Way
from nn.training.known import unknown_parts
from nn.training.samples import Samples
from nn.training.whole_step import BATCH, draw_anew

WAIT = 24  # eager batches of one form before its program is recorded, which takes about as long as four
EAGER, PROGRAM = "eager", "program"


class Recorded:
    """The function that is recorded: it gives the outputs for the batch in BATCH."""

    watches_itself = True  # CompiledCall does

    def __init__(self, model: Any) -> None:
        self.model = weakref.ref(model)  # which holds this object, and is to die with its last name

    def __call__(self) -> Any:
        model = self.model()
        with calling(adding=list) as terms:
            outputs = model._ends.run_tensors(model, draw_anew("x"))[0]  # type: ignore[union-attr]
        if terms:
            raise TypeError("a layer adds to the loss, which model.losses shows")
        return outputs

    def sees(self) -> list[Any]:
        """The parts of the model that are not known to only compute: none, or there is no program."""
        return []


class CompiledCall:
    """Runs a network on batches to predict for: eagerly at first, as a program after WAIT batches of a form.

    A program reads the weights at each run; it is made anew when a layer's setting has changed.
    """

    def __init__(self) -> None:
        self._ways: dict[Any, Way] = {}
        self._kept = Kept()
        self._parts: Any = None

    def __reduce__(self) -> Any:
        return CompiledCall, ()  # a copied model records programs of its own

    def run(self, trainer: Any, x: Any) -> Any:
        """The outputs for a batch as plain arrays, or None if it is to be run eagerly."""
        if type(x) is not np.ndarray or x.dtype.kind == "U":
            return None
        parts = trainer.intake.parts()
        if parts is not self._parts or not self._kept.is_same():
            self._parts, self._kept, self._ways = parts, Kept(None, parts), {}
        key = x.shape, x.dtype
        if key not in self._ways:
            known = next(unknown_parts(trainer.model, parts.inside), None) is None
            self._ways[key] = Way(EAGER, "", WAIT, PROGRAM) if known else Way(EAGER, "")
        way = self._ways[key]
        way.count()
        if way.now is EAGER:
            return None
        recorded = way.program is not None
        token = BATCH.set(Samples(x))
        try:
            if not recorded:
                if sum(other.program is not None for other in self._ways.values()) >= MOST:
                    return None
                way.program = autograd.compile(Recorded(trainer.model))
            with calling(training=False):
                return way.program()
        except Exception as error:  # an eager run raises it too, unless only recording fails
            if not recorded:
                way.stay_eager(error)
            return None
        finally:
            BATCH.reset(token)
