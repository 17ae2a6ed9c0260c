"""The form of nested arguments: what replays the same program, and how values go in and results come out.

A form is the structure of the nest with the kinds of its leaves, or their number where all are plain numbers: taking a
list of 337 floats apart must cost less than the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd.kernel.node import Node
from autograd.nest import Structure, flatten, unflatten

NUMBER = "number"


class Moving(Exception):
    """Raised where a Tensor that requires gradients is among the arguments."""


def take_apart(value: Any, found: list[Any], lent: list[Node] | None = None) -> Any:
    """The form of a value, hashable; its numbers and arrays are appended to `found`, the Tensors that hold some to `lent`.

    >>> found = []
    >>> take_apart({"w": [1.0, 2.0], "b": 3}, found), found
    (((<class 'dict'>, ('b', 'w'), (None, (<class 'list'>, None, 2))), 3), [3, 1.0, 2.0])
    """
    if type(value) is np.ndarray and value.ndim:  # mostly, and no nest to walk through
        return None, (_kind(value, found, lent),)
    leaves, structure = flatten(value)
    if set(map(type, leaves)) == {float}:
        found += leaves
        return structure, len(leaves)
    kinds = tuple([_kind(x, found, lent) for x in leaves])
    return structure, len(kinds) if set(kinds) == {NUMBER} else kinds


def _kind(value: Any, found: list[Any], lent: list[Node] | None) -> Any:
    """NUMBER, or ("array", shape, dtype), or what stays as it is."""
    if isinstance(value, Node):
        if value.requires_grad:
            raise Moving
        if lent is not None:
            lent.append(value)
        value = value._value
    if type(value) is float or type(value) is int:
        found.append(value)
        return NUMBER
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in ("fiuc" if value.ndim else "fiu"):
        found.append(value if value.ndim else float(value))
        return ("array", value.shape, value.dtype.str) if value.ndim else NUMBER
    if isinstance(value, (complex, np.complexfloating)) or (isinstance(value, np.ndarray) and value.dtype.kind == "c"):
        raise TypeError("compile takes no single complex number: give it in an array, np.array([z]), or as two real numbers")
    return "fixed", Exactly(value)


class Exactly:
    """A setting that equals only what is the same in all respects: -0.0 is not 0.0, True is not 1, an array is its bytes."""

    __slots__ = ("key", "value")

    def __init__(self, value: Any) -> None:
        self.value = value
        self.key = _exact(value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Exactly) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return repr(self.value)


def _exact(value: Any) -> Any:
    kind = type(value)
    if isinstance(value, (np.ndarray, np.generic)):
        return kind, value.shape, value.dtype.str, value.tobytes()
    if isinstance(value, (float, complex)):
        return kind, repr(value)
    if isinstance(value, (tuple, list)):
        return kind, *map(_exact, value)
    if isinstance(value, dict):
        return kind, *[(_exact(key), _exact(x)) for key, x in value.items()]
    if isinstance(value, slice):
        return kind, *map(_exact, (value.start, value.stop, value.step))
    try:
        hash(value)
    except TypeError:
        raise TypeError(f"compile: an argument of type {kind.__name__} is neither a number, an array nor hashable") from None
    return kind, value


def put_together(form: Any, values: Iterator[Any], given: Any) -> Any:
    """A value of this form from other numbers and arrays; what is neither is taken from `given`."""
    structure, kinds = form
    if isinstance(kinds, int):
        return unflatten(structure, values)
    return unflatten(structure, [x if kind[0] == "fixed" else next(values) for kind, x in zip(kinds, flatten(given)[0])])


def plain_gradients(what: str, given: list[Any]) -> list[Any]:
    """Gradients as a program takes them; TypeError for a Tensor whose derivative would be lost."""
    if all([type(g) is float for g in given]):
        return given
    if any([isinstance(g, Node) and g.requires_grad for g in given]):
        raise TypeError(
            f"{what}: a program computes with plain numbers, so the derivative of the gradient given would be lost: "
            "give it as t.numpy(), or differentiate the function itself with vjp"
        )
    return [g._value if isinstance(g, Node) else g for g in given]


def leaves_of(form: Any) -> int:
    """How many numbers and arrays a value of this form holds."""
    kinds = form[1]
    return kinds if isinstance(kinds, int) else sum(kind[0] != "fixed" for kind in kinds)


def describe(form: Any) -> str:
    """A form in a few words.

    >>> describe(take_apart([1, np.ones((2, 3))], []))
    '[number, array 2×3]'
    """
    structure, kinds = form
    return _describe_nest(structure, iter([NUMBER] * kinds if isinstance(kinds, int) else kinds))


def _describe_nest(structure: Structure, kinds: Iterator[Any]) -> str:
    if structure is None:
        kind = next(kinds)
        return "array " + "×".join(map(str, kind[1])) if kind[0] == "array" else NUMBER if kind == NUMBER else repr(kind[1])
    container, keys, children = structure
    parts = [_describe_nest(child, kinds) for child in ([None] * children if isinstance(children, int) else children)]
    if keys is not None:
        return "{" + ", ".join(f"{key}: {part}" for key, part in zip(keys, parts)) + "}"
    return f"{container.__name__} of {len(parts)} numbers" if set(parts) == {NUMBER} else f"[{', '.join(parts)}]"
