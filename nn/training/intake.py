"""Intake: the data that a model is given, arrays, lists and dicts of them, become what the model takes."""

from __future__ import annotations

import weakref
from typing import Any, NamedTuple

import numpy as np

import autograd
from autograd.nest import KINDS, leaves, map_leaves, refill
from nn.modules.mode import Passing, calling
from nn.modules.symbols import shapes
from nn.training import by_hand
from nn.training.goals import number_outputs
from nn.training.nests import name_outputs
from nn.training.outputs import Losses
from nn.training.parts import Parts, parts_of
from nn.training.samples import Samples, array, arrays, require_same_length, whole_samples


class Known(NamedTuple):
    """A kind of batch that the model takes: shapes of a sample and types of its numbers, and the type that x is cast to."""

    form: tuple[Any, ...]
    dtype: Any


class Intake:
    """The way of data into a model: here its weights are made, its outputs counted, and its parts found, once for many batches.

    It refers to its model weakly, for the model holds the intake, and is to be freed with its own last name.
    """

    def __init__(self, model: Any) -> None:
        self.find = weakref.ref(model)
        self.flags_seen: list[tuple[Any, bool]] = []  # by `compile`: modules, None for the model, and whether they learn
        self.names: Any = None  # of several outputs, learned from a call
        self.outputs_changed = False  # since loss and metrics were made for them
        self._called = False  # or known without a call
        self._unused: tuple[Any, ...] = ()  # modules that this call did not reach
        self._parts: Parts | None = None
        self.known: Known | None = None  # the last batch that was looked over

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "find": None, "_parts": None, "known": None}  # a copy serves another model

    # -- the model's parts ---------------------------------------------------------------------------------------

    def see_flags(self) -> None:
        """Note which modules are to be trained now."""
        model = self.find()
        self.flags_seen = [(m if m is not model else None, m._trainable) for m in model.modules()]  # type: ignore[union-attr]
        self.forget_parts()

    def flags(self) -> dict[Any, bool]:
        """Whether each module was to be trained when `compile` was called; of modules that came later their own flag counts."""
        model = self.find()  # a link to it, kept, would keep it alive
        return {model if m is None else m: flag for m, flag in self.flags_seen}

    def forget_parts(self) -> None:
        """Layers or `trainable` flags changed: find the parts anew."""
        self._parts = self.known = None

    def parts(self) -> Parts:
        """What training goes through at each step."""
        found = self._parts
        if found is None or not (found.parameters or found.complete):
            with calling(learns=self.flags()):
                found = self._parts = parts_of(self.find())
        return found

    # -- outputs -------------------------------------------------------------------------------------------------

    def output_names(self) -> tuple[Any, str | None]:
        """The names of several outputs, nested if they are deep, and the name of the only one, as far as they are known."""
        model = self.find()
        names = model._ends.output_names(model)  # type: ignore[union-attr]
        return (names, None) if isinstance(names, KINDS) else (self.names, names)

    def _learn_outputs(self, model: Any, x: Any) -> None:
        """Call the model on a sample, to see what comes out; one whose steps are written by hand may have no `call`."""
        self._called = True
        if not model.computes:
            return
        with autograd.no_grad(), calling(training=False, adding=Passing):
            y, _ = model._ends.run(model, x)
        names = name_outputs(y, number_outputs(len(leaves(y)))) if isinstance(y, KINDS) else None
        if names != self.names:
            self.names, self.outputs_changed = names, True

    # -- inputs --------------------------------------------------------------------------------------------------

    def arrays(self, owner: str, x: Any) -> Any:
        """x as the model takes it, an array or a nest of arrays; the weights are made by then."""
        model = self.find()
        return self._fit(model, model._ends.arrays(model, owner, x))  # type: ignore[union-attr]

    def samples(self, owner: str, x: Any, y: Any, weight: Any, anything: bool = False) -> Samples:
        """The data as the model takes them, the labels still as they were given; ValueError if there are no samples.

        anything: whether x goes to a step written by hand, so that its shape is that step's affair.
        """
        model = self.find()
        if anything and model.built and model._ends.entries(model):  # type: ignore[union-attr]
            return Samples(arrays(owner, "x", x), y, weight)
        x = model._ends.arrays(model, owner, x)  # type: ignore[union-attr]
        first = x if type(x) is np.ndarray else leaves(x)[0]
        if not len(first):
            raise ValueError(f"{owner}: there are no samples, x has shape {first.shape}")
        return Samples(self._fit(model, x), y, weight)

    def remember(self, x: Any, y: Any, found: Samples) -> None:
        """Note a batch that was taken unchanged, so that the next batch of its kind is not looked over again."""
        as_given = type(x) is type(y) is np.ndarray and found.y is y and found.weight is None and found.x.shape == x.shape
        if as_given and self.parts().complete:
            self.known = Known((x.shape[1:], x.dtype, y.shape[1:], y.dtype), found.x.dtype)

    def _fit(self, model: Any, x: Any) -> Any:
        """x in the weights' dtype, all weights made and found, the outputs counted."""
        if type(x) is np.ndarray:
            x = whole_samples(model.name, x, getattr(model, "_input_shape", None))
        if not model.built:
            model._build(shapes(x))
        self._called = self._called or model._ends.output_names(model) is not None
        if not self._called or self._unbuilt() != self._unused:  # a first call makes them
            self.forget_parts()
            self._learn_outputs(model, map_leaves(lambda part: part[:1], self._cast(model, x, "float32")))
            self.forget_parts()
            self._unused = self._unbuilt()
        weights = self.parts().parameters or model.weights
        return self._cast(model, x, weights[0].dtype if weights else "float32")

    def _unbuilt(self) -> tuple[Any, ...]:
        """The modules inside that no call has reached yet."""
        parts = self.parts()
        return () if parts.complete else tuple([m for m in parts.inside if not m.built])

    def _cast(self, model: Any, x: Any, dtype: Any) -> Any:
        """x in this dtype, but whole numbers where the Input asks for them."""
        entries = model._ends.entries(model)
        if type(x) is np.ndarray:
            if x.dtype.kind == "U":
                return x
            return np.asarray(x, entries[0].dtype if entries and entries[0].whole else dtype)
        parts = leaves(x)
        whole = [symbol.dtype if symbol.whole else None for symbol in entries] or [None] * len(parts)
        return refill(x, [p if p.dtype.kind == "U" else np.asarray(p, own or dtype) for p, own in zip(parts, whole)])


