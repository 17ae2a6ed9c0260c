"""Trainer: teaches a model, one batch after another.

    trainer = Trainer(model, "mse", "sgd", metrics=["mae"])
    trainer.train_on_batch(x, y)

A step reads, in `measure` and `step`, as

    outputs = model(x)
    loss = loss(y, outputs) + penalties
    goals.update(y, outputs)
    loss.backward()
    optimizer.step(parameters)

Every `Model` has one, to which its methods `compile`, `fit`, `evaluate`, `predict` and `train_on_batch` hand over.
"""

from __future__ import annotations

import copy
import math
import warnings
import weakref
from typing import Any

from autograd import Tensor, enable_grad
from nn import constraints, optimizers
from nn import metrics as measures
from nn.modules.mode import adding, calling
from nn.training import diagnosis, hooks
from nn.training.compiled_step import CompiledStep
from nn.training.goals import Goals
from nn.training.intake import Intake, label, outputs_of
from nn.training.outputs import require_one_number
from nn.training.passes import Pass
from nn.training.samples import Samples, weigh_classes


class Trainer:
    """A model's loss, optimizer and metrics, and the steps that use them. It holds its model weakly: the model holds it."""

    def __init__(self, model: Any, loss: Any = None, optimizer: Any = None, metrics: Any = None) -> None:
        self.intake = Intake(model)
        self.network = CompiledStep(False)  # how the model runs in `fit`: eagerly, or as a program
        self.mean_loss = measures.Mean("loss")  # also of steps written by hand, which update it themselves
        self.goals = Goals()
        self.loss: Any = None
        self.optimizer: Any = None
        if optimizer is not None:
            self.compile(optimizer, loss, metrics=metrics)

    def of(self, model: Any) -> Trainer:
        """The Trainer of a copy of the model."""
        twin = copy.copy(self)
        twin.intake = copy.copy(self.intake)
        twin.intake.find = weakref.ref(model)
        return twin

    @property
    def model(self) -> Any:
        """The model in training."""
        return self.intake.find()

    def compile(
        self, optimizer: Any, loss: Any = None, loss_weights: Any = None, metrics: Any = None, weighted_metrics: Any = None
    ) -> None:
        """Choose an optimizer, a loss and metrics; what is trained from now on is what is `trainable` now."""
        hooks.refuse_uncalled(self.model)
        chosen = optimizers.get(optimizer)
        self._choose(loss, loss_weights, metrics, weighted_metrics)
        self.optimizer = chosen
        self.intake.see_flags()

    def _choose(self, loss: Any, loss_weights: Any, metrics: Any, weighted_metrics: Any) -> None:
        """Make loss and metrics for the outputs that are known."""
        self.goals = Goals(loss, loss_weights, metrics, weighted_metrics, *self.intake.output_names())
        self.loss = self.goals.loss

    # -- one batch -----------------------------------------------------------------------------------------------

    def train_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, class_weight: Any = None) -> dict[str, Any]:
        """One step on one batch: the results by name."""
        batch = self.samples("train_on_batch", x, y, sample_weight, free=self.free("train_step"))
        if class_weight is not None:
            batch = weigh_classes("train_on_batch", batch, class_weight)
        with Pass(self):
            if hooks.written(self.model, hooks.TRAINING_STEPS):
                return self.by_hand("train_step", batch)
            with calling(True, self.intake.flags()):
                loss, _ = self.step(batch, "this batch")
            return self.results(loss)

    def test_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None) -> dict[str, Any]:
        """The loss and metrics of one batch, without learning, by name."""
        batch = self.samples("test_on_batch", x, y, sample_weight, free=self.free("test_step"))
        with Pass(self), calling(training=False):
            if hooks.written(self.model, hooks.TEST_STEPS):
                return self.by_hand("test_step", batch)
            return self.results(self.test(batch)[0])

    def measure(self, batch: Samples, network: CompiledStep | None = None) -> tuple[Tensor, Any]:
        """The loss of a batch, recorded, and what compute_metrics gives if it is written by hand; metrics are updated."""
        model, parts, reported = self.model, self.intake.parts(), None
        x, y, weight = batch.x, batch.y, batch.weight
        with adding() as added:
            outputs, mask = outputs_of(model, x, parts.masked) if network is None else network(model, x)
            own = hooks.written(model, hooks.MEASURES)
            if own == "compute_loss":
                loss = hooks.call_compute_loss(model, mask, x=x, y=y, y_pred=outputs, sample_weight=weight)
            else:
                loss = self.total(y, outputs, weight, mask, parts.penalties() + [term for _, term in added])
            require_one_number(self.loss, loss)
            self.mean_loss.add(loss.item(), len(batch))
            if own and hooks.written(model, ("compute_metrics",)):
                with hooks.handing(mask):
                    reported = model.compute_metrics(x, y, outputs, weight)
            else:
                self.goals.update(y, outputs, weight, mask)
        return loss, reported

    def total(self, y: Any, outputs: Any, weight: Any, mask: Any, others: list[Any]) -> Any:
        """The loss of the outputs and the other terms in one number."""
        if self.loss is not None:
            loss = self.loss(y, outputs, weight) if mask is None else self.loss(y, outputs, weight, mask=mask)
            return sum(others, start=loss)
        if not others:
            unknown = f"{self.model.name} does not know what to learn"
            raise RuntimeError(f"{unknown}: call compile(loss=...) with a loss, or add one by add_loss")
        return sum(others[1:], start=others[0])

    def step(self, batch: Samples, where: str, network: CompiledStep | None = None) -> tuple[float, Any]:
        """Learn from a batch: its loss, and what compute_metrics gives if it is written by hand."""
        if network is not None:
            network.begin(batch.x)
        loss, reported = self.measure(batch, network)
        value = loss.item()
        if not math.isfinite(value):
            if network is not None and network.compiled:
                loss, _ = self.measure(batch)  # the whole tape can explain
            data = {"x": batch.x, "y": batch.y, "sample_weight": batch.weight}
            raise diagnosis.of_loss(loss, where, self.model.named_parameters(), **data)
        parts = self.intake.parts()
        if not parts.parameters:
            warnings.warn(f"{self.model.name} does not have any trainable weights: nothing is learned", stacklevel=5)
            return value, reported
        for p in parts.parameters:
            p.grad = None
        loss.backward(keep=False)
        if network is not None:
            network.backward(parts.parameters)
        try:
            self.optimizer.step(parts.parameters)
        except FloatingPointError:
            loss, _ = self.measure(batch)  # once more, to see the gradients on the way
            loss.backward()
            raise diagnosis.of_gradient(loss, where, self.model.named_parameters()) from None
        for layer in parts.constrained:
            constraints.apply(layer.name, layer.constrained())
        return value, reported

    def test(self, batch: Samples) -> tuple[float, Any]:
        """Measure a batch without learning: its loss, and what compute_metrics gives if it is written by hand.

        Recorded even inside no_grad(): losses look for the logits behind probabilities.
        """
        with enable_grad():
            loss, reported = self.measure(batch)
        return loss.item(), reported

    # -- steps that a subclass of Model may write itself -----------------------------------------------------------

    def free(self, step: str) -> bool:
        """Whether this step may do without labels and without `compile`'s loss, since it is written by hand."""
        return hooks.written(self.model, (step, "compute_loss")) is not None

    def by_hand(self, step: str, batch: Samples) -> dict[str, Any]:
        """The results of a batch that a step written by hand gives."""
        model = self.model
        hooks.refuse_gradient_tape(model, step)
        return hooks.plain(f"{type(model).__name__}.{step}", getattr(model, step)(hooks.packed(batch.x, batch.y, batch.weight)))

    def train_step(self, data: Any) -> dict[str, Any]:
        """What `Model.train_step` does: learn from one batch, x, (x, y) or (x, y, sample_weight)."""
        with calling(True, self.intake.flags()):
            return self._reported(self.step(Samples(*hooks.unpacked(data)), "this batch")[1])

    def test_step(self, data: Any) -> dict[str, Any]:
        """What `Model.test_step` does: measure one batch, x, (x, y) or (x, y, sample_weight)."""
        with calling(training=False):
            return self._reported(self.test(Samples(*hooks.unpacked(data)))[1])

    def _reported(self, own: dict[str, Any] | None = None) -> dict[str, Any]:
        """What compute_metrics gave, if it is written by hand, or all metrics' results so far."""
        found: dict[str, Any] = self.model.get_metrics_result() if own is None else own
        return found

    def compute_loss(self, x: Any, y: Any, y_pred: Any, sample_weight: Any) -> Any:
        """What `Model.compute_loss` does: the loss of predictions, with what the last call added."""
        return self.total(y, y_pred, sample_weight, hooks.mask_of(self.model, x), self.model.losses)

    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any) -> dict[str, Any]:
        """What `Model.compute_metrics` does: update the metrics of `compile`, and give all results so far."""
        self.goals.update(y, y_pred, sample_weight, hooks.mask_of(self.model, x))
        return self._reported()

    # -- data and results ------------------------------------------------------------------------------------------

    def samples(self, who: str, x: Any, y: Any, weight: Any = None, free: bool = False) -> Samples:
        """The data as the model takes them. Raises ValueError or TypeError saying what is wrong with them and what to do.

        free: for a step written by hand, which may do without labels.
        """
        if self.optimizer is None and not free:
            raise RuntimeError(f"{self.model.name} does not know what to learn: call compile(optimizer=..., loss=...) first")
        if y is None and self.loss is not None and not free:
            raise ValueError(f"{who} needs the labels y beside x")
        given = self.intake.samples(who, x, y, weight)
        if self.intake.outputs_changed:
            self._see_outputs()
        return label(who, self.loss, given, free)

    def inputs(self, who: str, x: Any) -> Any:
        """The inputs alone as the model takes them."""
        x = self.intake.arrays(who, x)
        if self.intake.outputs_changed:
            self._see_outputs()
        return x

    def _see_outputs(self) -> None:
        """Make loss and metrics anew for the outputs that a call has shown."""
        self.intake.outputs_changed = False
        self._choose(*self.goals.asked.values())

    def metrics(self) -> list[Any]:
        """The mean loss, the metrics given to `compile`, and those in attributes of the model and its layers, each once."""
        found = [self.mean_loss] * (self.optimizer is not None) + self.goals.metrics + self.intake.parts().metrics
        return list({id(getattr(metric, "metric", metric)): metric for metric in found}.values())

    def reset_metrics(self) -> None:
        """Begin to measure anew."""
        for metric in {id(m): m for m in (self.mean_loss, *self.goals.reported.values(), *self.model.metrics)}.values():
            metric.reset_state()

    def results(self, loss: float) -> dict[str, Any]:
        """This loss, and what all metrics have measured so far, by name."""
        return self.goals.results(loss, self.intake.parts().metrics)

    def metrics_result(self) -> dict[str, Any]:
        """What the model's `metrics` have measured so far, by name."""
        names = {id(metric): name for name, metric in self.goals.reported.items()}
        return hooks.results({names.get(id(metric), metric.name): metric for metric in self.model.metrics})
