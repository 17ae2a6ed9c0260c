"""Intake: what people give a model, arrays, lists and dicts of them, made into what it takes."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

import autograd
from autograd import Tensor
from autograd.nest import KINDS, leaves, mapped, refilled
from nn.metrics.metric import Metric
from nn.modules.attributes import attributes
from nn.modules.masks import call_with_masks
from nn.modules.mode import Passing, adding, calling
from nn.modules.module import Module
from nn.modules.symbols import Symbol, shapes
from nn.training.outputs import Losses
from nn.training.samples import Samples, array, arrays, checked, lent, whole_samples


def numbered(n: int) -> list[str]:
    """Names for outputs that have none.

    >>> numbered(2)
    ['output_1', 'output_2']
    """
    return [f"output_{i}" for i in range(1, n + 1)]


class Parts(NamedTuple):
    """What a training step goes through."""

    parameters: list[Tensor]  # to train
    regularized: list[Module]  # layers that penalize their weights
    inside: list[Module]  # all modules inside
    constrained: list[Module]  # layers whose weights stay within bounds
    measuring: list[Metric]  # kept in attributes, and told by `call`
    settled: bool  # whether all weights were made already


class Intake(Module):
    """A Module that is given data to learn from, and finds its parameters once for many batches."""

    loss: Any = None
    optimizer: Any = None
    _outputs: list[str] | None = None  # their names, where there are several
    _outputs_known = False
    _unused: tuple[Module, ...] = ()  # what the call that told did not reach
    _learned: Parts | None = None

    def _samples(
        self, who: str, x: Any, y: Any, weight: Any = None, free: bool = False
    ) -> Samples:
        """The data as the model takes them. Raises ValueError or TypeError saying what is wrong with them and what to do.

        free: for a step written by hand, which may do without labels.
        """
        if self.optimizer is None and not free:
            raise RuntimeError(f"{self.name} does not know what to learn: call compile(optimizer=..., loss=...) first")
        if y is None and self.loss is not None and not free:
            raise ValueError(f"{who} needs the labels y beside x")
        x = self._arrays(who, x)
        if not len(leaves(x)[0]):
            raise ValueError(f"{who}: there are no samples, x has shape {leaves(x)[0].shape}")
        x = self._input(x)
        if y is not None and isinstance(self.loss, Losses):
            y, weight = self.loss.labels(who, y), self.loss.weights(who, weight)
        else:
            y = y if y is None else arrays(who, "y", y) if free else array(who, "y", y)
            weight = None if weight is None else array(who, "sample_weight", weight)
        return checked(who, Samples(x, y, weight))

    def _arrays(self, who: str, x: Any) -> Any:
        """x as an array, or as a nest of them."""
        return arrays(who, "x", x)

    def _entries(self) -> list[Symbol]:
        """The Symbols that enter, as far as they are known."""
        return []

    def _input(self, x: Any) -> Any:
        """x in the weights' dtype, all weights made and found, the outputs counted."""
        if type(x) is np.ndarray:
            x = whole_samples(self.name, x, getattr(self, "_input_shape", None))
        if not self.built:
            self._build(shapes(x))
        if not self._outputs_known or self._unbuilt() != self._unused:  # a first call makes them
            self.changed()
            self._learn_outputs(mapped(lambda part: part[:1], self._cast(x, "float32")))
            self.changed()
            self._unused = self._unbuilt()
        weights = self._parts().parameters or self.weights
        return self._cast(x, weights[0].dtype if weights else "float32")

    def _unbuilt(self) -> tuple[Module, ...]:
        """The modules inside that no call has reached yet."""
        return tuple([m for m in self._parts().inside if not m.built])

    def _cast(self, x: Any, dtype: Any) -> Any:
        """x in this dtype, but whole numbers where the Input asks for them."""
        parts = [x] if type(x) is np.ndarray else leaves(x)
        whole = [symbol.dtype if symbol.whole else None for symbol in self._entries()] or [None] * len(parts)
        cast = [np.asarray(part, own or dtype) for part, own in zip(parts, whole)]
        return cast[0] if type(x) is np.ndarray else refilled(x, cast)

    def _run(self, x: Any) -> Any:
        """The outputs for a batch of arrays, as Tensors."""
        return self(lent(x))

    def _predicted(self, x: Any) -> tuple[Any, Any]:
        """The outputs for a batch of arrays, and their masks, nested alike, or None."""
        return call_with_masks(self, (lent(x),), {}, (None,), {}) if self.makes_mask else (self._run(x), None)

    def _learn_outputs(self, x: Any) -> None:
        """Call it on a sample, to see what comes out; a model whose steps are written by hand may have no `call`."""
        self._outputs_known = True
        if not self._computes():
            return
        with autograd.no_grad(), calling(training=False), adding(Passing):
            y = self._run(x)
        names = sorted(y) if isinstance(y, dict) else numbered(len(leaves(y))) if isinstance(y, KINDS) else None
        if names != self._outputs:
            self._outputs = names
            self._chosen_anew()

    def _computes(self) -> bool:
        """Whether it can be called on data."""
        return type(self).call is not Module.call or type(self).__call__ is not Module.__call__

    def _chosen_anew(self) -> None:
        """Make loss and metrics for the outputs now known."""

    def _output_name(self) -> str | None:
        """The name of the one output, where it is known that there is one."""
        return None

    # -- parameters, found once ------------------------------------------------------------------------------

    def changed(self) -> None:
        """Note that layers or `trainable` flags changed, so that parameters are collected anew."""
        self._learned = None

    def _parts(self) -> Parts:
        """What training goes through at each step; found once, until `changed`."""
        found = self._learned
        if found is None or not (found.parameters or found.settled):
            with calling(learns=self._compiled_flags()):
                modules = list(self.modules())
                regularized = [m for m in modules if m.trainable and m.penalties()]
                constrained = [m for m in modules if m.trainable and m.constrained()]
                inside = modules[1:]  # without itself, to die with its last name
                layers = [self, *(m for m in inside if not isinstance(m, Intake))]  # a model inside trains by itself
                measuring = [metric for m in layers for _, metric in attributes(vars(m), Metric)]
                found = self._learned = Parts(
                    self.parameters(), regularized, inside, constrained, measuring, all([m.built for m in modules])
                )
        return found

    def _compiled_flags(self) -> dict[Module, bool]:
        """Which modules `compile` saw to be trained, and which frozen; those that came later say it themselves."""
        return {}
