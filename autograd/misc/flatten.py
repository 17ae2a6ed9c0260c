"""Nested lists, tuples and dicts as one vector, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd import nest
from autograd.numpy_api.joining import concatenate
from autograd.numpy_api.picking import getitem
from autograd.numpy_api.shaping import ravel, reshape


def flatten(value: Any) -> tuple[Any, Callable[[Any], Any]]:
    """All numbers of a value as one vector, and the function that puts such a vector back into the value's nesting.

    value: numbers, arrays and Tensors in nested lists, tuples and dicts; dicts by sorted keys.

    >>> vector, unflatten = flatten({"a": 1.0, "b": np.array([2.0, 3.0])})
    >>> vector
    array([1., 2., 3.])
    >>> unflatten(vector * 10)
    {'a': 10.0, 'b': array([20., 30.])}
    """
    leaves, structure = nest.flatten(value)
    shapes = [np.shape(x) for x in leaves]
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])

    def unflatten(vector: Any) -> Any:
        starts = [0, *ends[:-1]]
        parts = [reshape(getitem(vector, slice(a, b)), shape) for a, b, shape in zip(starts, ends, shapes)]
        return nest.unflatten(structure, parts)

    return (concatenate([ravel(x) for x in leaves]) if leaves else np.zeros(0)), unflatten


def flatten_func(func: Callable[..., Any], example: Any) -> tuple[Callable[..., Any], Callable[[Any], Any], Any]:
    """A function of nested values as one from vector to vector; the function back; and the example as a vector.

    func: the function. example: a value like its argument.

    >>> flat, unflatten, x = flatten_func(lambda p: {"a": p["a"] * 2}, {"a": np.array([1.0])})
    >>> flat(x)
    array([2.])
    """
    vector, unflatten = flatten(example)
    return (lambda x, *args: flatten(func(unflatten(x), *args))[0]), unflatten, vector