def label(owner: str, loss: Any, given: Samples, free: bool) -> Samples:
    """The same samples with their labels and weights as arrays; ValueError if these do not fit.

    free: for a step written by hand, which may do without labels.
    """
    y, weight = given.y, given.weight
    if y is not None and isinstance(loss, Losses):
        y, weight = loss.labels(owner, y), loss.weights(owner, weight)
    else:
        y = y if y is None else arrays(owner, "y", y) if free else array(owner, "y", y)
        weight = None if weight is None else array(owner, "sample_weight", weight)
    return require_same_length(owner, Samples(given.x, y, weight))


def look_over(trainer: Any, owner: str, x: Any, y: Any, weight: Any, free: bool) -> Samples:
    """The data as the trainer's model takes them. Raises ValueError, TypeError or RuntimeError that says what to do.

    free: for a step written by hand, which may do without labels.
    """
    if trainer.optimizer is None and not free:
        raise RuntimeError(f"{trainer.model.name} does not know what to learn: call compile(optimizer=..., loss=...) first")
    if y is None and trainer.goals.asked["loss"] is not None and not free:
        raise ValueError(f"{owner} needs the labels y beside x")
    given = trainer.intake.samples(owner, x, y, weight, by_hand.takes_anything(trainer, owner))
    see_outputs(trainer)
    found = label(owner, trainer.loss, given, free)
    trainer.intake.remember(x, y, found)
    return found


def enter(trainer: Any, owner: str, x: Any) -> Any:
    """The inputs alone as the trainer's model takes them."""
    x = trainer.intake.arrays(owner, x)
    see_outputs(trainer)
    return x


def see_outputs(trainer: Any) -> None:
    """Make loss and metrics anew if a call has shown other outputs."""
    if trainer.intake.outputs_changed or trainer.goals.waits:
        trainer.intake.outputs_changed = False
        trainer.choose(*trainer.goals.asked.values())
        if trainer.goals.waits and trainer.model.computes:
            one = f"{trainer.model.name} has one output"
            raise ValueError(
                f"{one}, but compile was given a nested loss, loss_weights or metrics: give a single one, or a list"
            )
