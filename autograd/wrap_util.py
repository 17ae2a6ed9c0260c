"""A derivative of functions of one thing as one of functions of several, for programs that build their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from autograd.derivatives.argnums import Argnums, single_out


def unary_to_nary(operator: Callable[..., Any]) -> Callable[..., Callable[..., Any]]:
    """The operator on functions of several arguments: of which one it is, `argnum` says.

    operator: a function of (f, x) and more, with f a function of one thing and x its place.

    >>> from autograd.core import make_vjp
    >>> slope = unary_to_nary(lambda f, x: make_vjp(f, x)[0](1.0))
    >>> slope(lambda x, y: x * y, 1)(2.0, 3.0)
    2.0
    """

    @wraps(operator)
    def of_several(fun: Callable[..., Any], argnum: Argnums = 0, *more: Any, **settings: Any) -> Callable[..., Any]:
        @wraps(fun)
        def call(*args: Any, **kwargs: Any) -> Any:
            f, x = single_out(fun, args, kwargs, argnum)
            return operator(f, x, *more, **settings)

        return call

    return of_several
