"""The base of all metrics: a metric gets batch after batch, and is exact at the end.

Mostly a metric is a function (y_true, y_pred) -> one value per sample, averaged over all samples seen. A new one is a
function and its declaration:

    def worst(y_true, y_pred, power=1):
        return (abs(y_true - y_pred) ** power).max(axis=-1)

    class Worst(NamedMetric, function=worst):
        \"\"\"The mean over samples of the largest error.\"\"\"      # Worst(name="worst", power=2)
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import autograd
from autograd import Tensor, name_owner
from nn import initializers, losses
from nn.configuration.kept import Configured
from nn.losses.checks import align_single_axis, numbers, values
from nn.losses.loss import bind_arguments, take_dtype
from nn.losses.weighting import fit_weight
from nn.metrics.merging import merge
from nn.metrics.variable import Held, Variable
from nn.modules.carried import MASKS
from nn.modules.masks import weigh_by_mask
from nn.modules.naming import snake_case
from nn.results import give_readable


class Metric(Configured):
    """The base of all metrics: `update_state(y_true, y_pred, sample_weight)` for each batch, then `result()`.

    name: for logs (default the class' in snake_case). dtype: of the variables (default None, float64).
    A subclass writes these two and `reset_state`, which starts anew; `better` says whether "max" or "min" is good. It counts
    in attributes that `reset_state` sets, or in variables of `add_weight`, which it sets to 0. A call adds a batch, too.

    >>> class Largest(Metric):
    ...     def reset_state(self):
    ...         self.seen = 0.0
    ...     def update_state(self, y_true, y_pred, sample_weight=None):
    ...         self.seen = max(self.seen, np.abs(np.subtract(y_true, y_pred)).max())
    ...     def result(self):
    ...         return float(self.seen)
    >>> Largest()([1.0, 2.0], [1.5, 5.0])
    3.0
    """

    better = "max"
    _counted: Sequence[str] = ()  # attributes with numbers that it counts in, or tells of what it counts in
    _made: Sequence[Variable] = ()

    def __init_subclass__(cls, **settings: Any) -> None:
        super().__init_subclass__(**settings)
        take_dtype(cls)
        if "result" in vars(cls):
            cls.result = give_readable(cls.result)  # type: ignore[method-assign]

    def __init__(self, name: str | None = None, dtype: Any = None) -> None:
        self.name = name or snake_case(type(self).__name__)
        self.dtype = np.dtype(dtype or "float64")
        try:
            self.reset_state()
        except AttributeError as error:
            if error.obj is not self:
                raise  # else the subclass has not made its attributes yet, so there is nothing to reset

    def add_variable(self, shape: Any = (), initializer: Any = "zeros", dtype: Any = None, name: str | None = None) -> Variable:
        """A number, or an array of this shape, to count in."""
        shape = (shape,) if isinstance(shape, int) else tuple(shape)
        start = np.asarray(initializers.get(initializer)(shape, self.dtype), dtype or self.dtype)
        self._made = [*self._made, Variable(start, name)]
        return self._made[-1]

    def add_weight(self, shape: Any = (), initializer: Any = "zeros", dtype: Any = None, name: str | None = None) -> Variable:
        """The same as `add_variable`."""
        return self.add_variable(shape, initializer, dtype, name)

    @property
    def variables(self) -> list[Any]:
        """What it counts in: the numbers that `_counted` names, and the variables of `add_weight`."""
        return [*[Held(self, name) for name in self._counted], *self._made]

    def reset_state(self) -> None:
        """Forget everything seen."""
        for variable in self._made:
            variable.assign(np.zeros(variable.shape, variable.dtype))

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch."""
        raise TypeError(f"{type(self).__name__} needs a method update_state(self, y_true, y_pred, sample_weight=None)")

    def merge_state(self, metrics: Sequence[Metric]) -> None:
        """Take what these metrics of the same class have counted together, for instance each in a process of its own."""
        merge(self, metrics)

    def result(self) -> Any:
        """The value of all batches so far."""
        raise TypeError(f"{type(self).__name__} needs a method result(self)")

    def __call__(self, *batch: Any, **weights: Any) -> Any:
        """Add a batch and give the value of all so far."""
        self.update_state(*batch, **weights)
        return self.result()


class Mean(Metric):
    """The weighted mean of all values since `reset_state`; 0 before the first.

    name: for logs (default "mean").

    >>> mean = Mean()
    >>> mean.update_state([1.0, 2.0]); mean.update_state(6.0); mean.result()
    3.0
    """

    better = "min"
    _counted: Sequence[str] = ("total", "count")

    def __init__(self, name: str = "mean") -> None:
        super().__init__(name)

    def reset_state(self) -> None:
        self.total = 0.0
        self.count = 0.0

    def update_state(self, values: Any, sample_weight: Any = None) -> None:  # type: ignore[override]
        """Add values: (n, ...), weights (n,)."""
        found = values.numpy() if isinstance(values, Tensor) else values
        values = numbers(self.name, found, "what is averaged").astype(float)
        weight = np.ones(()) if sample_weight is None else fit_weight(sample_weight, values)
        weight = np.broadcast_to(weight, values.shape)
        self.total += float((values * weight).sum())
        self.count += float(weight.sum())

    def add(self, value: float, weight: float) -> None:
        """Add one number: what `update_state` does, without looking at shapes."""
        self.total += value * weight
        self.count += weight

    def result(self) -> float:
        """The mean so far; 0 before the first value."""
        return self.total / self.count if self.count else 0.0


class Sum(Mean):
    """The weighted sum of all values since `reset_state`.

    name: for logs (default "sum").

    >>> Sum()([1.0, 2.0], sample_weight=[1.0, 0.5])
    2.0
    """

    _counted: Sequence[str] = ("total",)

    def __init__(self, name: str = "sum") -> None:
        super().__init__(name)

    def result(self) -> float:
        """The sum so far."""
        return self.total


class FunctionMetric(Mean):
    """The mean of a function (y_true, y_pred) -> one value per sample, over all samples seen.

    function: the formula; it gets plain arrays. name: for logs (default the function's).
    settings: keyword arguments that the function is called with.

    >>> FunctionMetric(lambda y_true, y_pred: abs(y_true - y_pred), "miss")([1.0, 2.0], [1.5, 5.0])
    1.75
    """

    def __init__(self, function: Callable[..., Any], name: str | None = None, **settings: Any) -> None:
        super().__init__(name or str(getattr(function, "__name__", type(function).__name__)))
        self.function = function
        self.settings = settings

    @name_owner
    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:  # type: ignore[override]
        """Add a batch; functions get plain arrays, but losses the Tensor, to find the logits behind probabilities."""
        if MASKS.kept:
            sample_weight = weigh_by_mask(sample_weight, MASKS.get(y_pred))
        if self.function not in losses.LOSSES.values():
            y_pred = values(y_pred)
        elif np.ndim(y_pred) == 1:
            y_pred = autograd.expand_dims(y_pred, 1)  # (n,) -> (n, 1): a loss averages over the last axis
        y_true = values(align_single_axis(y_true, y_pred))
        super().update_state(values(self.function(y_true, y_pred, **self.settings)), sample_weight)


class NamedMetric(FunctionMetric):
    """The base of metrics made from a function, declared by `class Worst(NamedMetric, function=worst)`.

    settings, named: `name` first and the function's settings by keyword; with settings_first=True one stands before it.
    A class without an `__init__` gets its signature from the function; one with an `__init__` shows editors its arguments.
    Raises TypeError for an argument that the function does not have.

    >>> def worst(y_true, y_pred):
    ...     return abs(y_true - y_pred).max(axis=-1)
    >>> class Worst(NamedMetric, function=worst):
    ...     "The mean over samples of the largest error."
    >>> Worst()([[1.0, 2.0]], [[1.5, 5.0]])
    3.0
    """

    rule: Callable[..., Any]
    arguments: inspect.Signature

    def __init_subclass__(
        cls, function: Callable[..., Any] | None = None, name: str | None = None, settings_first: bool = False, **more: Any
    ) -> None:
        super().__init_subclass__(**more)
        if function is None:
            return
        cls.rule = staticmethod(function)
        settings = list(inspect.signature(function).parameters.values())[2:]  # after y_true and y_pred
        called = inspect.Parameter("name", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=name or function.__name__)
        later = [p.replace(kind=p.KEYWORD_ONLY) for p in settings]
        cls.arguments = inspect.Signature([*settings[:1], called, *later[1:]] if settings_first else [called, *later])
        if "__init__" not in vars(cls):
            cls.__signature__ = cls.arguments  # type: ignore[assignment]

    def __init__(self, *settings: Any, **named: Any) -> None:
        named.pop("dtype", None)
        given = bind_arguments(type(self), self.arguments, *settings, **named)
        super().__init__(self.rule, given.pop("name"), **given)
