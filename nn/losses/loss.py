"""A loss with its settings as an object: one number for a batch.

A new loss is a function and its declaration:

    @average_last_axis
    def cubic(y_true, y_pred, scale=1.0):
        return scale * abs(y_pred - y_true) ** 3

    class Cubic(NamedLoss, function=cubic):
        \"\"\"The mean of scale·|y − ŷ|³.\"\"\"      # Cubic(scale=2.0, reduction="sum")
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypedDict

import numpy as np

import autograd
from autograd import name_owner
from nn.configuration.kept import Configured
from nn.losses.checks import align_labels, check_settings, outline
from nn.losses.weighting import count_samples, weigh
from nn.modules.carried import MASKS
from nn.results import readable

EPSILON = 1e-7  # Keras' smallest number: keeps logarithms and quotients finite
MEAN = "sum_over_batch_size"  # Keras' word for the mean over all samples
MEANS = (MEAN, "mean", "mean_with_sample_weight")
REDUCTIONS: tuple[str | None, ...] = (*MEANS, "sum", "none", None)


class LossSettings(TypedDict, total=False):
    """The settings of every loss, which follow those of its function; the docstring of `Loss` describes them."""

    reduction: str | None
    name: str | None
    dtype: Any


class AxisSettings(LossSettings, total=False):
    """The settings of every loss, and the axis of its function."""

    axis: int


class Loss(Configured):
    """One number for a batch: `loss(y_true, y_pred, sample_weight)`; a subclass writes `call`, one number per sample.

    name: for logs (default the class'). reduction: how the samples' numbers become one. "sum_over_batch_size" (default; also
    "mean") divides their weighted sum by their count, "mean_with_sample_weight" by the sum of the weights; "sum" adds them;
    "none" or None leaves one per sample. dtype: accepted and ignored by all losses (default None).
    Calling takes y_true and y_pred, (n, ...), sample_weight, (n,) or (n, steps) or None, and mask, (n, steps): False where a
    number does not count; the mean is over those that do. Without one, that which y_pred carries.
    Raises ValueError for an unknown reduction, and for weights or a mask that do not fit.

    >>> from nn.losses import MeanSquaredError
    >>> MeanSquaredError()([[0.0], [1.0]], [[2.0], [1.0]], sample_weight=[0.5, 1.0])
    1.0
    """

    def __init_subclass__(cls, **settings: Any) -> None:
        super().__init_subclass__(**settings)
        take_dtype(cls)

    def __init__(self, name: str | None = None, reduction: str | None = MEAN, dtype: Any = None) -> None:
        if reduction not in REDUCTIONS:
            raise ValueError(f"unknown reduction {reduction!r}: choose from {', '.join(map(str, REDUCTIONS))}")
        self.name = name or type(self).__name__
        self.reduction, self.dtype = reduction, dtype

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """The loss of each sample: (n, ...), (n, ...) -> (n,)."""
        raise TypeError(f"{type(self).__name__} needs a method call(self, y_true, y_pred)")

    def mask(self, y_true: Any, y_pred: Any) -> np.ndarray | None:
        """Which samples count, in the shape of `call`'s result; None if all do."""
        return None

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None, mask: Any = None) -> Any:
        if mask is None and MASKS.kept:
            mask = MASKS.get(y_pred)
        return readable(self._of_batch(y_true, y_pred, sample_weight, mask))

    def _of_batch(self, y_true: Any, y_pred: Any, sample_weight: Any, mask: Any) -> Any:
        y_pred = np.asarray(y_pred, dtype=float) if isinstance(y_pred, (list, tuple)) else y_pred
        y_true = np.asarray(y_true) if isinstance(y_true, (list, tuple)) else y_true
        if getattr(y_true, "shape", ()) != getattr(y_pred, "shape", ()):
            y_true = align_labels(self.name, y_true, y_pred)
        if any(getattr(getattr(y, "dtype", None), "kind", "f") == "c" for y in (y_true, y_pred)):
            raise TypeError(f"{type(self).__name__} compares real numbers, got complex ones: give real and imaginary parts")
        per_sample = self.call(y_true, y_pred)
        own, count = self.mask(y_true, y_pred), None
        masked = own is not None or mask is not None
        if masked or sample_weight is not None:
            like, weights = outline(per_sample), (sample_weight, mask, own)
            per_sample = per_sample * autograd.compute_anew(partial(weigh, like), *weights)
            if masked or self.reduction == "mean_with_sample_weight":
                count = autograd.compute_anew(partial(count_samples, like, self.reduction), *weights)
        if not getattr(per_sample, "ndim", 0) or self.reduction in ("none", None):
            return per_sample
        if self.reduction not in MEANS:
            return autograd.sum(per_sample)
        return autograd.mean(per_sample) if count is None else autograd.sum(per_sample) * count


