"""One training step: what `compile` chooses, and what is done to one batch."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import autograd
from autograd import Tensor
from nn import constraints, diagnosis, losses, optimizers
from nn import metrics as measures
from nn.callbacks import History
from nn.compiled_step import CompiledStep, Heads
from nn.intake import Intake, lent, numbered
from nn.outputs import Losses, measured, metrics_of, reported


class Learner(Intake):
    """A Module that learns from single batches; `Trainable` feeds it with them."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self.optimizer: Any = None
        self.loss: Any = None
        self.metrics: list[Any] = []
        self.stop_training = False
        self.history: History | None = None
        self._network = CompiledStep(False)
        self._weighted: list[Any] = []
        self._reported: dict[str, Any] = {}
        self._asked: dict[str, Any] = {}

    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        loss_weights: Any = None,
        metrics: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool = False,
        steps_per_execution: int = 1,
        jit_compile: bool | str = "auto",
    ) -> None:
        """Choose how to learn: an optimizer, a loss and metrics, each by name or as an object.

        A model of several outputs takes lists with one entry per output, or dicts by their names; the total loss is the
        sum of the outputs', each times its entry in loss_weights. Sample weights count in the loss and in
        weighted_metrics, not in metrics. The last three settings are accepted for Keras' sake and change nothing. Call
        it again after changing a layer's `trainable`.
        """
        chosen = optimizers.get(optimizer)
        self._choose(loss, loss_weights, metrics, weighted_metrics)
        self.optimizer = chosen
        self.changed()

    @property
    def compiled_reason(self) -> str:
        """Whether the last `fit` ran the network as a compiled program, and why."""
        return self._network.reason

    def _recorded(self, parameters: list[Tensor]) -> Any:
        """The network as a function that is recorded: called on a batch it gives (outputs, what is left to do), and back."""
        program = autograd.compile(Heads(self), parameters=parameters)
        return lambda x: program(lent(x))  # nobody writes to a batch, so it need not be copied

    def _choose(self, loss: Any, loss_weights: Any, metrics: Any, weighted_metrics: Any) -> None:
        """Make the loss and the metrics that were asked for, for as many outputs as there are."""
        asked = {"loss": loss, "loss_weights": loss_weights, "metrics": metrics, "weighted_metrics": weighted_metrics}
        names = self._outputs or self._guessed(asked)
        means: list[Any] = []
        if names is None:
            for what in ("metrics", "weighted_metrics"):
                if asked[what] is not None and not isinstance(asked[what], (list, tuple)):
                    raise TypeError(f"compile: {what} must be a list such as [{asked[what]!r}], got {asked[what]!r}")
            made: Any = None if loss is None else losses.get(loss)
            plain, weighted = ([measures.get(m) for m in given or ()] for given in (metrics, weighted_metrics))
        else:
            made = None if loss is None else Losses(names, loss, loss_weights)
            plain, weighted = (metrics_of(what, asked[what], names) for what in ("metrics", "weighted_metrics"))
            means = made.means if made else []
        self.loss, self.metrics, self._weighted, self._asked = made, [*plain, *weighted], weighted, asked
        self._reported = reported(means, plain, weighted)

    def _guessed(self, asked: dict[str, Any]) -> list[str] | None:
        """Names of the outputs, if what was asked for goes by outputs, and these are not known to be several."""
        by_output: list[Any] = [given for given in asked.values() if isinstance(given, dict)]
        by_output += [given for given in (asked["loss"], asked["loss_weights"]) if isinstance(given, (list, tuple, float, int))]
        if not by_output:
            return None
        name = self._output_name()
        if name is not None:
            return [name]
        first = by_output[0]
        return sorted(first) if isinstance(first, dict) else numbered(len(first) if isinstance(first, (list, tuple)) else 1)

    def _chosen_anew(self) -> None:
        if self._asked:
            self._choose(**self._asked)

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
        batch = self._samples("train_on_batch", x, y, sample_weight, class_weight)
        self._begin()
        self.train()
        try:
            loss = self._step(batch.x, batch.y, batch.weight, "this batch")
        finally:
            self.eval()
        return shown(self._results(loss), return_dict)

    def test_on_batch(self, x: Any, y: Any, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """The loss of one batch, or [loss, *metrics], or a dict of them, without learning."""
        batch = self._samples("test_on_batch", x, y, sample_weight)
        self._begin()
        loss = recorded(self._measure, batch.x, batch.y, batch.weight).item()
        return shown(self._results(loss), return_dict)

    def _begin(self) -> None:
        for metric in self._reported.values():
            metric.reset_state()

    def _measure(self, x: Any, y: Any, weight: Any, network: CompiledStep | None = None) -> Tensor:
        """The loss of a batch, recorded; metrics are updated on the way."""
        self._forget_to_loss()
        y_pred, mask = self._predicted(x) if network is None else network(self, x)
        loss = self.loss(y, y_pred, weight) if mask is None else self.loss(y, y_pred, weight, mask=mask)
        for layer in self._parts().regularized:
            for penalty in layer.penalties():
                loss = loss + penalty
        for m in (self, *self._parts().adding):
            for term in m._to_loss:
                loss = loss + term
        if not isinstance(loss, Tensor) or loss.shape:
            raise TypeError(
                f"the loss {self.loss.name} must give one Tensor per batch, but gave {loss!r}: compute it from y_pred "
                "without .numpy() or .item(), and do not ask for reduction='none'"
            )
        for metric in self.metrics:
            measured(metric, y, y_pred, weight if metric in self._weighted else None, mask)
        return loss

    def _step(self, x: Any, y: Any, weight: Any, where: str, network: CompiledStep | None = None) -> float:
        if network is not None:
            network.begin(x)
        loss = self._measure(x, y, weight, network)
        value = loss.item()
        if not math.isfinite(value):
            if network is not None and network.compiled:
                loss = self._measure(x, y, weight)  # the whole tape can explain
            cause = diagnosis.of_loss(loss, self.named_parameters(), x=x, y=y, sample_weight=weight)
            raise FloatingPointError(f"the loss became {value} at {where}: {cause}. {diagnosis.KEPT}")
        parameters = self._parts().parameters
        for p in parameters:
            p.grad = None
        loss.backward(keep=False)
        if network is not None:
            network.backward(parameters)
        try:
            self.optimizer.step(parameters)
        except FloatingPointError:
            loss = self._measure(x, y, weight)  # once more, to see the gradients on the way
            loss.backward()
            cause = diagnosis.of_gradient(loss, self.named_parameters())
            raise FloatingPointError(f"at {where}, with a loss of {value:.4g}, {cause}. {diagnosis.KEPT}") from None
        for layer in self._parts().constrained:
            constraints.apply(layer.name, layer.constrained())
        return value

    def _forget_to_loss(self) -> None:
        """Forget what the last calls added to the loss."""
        for m in (self, *self._parts().adding):
            m._to_loss = ()

    def _results(self, loss: float) -> dict[str, float]:
        return {"loss": loss, **{name: metric.result() for name, metric in self._reported.items()}}


def recorded(measure: Callable[..., Tensor], *batch: Any) -> Tensor:
    """The loss of a batch, recorded even inside no_grad(): losses look on the tape for the logits behind probabilities."""
    with autograd.enable_grad():
        return measure(*batch)


def shown(results: dict[str, float], return_dict: bool) -> Any:
    """A dict of results as people asked for it: itself, one number, or a list."""
    numbers = list(results.values())
    return results if return_dict else numbers[0] if len(numbers) == 1 else numbers
