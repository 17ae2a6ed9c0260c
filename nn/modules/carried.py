"""Carried masks: the mask of a value, kept beside it for as long as the value lives.

    x = embedding(ids)           # a layer that makes a mask, or hands one on, leaves it beside what it gives
    y = lstm(x)                  # a layer that takes one finds it there

So masks flow through a `call` that is written by hand, as Keras' `_keras_mask` does. What is made of a value by anything but
a layer, x + 1, carries none.
"""

from __future__ import annotations

import weakref
from contextvars import ContextVar
from typing import Any

import numpy as np

from autograd import Tensor
from autograd.nest import KINDS, leaves, map_leaves
from nn.results import readable

HANDED: ContextVar[Any] = ContextVar("handed", default=None)  # the layer that a network is calling with masks of its own


class Beside:
    """What belongs to values, found by their identity; it goes when the value goes.

    >>> beside = Beside(); x = np.ones(2); beside.put(x, "mask"); beside.get(x), beside.get(np.ones(2))
    ('mask', None)
    """

    def __init__(self) -> None:
        self.kept: dict[int, tuple[Any, Any]] = {}

    def put(self, value: Any, note: Any) -> None:
        """Keep a note beside a value."""
        key, kept = id(value), self.kept
        kept[key] = weakref.ref(value, lambda _: kept.pop(key, None)), note

    def get(self, value: Any) -> Any:
        """The note beside a value; None if there is none."""
        found = self.kept.get(id(value))
        return None if found is None else found[1]


MASKS = Beside()


def masks_of(nest: Any) -> Any:
    """The masks that a value, or the values of a nest, carry, nested alike; None where there is none."""
    return map_leaves(MASKS.get, nest) if isinstance(nest, KINDS) else MASKS.get(nest)


def leave(outputs: Any, masks: Any) -> None:
    """Leave masks beside the values they belong to, nested alike."""
    for value, mask in zip(leaves(outputs), leaves(masks)):
        if mask is not None and isinstance(value, (Tensor, np.ndarray)):
            MASKS.put(value, mask)


def show(value: np.ndarray) -> Any:
    """An array that answers to `numpy()`, with the mask that the plain one carries."""
    shown, mask = readable(value), MASKS.get(value)
    if mask is not None:
        MASKS.put(shown, mask)
    return shown
