"""What `compile` chooses: an optimizer, a loss and metrics, and which layers learn."""

from __future__ import annotations

from typing import Any

import autograd
from autograd import Tensor
from nn import losses, optimizers
from nn import metrics as measures
from nn.callbacks import History
from nn.modules.symbol_calls import fallback
from nn.training.compiled_step import CompiledStep, Heads
from nn.training.hooks import called_here, results
from nn.training.intake import Intake, numbered
from nn.training.outputs import Losses, metrics_of, reported
from nn.training.samples import lent


class Compiled(Intake):
    """A Module that knows what to learn, and how, once `compile` was called; `Learner` does it."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self.optimizer: Any = None
        self.loss: Any = None
        self.stop_training = False
        self.history: History | None = None
        self._network = CompiledStep(False)
        self._learns: list[tuple[Any, bool]] = []  # what `compile` saw: modules, None for this one, and whether they learn
        self._loss_tracker = measures.Mean("loss")  # for steps written by hand, which tell it their losses
        self._chosen: list[Any] = []  # metrics
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
        it again after changing a layer's `trainable`: what is trained is what it saw.
        """
        called_here(self)
        chosen = optimizers.get(optimizer)
        self._choose(loss, loss_weights, metrics, weighted_metrics)
        self.optimizer = chosen
        self._learns = [(m if m is not self else None, m._trainable) for m in self.modules()]
        self.changed()

    def _compiled_flags(self) -> dict[Any, bool]:
        return {self if m is None else m: flag for m, flag in self._learns}  # a link to itself would keep it alive

    @fallback
    def metrics(self) -> list[Any]:
        """What measures: the mean loss, the metrics given to `compile`, and those in attributes of the model and its layers.

        A subclass whose steps are written by hand may list its own here; they start anew with every epoch.
        """
        found = [self._loss_tracker] * (self.optimizer is not None) + self._chosen + self._parts().measuring
        return list({id(getattr(metric, "metric", metric)): metric for metric in found}.values())

    def reset_metrics(self) -> None:
        """Begin to measure anew."""
        for metric in {id(m): m for m in (self._loss_tracker, *self._reported.values(), *self.metrics)}.values():
            metric.reset_state()

    def get_metrics_result(self) -> dict[str, Any]:
        """What `metrics` have measured so far, by name."""
        names = {id(metric): name for name, metric in self._reported.items()}
        return results({names.get(id(metric), metric.name): metric for metric in self.metrics})

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
        self.loss, self._chosen, self._weighted, self._asked = made, [*plain, *weighted], weighted, asked
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