def take_dtype(cls: Any) -> None:
    """Let a class of losses or metrics whose `__init__` has no dtype take one, as all of Keras' do; it changes nothing."""
    init = vars(cls).get("__init__")
    if init is None or any(p.name == "dtype" or p.kind is p.VAR_KEYWORD for p in inspect.signature(init).parameters.values()):
        return

    @wraps(init)
    def start(self: Any, *settings: Any, **named: Any) -> None:
        named.pop("dtype", None)
        init(self, *settings, **named)

    cls.__init__, cls._takes_dtype = start, True


class FunctionLoss(Loss):
    """A function (y_true, y_pred) -> one number per sample, with its settings, as a Loss.

    function: the formula. name: for logs (default the function's). reduction: see Loss (default the samples' mean).
    settings: keyword arguments that the function is called with.

    >>> from nn.losses import huber
    >>> float(FunctionLoss(huber, delta=2.0)([[0.0]], [[3.0]]))
    4.0
    """

    def __init__(
        self,
        function: Callable[..., Any],
        name: str | None = None,
        reduction: str | None = MEAN,
        **settings: Any,
    ) -> None:
        super().__init__(name or getattr(function, "__name__", type(function).__name__), reduction)
        self.function = function
        self.settings = settings

    @name_owner
    def call(self, y_true: Any, y_pred: Any) -> Any:
        return self.function(y_true, y_pred, **self.settings)


class NamedLoss(FunctionLoss):
    """The base of losses made from a function, declared by `class Huber(NamedLoss, function=huber)`.

    settings, named: the function's settings, by place or by name, then `reduction` and `name`; those after `axis` by name
    only. The signature that `help` shows comes from the function; an `__init__` tells it to type checkers.
    Raises TypeError for an argument that the function does not have.

    >>> def cubic(y_true, y_pred, scale=1.0):
    ...     return scale * abs(y_pred - y_true) ** 3
    >>> class Cubic(NamedLoss, function=cubic):
    ...     "The mean of scale·|y − ŷ|³."
    >>> float(Cubic(scale=2.0)(np.zeros(2), np.array([1.0, 2.0])))
    9.0
    """

    rule: Callable[..., Any]
    arguments: inspect.Signature

    def __init_subclass__(cls, function: Callable[..., Any] | None = None, name: str | None = None, **more: Any) -> None:
        super().__init_subclass__(**more)
        if function is None:  # a subclass of Huber keeps Huber's function
            return
        cls.rule = staticmethod(function)
        cls.arguments = signature_of(function, reduction=MEAN, name=name or function.__name__)
        cls.__signature__ = cls.arguments  # type: ignore[assignment]

    def __init__(self, *settings: Any, **named: Any) -> None:
        named.pop("dtype", None)
        given = bind_arguments(type(self), self.arguments, *settings, **named)
        name, reduction = given.pop("name"), given.pop("reduction")
        check_settings(type(self).__name__, **given)
        super().__init__(self.rule, name, reduction, **given)


def signature_of(function: Callable[..., Any], **more: Any) -> inspect.Signature:
    """The signature of a class whose arguments are a function's settings, then `more` with their defaults."""
    settings = list(inspect.signature(function).parameters.values())[2:]  # after y_true and y_pred
    settings += [inspect.Parameter(key, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=value) for key, value in more.items()]
    names = [p.name for p in settings]
    keyword = names.index("axis") if "axis" in names else len(names)
    return inspect.Signature([p.replace(kind=p.KEYWORD_ONLY) if place >= keyword else p for place, p in enumerate(settings)])


def bind_arguments(cls: type, arguments: inspect.Signature, *settings: Any, **named: Any) -> dict[str, Any]:
    """Each argument of a declared class with its value; TypeError, naming the class, for one it does not have."""
    try:
        given = arguments.bind(*settings, **named)
    except TypeError as error:
        raise TypeError(f"{cls.__name__}{arguments}: {error}") from None
    given.apply_defaults()
    return dict(given.arguments)
