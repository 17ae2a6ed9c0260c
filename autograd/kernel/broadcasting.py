"""A contribution brought to its input's own shape and dtype: the one place that undoes broadcasting."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd.kernel.node import Node
from autograd.kernel.values import real_sum, take_kind


def fit_to_input(contribution: Any, x: Node) -> Any:
    """A contribution in x's own shape and dtype: summed over the axes along which x was broadcast."""
    data = x._value
    if type(data) is float:
        return contribution if type(contribution) is float else add_up(contribution)
    if getattr(contribution, "shape", None) != data.shape:
        contribution = unbroadcast(contribution, data.shape)
    return contribution if contribution.dtype == data.dtype else take_kind(contribution, data.dtype)


def copy_if_shared(gradient: Any, g: Any) -> Any:
    """The gradient, copied if it may share memory with g: users may write into a gradient that they are shown."""
    shared = type(gradient) is np.ndarray and (gradient is g or gradient.base is not None)
    return gradient.copy() if shared else gradient


def add_up(contribution: Any) -> Any:
    """The sum of a contribution, as one number (or one Tensor of a number)."""
    if isinstance(contribution, Node):
        return contribution if type(contribution._value) is float else real_sum(contribution)
    return float(real_sum(contribution))


def unbroadcast(contribution: Any, shape: tuple[int, ...], out: Any = None) -> Any:
    """Undo NumPy's broadcasting of `shape`: sum the axes it added and those it stretched.

    out=None: an array to write the sum to, where only axes were added.

    >>> unbroadcast(np.ones((2, 3)), (3,))
    array([2., 2., 2.])
    """
    got = getattr(contribution, "shape", ())
    added = len(got) - len(shape)
    if added > 0:
        got = got[added:]
        contribution = add_up_first(contribution, added, out if got == shape else None)
    if got == shape:
        return np.asarray(contribution) if type(contribution) is float else contribution
    stretched = tuple(i for i, (ours, its) in enumerate(zip(shape, got)) if ours == 1 != its)
    if stretched and added >= 0:
        contribution = np.add.reduce(contribution, axis=stretched, keepdims=True)
    try:
        return contribution if np.shape(contribution) == shape else np.broadcast_to(contribution, shape)
    except ValueError:
        raise ValueError(f"a derivative rule gave shape {got} for an input of shape {shape}") from None


def add_up_first(contribution: Any, axes: int, out: Any = None) -> Any:
    """The sum over the first axes. A product with ones adds up rows quicker than sum does. out=None: an array for it."""
    if contribution.size >= 4096 and contribution.dtype.char in "fd":
        rows = np.reshape(contribution, (-1, math.prod(contribution.shape[axes:])))  # (*outer, *shape) -> (rows, numbers)
        flat = out.reshape(-1) if out is not None and out.flags.c_contiguous else None
        return np.reshape(np.matmul(np.ones(len(rows), rows.dtype), rows, out=flat), contribution.shape[axes:])
    return np.add.reduce(contribution, axis=0 if axes == 1 else tuple(range(axes)), out=out)
