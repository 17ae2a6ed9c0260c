"""Variable: a number or an array that a metric counts in, and that its methods change."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

import numpy as np

from nn.losses.checks import values


class Variable(np.lib.mixins.NDArrayOperatorsMixin):
    """Holds an array that `assign`, `assign_add` and `assign_sub` replace; operators and NumPy's functions take it as one.

    >>> total = Variable(0.0); total.assign_add(3.0); float(total / 2)
    1.5
    """

    def __init__(self, value: Any, name: str | None = None) -> None:
        self.value = np.asarray(value)
        self.name = name

    @property
    def shape(self) -> tuple[int, ...]:
        """The sizes of the array."""
        return self.value.shape

    @property
    def ndim(self) -> int:
        """How many axes it has."""
        return self.value.ndim

    @property
    def dtype(self) -> Any:
        """The kind of its numbers."""
        return self.value.dtype

    def assign(self, value: Any) -> None:
        """Hold this instead; ValueError if the shape is another."""
        given = values(value)
        if given.shape != self.shape:
            raise ValueError(f"the variable {self.name or ''} has shape {self.shape}, got {given.shape}")
        self.value = given.astype(self.dtype)

    def assign_add(self, value: Any) -> None:
        """Hold the sum."""
        self.assign(self.value + values(value))

    def assign_sub(self, value: Any) -> None:
        """Hold the difference."""
        self.assign(self.value - values(value))

    def numpy(self) -> np.ndarray:
        """The array."""
        return self.value

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return self.value.astype(dtype or self.dtype)

    def __array_ufunc__(self, function: np.ufunc, method: str, *inputs: Any, **settings: Any) -> Any:
        return getattr(function, method)(*[x.value if isinstance(x, Variable) else x for x in inputs], **settings)

    def __float__(self) -> float:
        return float(self.value)

    def __int__(self) -> int:
        return int(self.value)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __getitem__(self, key: Any) -> Any:
        return self.value[key]

    def __repr__(self) -> str:
        return f"Variable({self.value})"


class Held(Variable):
    """A number that a metric counts in an attribute, as a variable: it is read there, and `assign` sets it there."""

    def __init__(self, metric: Any, name: str) -> None:
        self.metric, self.name, self.attribute = metric, name, name

    @property
    def value(self) -> Any:
        return np.asarray(getattr(self.metric, self.attribute), self.metric.dtype)

    @value.setter
    def value(self, value: Any) -> None:
        setattr(self.metric, self.attribute, float(value) if np.ndim(value) == 0 else value)


class Tally:
    """The base of what a metric counts in that is neither a number nor an array."""

    def merge(self, other: Any) -> None:
        """Add what another one has counted."""
        raise NotImplementedError(f"{type(self).__name__} needs a method merge(self, other)")


STATE = (bool, int, float, complex, np.ndarray, np.generic, list, dict, Variable, Tally, type(None))  # what metrics count in


def counts(metrics: Iterable[Any]) -> list[tuple[Any, dict[str, Any]]]:
    """Every metric, or the one inside it, with a copy of what it counts in."""
    inner = [getattr(metric, "metric", metric) for metric in metrics]
    return [(m, {name: copy.deepcopy(x) for name, x in vars(m).items() if isinstance(x, STATE)}) for m in inner]
