"""One training step: what is done to one batch."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import numpy as np

import autograd
from autograd import Tensor
from autograd.nest import leaves
from nn import constraints
from nn.modules.mode import adding, calling
from nn.training import diagnosis
from nn.training.choosing import Compiled
from nn.training.compiled_step import CompiledStep
from nn.training.hooks import called, handing, mask_of, packed, plain, playable, results, unpacked, written
from nn.training.outputs import measured
from nn.training.passes import apart
from nn.training.samples import Samples, weighed


class Learner(Compiled):
    """A Module that learns from single batches; `Trainable` feeds it with them."""

    # -- one batch ---------------------------------------------------------------------------------------------

    def train_on_batch(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        class_weight: dict[int, float] | None = None,
        return_dict: bool = False,
    ) -> Any:
        """One step on one batch: the loss, or [loss, *metrics], or with return_dict a dict of them."""
        batch = self._samples("train_on_batch", x, y, sample_weight, free=self._free("train_step"))
        batch = weighed("train_on_batch", batch, class_weight)
        with self._measuring():
            if self._written(*TRAINING_STEPS):
                return shown(self._told("train_step", batch), return_dict)
            with calling(True, self._compiled_flags()):
                loss, _ = self._step(batch.x, batch.y, batch.weight, "this batch")
            return shown(self._results(loss), return_dict)

    def test_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """The loss of one batch, or [loss, *metrics], or a dict of them, without learning."""
        batch = self._samples("test_on_batch", x, y, sample_weight, free=self._free("test_step"))
        with self._measuring(), calling(training=False):
            if self._written(*TEST_STEPS):
                return shown(self._told("test_step", batch), return_dict)
            loss, _ = recorded(self._measure, batch.x, batch.y, batch.weight)
            return shown(self._results(loss.item()), return_dict)

    def _written(self, *names: str) -> str | None:
        """The first of these steps that a subclass has written itself."""
        return written(self, Learner, *names)

    def _free(self, step: str) -> bool:
        """Whether this step may do without labels and without `compile`'s loss, since it is written by hand."""
        return self._written(step, "compute_loss") is not None

    def _told(self, step: str, batch: Samples) -> dict[str, Any]:
        """What a step written by hand says of a batch."""
        playable(self, step)
        return plain(f"{type(self).__name__}.{step}", getattr(self, step)(packed(batch.x, batch.y, batch.weight)))

    def _measuring(self) -> AbstractContextManager[None]:
        """Metrics begin anew inside the block; a pass around it, whose callback this is, finds its own again behind it."""
        return apart(self, [getattr(metric, "metric", metric) for metric in (*self._reported.values(), *self.metrics)])

    def _measure(self, x: Any, y: Any, weight: Any, network: CompiledStep | None = None) -> tuple[Tensor, Any]:
        """The loss of a batch, recorded, and what compute_metrics gives if it is written by hand; metrics are told of it."""
        with adding() as added:
            y_pred, mask = self._predicted(x) if network is None else network(self, x)
            with handing(mask):
                if self._written("compute_loss"):
                    loss = called(self.compute_loss, x=x, y=y, y_pred=y_pred, sample_weight=weight, training=self.training)
                else:
                    penalties = [penalty for layer in self._parts().regularized for penalty in layer.penalties()]
                    loss = self._total(y, y_pred, weight, mask, [*penalties, *(term for _, term in added)])
                if not isinstance(loss, Tensor) or loss.shape:
                    raise TypeError(
                        f"the loss {getattr(self.loss, 'name', 'of compute_loss')} must give one Tensor per batch, but gave "
                        f"{loss!r}: compute it from y_pred without .numpy() or .item(), and do not ask for reduction='none'"
                    )
                self._loss_tracker.add(loss.item(), len(x if type(x) is np.ndarray else leaves(x)[0]))
                if self._written("compute_metrics"):
                    return loss, self.compute_metrics(x, y, y_pred, weight)
                self._update(y, y_pred, weight, mask)
        return loss, None

    def _update(self, y: Any, y_pred: Any, weight: Any, mask: Any) -> None:
        for metric in self._chosen:
            measured(metric, y, y_pred, weight if metric in self._weighted else None, mask)

    def _total(self, y: Any, y_pred: Any, weight: Any, mask: Any, others: list[Any]) -> Any:
        """The loss of the predictions, and the other terms."""
        if self.loss is not None:
            loss = self.loss(y, y_pred, weight) if mask is None else self.loss(y, y_pred, weight, mask=mask)
            others = [loss, *others]
        if not others:
            unknown = f"{self.name} does not know what to learn"
            raise RuntimeError(f"{unknown}: call compile(loss=...) with a loss, or add one by add_loss")
        return sum(others[1:], start=others[0])

    def _step(self, x: Any, y: Any, weight: Any, where: str, network: CompiledStep | None = None) -> Any:
        """Learn from a batch: its loss, and what compute_metrics gives if it is written by hand."""
        if network is not None:
            network.begin(x)
        loss, told = self._measure(x, y, weight, network)
        value = loss.item()
        if not math.isfinite(value):
            if network is not None and network.compiled:
                loss, _ = self._measure(x, y, weight)  # the whole tape can explain
            cause = diagnosis.of_loss(loss, self.named_parameters(), x=x, y=y, sample_weight=weight)
            raise FloatingPointError(f"the loss became {value} at {where}: {cause}. {diagnosis.KEPT}")
        parameters = self._parts().parameters
        if not parameters:
            warnings.warn(f"{self.name} does not have any trainable weights: nothing is learned", stacklevel=4)
            return value, told
        for p in parameters:
            p.grad = None
        loss.backward(keep=False)
        if network is not None:
            network.backward(parameters)
        try:
            self.optimizer.step(parameters)
        except FloatingPointError:
            loss, _ = self._measure(x, y, weight)  # once more, to see the gradients on the way
            loss.backward()
            cause = diagnosis.of_gradient(loss, self.named_parameters())
            raise FloatingPointError(f"at {where}, with a loss of {value:.4g}, {cause}. {diagnosis.KEPT}") from None
        for layer in self._parts().constrained:
            constraints.apply(layer.name, layer.constrained())
        return value, told

    def _results(self, loss: float) -> dict[str, Any]:
        own = {metric.name: metric for metric in self._parts().measuring}
        return {"loss": loss, **results({**self._reported, **own})}

    # -- steps that a subclass may write itself ------------------------------------------------------------------

    def train_step(self, data: Any) -> dict[str, Any]:
        """Learn from one batch, x, (x, y) or (x, y, sample_weight): the results so far by name.

        `fit` calls a subclass' own, with plain arrays; the network is then called as `self(x, training=True)`.
        """
        x, y, weight = unpacked(data)
        with calling(True, self._compiled_flags()):
            _, told = self._step(x, y, weight, "this batch")
        return self.get_metrics_result() if told is None else told

    def test_step(self, data: Any) -> dict[str, Any]:
        """Measure one batch, x, (x, y) or (x, y, sample_weight), without learning: the results so far by name."""
        with calling(training=False):
            _, told = recorded(self._measure, *unpacked(data))
        return self.get_metrics_result() if told is None else told

    def predict_step(self, data: Any) -> Any:
        """What comes out for one batch, x, (x, y) or (x, y, sample_weight)."""
        return self._run(unpacked(data)[0])

    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> Any:
        """The loss of predictions, one Tensor: that of `compile`, with regularizers and what layers added in the last call."""
        return self._total(y, y_pred, sample_weight, mask_of(self, x), self.losses)

    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> dict[str, Any]:
        """Tell the metrics of `compile` of a batch: the results of all so far by name."""
        self._update(y, y_pred, sample_weight, mask_of(self, x))
        return self.get_metrics_result()


TRAINING_STEPS = ("train_step", "compute_metrics", "get_metrics_result")  # who writes one says itself what is reported
TEST_STEPS = ("test_step", "compute_metrics", "get_metrics_result")


def recorded(measure: Callable[..., Any], *batch: Any) -> Any:
    """What measures a batch, recorded even inside no_grad(): losses look on the tape for the logits behind probabilities."""
    with autograd.enable_grad():
        return measure(*batch)


def shown(results: dict[str, float], return_dict: bool) -> Any:
    """A dict of results as people asked for it: itself, one number, or a list."""
    numbers = list(results.values())
    return results if return_dict else numbers[0] if len(numbers) == 1 else numbers
