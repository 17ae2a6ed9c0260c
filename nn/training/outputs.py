"""Several outputs: one loss and metrics of its own for each, and a weighted sum of the losses to learn from.

Losses, metrics, labels and weights are given as lists in the order of the outputs, as dicts by their names, or nested as the
outputs are.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

import autograd
from autograd import Tensor
from autograd.nest import leaves, refill
from nn import losses
from nn import metrics as measures
from nn.losses.checks import values
from nn.modules.masks import weigh_by_mask
from nn.modules.naming import free_name
from nn.training.nests import align, join_paths
from nn.training.samples import array


class Losses:
    """The losses of several outputs as one: Σ weightᵢ · lossᵢ; `means` holds each one's own mean, for the logs.

    names: as `name_outputs` gives them. unnamed: whether they only count, so that the losses' own names are shown.
    Raises ValueError or TypeError for names or numbers of losses that do not fit the outputs.
    """

    name = "of several outputs"

    def __init__(self, names: Any, loss: Any, loss_weights: Any = None, unnamed: bool = False) -> None:
        self.nest, self.names = names, leaves(names)
        given = loss if isinstance(loss, (list, tuple, dict)) else [loss] * len(self.names)
        chosen = by_output("loss", given, names)
        if loss_weights is None or isinstance(loss_weights, (int, float)):
            loss_weights = [1.0 if loss_weights is None else loss_weights] * len(self.names)
        factors = by_output("loss_weights", loss_weights, names)
        self.parts = [
            (i, losses.get(each), 1.0 if factor is None else float(factor))
            for i, (each, factor) in enumerate(zip(chosen, factors))
            if each is not None
        ]
        if not self.parts:
            raise ValueError(f"compile: no output of {', '.join(self.names)} has a loss")
        own = list(self.names)
        for i, each, _ in self.parts:
            own[i] = str(chosen[i] if isinstance(chosen[i], str) else name_of(chosen[i], each))
        by_name, by_loss = ([paths[i] for i, _, _ in self.parts] for paths in map(join_paths, (names, refill(names, own))))
        shown = by_loss if unnamed and len(set(by_loss)) == len(by_loss) else by_name
        self.means = [measures.Mean(f"{name}_loss") for name in shown] if len(self.parts) > 1 else []

    def __call__(self, y_true: list[Any], y_pred: Any, sample_weight: Any = None) -> Any:
        predictions, total = leaves(y_pred), None
        for place, (i, loss, factor) in enumerate(self.parts):
            value = loss(y_true[i], predictions[i], None if sample_weight is None else sample_weight[i])
            if not isinstance(value, Tensor) or value.shape:
                raise TypeError(
                    f"the loss {loss.name} of the output {self.names[i]!r} must give one Tensor per batch, gave {value!r}"
                )
            if self.means:
                autograd.effect(partial(self.means[place].add, weight=float(len(predictions[i]))), value)
            value = value if factor == 1.0 else value * factor
            total = value if total is None else total + value
        return total

    def labels(self, owner: str, y: Any) -> list[Any]:
        """One array of labels per output; None for an output without a loss and labels."""
        needed = [i for i, _, _ in self.parts]
        if len(self.names) == 1 and not (isinstance(y, dict) or (isinstance(y, (list, tuple)) and len(y) == 1)):
            y = [y]
        some = isinstance(y, (list, tuple)) and len(y) == len(needed) < len(self.names)
        if some and align(y, self.nest) is None:
            given = dict(zip(needed, y))
            y = [given.get(i) for i in range(len(self.names))]
        if not isinstance(y, (list, tuple, dict)):
            raise ValueError(
                f"{owner}: the model has outputs {', '.join(self.names)}: give y as a list of one array each, or a dict"
            )
        found = by_output(f"{owner}: y", y, self.nest)
        for i in needed:
            if found[i] is None:
                raise ValueError(f"{owner}: y lacks labels for the output {self.names[i]!r}")
        return [None if part is None else array(owner, f"y of {name}", part) for name, part in zip(self.names, found)]

    def weights(self, owner: str, weight: Any) -> list[Any] | None:
        """Sample weights for each output: one per output, or the same for all."""
        if weight is None:
            return None
        if isinstance(weight, dict) or (isinstance(weight, (list, tuple)) and not np.isscalar(weight[0])):
            given = by_output(f"{owner}: sample_weight", weight, self.nest)
        else:
            given = [weight] * len(self.names)
        return [None if part is None else array(owner, "sample_weight", part) for part in given]


class OutputMetric:
    """A metric of one output among several."""

    def __init__(self, metric: Any, index: int, output: str | None) -> None:
        self.metric, self.index = metric, index
        self.output = "" if output is None else f"{output}_"
        self.name = self.output + metric.name

    def reset_state(self) -> None:
        """Forget everything seen."""
        self.metric.reset_state()

    def update_state(self, y_true: list[Any], y_pred: Any, sample_weight: Any = None, mask: Any = None) -> None:
        """Add a batch: lists with one entry per output."""
        y, weight = y_true[self.index], None if sample_weight is None else sample_weight[self.index]
        if y is not None:
            own_mask = None if mask is None else leaves(mask)[self.index]
            update_metric(self.metric, y, leaves(y_pred)[self.index], weight, own_mask)

    def result(self) -> float:
        """The value so far."""
        value: float = self.metric.result()
        return value


def refuse_loss(loss: Any, value: Any) -> None:
    """TypeError for a loss that gave anything but one Tensor for a batch."""
    raise TypeError(
        f"the loss {getattr(loss, 'name', 'of compute_loss')} must give one Tensor per batch, but gave {value!r}: "
        "compute it from y_pred without .numpy() or .item(), and do not ask for reduction='none'"
    )


def update_metric(metric: Any, y: Any, y_pred: Any, weight: Any = None, mask: Any = None) -> None:
    """Add a batch to a metric; losses used as metrics get the Tensor, to find the logits behind probabilities.

    A mask counts in metrics that are means of a function, and in no others: so it is in Keras.
    """
    if isinstance(metric, OutputMetric):
        metric.update_state(y, y_pred, weight, mask)
    elif isinstance(metric, measures.FunctionMetric):
        metric.update_state(y, y_pred, weigh_by_mask(weight, mask))
    else:
        metric.update_state(y, values(y_pred), weight)


def name_of(given: Any, loss: Any) -> str:
    """What Keras calls a loss that was given as an object, or as a function."""
    return str(getattr(given, "__name__", loss.name))


def metrics_of(what: str, given: Any, names: Any, unnamed: bool = False) -> list[OutputMetric]:
    """The metrics given for several outputs: by output, where entries may be lists."""
    if given is None:
        return []
    flat = leaves(names)
    several = len(flat) > 1
    if isinstance(given, (list, tuple)) and not several:
        given = [list(given)]
    chosen = []
    for i, entry in enumerate(by_output(what, given, names)):
        for each in entry if isinstance(entry, (list, tuple)) else [entry]:
            if isinstance(each, (list, tuple)):
                raise TypeError(f"compile: {what} of the output {flat[i]!r} is nested too deep: {entry!r}")
            if each is not None:
                chosen.append(OutputMetric(measures.get(each), i, flat[i] if several and not unnamed else None))
    return chosen


def report(means: list[Any], plain: list[Any], weighted: list[Any]) -> dict[str, Any]:
    """What is reported, by name: losses, then metrics, then weighted metrics, which may be the same ones again.

    The metrics of several outputs are sorted by their names, which is Keras' order.
    """
    found: dict[str, Any] = {}
    for metric in plain:
        found[free_name(metric.name, found)] = metric
    for metric in weighted:
        output = metric.output if isinstance(metric, OutputMetric) else ""
        name = metric.name if metric.name not in found else f"{output}weighted_{metric.name.removeprefix(output)}"
        found[free_name(name, found)] = metric
    several = any(isinstance(metric, OutputMetric) and metric.output for metric in found.values())
    names = sorted(found) if several else list(found)
    return {**{mean.name: mean for mean in means}, **{name: found[name] for name in names}}


def by_output(what: str, given: Any, names: Any) -> list[Any]:
    """What was given for each output, in order, nested as their names are or not at all; None where a dict names none."""
    found, flat = align(given, names), leaves(names)
    if found is not None:
        return found
    known = ", ".join(flat) + ("" if flat == names else f", nested as {names}")
    if isinstance(given, dict):
        unknown = [repr(name) for name in given if name not in flat]
        if unknown:
            raise ValueError(f"{what} names the outputs {', '.join(unknown)}, but the model's are {known}")
        return [given.get(name) for name in flat]
    if not isinstance(given, (list, tuple)) or len(given) != len(flat):
        many = len(given) if isinstance(given, (list, tuple)) else f"{given!r}"
        raise ValueError(f"{what} must have one entry for each of the outputs {known}, got {many}")
    return list(given)
