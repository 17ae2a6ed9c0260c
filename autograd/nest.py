"""Nested lists, tuples and dicts: taking the numbers and arrays out, and putting others back in their places.

The one order of leaves: lists and tuples as they stand, dicts by their sorted keys, as in JAX and Keras. So two dicts
with the same keys in another order are the same nest, and pairs of leaves (a value and its gradient, an input and its
name) always belong to the same key. Keys that cannot be sorted keep their own order. Dicts that are put together again
show their keys in the order in which they were given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

__all__ = ["KINDS", "Structure", "flatten", "leaves", "map_leaves", "refill", "unflatten"]

KINDS = (list, tuple, dict)
Structure = Any  # None for a leaf, else (type, keys or None, children), where a count stands for children that are all leaves


class Keys(tuple[Any, ...]):
    """A dict's keys in the order of its leaves; `given` are the same keys in the dict's own order."""

    given: tuple[Any, ...]


def flatten(nested: Any) -> tuple[list[Any], Structure]:
    """The leaves in order, and the structure that holds them.

    nested: lists, tuples and dicts in one another; anything else is a leaf.

    >>> flatten({"b": [2.0, 3.0], "a": 1.0})[0]
    [1.0, 2.0, 3.0]
    """
    if not isinstance(nested, KINDS):
        return [nested], None
    found: list[Any] = []
    return found, _descend(nested, found)


def leaves(nested: Any) -> list[Any]:
    """The leaves in order: lists and tuples as they stand, dicts by their sorted keys.

    nested: lists, tuples and dicts in one another; anything else is a leaf.

    >>> leaves({"b": [1, 2], "a": 3})
    [3, 1, 2]
    """
    return flatten(nested)[0]


def map_leaves(function: Callable[[Any], Any], nested: Any) -> Any:
    """The same nest with function(leaf) for each leaf.

    function: called with each leaf, in order. nested: lists, tuples and dicts in one another.

    >>> map_leaves(abs, {"b": [-1, 2]})
    {'b': [1, 2]}
    """
    if not isinstance(nested, KINDS):
        return function(nested)
    found, structure = flatten(nested)
    return unflatten(structure, map(function, found))


def refill(nested: Any, values: Iterable[Any]) -> Any:
    """The same nest with other leaves, in their order.

    nested: lists, tuples and dicts in one another. values: as many as it has leaves.

    >>> refill({"b": [1, 2], "a": 3}, [7, 8, 9])
    {'b': [8, 9], 'a': 7}
    """
    return unflatten(flatten(nested)[1], values) if isinstance(nested, KINDS) else next(iter(values))


def sort_keys(nested: dict[Any, Any]) -> Keys:
    """The keys of a dict in the order of its leaves."""
    given = tuple(nested)
    try:
        keys = Keys(sorted(given))
    except TypeError:  # keys that cannot be compared
        keys = Keys(given)
    keys.given = given
    return keys


def _descend(nested: Any, found: list[Any]) -> Structure:
    if not isinstance(nested, KINDS):
        found.append(nested)
        return None
    keys, values = None, nested
    if isinstance(nested, dict):
        keys = sort_keys(nested)
        values = [nested[key] for key in keys]
    if set(map(type, values)) == {float}:  # a list of 337 numbers is one step
        found += values
        return type(nested), keys, len(values)
    children = tuple([_descend(value, found) for value in values])
    return type(nested), keys, children if any(children) else len(children)


def unflatten(structure: Structure, values: Iterable[Any]) -> Any:
    """The nest of a structure that `flatten` found, with other leaves.

    structure: what `flatten` gave second. values: as many as it has leaves, in order.

    >>> unflatten(flatten({"b": [2.0, 3.0], "a": 1.0})[1], ["x", "y", "z"])
    {'b': ['y', 'z'], 'a': 'x'}
    """
    return next(iter(values)) if structure is None else _ascend(structure, iter(values))


def _ascend(structure: Structure, values: Iterator[Any]) -> Any:
    if structure is None:
        return next(values)
    kind, keys, children = structure
    if isinstance(children, int):
        parts = list(islice(values, children))
    else:
        parts = [_ascend(child, values) for child in children]
    if keys is None:
        return rebuild(kind, parts)
    found = dict(zip(keys, parts))
    if kind is dict and keys == keys.given:
        return found
    nested = kind()
    for key in keys.given:  # one by one: what a Counter or a defaultdict is made from means something else
        nested[key] = found[key]
    return nested


def rebuild(kind: Any, values: list[Any]) -> Any:
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
