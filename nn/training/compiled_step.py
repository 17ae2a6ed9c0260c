"""The network of a training step as a compiled program, where that is quicker; loss and metrics run on what it gives.

An eager step and a compiled one do the same to the weights, so `fit` may go over from one to the other at any batch.
"""

from __future__ import annotations

import weakref
from time import perf_counter
from typing import Any

import numpy as np

from autograd import Op, Tensor
from autograd.nest import leaves, refill
from nn.activations.logits import logits_of
from nn.modules.mode import calling
from nn.modules.module import Module
from nn.training.known import unknown_parts
from nn.training.parts import Parts

WAIT = 100  # steps on batches of one shape before its program is recorded, which takes about as long as four
TRIED = 25  # compiled steps, every other one, before their times are compared
GAIN = 0.97  # a program that takes more than this share of the eager time is dropped


class Trial:
    """How batches of one shape run, and why.

    An open one is eager for `wait` steps. Then it is compiled, for the reason `then`; or, without, by turns eager and
    compiled until their times tell which is quicker.
    """

    def __init__(self, compiled: bool, reason: str, wait: int = 0, then: str | None = None) -> None:
        self.compiled, self.reason, self.wait, self.then = compiled, reason, wait, then
        self.open = bool(wait)
        self.steps = 0
        self.seconds: dict[bool, list[float]] = {False: [], True: []}

    def took(self, seconds: float) -> None:
        """Note the time of a step, and decide when there are enough."""
        eager, compiled = self.seconds[False], self.seconds[True]
        self.seconds[self.compiled].append(seconds)
        if len(eager) >= self.wait:
            self.compiled = not self.compiled  # in turns, since a machine is quick at one time and slow at another
        if self.compiled and self.then:
            self.open, self.reason = False, self.then
        if len(compiled) > TRIED:
            share = float(np.median(compiled[1:]) / np.median(eager[-TRIED:]))  # the first compiled step was the recording
            self.open, self.compiled = False, share <= GAIN
            self.reason = f"{'compiled' if self.compiled else 'eager'}: compiled, a step takes {share:.0%} of the eager time"


class CompiledStep:
    """Runs a network in training steps, eagerly or compiled: `fit`'s setting `compiled` says how to choose.

    A program holds what the layers were set to when it was recorded; `look` notices what has changed.
    """

    def __init__(self, mode: Any, reason: str | None = None) -> None:
        if mode not in (True, False, "auto"):
            raise ValueError(f'fit: compiled must be True, False or "auto", got {mode!r}')
        self.mode = mode
        self._reason = reason  # where it does not depend on the batches
        self._settings: list[Any] | None = None
        self._trials: dict[Any, Trial] = {}
        self._back: Any = None

    def __reduce__(self) -> Any:
        return CompiledStep, (self.mode, self._reason)  # a copied model records programs of its own

    @property
    def reason(self) -> str:
        """How most batches ran, and why."""
        if self._reason is not None:
            return self._reason
        most = max(self._trials.values(), key=lambda trial: trial.steps, default=None)
        return "eager: no training step yet" if most is None else most.reason

    def look(self, model: Any, parts: Parts) -> None:
        """Begin with new programs if the model's parameters, layers or their settings are others than before."""
        settings = [*parts.parameters, *(setting for m in parts.inside for setting in _settings(m))]
        if self._settings is None or len(settings) != len(self._settings) or not all(map(_same, settings, self._settings)):
            self._settings, self._trials = settings, {}
            self._program: Any = model._ends.record(model, parts.parameters)
            self._masked = parts.masked
            self._foreign = next((name for name, _ in unknown_parts(model, parts.inside)), None)

    def begin(self, x: Any) -> None:
        """Choose for this batch, and start the clock."""
        key = (x.shape, x.dtype) if type(x) is np.ndarray else tuple([(part.shape, part.dtype) for part in leaves(x)])
        if key not in self._trials:
            self._trials[key] = self._first_choice(x)
        self._trial = self._trials[key]
        self._trial.steps += 1
        self._start = perf_counter()

    def _first_choice(self, x: Any) -> Trial:
        if self.mode != "auto":
            return Trial(self.mode, f"{'compiled' if self.mode else 'eager'}, as asked for")
        if self._masked:
            return Trial(False, "eager: which steps count is told from the data of each batch")
        if self._foreign:
            cure = "compiled=True, or only_computes = True in its class, if it only computes"
            return Trial(False, f"eager: what {self._foreign} does in Python is not known; {cure}")
        if hasattr(self._program, "trial"):
            trial: Trial = self._program.trial(len(x))
            return trial
        return Trial(False, f"eager: the first {WAIT} steps of a shape, then compiled ones to compare", WAIT)

    def __call__(self, model: Any, x: Any) -> tuple[Any, Any]:
        """The predictions for a batch, as Tensors to compute a loss from, and their masks or None."""
        self._back = None
        if not self._trial.compiled:
            found: tuple[Any, Any] = model._ends.run(model, x, self._masked)
            return found
        try:
            (value, tails), self._back = self._program(x)
        except Exception as error:
            found = model._ends.run(model, x, self._masked)  # raises too, and says what is wrong, if it is not the recording
            self._trial.open = self._trial.compiled = False
            self._trial.reason = f"eager, since it cannot be recorded: {error}"
            if self.mode is True:
                raise RuntimeError(f"fit(compiled=True): {model.name} cannot be recorded: {error}") from error
            return found
        self._heads = [Tensor(part) for part in leaves(value)]
        self._nest = value, tails
        return refill(value, [tail(head) for tail, head in zip(tails, self._heads)]), None

    @property
    def compiled(self) -> bool:
        """Whether the last predictions came from a program."""
        return self._back is not None

    def backward(self, parameters: list[Tensor]) -> None:
        """After loss.backward(): hand the gradient of the predictions on to the parameters, and stop the clock."""
        if self.compiled:
            value, tails = self._nest
            gradients = [head.numpy() * 0.0 if head.grad is None else head.grad for head in self._heads]
            for p, g in zip(parameters, self._back((refill(value, gradients), tails))):
                p.grad = g if p.grad is None else p.grad + g
        if self._trial.open:
            self._trial.took(perf_counter() - self._start)


class Heads:
    """The model without last activations that make probabilities, so that a loss can work on the logits.

    Called, it gives the outputs and their Tails: the activations left to do.
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
        """The parts of the model that may do more than compute; a compiled program checks that what they see is unchanged."""
        return [part for _, part in unknown_parts(self.model())]


class Tail:
    """The activation before an output that is left to do, or none."""

    def __init__(self, op: Op | None = None, settings: dict[str, Any] | None = None) -> None:
        self.op, self.settings = op, settings or {}

    def __call__(self, head: Tensor) -> Any:
        return head if self.op is None else self.op(head, **self.settings)


def _settings(m: Module) -> list[Any]:
    """A module and what it is set to."""
    return [m, m.trainable, *(part for name, v in vars(m).items() if not name.startswith("_") for part in (name, v))]


def _same(a: Any, b: Any) -> bool:
    """Whether a setting is what it was: numbers and words by value, everything else by identity."""
    return a is b or (isinstance(a, (int, float, str, tuple)) and type(a) is type(b) and repr(a) == repr(b))
