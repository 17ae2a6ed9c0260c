"""From a number, an array or nested lists to what a Tensor holds: a float, or an array of its own."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.kernel.modes import note_use
from autograd.kernel.node import Node
from autograd.kernel.values import copy_in


def as_array(data: Any) -> Any:
    """A float as it is, everything else as a new array; TypeError or ValueError for what is no array of numbers."""
    if isinstance(data, (list, tuple)) and _holds_tensor(data):
        raise TypeError("a Tensor of Tensors would lose their derivatives: join them with np.stack([...])")
    if type(data) is np.ndarray:
        note_use(data)
    try:
        return data if type(data) is float else copy_in(data)
    except ValueError as error:
        raise ValueError(f"Tensor: nested lists must have equal lengths: {error}") from error


def as_floats(data: Any) -> Any:
    """The same, but Python's whole numbers, also in nested lists, are floats: just numbers, as in Tensor(2)."""
    array = as_array(data)
    return np.array(data, float) if type(array) is not float and array.dtype.kind in "iuO" and _only_ints(data) else array


def _only_ints(data: Any) -> bool:
    return all(map(_only_ints, data)) if isinstance(data, (list, tuple)) else type(data) is int


def _holds_tensor(data: Any) -> bool:
    return isinstance(data, Node) or (isinstance(data, (list, tuple)) and any(map(_holds_tensor, data)))
