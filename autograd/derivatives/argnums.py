"""argnums: by which of its arguments a function is differentiated."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias, TypeVar, cast

import numpy as np

Function = Callable[..., Any]
Argnums: TypeAlias = int | tuple[int, ...]
F = TypeVar("F", bound=Function)


def choose_arguments(
    f: Function, args: tuple[Any, ...], kwargs: dict[str, Any], argnums: Argnums
) -> tuple[Function, tuple[Any, ...]]:
    """f as a function of the chosen arguments alone, and those arguments."""
    chosen = argnums if isinstance(argnums, tuple) else (argnums,)
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


def refuse_argnum(derivative: F) -> F:
    """The derivative, which answers the argument `argnum` of HIPS autograd with the name that it has here."""

    @wraps(derivative)
    def check_and_call(*args: Any, **kwargs: Any) -> Any:
        if "argnum" in kwargs:
            raise TypeError(
                f"{derivative.__name__} takes argnums, not argnum: {derivative.__name__}(f, argnums={kwargs['argnum']!r})"
            )
        return derivative(*args, **kwargs)

    return cast("F", check_and_call)
