"""What `compile` asks for: a loss and metrics, made for as many outputs as the model has."""

from __future__ import annotations

from typing import Any

from autograd.nest import leaves
from nn import losses
from nn import metrics as measures
from nn.training.hooks import results
from nn.training.nests import is_deep
from nn.training.outputs import Losses, metrics_of, report, update_metric


def number_outputs(n: int) -> list[str]:
    """Names for outputs that have none.

    >>> number_outputs(2)
    ['output_1', 'output_2']
    """
    return [f"output_{i}" for i in range(1, n + 1)]


class Goals:
    """A loss and metrics: what is learned, and what is reported of it. It never changes; `compile` makes a new one.

    names: those of several outputs, if known, nested where the outputs are nested deeper than one list or dict.
    one: the name of the only output, if there is known to be one.
    waits: whether nothing is made yet, since what was asked is nested and the model's outputs are not known.
    Raises ValueError or TypeError for a loss or metrics that do not exist, or do not fit the outputs.
    """

    def __init__(
        self,
        loss: Any = None,
        loss_weights: Any = None,
        metrics: Any = None,
        weighted_metrics: Any = None,
        names: Any = None,
        one: str | None = None,
    ) -> None:
        self.asked = {"loss": loss, "loss_weights": loss_weights, "metrics": metrics, "weighted_metrics": weighted_metrics}
        self.waits = names is None and one is None and _is_nested(self.asked)
        if self.waits:
            loss = loss_weights = metrics = weighted_metrics = None
        names = None if self.waits else names or _guess(self.asked, one)
        means: list[Any] = []
        if names is None:
            for what, given in (("metrics", metrics), ("weighted_metrics", weighted_metrics)):
                if given is not None and not isinstance(given, (list, tuple)):
                    raise TypeError(f"compile: {what} must be a list such as [{given!r}], got {given!r}")
            self.loss: Any = None if loss is None else losses.get(loss)
            plain, weighted = ([measures.get(m) for m in given or ()] for given in (metrics, weighted_metrics))
        else:
            flat = leaves(names)
            called = flat == names and any(isinstance(given, dict) for given in self.asked.values())
            unnamed = flat == number_outputs(len(flat)) and not called
            self.loss = None if loss is None else Losses(names, loss, loss_weights, unnamed)
            plain, weighted = (metrics_of(what, self.asked[what], names, unnamed) for what in ("metrics", "weighted_metrics"))
            means = self.loss.means if self.loss else []
        self.metrics, self.weighted = [*plain, *weighted], weighted
        self.reported = report(means, plain, weighted)  # by the names of the reports

    def update(self, y: Any, outputs: Any, weight: Any, mask: Any) -> None:
        """Update the metrics with a batch."""
        for metric in self.metrics:
            update_metric(metric, y, outputs, weight if metric in self.weighted else None, mask)

    def results(self, loss: float, others: list[Any]) -> dict[str, Any]:
        """The loss, and what these metrics and others have measured so far, by name."""
        if not self.reported and not others:
            return {"loss": loss}
        return {"loss": loss, **results({**self.reported, **{metric.name: metric for metric in others}})}


def _is_nested(asked: dict[str, Any]) -> bool:
    """Whether something was asked that is nested deeper than one list or dict with an entry per output."""
    if is_deep(asked["loss"]) or is_deep(asked["loss_weights"]):
        return True
    measured = asked["metrics"], asked["weighted_metrics"]
    return any(is_deep(given, 2 if isinstance(given, dict) else 1) for given in measured)  # an entry may be a list of metrics


def _guess(asked: dict[str, Any], one: str | None) -> list[str] | None:
    """Names of the outputs where losses or metrics are given for each output and the number of outputs is not known."""
    by_output: list[Any] = [given for given in asked.values() if isinstance(given, dict)]
    by_output += [given for given in (asked["loss"], asked["loss_weights"]) if isinstance(given, (list, tuple, float, int))]
    if not by_output:
        return None
    if one is not None:
        return [one]
    first = by_output[0]
    return sorted(first) if isinstance(first, dict) else number_outputs(len(first) if isinstance(first, (list, tuple)) else 1)
