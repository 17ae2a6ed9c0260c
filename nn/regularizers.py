"""Penalties on large weights, added to the loss."""

from __future__ import annotations

from typing import Any

import numpy as np


class L1L2:
    """l1·Σ|w| + l2·Σw²: l1 drives weights to zero, l2 keeps them small."""

    def __init__(self, l1: float = 0.0, l2: float = 0.0) -> None:
        if l1 < 0 or l2 < 0:
            raise ValueError(f"L1L2: penalties cannot be negative, got l1={l1}, l2={l2}")
        self.l1, self.l2 = l1, l2

    def __call__(self, w: Any) -> Any:
        penalty = self.l1 * np.sum(abs(w)) if self.l1 else 0.0
        return penalty + self.l2 * np.sum(w * w) if self.l2 else penalty


def L1(l1: float = 0.01) -> L1L2:
    """l1·Σ|w| (lasso; Tibshirani, 1996).

    >>> float(L1(0.1)(np.array([-1.0, 2.0])))
    0.30000000000000004
    """
    return L1L2(l1=l1)


def L2(l2: float = 0.01) -> L1L2:
    """l2·Σw² (ridge; Hoerl & Kennard, 1970)."""
    return L1L2(l2=l2)


REGULARIZERS = {"l1": L1, "l2": L2, "l1_l2": lambda: L1L2(0.01, 0.01)}


def get(regularizer: Any) -> Any:
    """The regularizer for a name; a function as it is; None for none."""
    if isinstance(regularizer, str):
        if regularizer not in REGULARIZERS:
            raise ValueError(f"unknown regularizer {regularizer!r}: choose from {', '.join(REGULARIZERS)}")
        return REGULARIZERS[regularizer]()
    return regularizer
