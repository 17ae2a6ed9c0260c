"""Several values in one: lists, tuples and dicts of arrays, as models with several inputs and outputs take and give them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

KINDS = (list, tuple, dict)


def leaves(nest: Any) -> list[Any]:
    """What lies in the nest, in order; dicts by their sorted keys, as in Keras.

    >>> leaves({"b": [1, 2], "a": 3})
    [3, 1, 2]
    """
    if isinstance(nest, dict):
        return [leaf for key in sorted(nest) for leaf in leaves(nest[key])]
    if isinstance(nest, (list, tuple)):
        return [leaf for part in nest for leaf in leaves(part)]
    return [nest]


def mapped(function: Callable[[Any], Any], nest: Any) -> Any:
    """The same nest with function(leaf) for each leaf.

    >>> mapped(abs, {"b": [-1, 2]})
    {'b': [1, 2]}
    """
    if isinstance(nest, dict):
        return {key: mapped(function, part) for key, part in nest.items()}
    if isinstance(nest, (list, tuple)):
        parts = [mapped(function, part) for part in nest]
        return type(nest)(*parts) if hasattr(nest, "_fields") else type(nest)(parts)
    return function(nest)


def refilled(nest: Any, values: list[Any]) -> Any:
    """The same nest with other leaves, in the order of `leaves`.

    >>> refilled({"b": [1, 2], "a": 3}, [7, 8, 9])
    {'b': [8, 9], 'a': 7}
    """
    return _refilled(nest, iter(values))


def _refilled(nest: Any, values: Iterator[Any]) -> Any:
    if isinstance(nest, dict):
        found = {key: _refilled(nest[key], values) for key in sorted(nest)}
        return {key: found[key] for key in nest}
    if isinstance(nest, (list, tuple)):
        parts = [_refilled(part, values) for part in nest]
        return type(nest)(*parts) if hasattr(nest, "_fields") else type(nest)(parts)
    return next(values)


def attributes(holder: Any, kinds: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """What is of these kinds inside attributes, lists, tuples and dicts, with its path; names with a leading _ are left out."""
    if isinstance(holder, kinds):
        yield path, holder
    elif isinstance(holder, dict):
        for key, value in holder.items():
            if not (isinstance(key, str) and key.startswith("_")):
                yield from attributes(value, kinds, f"{path}.{key}" if path else str(key))
    elif isinstance(holder, (list, tuple)):
        for i, value in enumerate(holder):
            yield from attributes(value, kinds, f"{path}.{i}")
