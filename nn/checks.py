"""What a setting must be: a number, a whole number, a size along each axis, one of several choices.

    self.rho = number("Adadelta", "rho", rho, low=0, below=1)
    self.units = whole("Dense", "units", units)
    self.strides = sizes("Conv2D", "strides", strides, axes=2)
    self.padding = choice("Conv2D", "padding", padding, ("valid", "same"))

Each takes the owner of the setting (a layer, an optimizer, a function), the setting's name and its value, and gives back
the value in one form. An error names owner and setting, the value that was given, and the values that are possible:
TypeError for another kind of value, ValueError for one out of range.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np


def number(
    owner: str, name: str, value: Any, low: float | None = None, high: float | None = None, *,
    above: float | None = None, below: float | None = None, infinite: bool = False,
) -> float:  # fmt: skip
    """The setting as a float; TypeError if it is not a number, ValueError if it is not finite or out of range.

    low=None, high=None: the ends of the range, which belong to it.
    above=None, below=None: ends that do not belong to it.
    infinite=False: whether infinity is possible.

    >>> number("Dropout", "rate", 0.5, low=0, high=1)
    0.5
    """
    if is_number(value):
        found = float(value)
        inside = (low is None or found >= low) and (high is None or found <= high)
        between = (above is None or found > above) and (below is None or found < below)
        if inside and between and (math.isfinite(found) or (infinite and not math.isnan(found))):
            return found
    wanted = f"{owner}: {name} must be {_describe_range('a number', low, high, above, below)}, got {value!r}"
    raise ValueError(wanted) if is_number(value) else TypeError(wanted + _advise_on_quotes(value))


def whole(owner: str, name: str, value: Any, low: int | None = 1, high: int | None = None) -> int:
    """The setting as an int; TypeError if it is not a whole number, ValueError if it is out of range.

    low=1, high=None: the ends of the range, which belong to it.

    >>> whole("Dense", "units", np.uint8(3))
    3
    """
    kind_fits = type(value) is int or (is_number(value) and np.asarray(value).dtype.kind != "f")
    if kind_fits and (low is None or value >= low) and (high is None or value <= high):
        return int(value)
    wanted = f"{owner}: {name} must be {_describe_range('a whole number', low, high, None, None)}, got {value!r}"
    raise ValueError(wanted) if kind_fits else TypeError(wanted + _advise_on_quotes(value))


def sizes(owner: str, name: str, value: Any, axes: int, low: int = 1) -> tuple[int, ...]:
    """One whole number for each axis, given as such or as one for all of them; ValueError for anything else.

    >>> sizes("Conv2D", "strides", 2, axes=2)
    (2, 2)
    """
    found = tuple(value) if isinstance(value, (tuple, list)) else (value,) * axes
    if len(found) != axes or not all(isinstance(n, (int, np.integer)) and n >= low for n in found):
        many = f", or {axes} of them" if axes > 1 else ""
        raise ValueError(f"{owner}: {name} must be a whole number from {low} on{many}, got {value!r}")
    return tuple(int(n) for n in found)


def pairs(owner: str, name: str, value: Any, axes: int) -> tuple[tuple[int, int], ...]:
    """(before, after) for each axis: given so, or as one number for both, or as one for all axes.

    >>> pairs("ZeroPadding2D", "padding", (1, (0, 2)), axes=2)
    ((1, 1), (0, 2))
    """
    along = tuple(value) if isinstance(value, (tuple, list)) else (value,) * axes
    if axes == 1 and len(along) == 2:
        along = (along,)
    found = tuple(tuple(pair) if isinstance(pair, (tuple, list)) else (pair, pair) for pair in along)
    counts = all(isinstance(n, (int, np.integer)) and n >= 0 for pair in found for n in pair)
    if len(found) != axes or any(len(pair) != 2 for pair in found) or not counts:
        raise ValueError(f"{owner}: {name} must be a whole number from 0 on, or {axes} pairs (before, after), got {value!r}")
    return tuple((int(before), int(after)) for before, after in found)


def truth(owner: str, name: str, value: Any) -> bool:
    """True or False as they are; TypeError for what only counts as one of them, such as "no"."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{owner}: {name} is True or False, got {value!r}")
    return bool(value)


def one_value(owner: str, name: str, value: Any) -> Any:
    """The setting as it is; TypeError for what counts neither as True nor as False, such as an array of several numbers."""
    try:
        bool(value)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{owner}: {name} takes one value, got {value!r}") from error
    return value


def choice(owner: str, name: str, value: Any, choices: Sequence[str]) -> str:
    """The setting in lower case; ValueError if it is not among the choices.

    >>> choice("Conv2D", "padding", "SAME", ("valid", "same"))
    'same'
    """
    if not isinstance(value, str) or value.lower() not in choices:
        raise ValueError(f"{owner}: {name} must be one of {', '.join(map(repr, choices))}, got {value!r}")
    return value.lower()


def is_number(value: Any) -> bool:
    """Whether a value is a single number, of Python or NumPy; True and False are not numbers."""
    if isinstance(value, np.ndarray):
        return value.ndim == 0 and value.dtype.kind in "iuf"
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)


def _describe_range(kind: str, low: Any, high: Any, above: Any, below: Any) -> str:
    """The range in words: a number from 0 to 1."""
    ends = {"from": low, "above": above, "up to": high, "below": below}
    if low is not None and high is not None:
        ends = {"from": low, "to": high}
    words = [f"{word} {end:g}" for word, end in ends.items() if end is not None]
    ending = " on" if list(words) == [f"from {low:g}" if low is not None else ""] else ""
    return " ".join([kind, " and ".join(words).replace(" and to", " to")]).rstrip() + ending


def _advise_on_quotes(value: Any) -> str:
    """The advice for a number in quotes."""
    try:
        return f"; without quotes it is one: {float(value):g}" if isinstance(value, str) else ""
    except ValueError:
        return ""


def channels_last(owner: str, data_format: Any) -> None:
    """ValueError unless the channels are on the last axis, which None and "channels_last" mean."""
    if data_format not in (None, "channels_last"):
        advice = "; move the channels with np.moveaxis(x, 1, -1)" if data_format == "channels_first" else ""
        raise ValueError(f"{owner} takes data_format='channels_last' only, got {data_format!r}{advice}")


def sample_shape(owner: str, shape: Any) -> tuple[Any, ...]:
    """A shape as a tuple of sizes, an int being one size; None stands for any size."""
    found = shape if isinstance(shape, (tuple, list)) else (shape,)
    if not all(n is None or (isinstance(n, (int, np.integer)) and n > 0) for n in found):
        raise ValueError(f"{owner}: the shape of one sample is a tuple of sizes such as (28, 28), got {shape!r}")
    return tuple([n if n is None else int(n) for n in found])  # Python's ints, which do not overflow as uint8 does
