"""Training steps as programs: a step is recorded if it may be, and does to the weights what the eager step does.

Rules decide how a step runs, and not measured times, so that a training can be repeated. Batches of one form (shapes and
dtypes) run eagerly for `WAIT` steps, since recording takes about as long as four steps and may not pay for a few. Then the
whole step is a program, if no part of it is unknown: it took 0.83 to 0.97 of the eager time in each row of tests/benchmarks.
With `compiled=True` a step is recorded at once, even with unknown layers; if that is not possible, the network alone is.
"""

from __future__ import annotations

from operator import is_
from typing import Any

import numpy as np

from autograd import Tensor
from autograd.nest import leaves, refill
from nn.modules.module import Module
from nn.training.parts import Parts
from nn.training.samples import Samples
from nn.training.whole_step import WholeStep, reason_against

WAIT = 24  # eager steps on batches of one form before its program is recorded, which takes about as long as four
MOST = 16  # programs that are kept at once: each has memory of its own
EAGER, NETWORK, WHOLE = "eager", "network", "whole"  # what of a step is a program


class Way:
    """How batches of one form run, and why: in one way for `wait` steps, in another from then on."""

    def __init__(self, now: str, reason: str, wait: int = 0, then: str = EAGER, later: str = "") -> None:
        self.now, self.reason, self.wait, self.then, self.later = now, reason, wait, then, later
        self.steps = 0
        self.program: Any = None  # of the whole step

    def count(self) -> None:
        """Count one more step."""
        self.steps += 1
        if self.wait and self.steps > self.wait:
            self.now, self.reason, self.wait = self.then, self.later, 0

    def stay_eager(self, error: Exception) -> None:
        """Run eagerly from now on, because of this error."""
        self.now, self.wait, self.reason = EAGER, 0, f"eager, since it cannot be recorded: {error}"


class CompiledStep:
    """Runs training steps, eagerly or compiled: `fit`'s setting `compiled` says how to choose.

    A program holds what the layers were set to when it was recorded; `look` notices what has changed.
    """

    def __init__(self, mode: Any, reason: str | None = None) -> None:
        if mode not in (True, False, "auto"):
            raise ValueError(f'fit: compiled must be True, False or "auto", got {mode!r}')
        self.mode = mode
        self._reason = reason  # where it does not depend on the batches
        self._settings: list[Any] | None = None
        self._ways: dict[Any, Way] = {}
        self._back: Any = None
        self._parts: Parts | None = None
        self._goals: Any = None
        self._kept = Kept()

    def __reduce__(self) -> Any:
        return CompiledStep, (self.mode, self._reason)  # a copied model records programs of its own

    @property
    def reason(self) -> str:
        """How most batches ran, and why."""
        if self._reason is not None:
            return self._reason
        most = max(self._ways.values(), key=lambda way: way.steps, default=None)
        return "eager: no training step yet" if most is None else most.reason

    def look(self, trainer: Any, parts: Parts) -> None:
        """Forget the programs if the trainer's parameters, loss, layers or their settings have changed."""
        if parts is self._parts and trainer.goals is self._goals and self._kept.is_same():
            return
        settings = [trainer.optimizer, trainer.goals, *parts.parameters, *_settings_of(trainer.loss)]
        settings += [setting for m in parts.inside for setting in _settings(m)]
        if self._settings is None or len(settings) != len(self._settings) or not all(map(_same, settings, self._settings)):
            self._settings, self._ways = settings, {}
            model = trainer.model
            self._alone = model._ends.alone
            self._program: Any = model._ends.record(model, parts.parameters) if self._alone else None
            self._masked = parts.masked
            self._against = reason_against(trainer, parts, trusted=self.mode is True)
        self._parts, self._goals, self._kept = parts, trainer.goals, Kept(trainer, parts)

    def begin(self, batch: Samples) -> Way:
        """Choose how this batch runs."""
        key = tuple([_form(nest) for nest in (batch.x, batch.y, batch.weight)])
        way = self._ways.get(key)
        if way is None:
            way = self._ways[key] = self._choose(batch)
        way.count()
        self._way = way
        return way

    def _choose(self, batch: Samples) -> Way:
        """The way of a form that is met for the first time."""
        if self.mode is True:
            whole = not (self._alone or self._against)
            return Way(
                WHOLE if whole else NETWORK, f"compiled, as asked for: {'the whole step' if whole else 'the network alone'}"
            )
        if self._alone:
            way: Way = self._program.way(len(batch))
            return way
        if self._against:
            return Way(EAGER, f"eager: {self._against}")
        return Way(EAGER, f"eager: the first {WAIT} steps of a form, then compiled", WAIT, WHOLE, "compiled: the whole step")

    # -- the whole step ------------------------------------------------------------------------------------------

    def whole(self, trainer: Any, parts: Parts, batch: Samples) -> tuple[float, Any, Any] | None:
        """The loss of a batch, its outputs and their masks, after the gradients were written; None if it runs otherwise."""
        way = self._way
        vector = trainer.optimizer.meet(parts.parameters)
        recorded = way.program is not None and way.program.vector is vector
        if not recorded and sum(other.program is not None for other in self._ways.values()) >= MOST:
            way.now, way.reason = EAGER, f"eager: {MOST} other forms of batches have programs"
            return None
        try:
            if not recorded:
                way.program = WholeStep(trainer, parts)
            found: tuple[float, Any, Any] = way.program.run(batch)
        except Exception as error:  # an eager run raises it too, and says what is wrong, unless only recording fails
            if not recorded and self.mode is True:
                way.now, way.reason = NETWORK, f"compiled, as asked for: the network alone, since of the step {error}"
            elif not recorded:
                way.stay_eager(error)
            return None
        return found

    # -- the network alone ---------------------------------------------------------------------------------------

    def __call__(self, model: Any, x: Any) -> tuple[Any, Any]:
        """The predictions for a batch, as Tensors to compute a loss from, and their masks or None."""
        self._back = None
        if self._way.now is not NETWORK:
            found: tuple[Any, Any] = model._ends.run(model, x, self._masked)
            return found
        try:
            if self._program is None:
                self._program = model._ends.record(model, self._parts.parameters)  # type: ignore[union-attr]
            (value, tails), self._back = self._program(x)
        except Exception as error:
            found = model._ends.run(model, x, self._masked)  # raises too, and says what is wrong, unless only recording fails
            self._way.stay_eager(error)
            if self.mode is True:
                raise RuntimeError(f"fit(compiled=True): {model.name} cannot be recorded: {error}") from error
            return found
        self._heads = [Tensor(part) for part in leaves(value)]
        self._nest = value, tails
        return refill(value, [tail(head) for tail, head in zip(tails, self._heads)]), None

    @property
    def compiled(self) -> bool:
        """Whether the last predictions came from a program of the network alone."""
        return self._back is not None

    def backward(self, parameters: list[Tensor]) -> None:
        """After loss.backward(): hand the gradient of the predictions on to the parameters."""
        if self.compiled:
            value, tails = self._nest
            gradients = [head.numpy() * 0.0 if head.grad is None else head.grad for head in self._heads]
            for p, g in zip(parameters, self._back((refill(value, gradients), tails))):
                p.grad = g if p.grad is None else p.grad + g


