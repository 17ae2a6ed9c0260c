"""The parts of a model that a training step goes through, found once for many batches."""

from __future__ import annotations

from typing import Any, NamedTuple

from autograd import Tensor
from nn.metrics.metric import Metric
from nn.modules.attributes import attributes
from nn.modules.module import Module


class Parts(NamedTuple):
    """What a training step goes through."""

    parameters: list[Tensor]  # to train
    regularized: list[Module]  # layers that penalize their weights
    inside: list[Module]  # all modules inside
    constrained: list[Module]  # layers whose weights stay within bounds
    metrics: list[Metric]  # kept in attributes, and updated by `call`
    masked: bool  # whether the outputs may have masks
    complete: bool  # whether all weights were made already

    def penalties(self) -> list[Any]:
        """What the regularizers of the weights add to the loss."""
        return [penalty for layer in self.regularized for penalty in layer.penalties()] if self.regularized else []


def parts_of(model: Any) -> Parts:
    """The parts of a model as its modules are now."""
    modules = list(model.modules())
    inside = modules[1:]  # without the model, to die with its last name
    measured = [model, *(m for m in inside if not hasattr(m, "train_on_batch"))]  # a model inside trains by itself
    return Parts(
        model.parameters(),
        [m for m in modules if m.trainable and m.penalties()],
        inside,
        [m for m in modules if m.trainable and m.constrained()],
        [metric for m in measured for _, metric in attributes(vars(m), Metric)],
        model.makes_mask,
        all([m.built for m in modules]),
    )
