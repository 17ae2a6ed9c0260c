"""Functions of NumPy that take a list of Tensors, as they take a list of numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from autograd.kernel.node import Node
from autograd.numpy_api.joining import stack


def holds_tensors(nested: Any) -> bool:
    """Whether lists or tuples hold a Tensor somewhere."""
    if isinstance(nested, (list, tuple)):
        return any(isinstance(part, Node) or holds_tensors(part) for part in nested)
    return False


def join(nested: Any) -> Any:
    """Nested lists of numbers, arrays and Tensors as one Tensor."""
    if isinstance(nested, (list, tuple)) and len(nested):
        return stack([join(part) for part in nested])
    return nested


def join_each(arrays: Any) -> list[Any]:
    """A list of arrays, those of them that are lists of Tensors as one Tensor each."""
    return [join(x) if holds_tensors(x) else x for x in arrays]


def joining_lists(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, which takes a list that holds Tensors in the place of an array.

    Functions of several arrays, such as concatenate, take a list as it is: NumPy finds the Tensors in it.
    """
    if not hasattr(function, "__name__"):
        return function

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        if not any(map(holds_tensors, args)):
            return function(*args, **kwargs)
        joined = join_each if function.__name__ in OF_SEVERAL else join
        return function(*[joined(x) if holds_tensors(x) else x for x in args], **kwargs)

    return call


OF_SEVERAL = frozenset(
    (
        "concatenate concat stack vstack row_stack hstack dstack column_stack block select choose multi_dot piecewise lexsort"
    ).split()
)
