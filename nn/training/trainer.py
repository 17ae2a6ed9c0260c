"""Trainer: teaches a model, one batch after another.

    trainer = Trainer(model, "mse", "sgd", metrics=["mae"])
    trainer.train_on_batch(x, y)

A step reads, in `step` and `measure`, as

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

import numpy as np

from autograd import Tensor, enable_grad
from nn import metrics as measures
from nn import optimizers
from nn.configuration.forms import serialize_keras_object
from nn.modules.carried import leave
from nn.modules.mode import Added, calling
from nn.training import by_hand, diagnosis, hooks
from nn.training.compiled_call import CompiledCall
from nn.training.compiled_step import EAGER, WHOLE, CompiledStep
from nn.training.goals import Goals
from nn.training.intake import Intake, look_over
from nn.training.outputs import refuse_loss
from nn.training.parts import Parts
from nn.training.passes import Pass
from nn.training.samples import Samples, weigh_classes


class Trainer:
    """A model's loss, optimizer and metrics, and the steps that use them. It holds its model weakly: the model holds it."""

    def __init__(self, model: Any, loss: Any = None, optimizer: Any = None, metrics: Any = None) -> None:
        self.intake = Intake(model)
        self.network = CompiledStep("auto")  # how steps run: eagerly, or as a program
        self.predictor = CompiledCall()
        self.mean_loss = measures.Mean("loss")  # also of steps written by hand, which update it themselves
        self.goals = Goals()
        self.loss: Any = None
        self.optimizer: Any = None
        self.run: Any = None  # the `fit` that is going on
        self.running: tuple[float, int] = (0.0, 0)  # in this epoch: the sum of the samples' losses, and their number
        if optimizer is not None:
            self.compile(optimizer, loss, metrics=metrics)

    def of(self, model: Any) -> Trainer:
        """The Trainer of a copy of the model."""
        twin = copy.copy(self)
        twin.intake = copy.copy(self.intake)
        twin.intake.find = weakref.ref(model)
        twin.run, twin.network, twin.predictor = None, copy.copy(self.network), CompiledCall()
        return twin

    @property
    def model(self) -> Any:
        """The model in training."""
        return self.intake.find()

    def compile(
        self, optimizer: Any, loss: Any = None, loss_weights: Any = None, metrics: Any = None, weighted: Any = None
    ) -> None:
        """Choose an optimizer, a loss and metrics; what is trained from now on is what is `trainable` now."""
        hooks.refuse_uncalled(self.model)
        chosen = optimizers.get(optimizer)
        self.choose(loss, loss_weights, metrics, weighted)
        self.optimizer = chosen
        self.intake.see_flags()

    def get_config(self) -> dict[str, Any]:
        """What `compile` was given, as plain data; {} before."""
        asked = {} if self.optimizer is None else {"optimizer": self.optimizer, **self.goals.asked}
        return {name: serialize_keras_object(value) for name, value in asked.items()}

    def choose(self, loss: Any, loss_weights: Any, metrics: Any, weighted_metrics: Any) -> None:
        """Make loss and metrics for the outputs that are known."""
        self.goals = Goals(loss, loss_weights, metrics, weighted_metrics, *self.intake.output_names())
        self.loss = self.goals.loss

    # -- one batch -----------------------------------------------------------------------------------------------

    def train_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, class_weight: Any = None) -> dict[str, Any]:
        """One step on one batch: the results by name."""
        batch = self.samples("train_on_batch", x, y, sample_weight, "train_step")
        if class_weight is not None:
            batch = weigh_classes("train_on_batch", batch, class_weight)
        with Pass(self) as parts:
            if parts.written and parts.writes(hooks.TRAINING_STEPS):
                return by_hand.run(self, "train_step", batch)
            return self.results(self.step(batch, "this batch", parts, self.network.look(self, parts))[0], parts)

    def test_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None) -> dict[str, Any]:
        """The loss and metrics of one batch, without learning, by name."""
        batch = self.samples("test_on_batch", x, y, sample_weight, "test_step")
        with Pass(self) as parts:
            if parts.writes(hooks.TEST_STEPS):
                with calling(training=False):
                    return by_hand.run(self, "test_step", batch)
            return self.results(self.test(batch)[0], parts)

    def step(
        self, batch: Samples, where: str, parts: Parts | None = None, network: CompiledStep | None = None
    ) -> tuple[float, Any]:
        """Learn from a batch: its loss, and what compute_metrics gives if it is written by hand."""
        parts = parts or self.intake.parts()
        if network is not None:
            way = network.begin(batch)
            if way.now is WHOLE and (done := self._replay(batch, where, parts, network)) is not None:
                return done, None
            if way.now is EAGER:
                network = None
        loss, value, reported = self._record(batch, parts, network)
        if not math.isfinite(value):
            if network is not None and network.compiled:
                loss = self._record(batch, parts)[0]  # eagerly: its tape can explain
            raise diagnosis.of_loss(loss, where, batch, self.model.named_parameters())
        if not parts.parameters:
            warnings.warn(f"{self.model.name} does not have any trainable weights: nothing is learned", stacklevel=5)
            return value, reported
        Tensor.zero_grad(*parts.parameters)
        loss.backward(keep=False)
        if network is not None:
            network.backward(parts.parameters)
        self._move(self.optimizer.step, batch, where, parts, parts.parameters)
        return value, reported

    def _replay(self, batch: Samples, where: str, parts: Parts, network: CompiledStep) -> float | None:
        """Learn from a batch by a program of the whole step: the loss; None, and nothing done, if it cannot be recorded."""
        found = network.whole(self, parts, batch)
        if found is None:
            return None
        value, outputs, mask = found
        self.mean_loss.add(value, len(batch))
        if outputs is not None:
            self.goals.update(batch.y, outputs, batch.weight, mask)
        if not math.isfinite(value):
            raise diagnosis.of_loss(self._record(batch, parts)[0], where, batch, self.model.named_parameters())
        self._move(self.optimizer.step_in_place, batch, where, parts)
        return value

    def _move(self, step: Any, batch: Samples, where: str, parts: Parts, *parameters: Any) -> None:
        """Let the optimizer make its step, and keep weights within their bounds."""
        try:
            step(*parameters)
        except FloatingPointError:
            loss = self._record(batch, parts)[0]  # once more, to see the gradients on the way
            raise diagnosis.of_gradient(loss, where, self.model.named_parameters()) from None
        if parts.constrained:
            parts.constrain()

    def _record(self, batch: Samples, parts: Parts, network: CompiledStep | None = None) -> tuple[Tensor, float, Any]:
        """`measure` in a training."""
        with calling(True, self.intake.flags(), list) as added:
            return self.measure(batch, parts, added, network)

    def measure(
        self, batch: Samples, parts: Parts, added: Added, network: CompiledStep | None = None
    ) -> tuple[Tensor, float, Any]:
        """The loss of a batch, recorded, its number, and what compute_metrics gives if it is written by hand.

        added: where the layers called here put what they add to the loss. Metrics are updated.
        """
        model, reported = self.model, None
        x, y, weight = batch.x, batch.y, batch.weight
        added.clear()
        outputs, mask = model._ends.run(model, x, parts.masked) if network is None else network(model, x)
        if parts.written and "compute_loss" in parts.written:
            goals, weights = by_hand.nest_as_outputs(self, y), by_hand.nest_as_outputs(self, weight)
            loss = hooks.call_compute_loss(model, mask, x=x, y=goals, y_pred=outputs, sample_weight=weights)
        else:
            penalties = [penalty for layer in parts.regularized for penalty in layer.penalties()]
            loss = self.total(y, outputs, weight, mask, penalties + [term for _, term in added])
        if not parts.parameters and not isinstance(loss, Tensor) and np.ndim(loss) == 0:
            loss = Tensor(float(loss))  # nothing learns, so nothing needs to be recorded
        if not isinstance(loss, Tensor) or loss.ndim:
            refuse_loss(self.loss, loss)
        value = loss.item()
        self.mean_loss.add(value, len(batch))
        if parts.written and "compute_metrics" in parts.written:
            with hooks.hand_on_mask(mask):
                goals, weights = by_hand.nest_as_outputs(self, y), by_hand.nest_as_outputs(self, weight)
                reported = model.compute_metrics(x, goals, outputs, weights)
        elif self.goals.metrics:
            self.goals.update(y, outputs, weight, mask)
        return loss, value, reported

    def total(self, y: Any, outputs: Any, weight: Any, mask: Any, others: list[Any]) -> Any:
        """The loss of the outputs and the other terms in one number."""
        if self.loss is not None:
            leave(outputs, mask)  # where the loss finds it
            return sum(others, start=self.loss(y, outputs, weight))
        if not others:
            unknown = f"{self.model.name} does not know what to learn"
            raise RuntimeError(f"{unknown}: call compile(loss=...) with a loss, or add one by add_loss")
        return sum(others[1:], start=others[0])

    def test(self, batch: Samples) -> tuple[float, Any]:
        """Measure a batch without learning: its loss, and what compute_metrics gives if it is written by hand."""
        with enable_grad(), calling(training=False, adding=list) as added:  # losses look for the logits behind probabilities
            _, value, reported = self.measure(batch, self.intake.parts(), added)
        return value, reported

    # -- data and results ------------------------------------------------------------------------------------------

    def samples(self, owner: str, x: Any, y: Any, weight: Any = None, step: str = "", free: bool = False) -> Samples:
        """The data as the model takes them. Raises ValueError or TypeError saying what is wrong with them and what to do.

        step: the step that takes them; one written by hand may do without labels. free: whether that is known already.
        """
        known = self.intake.known
        if known is not None and weight is None and type(x) is type(y) is np.ndarray and len(x) == len(y) > 0:
            if known.form == (x.shape[1:], x.dtype, y.shape[1:], y.dtype):
                return Samples(np.asarray(x, known.dtype), y)  # as the last batch, which was looked over
        return look_over(self, owner, x, y, weight, free or (bool(step) and by_hand.may_do_without_labels(self, step)))

    def metrics(self) -> list[Any]:
        """The mean loss, the metrics given to `compile`, and those in attributes of the model and its layers, each once."""
        found = [self.mean_loss] * (self.optimizer is not None) + self.goals.metrics + self.intake.parts().metrics
        return list({id(getattr(metric, "metric", metric)): metric for metric in found}.values())

    def measuring(self, parts: Parts) -> list[Any]:
        """What begins anew with a pass: these, or those that a subclass lists itself, and the means of several losses."""
        if not (self.goals.reported or self.goals.metrics or parts.metrics or parts.written):
            return [self.mean_loss]
        own = self.model.metrics if "metrics" in parts.written else [*self.goals.metrics, *parts.metrics]
        return list({id(metric): metric for metric in (self.mean_loss, *self.goals.reported.values(), *own)}.values())

    def begin(self, parts: Parts) -> None:
        """Begin to measure anew."""
        for metric in self.measuring(parts):
            metric.reset_state()

    def results(self, loss: float, parts: Parts) -> dict[str, Any]:
        """This loss, and what all metrics have measured so far, by name."""
        return self.goals.results(loss, parts.metrics) if parts.metrics or self.goals.reported else {"loss": loss}
