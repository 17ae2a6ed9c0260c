"""A whole training step as one program: outputs, loss, penalties and all gradients, written where the optimizer wants them."""

from __future__ import annotations

import weakref
from contextvars import ContextVar
from functools import partial
from operator import attrgetter
from typing import Any

import numpy as np

import autograd
from autograd import Tensor
from autograd.nest import leaves, refill
from nn.activations.logits import logits_of
from nn.modules.mode import ADDED
from nn.optimizers.optimizer import Optimizer
from nn.training.known import loss_only_computes, penalty_only_computes, unknown_parts
from nn.training.outputs import refuse_loss
from nn.training.parts import Parts
from nn.training.samples import Samples
from nn.training.tails import Tail

BATCH: ContextVar[Samples] = ContextVar("batch")  # what the program that runs learns from; to no program a thing to watch


def reason_against(trainer: Any, parts: Parts, trusted: bool = False) -> str | None:
    """Why a whole step of this trainer may not be recorded; None if it may. trusted: whether its layers only compute."""
    if parts.written:
        return f"{trainer.model.name} writes {', '.join(sorted(parts.written))} itself"
    unknown = None if trusted else next((name for name, _ in unknown_parts(trainer.model, parts.inside)), None)
    if unknown:
        cure = "compiled=True, or only_computes = True in its class, if it only computes"
        return f"what {unknown} does in Python is not known; {cure}"
    if trainer.loss is not None and not loss_only_computes(trainer.loss):
        return f"what the loss {trainer.loss.name} does in Python is not known; only_computes = True in it, if it only computes"
    for layer in parts.regularized:
        for name, value in vars(layer).items():
            if name.endswith("regularizer") and value is not None and not penalty_only_computes(value):
                return (
                    f"what {name} of {layer.name} does in Python is not known; only_computes = True in it, if it only computes"
                )
    if type(trainer.optimizer).step is not Optimizer.step:
        return f"{type(trainer.optimizer).__name__} moves the weights in a step of its own"
    if not parts.parameters:
        return "there is nothing to learn"
    return None


class WholeStep:
    """The step of a trainer on batches of one form: `run` gives the loss and leaves the gradients in `vector`.

    Each run reads inputs, labels and sample weights anew from BATCH, and finds their masks anew. Outputs are handed out only
    for metrics, and without a last activation that makes probabilities, since losses may ask for logits.
    """

    watches_itself = True  # CompiledStep.look does

    def __init__(self, trainer: Any, parts: Parts) -> None:
        self.trainer: Any = weakref.ref(trainer)
        self.model = trainer.intake.find
        self.parts = parts
        self.vector = trainer.optimizer.meet(parts.parameters)
        self.program = autograd.compile(self, parameters=parts.parameters, gradients=self.vector.gradients)

    def run(self, batch: Samples) -> tuple[float, Any, Any]:
        """The loss of a batch, its outputs as Tensors and their masks; both None where no metric asks for them."""
        token = BATCH.set(batch)
        try:
            loss, value, tails, mask = self.program()
        finally:
            BATCH.reset(token)
        if value is None:
            return loss, None, None
        return loss, refill(value, [tail(Tensor(head)) for tail, head in zip(tails, leaves(value))]), mask

    def sees(self) -> list[Any]:
        """The parts of the model that are not known to only compute: a program is recorded anew when they change."""
        return [part for _, part in unknown_parts(self.model())]

    def __call__(self) -> tuple[Any, ...]:
        """What is recorded: the loss, the outputs, what is left to do to each, and their masks."""
        trainer, parts = self.trainer(), self.parts
        x, labels, weight = map(draw_anew, ("x", "y", "weight"))
        outputs, mask = trainer.model._ends.run_tensors(trainer.model, x, parts.masked)
        penalties = [penalty for layer in parts.regularized for penalty in layer.penalties()]
        if terms := ADDED.get():
            name = next(m.name for m in trainer.model.modules() if id(m) == terms[0][0])
            raise TypeError(f"{name} adds to the loss (add_loss, or activity_regularizer), which model.losses shows")
        loss = trainer.total(labels, outputs, weight, mask, penalties)
        if not isinstance(loss, Tensor) or loss.ndim:
            refuse_loss(trainer.loss, loss)
        if not trainer.goals.metrics:
            return loss, None, None, None
        found = leaves(outputs)
        logits = [logits_of(z) for z in found]
        heads = [z if behind is None else behind for z, behind in zip(found, logits)]
        tails = [Tail() if behind is None else Tail(z.op, z.settings) for z, behind in zip(found, logits)]
        return loss, refill(outputs, heads), tails, mask


def draw_anew(name: str) -> Any:
    """The inputs, labels or weights of the batch that a program runs on, nested as they are now; TypeError for text."""
    look = attrgetter(name)
    nest = look(BATCH.get())
    if nest is None:
        return None
    if type(nest) is np.ndarray:
        return _draw_array(nest, lambda: look(BATCH.get()))
    parts = [part if part is None else _draw_array(part, partial(_look_inside, look, i)) for i, part in enumerate(leaves(nest))]
    return refill(nest, parts)


def _draw_array(array: np.ndarray, draw: Any) -> Any:
    if array.dtype.kind == "U":
        raise TypeError("what is made of text is told from the text of each batch")
    return autograd.fresh(draw)


def _look_inside(look: Any, i: int) -> Any:
    return leaves(look(BATCH.get()))[i]
