"""A share of a gradient brought to its input's own shape and dtype: the one place that undoes broadcasting."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd.kernel.node import Node


def fitted(share: Any, x: Node, g: Any, own: bool | None = None) -> Any:
    """A share in x's own shape and dtype: summed over the axes along which x was broadcast.

    If `own` (by default for leaves), it shares no memory with g: who is shown a gradient owns it, and nobody else does.
    """
    data = x._value
    if type(data) is float:
        return total(share)
    if getattr(share, "shape", None) != data.shape:
        share = unbroadcast(share, data.shape)
    if share.dtype != data.dtype:
        share = share.astype(data.dtype)
    if (x.op is None if own is None else own) and type(share) is np.ndarray and (share is g or share.base is not None):
        return share.copy()
    return share


def total(share: Any) -> Any:
    """The sum of a share, as one number (or one Tensor of a number)."""
    if type(share._value if isinstance(share, Node) else share) is float:
        return share
    summed = np.add.reduce(share, axis=None)
    return summed if isinstance(summed, Node) else float(summed)


def unbroadcast(share: Any, shape: tuple[int, ...]) -> Any:
    """Undo NumPy's broadcasting of `shape`: sum the axes it added and those it stretched.

    >>> unbroadcast(np.ones((2, 3)), (3,))
    array([2., 2., 2.])
    """
    got = np.shape(share)
    added = len(got) - len(shape)
    if added > 0:
        share = added_up(share, added)
        got = got[added:]
    if got == shape:
        return share
    stretched = tuple(i for i, (ours, its) in enumerate(zip(shape, got)) if ours == 1 != its)
    if stretched and added >= 0:
        share = np.add.reduce(share, axis=stretched, keepdims=True)
    try:
        return share if np.shape(share) == shape else np.broadcast_to(share, shape)
    except ValueError:
        raise ValueError(f"a derivative rule gave shape {got} for an input of shape {shape}") from None


def added_up(share: Any, axes: int) -> Any:
    """The sum over the first axes. A product with ones adds up rows quicker than sum does."""
    if share.size >= 4096 and share.dtype.char in "fd":
        outer, shape = share.shape[:axes], share.shape[axes:]
        rows = np.reshape(share, (math.prod(outer), math.prod(shape)))  # (*outer, *shape) -> (rows, numbers)
        return np.reshape(np.ones(len(rows), share.dtype) @ rows, shape)
    return np.add.reduce(share, axis=0 if axes == 1 else tuple(range(axes)))
