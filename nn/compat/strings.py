"""tf.strings: Python's methods of str, on texts and arrays of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from nn.absent import answer
from nn.ops.array import as_array, plain


def each(function: Callable[[str], Any], texts: Any) -> Any:
    """What the function gives for each text, in the same shape."""
    given = np.asarray(plain(texts), object)
    made = np.empty(given.shape, object)
    for place in np.ndindex(given.shape):
        made[place] = function(_text(given[place]))
    return as_array(made)


def _text(given: Any) -> str:
    return given.decode("utf-8") if isinstance(given, bytes) else str(given)


def lower(input: Any) -> Any:
    """The texts in small letters."""
    return each(str.lower, input)


def upper(input: Any) -> Any:
    """The texts in capital letters."""
    return each(str.upper, input)


def strip(input: Any) -> Any:
    """The texts without blanks at their ends."""
    return each(str.strip, input)


def length(input: Any) -> Any:
    """How many letters each text has."""
    return as_array(np.asarray(each(len, input), "int32"))


def regex_replace(input: Any, pattern: str, rewrite: str, replace_global: bool = True) -> Any:
    r"""The texts with what the pattern finds replaced; \0 and \1 stand for what was found."""
    written = re.sub(r"\\0", r"\\g<0>", rewrite)
    return each(lambda text: re.sub(pattern, written, text, count=0 if replace_global else 1), input)


def join(inputs: Any, separator: str = "") -> Any:
    """Several arrays of texts joined text by text."""
    arrays = np.broadcast_arrays(*[np.asarray(plain(part), object) for part in inputs])
    made = np.empty(arrays[0].shape, object)
    for place in np.ndindex(made.shape):
        made[place] = separator.join(_text(array[place]) for array in arrays)
    return as_array(made)


def reduce_join(inputs: Any, axis: int | None = None, separator: str = "") -> Any:
    """The texts along an axis, or all of them, joined to one."""
    texts = np.asarray(plain(inputs), object)
    if axis is None:
        return as_array(np.array(separator.join(map(_text, texts.ravel())), object))
    return join(np.moveaxis(texts, axis, 0), separator)


def to_number(input: Any, out_type: Any = "float32") -> Any:
    """The numbers that the texts write."""
    return as_array(np.asarray(each(float, input), float).astype(out_type))


def as_string(input: Any) -> Any:
    """The numbers as texts."""
    return each(str, input)


OPS: dict[str, Any] = {
    function.__name__: function
    for function in (as_string, join, length, lower, reduce_join, regex_replace, strip, to_number, upper)
}


def __getattr__(name: str) -> Any:
    raise answer(__name__, name, OPS)
