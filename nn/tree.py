"""Nests of lists, tuples and dicts, by Keras' names: the functions of `autograd.nest`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from autograd.nest import leaves, map_leaves, refill
from nn.absent import answer

__all__ = ["assert_same_structure", "flatten", "is_nested", "lists_to_tuples", "map_structure", "pack_sequence_as"]


def is_nested(structure: Any) -> bool:
    """Whether this is a list, a tuple or a dict.

    structure: anything.

    >>> is_nested([1]), is_nested(1)
    (True, False)
    """
    return isinstance(structure, (list, tuple, dict))


def flatten(structure: Any) -> list[Any]:
    """The leaves in order, dicts by their sorted keys.

    structure: lists, tuples and dicts in one another.

    >>> flatten({"b": [2, 3], "a": 1})
    [1, 2, 3]
    """
    return leaves(structure)


def map_structure(func: Callable[..., Any], *structures: Any, none_is_leaf: bool = True) -> Any:
    """func of the leaves of one nest, or of several of one form, nested alike.

    func: called with a leaf of each. structures: the nests. none_is_leaf=True: func sees None, too.

    >>> map_structure(lambda a, b: a + b, [1, (2,)], [10, (20,)])
    [11, (22,)]
    """
    for other in structures[1:]:
        assert_same_structure(structures[0], other)
    columns = zip(*[leaves(each) for each in structures])
    called = [None if not none_is_leaf and set(column) == {None} else func(*column) for column in columns]
    return refill(structures[0], called)


def pack_sequence_as(structure: Any, flat_sequence: Iterable[Any]) -> Any:
    """The same nest with other leaves.

    structure: the nest. flat_sequence: as many leaves as it has.

    >>> pack_sequence_as({"b": [0, 0], "a": 0}, [1, 2, 3])
    {'b': [2, 3], 'a': 1}
    """
    return refill(structure, flat_sequence)


def lists_to_tuples(structure: Any) -> Any:
    """The same nest with tuples for lists.

    structure: lists, tuples and dicts in one another.

    >>> lists_to_tuples([1, [2, 3]])
    (1, (2, 3))
    """
    if isinstance(structure, (list, tuple)):
        return tuple(lists_to_tuples(part) for part in structure)
    if isinstance(structure, dict):
        return {key: lists_to_tuples(part) for key, part in structure.items()}
    return structure


def assert_same_structure(a: Any, b: Any, check_types: Any = None) -> None:
    """Raise ValueError unless two nests have one form.

    a, b: the nests. check_types=None: accepted and ignored.

    >>> assert_same_structure([1, (2,)], [3, (4,)])
    """
    if map_leaves(lambda leaf: None, a) != map_leaves(lambda leaf: None, b):
        raise ValueError(f"two nests have different forms: {a!r} and {b!r}")


def __getattr__(name: str) -> Any:
    raise answer(__name__, name, __all__)
