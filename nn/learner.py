"""One training step: what `compile` chooses, and what is done to one batch."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import autograd
from autograd import Tensor, borrow
from nn import diagnosis, losses, optimizers
from nn import metrics as measures
from nn.callbacks import History
from nn.module import Module
from nn.samples import Samples, samples, whole_samples


class Learner(Module):
    """A Module that learns from single batches; `Trainable` feeds it with them."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self.optimizer: Any = None
        self.loss: Any = None
        self.metrics: list[Any] = []
        self.stop_training = False
        self.history: History | None = None
        self._weighted: list[Any] = []
        self._learned: tuple[list[Tensor], list[Module], list[Module]] | None = None

    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        *,
        metrics: Sequence[Any] | None = None,
        weighted_metrics: Sequence[Any] | None = None,
        run_eagerly: bool = False,
        jit_compile: bool | str = "auto",
        steps_per_execution: int = 1,
    ) -> None:
        """Choose how to learn: an optimizer, a loss and metrics, each by name or as an object.

        Sample weights count in the loss and in weighted_metrics, not in metrics. The last three settings are accepted
        for Keras' sake and change nothing. Call it again after changing a layer's `trainable`.
        """
        for what, given in (("metrics", metrics), ("weighted_metrics", weighted_metrics)):
            if given is not None and not isinstance(given, (list, tuple)):
                raise TypeError(f"compile: {what} must be a list such as [{given!r}], got {given!r}")
        chosen = optimizers.get(optimizer), None if loss is None else losses.get(loss)
        plain, weighted = ([measures.get(m) for m in given or ()] for given in (metrics, weighted_metrics))
        (self.optimizer, self.loss), self.metrics, self._weighted = chosen, [*plain, *weighted], weighted
        self.changed()

    def changed(self) -> None:
        """Note that layers or `trainable` flags changed, so that parameters are collected anew."""
        self._learned = None

    # -- one batch -------------------------------------------------------------------------------------------

    def train_on_batch(
        self,
        x: Any,
        y: Any,
        sample_weight: Any = None,
        class_weight: dict[int, float] | None = None,
        return_dict: bool = False,
    ) -> Any:
        """One step on one batch: the loss, or [loss, *metrics], or with return_dict a dict of them."""
        self._begin()
        batch = self._prepared(samples("train_on_batch", x, y, sample_weight, class_weight))
        self.train()
        try:
            loss = self._step(batch.x, batch.y, batch.weight, "this batch")
        finally:
            self.eval()
        return shown(self._results(loss), return_dict)

    def test_on_batch(self, x: Any, y: Any, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """The loss of one batch, or [loss, *metrics], or a dict of them, without learning."""
        self._begin()
        batch = self._prepared(samples("test_on_batch", x, y, sample_weight))
        loss = recorded(self._measure, batch.x, batch.y, batch.weight).item()
        return shown(self._results(loss), return_dict)

    def _begin(self) -> None:
        if self.loss is None:
            raise RuntimeError(f"{self.name} does not know what to learn: call compile(optimizer=..., loss=...) first")
        for metric in self.metrics:
            metric.reset_state()

    def _measure(self, x: np.ndarray, y: np.ndarray, weight: Any) -> Tensor:
        """The loss of a batch, recorded; metrics are updated on the way."""
        y_pred = self(borrow(x))
        loss = self.loss(y, y_pred, weight)
        for layer in self._parts()[1]:
            for penalty in layer.penalties():
                loss = loss + penalty
        if not isinstance(loss, Tensor) or loss.shape:
            raise TypeError(
                f"the loss {self.loss.name} must give one Tensor per batch, but gave {loss!r}: compute it from y_pred "
                "without .numpy() or .item(), and do not ask for reduction='none'"
            )
        for metric in self.metrics:
            seen = y_pred if isinstance(metric, measures.FunctionMetric) else y_pred.numpy()
            metric.update_state(y, seen, weight if metric in self._weighted else None)
        return loss

    def _step(self, x: np.ndarray, y: np.ndarray, weight: Any, where: str) -> float:
        loss = self._measure(x, y, weight)
        value = loss.item()
        if not math.isfinite(value):
            cause = diagnosis.of_loss(loss, self.named_parameters(), x=x, y=y, sample_weight=weight)
            raise FloatingPointError(f"the loss became {value} at {where}: {cause}. {diagnosis.KEPT}")
        parameters = self._parts()[0]
        for p in parameters:
            p.grad = None
        loss.backward()
        try:
            self.optimizer.step(parameters)
        except FloatingPointError:
            cause = diagnosis.of_gradient(loss, self.named_parameters())
            raise FloatingPointError(f"at {where}, with a loss of {value:.4g}, {cause}. {diagnosis.KEPT}") from None
        return value

    def _parts(self) -> tuple[list[Tensor], list[Module], list[Module]]:
        """The parameters to train, the layers that penalize theirs, and all modules inside; found once, until `changed`."""
        if self._learned is None or not self._learned[0]:
            modules = list(self.modules())
            regularized = [m for m in modules if m.penalties()]
            self._learned = self.parameters(), regularized, modules[1:]  # without itself, to die with its last name
        return self._learned

    def train(self, mode: bool = True) -> Module:
        self.training = mode
        for m in self._parts()[2]:
            m.training = mode
        return self

    def _input(self, x: np.ndarray) -> np.ndarray:
        """x in the weights' dtype, all weights made and found."""
        whole_samples(self.name, x, getattr(self, "_input_shape", None))
        if not self.built:
            self._build((None, *x.shape[1:]))
        if not all(m.built for m in self._parts()[2]):  # layers inside a module of one's own: a first call makes them
            self.changed()
            with autograd.no_grad():
                self(x[:1].astype("float32"), training=False)
            self.changed()
        weights = self._parts()[0]
        return np.asarray(x, weights[0].dtype if weights else "float32")

    def _prepared(self, data: Samples) -> Samples:
        return Samples(self._input(data.x), data.y, data.weight)

    def _results(self, loss: float) -> dict[str, float]:
        return {"loss": loss, **{m.name: m.result() for m in self.metrics}}


def recorded(measure: Callable[..., Tensor], *batch: Any) -> Tensor:
    """The loss of a batch, recorded even inside no_grad(): losses look on the tape for the logits behind probabilities."""
    with autograd.enable_grad():
        return measure(*batch)


def shown(results: dict[str, float], return_dict: bool) -> Any:
    """A dict of results as people asked for it: itself, one number, or a list."""
    numbers = list(results.values())
    return results if return_dict else numbers[0] if len(numbers) == 1 else numbers
