"""The parts of a model that a training step goes through, found once for many batches."""

from __future__ import annotations

from typing import Any, NamedTuple

from autograd import Tensor
from nn import constraints
from nn.metrics.metric import Metric
from nn.modules.attributes import attributes
from nn.modules.module import Module
from nn.training import hooks


class Parts(NamedTuple):
    """What a training step goes through."""

    parameters: list[Tensor]  # to train
    regularized: list[Module]  # layers that penalize their weights
    inside: list[Module]  # all modules inside
    constrained: list[Module]  # layers whose weights stay within bounds
    metrics: list[Metric]  # kept in attributes, and updated by `call`
    masked: bool  # whether the outputs may have masks
    complete: bool  # whether all weights were made already
    written: frozenset[str]  # methods that the model's class writes itself, see `hooks`

    def writes(self, names: tuple[str, ...]) -> bool:
        """Whether the model's class writes one of these methods itself."""
        return not self.written.isdisjoint(names)

    def constrain(self) -> None:
        """Move weights back within their bounds, after a step."""
        for layer in self.constrained:
            constraints.apply(layer.name, layer.list_constraints())


def parts_of(model: Any) -> Parts:
    """The parts of a model as its modules are now."""
    modules = list(model.modules())
    learning = list(model.learning_modules())
    inside = modules[1:]  # without the model, to die with its last name
    measured = [model, *(m for m in inside if not hasattr(m, "train_on_batch"))]  # a model inside trains by itself
    return Parts(
        model.parameters(),
        [m for m in learning if m.penalties()],
        inside,
        [m for m in learning if m.list_constraints()],
        [metric for m in measured for _, metric in attributes(vars(m), Metric)],
        model.makes_mask,
        all([m.built for m in modules]),
        frozenset([name for name in hooks.OPEN if hooks.find_written(model, (name,))]),
    )
