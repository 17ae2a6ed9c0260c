"""Penalties on large weights, added to the loss."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from autograd import load_later
from nn.aliases import find
from nn.checks import number
from nn.configuration.custom import make_deserialize
from nn.configuration.forms import serialize_keras_object as serialize
from nn.configuration.kept import Configured
from nn.registry import look_up

EPSILON = 1e-7  # Keras' smallest number


class L1L2(Configured):
    """l1·Σ|w| + l2·Σw²: l1 drives weights to zero, l2 keeps them small (elastic net; Zou & Hastie, 2005).

    l1, l2: the two factors (default 0.0; 0 or more). Weights of any shape give one number. Raises ValueError below 0.

    >>> float(L1L2(l1=0.5)(np.array([-1.0, 2.0])))
    1.5
    """

    def __init__(self, l1: float = 0.0, l2: float = 0.0) -> None:
        self.l1, self.l2 = (number(type(self).__name__, name, value, low=0) for name, value in (("l1", l1), ("l2", l2)))

    def __call__(self, w: Any) -> Any:
        penalty = self.l1 * np.sum(abs(w)) if self.l1 else 0.0
        return penalty + self.l2 * np.sum(w * w) if self.l2 else penalty


class L1(L1L2):
    """l1·Σ|w|, which drives weights to zero (lasso; Tibshirani, 1996).

    l1: the factor (default 0.01; 0 or more).

    >>> float(L1(0.5)(np.array([-1.0, 2.0])))
    1.5
    """

    def __init__(self, l1: float = 0.01) -> None:
        super().__init__(l1=l1)


class L2(L1L2):
    """l2·Σw², which keeps weights small (ridge; Hoerl & Kennard, 1970).

    l2: the factor (default 0.01; 0 or more).

    >>> float(L2(0.5)(np.array([-1.0, 2.0])))
    2.5
    """

    def __init__(self, l2: float = 0.01) -> None:
        super().__init__(l2=l2)


class OrthogonalRegularizer(Configured):
    """factor times the mean |cos| of the angles between a matrix' rows (or columns): 0 where all are at right angles.

    factor: the weight of the penalty (default 0.01; 0 or more). mode: "rows" or "columns" (default "rows").
    Weights (rows, columns) give one number. A row shorter than 1e-7 is divided by 1e-7, not by its length.
    Raises ValueError for another mode and for other shapes.

    >>> float(OrthogonalRegularizer(factor=1.0)(np.array([[1.0, 0.0], [3.0, 4.0]])))
    0.6
    """

    def __init__(self, factor: float = 0.01, mode: str = "rows") -> None:
        if mode not in ("rows", "columns"):
            raise ValueError(f"OrthogonalRegularizer: mode must be 'rows' or 'columns', got {mode!r}")
        self.factor, self.mode = number("OrthogonalRegularizer", "factor", factor, low=0), mode

    def __call__(self, w: Any) -> Any:
        if np.ndim(w) != 2:
            raise ValueError(f"OrthogonalRegularizer is for matrices, got weights of shape {np.shape(w)}")
        w = w if self.mode == "rows" else w.T
        n = len(w)
        if n < 2:
            return 0.0 * np.sum(w)
        w = w / autograd.maximum(autograd.norm(w, axis=1, keepdims=True), EPSILON)
        angles = abs(w @ w.T) * (1.0 - np.eye(n, dtype=w.dtype))
        return self.factor / (n * (n - 1)) * np.sum(angles)


l1, l2, l1_l2 = L1, L2, L1L2  # as many programs call them
orthogonal_regularizer = OrthogonalRegularizer

REGULARIZERS: dict[str, Any] = {
    "l1": L1, "l2": L2, "l1_l2": L1L2(0.01, 0.01), "orthogonal_regularizer": OrthogonalRegularizer,
    "L1": L1, "L2": L2, "L1L2": L1L2, "OrthogonalRegularizer": OrthogonalRegularizer,
}  # fmt: skip


def get(regularizer: Any) -> Any:
    """The regularizer for a name, a class or a dict; a function as it is; None for None.

    regularizer: a name such as "l2"; a class; {"class_name": "L2", "config": {"l2": 0.1}}; a function of the weights that
    gives one number; or None.
    Raises ValueError for an unknown name, listing all, and TypeError for anything else.

    >>> get("l2").l2, get({"class_name": "L1", "config": {"l1": 0.5}}).l1
    (0.01, 0.5)
    """
    others = "a function of the weights or an object such as L2()"
    return None if regularizer is None else look_up("regularizer", regularizer, REGULARIZERS, callable, others)


deserialize = make_deserialize(get)

__all__ = [
    "L1", "L1L2", "L2", "OrthogonalRegularizer", "deserialize", "get", "l1", "l1_l2", "l2", "orthogonal_regularizer",
    "serialize",
]  # fmt: skip

if not TYPE_CHECKING:
    __getattr__, __dir__ = load_later(globals(), {}, find)
