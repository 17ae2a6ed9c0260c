"""What a numeric setting must be: a number at all, finite, and in its range. Types come before ranges, and errors say both.

self.rho = number("Adadelta", "rho", rho, low=0, below=1)
self.units = whole("Dense", "units", units)
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def number(
    who: str, name: str, value: Any, low: float | None = None, high: float | None = None, *,
    above: float | None = None, below: float | None = None, infinite: bool = False,
) -> float:  # fmt: skip
    """The setting as a float; TypeError for what is no number, ValueError outside the range, or if it is not finite.

    low and high belong to the range, above and below do not; infinite=True lets infinity pass.

    >>> number("Dropout", "rate", 0.5, low=0, high=1)
    0.5
    """
    wanted = f"{who}: {name} must be {_described('a number', low, high, above, below)}, got"
    if not is_number(value):
        raise TypeError(f"{wanted} {value!r}{_unquoted(value)}")
    found = float(value)
    outside = (low is not None and found < low) or (high is not None and found > high)
    at_the_end = (above is not None and found <= above) or (below is not None and found >= below)
    if math.isnan(found) or (math.isinf(found) and not infinite) or outside or at_the_end:
        raise ValueError(f"{wanted} {value!r}")
    return found


def whole(who: str, name: str, value: Any, low: int | None = 1, high: int | None = None) -> int:
    """The setting as an int, at least `low`; TypeError for what is no whole number, ValueError outside the range.

    >>> whole("Dense", "units", np.uint8(3))
    3
    """
    wanted = f"{who}: {name} must be {_described('a whole number', low, high, None, None)}, got"
    if not is_number(value) or np.asarray(value).dtype.kind == "f":
        raise TypeError(f"{wanted} {value!r}{_unquoted(value)}")
    if (low is not None and value < low) or (high is not None and value > high):
        raise ValueError(f"{wanted} {value!r}")
    return int(value)


def is_number(value: Any) -> bool:
    """Whether it is one number, of Python or NumPy; True and False are none."""
    if isinstance(value, np.ndarray):
        return value.ndim == 0 and value.dtype.kind in "iuf"
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)


def _described(kind: str, low: Any, high: Any, above: Any, below: Any) -> str:
    """The range in words: a number from 0 to 1."""
    ends = {"from": low, "above": above, "up to": high, "below": below}
    if low is not None and high is not None:
        ends = {"from": low, "to": high}
    words = [f"{word} {end:g}" for word, end in ends.items() if end is not None]
    ending = " on" if list(words) == [f"from {low:g}" if low is not None else ""] else ""
    return " ".join([kind, " and ".join(words).replace(" and to", " to")]).rstrip() + ending


def _unquoted(value: Any) -> str:
    """The advice for a number in quotes."""
    try:
        return f"; without quotes it is one: {float(value):g}" if isinstance(value, str) else ""
    except ValueError:
        return ""
