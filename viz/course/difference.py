"""How an answer differs from the right one, in words that help."""

from __future__ import annotations

from numbers import Number
from typing import Any

import numpy as np


def difference(given: Any, right: Any, tolerance: float) -> str:
    """What is wrong with `given`, "" if nothing is.

    Numbers and arrays agree within `tolerance` of the largest right number (of 1, if all are 0); texts agree whatever
    their case and spaces; what has several parts agrees part by part.

    >>> difference([1, 2], [1, 2.001], 0.01)
    ''
    >>> difference("Left ", "left", 0.01)
    ''
    >>> difference([1, 2, 3], [1, 2], 0.01)
    'the answer has shape (2,), yours (3,)'
    """
    right, given = plain(right), plain(given)
    if isinstance(right, str):
        return "" if isinstance(given, str) and tidy(given) == tidy(right) else "the answer is another one"
    if isinstance(right, (bool, np.bool_)):
        return "" if isinstance(given, (bool, np.bool_)) and given == right else "the answer is the other one"
    try:
        numbers, wanted = np.asarray(given, dtype=float), np.asarray(right, dtype=float)
    except (TypeError, ValueError):
        return parts(given, right, tolerance)
    if numbers.shape != wanted.shape:
        return (
            f"the answer {describe_shape(wanted)}, yours {describe_shape(numbers, verb=not wanted.shape or not numbers.shape)}"
        )
    return apart(numbers, wanted, tolerance)


def plain(value: Any) -> Any:
    """What a Tensor holds; everything else as it is."""
    return value.data if hasattr(value, "requires_grad") else value


def tidy(text: str) -> str:
    return " ".join(text.casefold().split())


def describe_shape(numbers: np.ndarray[Any, Any], verb: bool = True) -> str:
    said = f"shape {numbers.shape}" if numbers.shape else "single number"
    if not verb:
        return f"{numbers.shape}"
    return f"has {said}" if numbers.shape else f"is a {said}"


def parts(given: Any, right: Any, tolerance: float) -> str:
    """The first of several parts that differs; a whole that cannot be compared with numbers."""
    if isinstance(right, Number) or isinstance(right, np.ndarray):
        return f"a number is asked for, not {type(given).__name__} {given!r}"
    if not isinstance(given, (list, tuple)) or len(given) != len(right):
        return f"{len(right)} parts are asked for, yours is {given!r}"
    for i, (mine, other) in enumerate(zip(given, right)):
        if said := difference(mine, other, tolerance):
            return f"part {i + 1}: {said}"
    return ""


def apart(numbers: np.ndarray[Any, Any], wanted: np.ndarray[Any, Any], tolerance: float) -> str:
    if numbers.size == 0:
        return ""
    finite = wanted[np.isfinite(wanted)]
    scale = float(np.abs(finite).max()) if finite.size and finite.any() else 1.0
    if np.allclose(numbers, wanted, rtol=0.0, atol=tolerance * scale, equal_nan=True):
        return ""
    if np.allclose(-numbers, wanted, rtol=0.0, atol=tolerance * scale):
        return "the size is right, the sign is not"
    if np.isnan(numbers).any():
        return "yours holds nan"
    if numbers.ndim == 0:
        return f"yours, {numbers:g}, is too {'large' if numbers > wanted else 'small'}"
    with np.errstate(invalid="ignore"):
        place = np.unravel_index(int(np.nanargmax(np.abs(numbers - wanted))), numbers.shape)
    return f"at {[int(i) for i in place]} yours is {numbers[place]:g}"
