"""Text that is fit for a drawing: user names made harmless, numbers made short, arrays summed up."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import numpy as np

LONGEST = 60  # characters of a name that a drawing shows
READ = 1000  # characters of a name that are looked at: the rest would be cut anyway
SMALL, WIDEST, ROW = 12, 6, 4  # numbers of an array that is written out; of its widest row; of a row of a vector
NOISE = "≈0"  # what is 0 but for rounding
MISSING = "—"  # a gradient that nobody has computed yet: not the same as 0


def plain(text: Any, longest: int = LONGEST) -> str:
    """Visible characters on one line, at most so many of them: control and direction marks become spaces.

    >>> plain("two\\nlines"), len(plain("x" * 10_000))
    ('two lines', 60)
    """
    seen = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in str(text)[:READ])
    line = " ".join(seen.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def number(x: complex, digits: int = 4) -> str:
    """So many significant digits with a true minus, as formulas and pages write numbers; none in front of zero.

    >>> number(0.70710678), number(-2.0), number(-0.0), number(1e-7), number(float("inf"))
    ('0.7071', '−2', '0', '1e−07', '∞')
    """
    if isinstance(x, complex):
        real, imaginary = number(x.real, digits), number(x.imag, digits)
        return f"{real} − {imaginary[1:]}i" if imaginary[0] == "−" else f"{real} + {imaginary}i"
    if math.isnan(x):
        return "NaN"
    return f"{x + 0.0:.{digits}g}".replace("-", "−").replace("inf", "∞")


def _numbers(array: np.ndarray) -> list[Any]:
    """The elements as Python numbers, complex ones or floats."""
    numbers: list[Any] = array.ravel().astype(complex if array.dtype.kind == "c" else float).tolist()
    return numbers


def summary(data: Any, format_number: Callable[[float], str] | None = None) -> tuple[str, ...]:
    """A number as itself in 4 digits, an array as (min, mean, max) in 3, a complex one as those of |z|.

    Nothing for an empty array.

    >>> summary(np.array([[1.0, 2.0], [3.0, 6.0]]))
    ('1', '3', '6')
    """
    array = np.asarray(data)
    if array.size == 0:
        return ()
    if array.size == 1:
        return (plain((format_number or number)(_numbers(array)[0])),)
    if array.dtype.kind == "c":
        return tuple(f"|{text}|" for text in summary(np.abs(array), format_number))
    with np.errstate(all="ignore"):  # inf - inf is a NaN worth showing, not worth a warning
        low, mean, high = array.min(), array.mean(dtype=float), array.max()
    return write_numbers([float(x) for x in (low, mean, high)], array.dtype, format_number)


def entries(data: Any, format_number: Callable[[float], str] | None = None, given: bool = False) -> tuple[tuple[str, ...], ...]:
    """A small array in 3 digits, in rows: a matrix in its own, others in rows of up to 4; nothing for a large one.

    What was `given` has no rounding errors.

    >>> entries(np.array([[1.0, 2.0], [3.0, 4.0]])), entries(np.arange(6.0))
    ((('1', '2'), ('3', '4')), (('0', '1', '2', '3'), ('4', '5')))
    """
    array = np.asarray(data)
    if not 1 < array.size <= SMALL:
        return ()
    wide = array.shape[-1] if array.ndim > 1 and 1 < array.shape[-1] <= WIDEST else ROW
    texts = write_numbers(_numbers(array), array.dtype, format_number, given)
    return tuple(texts[i : i + wide] for i in range(0, len(texts), wide))


def write_numbers(
    numbers: list[Any], kind: np.dtype, format_number: Callable[[float], str] | None, given: bool = False
) -> tuple[str, ...]:
    """Numbers of one array in 3 digits; what is only the rounding error of the largest of them as ≈0.

    >>> write_numbers([0.5, -5.55e-17], np.dtype(float), None)
    ('0.5', '≈0')
    """
    largest = max((abs(x) for x in numbers if math.isfinite(abs(x))), default=0.0)
    noise = 8 * float(np.finfo(kind if kind.kind in "fc" else float).eps) * largest
    return tuple(
        plain(format_number(x)) if format_number else NOISE if not given and 0 < abs(x) < noise else number(x, 3)
        for x in numbers
    )


def summary_of_all(data: list[Any], format_number: Callable[[float], str] | None = None) -> tuple[str, ...]:
    """The summary of many numbers and arrays, as if they were one array.

    >>> summary_of_all([1.0, 2.0, 6.0])
    ('1', '3', '6')
    """
    if len(data) == 1:
        return summary(data[0], format_number)
    if all(type(x) is float for x in data):
        found = np.array(data)
        same = bool((found == found[0]).all())
        return summary(found[:1] if same else found, format_number)  # equal constants are one number
    return summary(np.concatenate([np.ravel(x) for x in data]), format_number)


def entries_of_all(
    data: list[Any], format_number: Callable[[float], str] | None = None, given: bool = False
) -> tuple[tuple[str, ...], ...]:
    """The rows of a small array, or of a few single numbers that differ.

    >>> entries_of_all([1.0, 2.0]), entries_of_all([2.0, 2.0])
    ((('1', '2'),), ())
    """
    if len(data) == 1:
        return entries(data[0], format_number, given)
    alone = len(data) <= SMALL and all(type(x) is float for x in data) and len(set(data)) > 1
    return entries(np.array(data), format_number, given) if alone else ()


def shape_text(shape: tuple[int, ...]) -> str:
    """
    >>> shape_text((32, 784)), shape_text((5,))
    ('32 × 784', '5')
    """
    return " × ".join(map(str, shape))


def say_count(n: int, thing: str, things: str = "") -> str:
    """
    >>> say_count(1, "value"), say_count(1200, "value"), say_count(2, "box", "boxes")
    ('1 value', '1,200 values', '2 boxes')
    """
    return f"{n:,} {thing if n == 1 else things or thing + 's'}"


def stem(names: list[str]) -> str:
    """What names have in common, without the numbers at their ends.

    >>> stem(["w0", "w1"]), stem(["neuron 0", "neuron 10"]), stem(["w[0]", "w[1]"]), stem(["a", "b"])
    ('w', 'neuron', 'w', '')
    """
    first, last = min(names, default=""), max(names, default="")
    if first == last:
        return first
    common = first[: next((i for i, (a, b) in enumerate(zip(first, last)) if a != b), len(first))]
    return re.sub(r"[\s_.\[(#-]*\d*$", "", common)


def wrap(text: str, width: int = 110) -> list[str]:
    """Lines of at most `width` characters, cut at spaces.

    >>> wrap("one two three", 8)
    ['one two', 'three']
    """
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return lines
