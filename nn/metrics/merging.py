"""Merging: what several metrics of one class have counted, in one of them, as if it had seen all their batches."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np

from nn.metrics.variable import Tally

NUMBERS = (bool, int, float, complex, np.ndarray, np.generic)


def merge(metric: Any, metrics: Sequence[Any]) -> None:
    """Add up what `metrics` have counted, each attribute that counting has changed; the metric itself counts for nothing.

    Sums are right for metrics that count in sums, as most do.
    """
    metric.reset_state()
    start = copy.deepcopy(vars(metric))
    for variable, parts in zip(metric._made, zip(*(each._made for each in metrics))):
        variable.assign(sum(part.value for part in parts))
    for name, value in start.items():
        counted = [vars(each)[name] for each in metrics]
        if any(has_changed(part, value) for part in counted):
            setattr(metric, name, add(counted))


def has_changed(part: Any, start: Any) -> bool:
    """Whether counting has changed this attribute; variables are listed apart."""
    if isinstance(part, list):
        return any(isinstance(each, Tally) for each in part)
    if isinstance(part, Tally):
        return True
    return isinstance(part, NUMBERS) and not np.array_equal(part, start)


def add(parts: Sequence[Any]) -> Any:
    """The sum of numbers, of arrays, of tallies, or of lists of these, place by place; empty lists count for nothing."""
    if isinstance(parts[0], list):
        return [add(each) for each in zip(*(part for part in parts if part))]
    if isinstance(parts[0], Tally):
        total = copy.deepcopy(parts[0])
        for part in parts[1:]:
            total.merge(part)
        return total
    return sum(parts[1:], start=parts[0])