def _form(nest: Any) -> Any:
    """The shapes and dtypes of arrays in a nest, hashable."""
    if type(nest) is np.ndarray:
        return nest.shape, nest.dtype
    return None if nest is None else tuple([None if part is None else (part.shape, part.dtype) for part in leaves(nest)])


class Kept:
    """The attributes of all parts of a step: if each is still the same object, no closer look is needed."""

    def __init__(self, trainer: Any = None, parts: Parts | None = None) -> None:
        held = (
            []
            if parts is None
            else [getattr(trainer, "loss", None), *parts.inside, *[r for m in parts.inside for r in _outside(m)]]
        )
        self.dicts = [(vars(x), {**vars(x)}) for x in held if hasattr(x, "__dict__")]
        self.dicts += [(x, {**x}) for attributes, _ in self.dicts for x in attributes.values() if type(x) is dict]

    def is_same(self) -> bool:
        """Whether all attributes are the objects that they were."""
        return all([len(now) == len(then) and all(map(is_, now.values(), then.values())) for now, then in self.dicts])


def _settings(m: Module) -> list[Any]:
    """A module and its settings."""
    own = [part for name, v in vars(m).items() if not name.startswith("_") for part in (name, v)]
    return [m, m.trainable, *own, *[setting for regularizer in _outside(m) for setting in _settings_of(regularizer)]]


def _outside(m: Module) -> list[Any]:
    """A module's regularizers."""
    return [value for name, value in vars(m).items() if name.endswith("regularizer") and value is not None]


def _settings_of(part: Any) -> list[Any]:
    """The settings of a loss or a regularizer; of a dict, item by item."""
    found = list(getattr(part, "__dict__", {}).values())
    return [part, *found, *[value for nest in found if type(nest) is dict for value in nest.values()]]


def _same(a: Any, b: Any) -> bool:
    """Whether a setting is what it was: numbers and words by value, everything else by identity."""
    return a is b or (isinstance(a, (int, float, str, tuple)) and type(a) is type(b) and repr(a) == repr(b))
