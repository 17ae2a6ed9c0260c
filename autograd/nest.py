"""Nested lists, tuples and dicts: taking the numbers and arrays out, and putting others back in their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

Structure = Any  # None at a leaf, else (type, keys or None, children)


def flatten(nested: Any) -> tuple[list[Any], Structure]:
    """The leaves in order, and the structure that holds them.

    >>> flatten({"a": 1.0, "b": [2.0, 3.0]})[0]
    [1.0, 2.0, 3.0]
    """
    leaves: list[Any] = []
    return leaves, _descend(nested, leaves)


def _descend(nested: Any, leaves: list[Any]) -> Structure:
    if isinstance(nested, dict):
        return type(nested), list(nested), [_descend(value, leaves) for value in nested.values()]
    if isinstance(nested, (list, tuple)):
        return type(nested), None, [_descend(value, leaves) for value in nested]
    leaves.append(nested)
    return None


def unflatten(structure: Structure, leaves: Iterable[Any]) -> Any:
    """The inverse of `flatten`, with other leaves.

    >>> unflatten(flatten({"a": 1.0, "b": [2.0, 3.0]})[1], ["x", "y", "z"])
    {'a': 'x', 'b': ['y', 'z']}
    """
    return _ascend(structure, iter(leaves))


def _ascend(structure: Structure, leaves: Iterator[Any]) -> Any:
    if structure is None:
        return next(leaves)
    kind, keys, children = structure
    if any(children):
        values = [_ascend(child, leaves) for child in children]
    else:
        values = list(islice(leaves, len(children)))  # leaves only: a list of 337 numbers is one step
    return made(kind, values) if keys is None else kind(zip(keys, values))


def made(kind: Any, values: list[Any]) -> Any:
    """A list or tuple of this kind; a namedtuple takes its fields one by one."""
    if kind is list:
        return values
    return kind(*values) if hasattr(kind, "_fields") else kind(values)


def array_shape(structure: Structure) -> tuple[int, ...] | None:
    """The shape of the array that a nest of lists looks like; None if its lists have unequal lengths, or it has dicts.

    >>> array_shape(flatten([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])[1])
    (2, 3)
    """
    if structure is None:
        return ()
    _, keys, children = structure
    shapes = {array_shape(child) for child in children}
    if keys is not None or len(shapes) > 1 or None in shapes:
        return None
    inner = shapes.pop() if shapes else ()
    return (len(children), *(inner or ()))
