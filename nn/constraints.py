"""Constraints: what weights must be after each step of training, brought about by moving them there.

    Dense(64, kernel_constraint=MaxNorm(3.0))      # or kernel_constraint="max_norm"

`fit` and `train_on_batch` apply them; in a loop of your own call `model.constrain()` after the step. Names,
arguments and meanings are Keras 3's. A norm is taken along `axis`: 0 of a matrix (in, out) gives one for each unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import load_later
from nn.aliases import find
from nn.checks import number, whole
from nn.configuration.custom import make_deserialize
from nn.configuration.forms import serialize_keras_object as serialize
from nn.configuration.kept import Configured
from nn.registry import look_up

EPSILON = 1e-7  # Keras' smallest number


class Constraint(Configured):
    """The base: a subclass writes `__call__(w)`, which gives the weights as they are to be, in the shape of w.

    >>> class Halved(Constraint):
    ...     def __call__(self, w):
    ...         return w / 2.0
    >>> Halved()(np.array([1.0, 3.0]))
    array([0.5, 1.5])
    """

    def __init__(self) -> None:
        """Without settings."""

    def __call__(self, w: Any) -> Any:
        """The weights as they are to be."""
        return w


class OfNorms(Constraint):
    """The base of those that change norms, taken along `axis`, a number or several."""

    def __init__(self, axis: Any) -> None:
        owner = type(self).__name__
        several = isinstance(axis, (list, tuple))
        axes = tuple(whole(owner, "axis", each, low=None) for each in (axis if several else [axis]))
        self.axis = axes if several else axes[0]

    def norms(self, w: Any) -> Any:
        return np.sqrt(np.sum(np.square(w), axis=self.axis, keepdims=True))


class MinMaxNorm(OfNorms):
    """Norms between min_value and max_value: each step goes `rate` of the way there.

    min_value, max_value: the smallest norm and the largest (default 0.0 and 1.0).
    rate: the part of the way that a step goes (default 1.0; from 0 to 1).
    axis: along which the norms are taken, a number or several (default 0: one for each unit of a matrix (in, out)).
    Raises ValueError for numbers out of range.

    >>> np.round(MinMaxNorm(max_value=1.0)(np.array([[3.0, 0.3], [4.0, 0.4]])), 6)
    array([[0.6, 0.3],
           [0.8, 0.4]])
    """

    def __init__(self, min_value: float = 0.0, max_value: float = 1.0, rate: float = 1.0, axis: Any = 0) -> None:
        super().__init__(axis)
        kind = type(self).__name__
        self.min_value = number(kind, "min_value", min_value, low=0)
        self.max_value = number(kind, "max_value", max_value, low=self.min_value, infinite=True)
        self.rate = number(kind, "rate", rate, low=0, high=1)

    def __call__(self, w: Any) -> Any:
        norms = self.norms(w)
        wanted = self.rate * np.clip(norms, self.min_value, self.max_value) + (1.0 - self.rate) * norms
        return w * (wanted / (EPSILON + norms))


class MaxNorm(MinMaxNorm):
    """Norms of at most max_value. Srivastava et al., 2014, JMLR 15.

    max_value: the largest norm (default 2). axis: along which the norms are taken (default 0: one for each unit of a matrix
    (in, out)).

    >>> np.round(MaxNorm(1.0)(np.array([[3.0, 0.3], [4.0, 0.4]])), 6)
    array([[0.6, 0.3],
           [0.8, 0.4]])
    """

    def __init__(self, max_value: float = 2, axis: Any = 0) -> None:
        super().__init__(max_value=max_value, axis=axis)


class UnitNorm(OfNorms):
    """Norms of 1.

    axis: along which the norms are taken (default 0: one for each unit of a matrix (in, out)).

    >>> np.round(UnitNorm()(np.array([[3.0], [4.0]])), 6).tolist()
    [[0.6], [0.8]]
    """

    def __init__(self, axis: Any = 0) -> None:
        super().__init__(axis)

    def __call__(self, w: Any) -> Any:
        return w / (EPSILON + self.norms(w))


class NonNeg(Constraint):
    """No weight below 0: w becomes max(w, 0).

    >>> NonNeg()(np.array([-1.0, 2.0]))
    array([0., 2.])
    """

    def __call__(self, w: Any) -> Any:
        return np.maximum(w, 0.0)


max_norm, min_max_norm, non_neg, unit_norm = MaxNorm, MinMaxNorm, NonNeg, UnitNorm  # as many programs call them

CONSTRAINTS: dict[str, type[Constraint]] = {
    **{f.__name__: f for f in (MaxNorm, MinMaxNorm, NonNeg, UnitNorm)},
    "max_norm": MaxNorm, "min_max_norm": MinMaxNorm, "non_neg": NonNeg, "unit_norm": UnitNorm,
}  # fmt: skip


def apply(owner: str, constrained: list[tuple[Any, Any]]) -> None:
    """Move each weight to where the constraint before it wants it; ValueError if that changes its shape."""
    for constraint, weight in constrained:
        found = np.asarray(constraint(weight.numpy()), weight.dtype)
        if found.shape != weight.shape:
            raise ValueError(f"{owner}: {constraint!r} makes shape {found.shape} of a weight of shape {weight.shape}")
        weight.data = found


def get(constraint: Any) -> Any:
    """The constraint for a name, a class or a dict; a function as it is; None for None.

    constraint: a name such as "max_norm" or "MaxNorm"; a class; {"class_name": "MaxNorm", "config": {"max_value": 3}}; a
    function of the weights that gives the weights as they are to be; or None.
    Raises ValueError for an unknown name, listing all, and TypeError for anything else.

    >>> get("unit_norm").axis, get({"class_name": "MaxNorm", "config": {"max_value": 3}}).max_value
    (0, 3.0)
    """
    others = "a function of the weights or one like MaxNorm(3)"
    return None if constraint is None else look_up("constraint", constraint, CONSTRAINTS, callable, others)


deserialize = make_deserialize(get)

__all__ = [
    "Constraint", "MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm", "deserialize", "get", "max_norm", "min_max_norm",
    "non_neg", "serialize", "unit_norm",
]  # fmt: skip

if not TYPE_CHECKING:
    __getattr__, __dir__ = load_later(globals(), {}, find)
