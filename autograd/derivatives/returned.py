"""What a function returned, before its derivative is taken: without numbers there is nothing to differentiate."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from autograd.kernel.node import Node

TRUTHS = {"d->?", "dd->?"}  # how ufuncs say that they compare: while a program is recorded, a comparison is an operation too


def name_of(f: Any) -> str:
    """How messages call a function: its name, that of a partial's function, or its class."""
    inner = getattr(f, "func", f)  # functools.partial
    name = getattr(inner, "__name__", None) or getattr(inner, "name", None)
    return name if isinstance(name, str) else type(inner).__name__


def require_function(what: str, f: Any, use: str) -> None:
    """TypeError for what is not a function, such as the value f(x) in the place of f."""
    if not callable(f):
        raise TypeError(
            f"{what} takes a function, got {article(f)}: write {use}, where f is the function and not its value f(x)"
        )


def require_numbers(what: str, f: Any, leaves: list[Any], structure: Any) -> None:
    """TypeError unless all that f returned is numbers: floats, complex numbers, arrays or Tensors of them."""
    for value in leaves:
        kind = _kind(value)
        if kind in "fnc":
            continue
        inside = "" if structure is None else f" inside a {structure[0].__name__}"
        if value is None:
            fix = "is there a `return` missing?"
        elif kind in "iub":
            fix = "whole numbers and booleans have no derivative: where a constant is meant, use float() or .astype(float)"
        else:
            fix = "a derivative is of numbers, so return a number, an array or a Tensor"
        raise TypeError(f"{what}: {name_of(f)} returned {_describe(value)}{inside}: {fix}")


def require_one_number(what: str, f: Any, leaves: list[Any], structure: Any) -> None:
    """TypeError unless f returned numbers, ValueError unless it is a single one, which may lie in an array of size 1."""
    require_numbers(what, f, leaves, structure)
    require_one(what, f, leaves, structure)


def require_one(what: str, f: Any, leaves: list[Any], structure: Any) -> None:
    """The same, if it is known that f returned numbers."""
    if structure is None and type(getattr(leaves[0], "_value", leaves[0])) is float:
        return
    refuse_complex(what, f, leaves)
    if structure is not None or np.size(getattr(leaves[0], "_value", leaves[0])) != 1:
        got = f"shape {np.shape(leaves[0])}" if structure is None else structure[0].__name__
        raise ValueError(
            f"{what} needs a function that returns one number, but {name_of(f)} returned {got}: "
            "reduce it with .sum() or .mean(), or use jacobian or vjp"
        )


def refuse_complex(what: str, f: Any, leaves: list[Any]) -> None:
    """TypeError if f returned complex numbers: along which of two parts the derivative goes must be said."""
    if any([np.iscomplexobj(getattr(value, "_value", value)) for value in leaves]):
        raise TypeError(
            f"{what} needs a function that returns real numbers, but {name_of(f)} returned complex ones: take np.abs, np.real "
            "or np.imag of them, or use holomorphic_grad if f is holomorphic; vjp and jvp take complex values"
        )


def article(value: Any) -> str:
    """A value's type, in a sentence."""
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def _kind(value: Any) -> str:
    """NumPy's letter for what the value holds; "n" for Python's own numbers, "O" for what is no number."""
    if isinstance(value, Node):
        if value.op is not None and value.op.ufunc is not None and _compares(value.op.ufunc):
            return "b"
        value = value._value
    if type(value) in (float, int, complex):
        return "n"
    if isinstance(value, (np.ndarray, np.generic, bool)):
        return np.asarray(value).dtype.kind
    return "O"


@cache
def _compares(ufunc: np.ufunc) -> bool:
    """Whether it gives truths. NumPy makes the list of its kinds anew each time that one asks."""
    return not TRUTHS.isdisjoint(ufunc.types)


def _describe(value: Any) -> str:
    if value is None or isinstance(value, (bool, str)):
        return repr(value if not isinstance(value, str) or len(value) < 40 else value[:37] + "...")
    value = value._value if isinstance(value, Node) else value
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of {value.dtype}"
    if isinstance(value, (np.ndarray, np.generic)):
        return f"{value} of type {value.dtype}"
    return article(value)
