"""Elements of a Dataset: numbers, arrays, and tuples or dicts of them, taken apart and put together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.nest import leaves, map_leaves, refill
from nn.ops.array import as_array


def to_arrays(tensors: Any) -> Any:
    """The arrays of a nest of tuples and dicts; a list is rows of one array."""
    if isinstance(tensors, dict):
        return {key: to_arrays(part) for key, part in tensors.items()}
    return tuple(map(to_arrays, tensors)) if isinstance(tensors, tuple) else to_array(tensors)


def take_row(arrays: Any, i: int) -> Any:
    """The i-th row of each array of a nest."""
    if type(arrays) is tuple and all(type(x) is np.ndarray for x in arrays):  # the usual (x, y), quickly
        return tuple([as_array(x[i]) for x in arrays])
    return map_leaves(lambda x: as_array(x[i]), arrays)


def to_array(x: Any) -> Any:
    """Anything with rows as an array; Python's floats become float32, its whole numbers int32."""
    made = np.asarray(x)
    small = {"f": "float32", "i": "int32"}.get(made.dtype.kind)
    return made.astype(small) if small and not hasattr(x, "dtype") else made


def call_on(function: Callable[..., Any], element: Any) -> Any:
    """function(element), a tuple's parts being its arguments."""
    return function(*element) if isinstance(element, tuple) else function(element)


def stack_elements(group: list[Any]) -> Any:
    """Elements of one form as one element with an axis more."""
    first = group[0]
    if type(first) is tuple and all(isinstance(x, np.ndarray) for x in first):
        return tuple([as_array(np.stack(column)) for column in zip(*group)])
    columns = [as_array(np.stack(column)) for column in zip(*[leaves(element) for element in group])]
    return refill(first, columns)


def pad_elements(column: Any, value: Any) -> Any:
    """Arrays of different sizes as one, filled up at the ends of their axes."""
    sizes = [max(lengths) for lengths in zip(*[np.shape(x) for x in column])]
    made = np.full((len(column), *sizes), value, np.asarray(column[0]).dtype)
    for i, x in enumerate(column):
        place: Any = (i, *(slice(n) for n in np.shape(x)))
        made[place] = x
    return as_array(made)
