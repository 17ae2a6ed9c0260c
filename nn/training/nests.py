"""Outputs nested deeper than one list or dict: what they are called, and what was given for each."""

from __future__ import annotations

from typing import Any

from autograd.nest import KINDS, leaves, refill


def is_deep(nest: Any, levels: int = 1) -> bool:
    """Whether lists, tuples and dicts lie in one another on more than so many levels.

    >>> is_deep(["mse", "mae"]), is_deep({"a": "mse", "b": ["mae"]})
    (False, True)
    """
    if not isinstance(nest, KINDS):
        return False
    return levels == 0 or any(is_deep(part, levels - 1) for _, part in list_pairs(nest))


def list_pairs(nest: Any) -> list[tuple[Any, Any]]:
    """What lies in a dict with its keys, what lies in a list or tuple with its positions.

    >>> list_pairs(["p", "q"])
    [(0, 'p'), (1, 'q')]
    """
    return list(nest.items() if isinstance(nest, dict) else enumerate(nest))


def name_outputs(outputs: Any, own: list[str]) -> Any:
    """The names of several outputs: the keys of a dict, else their own names; these nested as the outputs, if they are deep.

    >>> name_outputs({"b": 0, "a": 0}, ["p", "q"]), name_outputs({"b": [0], "a": 0}, ["p", "q"])
    (['a', 'b'], {'b': ['q'], 'a': 'p'})
    """
    if is_deep(outputs):
        return refill(outputs, own)
    return sorted(outputs) if isinstance(outputs, dict) else own


def join_paths(names: Any) -> list[str]:
    """What Keras calls the losses of outputs with these names: keys on the way, and in a list the name itself.

    >>> join_paths({"a": "p", "b": ["q", {"c": "r"}]})
    ['a', 'b/q', 'b/1/c']
    """

    def walk(nest: Any, path: str) -> dict[Any, Any]:
        named = isinstance(nest, dict)
        return {
            key: walk(part, f"{path}{key}/") if isinstance(part, KINDS) else f"{path}{key if named else part}"
            for key, part in list_pairs(nest)
        }

    return leaves(walk(names, ""))


def align(given: Any, names: Any) -> list[Any] | None:
    """What was given for each output, in order, if it is nested as their names are, else None.

    Keys may be missing, and None may stand for a whole list or dict: then None was given for what is inside.

    >>> align({"b": [["mae", "mse"], None]}, {"a": "p", "b": ["q", "r"]})
    [None, ['mae', 'mse'], None]
    """
    found: dict[int, Any] = {}

    def fits(part: Any, numbers: Any) -> bool:
        if not isinstance(numbers, KINDS):
            found[numbers] = part
            return True
        if part is None:
            part = {}
        elif isinstance(numbers, dict):
            if not (isinstance(part, dict) and set(part) <= set(numbers)):
                return False
        elif isinstance(part, (list, tuple)) and len(part) == len(numbers):
            part = dict(enumerate(part))
        else:
            return False
        return all([fits(part.get(key), inside) for key, inside in list_pairs(numbers)])

    n = len(leaves(names))
    return [found[i] for i in range(n)] if fits(given, refill(names, range(n))) else None
