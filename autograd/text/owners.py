"""Owners: an error from deep inside a function says whose it is, and what the function was called with.

A function that checks its arguments by itself names itself in its messages: these stay as they are. So do errors that come up
in a caller's own code.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])
FROM_INSIDE = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError)
KINDS: dict[type, type[Exception]] = {IndexError: IndexError, ValueError: ValueError, ArithmeticError: ValueError}
OURS = ("autograd", "nn")  # packages, by name: a line that raised, and a class of errors, tell by it alone whose they are
INSIDE = (*OURS, "numpy")
LONGEST = 60  # letters of one argument


def name_owner(function: F) -> F:
    """A decorator: what the function raises begins with its name and its arguments, unless it names the function already.

    function: of a method, errors name the object's class. Raises TypeError for what is no function.

    >>> @name_owner
    ... def half(x):
    ...     return x / 2
    >>> half("a")
    Traceback (most recent call last):
    TypeError: half('a'): unsupported operand type(s) for /: 'str' and 'int'
    """
    if not hasattr(function, "__code__"):
        raise TypeError(f"name_owner takes a function, got {shorten(function)}")
    of_object = function.__code__.co_varnames[:1] == ("self",)

    @wraps(function)
    def call(*args: Any, **settings: Any) -> Any:
        try:
            return function(*args, **settings)
        except FROM_INSIDE as error:
            owner = type(args[0]).__name__ if of_object else function.__name__
            if is_named(owner, error) or not is_from_inside(error):
                raise
            raise explain(owner, args[of_object:], settings, error) from error

    return cast(F, call)


def is_named(owner: str, error: BaseException) -> bool:
    """Whether an error names its owner, as Dense or as dense_1."""
    return owner.lower().replace("_", "") in str(error).lower().replace("_", "")


def is_from_inside(error: BaseException) -> bool:
    """Whether an error of Python's or NumPy's own kinds came up in this package, in these two, and not in a caller's code."""
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    package = step.tb_frame.f_globals.get("__name__", "").partition(".")[0] if step is not None else ""
    known = package in INSIDE or package in sys.stdlib_module_names
    return known and type(error).__module__.partition(".")[0] not in OURS  # our own kinds say what is wrong


def explain(owner: str, args: tuple[Any, ...], settings: dict[str, Any], error: Exception) -> Exception:
    """The error with the call in front; one that speaks of something else, such as AttributeError, becomes a TypeError."""
    given = [*map(shorten, args), *[f"{name}={shorten(value)}" for name, value in settings.items()]]
    kind = next((KINDS[known] for known in KINDS if isinstance(error, known)), TypeError)
    return kind(f"{owner}({', '.join(given)}): {error}")


def shorten(value: Any) -> str:
    """A value in few letters, on one line; an array, and what cannot be shown, by its kind."""
    try:
        shape = getattr(value, "shape", ())
        text = f"{type(value).__name__} of shape {shape}" if shape else " ".join(repr(value).split())
    except Exception:
        text = f"a {type(value).__name__}"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
