"""The network as a function to record, for a step whose loss is unknown and is computed eagerly."""

from __future__ import annotations

import weakref
from typing import Any

from autograd.nest import leaves, refill
from nn.activations.logits import logits_of
from nn.modules.mode import calling
from nn.modules.module import Module
from nn.training.known import unknown_parts
from nn.training.tails import Tail


class Heads:
    """The model without last activations that make probabilities, so that a loss can work on the logits.

    A call gives the outputs and their Tails: the activations that are left to do.
    """

    def __init__(self, model: Module) -> None:
        self.model = weakref.ref(model)  # the model holds this object, and is to die with its last name

    def __call__(self, x: Any) -> tuple[Any, list[Tail]]:
        if self.model().makes_mask:  # type: ignore[union-attr]
            raise TypeError("which steps count (the mask) is told from the data of each batch")
        with calling(adding=list) as terms:
            y = self.model()(x)  # type: ignore[misc]
        if terms:
            name = next(m.name for m in self.model().modules() if id(m) == terms[0][0])  # type: ignore[union-attr]
            raise TypeError(f"{name} adds to the loss (add_loss, or activity_regularizer) besides what comes out")
        outputs = leaves(y)
        logits = [logits_of(z) for z in outputs]
        heads = [z if behind is None else behind for z, behind in zip(outputs, logits)]
        tails = [Tail() if behind is None else Tail(z.op, z.settings) for z, behind in zip(outputs, logits)]
        return refill(y, heads), tails

    def sees(self) -> list[Any]:
        """The parts of the model that are not known to only compute: a program is recorded anew when they change."""
        return [part for _, part in unknown_parts(self.model())]
