"""argnums: the numbers of the arguments by which a function is differentiated."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias, TypeVar, cast

import numpy as np

Function = Callable[..., Any]
Argnums: TypeAlias = int | tuple[int, ...] | list[int]
F = TypeVar("F", bound=Function)


def choose_arguments(
    f: Function, args: tuple[Any, ...], kwargs: dict[str, Any], argnums: Argnums
) -> tuple[Function, tuple[Any, ...]]:
    """f as a function of the chosen arguments alone, and those arguments."""
    chosen = tuple(argnums) if isinstance(argnums, (tuple, list)) else (argnums,)
    if not all(isinstance(i, (int, np.integer)) and not isinstance(i, bool) for i in chosen):
        raise TypeError(f"argnums={argnums!r} must be an int or a tuple of ints")
    if not all(-len(args) <= i < len(args) for i in chosen):
        by_name = f" by place and {', '.join(kwargs)} by name: what is differentiated is given by place" if kwargs else ""
        raise TypeError(f"argnums={argnums} names an argument that the call does not have: it was given {len(args)}{by_name}")
    if len({i % len(args) for i in chosen}) < len(chosen):
        raise TypeError(f"argnums={argnums} names an argument twice")

    def partial(*values: Any) -> Any:
        full = list(args)
        for i, value in zip(chosen, values):
            full[i] = value
        return f(*full, **kwargs)

    return partial, tuple(args[i] for i in chosen)


def single_out(f: Function, args: tuple[Any, ...], kwargs: dict[str, Any], argnums: Argnums) -> tuple[Function, Any]:
    """f as a function of the chosen argument alone, or of the tuple of the chosen ones; and that argument or tuple."""
    partial, values = choose_arguments(f, args, kwargs, argnums)
    return ((lambda xs: partial(*xs)), values) if isinstance(argnums, (tuple, list)) else (partial, values[0])


def accept_argnum(derivative: F) -> F:
    """The derivative, which also knows its argument `argnums` as `argnum`, as HIPS autograd calls it."""

    @wraps(derivative)
    def check_and_call(*args: Any, **kwargs: Any) -> Any:
        if "argnum" in kwargs:
            kwargs["argnums"] = kwargs.pop("argnum")
        return derivative(*args, **kwargs)

    return cast("F", check_and_call)
