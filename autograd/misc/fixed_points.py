"""The fixed point of a function, differentiated without keeping its iterations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd.core import vspace
from autograd.derivatives.by_argnum import make_vjp
from autograd.extend import defvjp, primitive


def _iterate(f: Callable[[Any], Any], x: Any, distance: Callable[[Any, Any], float], tol: float) -> Any:
    after = f(x)
    while distance(after, x) > tol:
        x, after = after, f(after)
    return after


@primitive
def fixed_point(
    f: Callable[[Any], Callable[[Any], Any]], a: Any, x0: Any, distance: Callable[[Any, Any], float], tol: float
) -> Any:
    """The x with f(a)(x) = x; its derivative by a comes from the implicit function theorem.

    f: a function of the parameters that gives the function to iterate. a: the parameters. x0: where to begin. distance: how far
    two values are apart. tol: the distance at which to stop.

    >>> from autograd import grad
    >>> root = lambda a: fixed_point(lambda a: lambda x: 0.5 * (x + a / x), a, 1.0, lambda x, y: abs(x - y), 1e-9)
    >>> root(4.0), round(grad(root)(4.0), 6)
    (2.0, 0.25)
    """
    return _iterate(f(a), x0, distance, tol)


def _rule(ans: Any, f: Any, a: Any, x0: Any, distance: Any, tol: Any) -> Callable[[Any], Any]:
    """The sum of g, J g, J J g, ... with J the Jacobian at the fixed point, carried on to the parameters."""

    def back(g: Any) -> Any:
        through_x = make_vjp(f(a))(ans)[0]
        add = vspace(ans).add
        total = _iterate(lambda u: add(through_x(u), g), vspace(ans).zeros(), distance, tol)
        return make_vjp(lambda a: f(a)(ans))(a)[0](total)

    return back


defvjp(fixed_point, None, _rule, None)
