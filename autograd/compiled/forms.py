"""The form of nested arguments: what replays the same program, and how values go in and results come out.

A list of 337 floats is one entry, not 337: taking arguments apart must cost less than the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np

from autograd.nest import made
from autograd.node import Node

NUMBER = "number"


class Moving(Exception):
    """A Tensor that requires gradients is among the arguments."""


def take_apart(value: Any, found: list[Any]) -> Any:
    """The form of a value, hashable; its numbers and arrays are appended to `found`.

    >>> found = []
    >>> take_apart({"w": [1.0, 2.0], "b": 3}, found), found
    (('dict', <class 'dict'>, ('w', 'b'), (('numbers', <class 'list'>, 2), 'number')), [1.0, 2.0, 3])
    """
    kind = type(value)
    if kind is list and set(map(type, value)) == {float}:
        found += value
        return "numbers", kind, len(value)
    if isinstance(value, Node):
        if value.requires_grad:
            raise Moving
        value = value._data
        kind = type(value)
    if kind is float or kind is int:
        found.append(value)
        return NUMBER
    if isinstance(value, (list, tuple)):
        if set(map(type, value)) == {float}:
            found += value
            return "numbers", kind, len(value)
        return "items", kind, tuple([take_apart(item, found) for item in value])
    if isinstance(value, dict):
        return "dict", kind, tuple(value), tuple([take_apart(item, found) for item in value.values()])
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "fiu":
        if not value.ndim:
            found.append(float(value))
            return NUMBER
        found.append(value)
        return "array", value.shape, value.dtype.str
    if isinstance(value, np.ndarray):
        return "fixed", value.shape, value.dtype.str, value.tobytes()
    try:
        hash(value)
    except TypeError:
        raise TypeError(f"compile: an argument of type {kind.__name__} is neither a number, an array nor hashable") from None
    return "fixed", value


def put_together(form: Any, values: Iterator[Any], given: Any) -> Any:
    """A value of this form from other numbers and arrays; what is neither is taken from `given`."""
    if form == NUMBER:
        return next(values)
    tag = form[0]
    if tag == "numbers":
        return made(form[1], list(islice(values, form[2])))
    if tag == "items":
        return made(form[1], [put_together(child, values, item) for child, item in zip(form[2], given)])
    if tag == "dict":
        return form[1]({key: put_together(child, values, given[key]) for key, child in zip(form[2], form[3])})
    return next(values) if tag == "array" else given


def leaves_of(form: Any) -> int:
    """How many numbers and arrays a value of this form holds."""
    if form == NUMBER:
        return 1
    if form[0] == "numbers":
        return int(form[2])
    if form[0] in ("items", "dict"):
        return sum(map(leaves_of, form[-1]))
    return int(form[0] == "array")


def describe(form: Any) -> str:
    """A form in a few words.

    >>> describe(("items", list, (NUMBER, ("array", (2, 3), "<f8"))))
    '[number, array 2×3]'
    """
    if form == NUMBER:
        return NUMBER
    if form[0] == "numbers":
        return f"{form[1].__name__} of {form[2]} numbers"
    if form[0] == "items":
        return f"[{', '.join(map(describe, form[2]))}]"
    if form[0] == "dict":
        return "{" + ", ".join(f"{key}: {describe(child)}" for key, child in zip(form[2], form[3])) + "}"
    return f"array {'×'.join(map(str, form[1]))}" if form[0] == "array" else repr(form[1])
