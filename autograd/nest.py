"""Nested lists, tuples and dicts: taking the numbers and arrays out, and putting others back in their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

Structure = Any  # None at a leaf, else (type, keys or None, children); where all children are leaves, how many; hashable


def flatten(nested: Any) -> tuple[list[Any], Structure]:
    """The leaves in order, and the structure that holds them.

    >>> flatten({"a": 1.0, "b": [2.0, 3.0]})[0]
    [1.0, 2.0, 3.0]
    """
    leaves: list[Any] = []
    return leaves, _descend(nested, leaves)


def _descend(nested: Any, leaves: list[Any]) -> Structure:
    if not isinstance(nested, (dict, list, tuple)):
        leaves.append(nested)
        return None
    keys, values = (tuple(nested), list(nested.values())) if isinstance(nested, dict) else (None, nested)
    if set(map(type, values)) == {float}:  # a list of 337 numbers is one step
        leaves += values
        return type(nested), keys, len(values)
    children = tuple([_descend(value, leaves) for value in values])
    return type(nested), keys, children if any(children) else len(children)


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
    if isinstance(children, int):
        values = list(islice(leaves, children))
    else:
        values = [_ascend(child, leaves) for child in children]
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
    if isinstance(children, int):
        return (children,) if keys is None else None
    shapes = {array_shape(child) for child in children}
    inner = shapes.pop()
    return None if keys is not None or shapes or inner is None else (len(children), *inner)
