"""Differential equations whose solution differentiates: the gradient is the solution of another one, backward in time.

Chen et al. (2018), arXiv:1806.07366.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import scipy.integrate as _own

from autograd.derivatives.functional import vjp
from autograd.kernel.modes import change_mode
from autograd.kernel.node import Node
from autograd.kernel.op import Op
from autograd.nest import flatten, unflatten
from autograd.numpy_api.constants import strip_tensors
from autograd.scipy.rows.calls import differentiates

REFUSED = ("Dfun", "full_output")


@differentiates(_own.odeint)
def odeint(func: Callable[..., Any], y0: Any, t: Any, args: Any = (), **settings: Any) -> Any:
    """The solution of dy/dt = func(y, t, *args), at each time: (n,), (times,) -> (times, n).

    func: a function of y, t and args. y0: y at the first time. t: the times, rising or falling. args=(): what else func takes:
    numbers, arrays and Tensors, nested as you like. settings: SciPy's, such as rtol and atol, also for the gradient's equation.
    There is a derivative by y0, t and args; what func uses besides must be plain. Raises TypeError where it is a Tensor.

    >>> from autograd import grad
    >>> round(float(grad(lambda y: odeint(lambda y, t: -y, y, np.array([0.0, 1.0]))[-1, 0])(np.ones(1))[0]), 5)
    0.36788
    """
    for name in REFUSED:
        if settings.get(name):
            raise TypeError(f"odeint: {name} is not to be had where the solution is differentiated")
    if settings.pop("tfirst", False):
        given = func
        func = lambda y, t, *args: given(t, y, *args)  # noqa: E731
    leaves, structure = flatten(list(args) if isinstance(args, tuple) else [args])
    moving = [i for i, x in enumerate(leaves) if isinstance(x, Node)]

    def slope(y: Any, t: Any, *values: Any) -> Any:
        full = list(leaves)
        for i, value in zip(moving, values):
            full[i] = value
        return func(y, t, *unflatten(structure, full))

    return solution(slope, settings)(y0, t, *[leaves[i] for i in moving])


def solution(slope: Callable[..., Any], settings: dict[str, Any]) -> Op:
    """The row of one equation: from y0, the times and the parameters to the solution."""

    def forward(*inputs: Any) -> Any:
        y0, t, *parameters = inputs

        def plain(y: Any, time: float, *values: Any) -> Any:
            return check_plain(slope(y, time, *values))

        with change_mode(grad=True, compiling=None, watchers=(), scope=None):  # one operation of a program
            return _own.odeint(plain, np.atleast_1d(y0), t, args=tuple(parameters), **settings)

    def rule(g: Any, z: Any, *inputs: Any, wanted: Sequence[int]) -> Any:
        y0, t, *parameters = inputs
        y_bar, t_bar, shares = run_backward(slope, settings, g, z, t, parameters)
        found = [np.reshape(y_bar, np.shape(y0)), t_bar, *shares]
        return [found[i] for i in wanted]

    return Op("odeint", forward, (rule,), "odeint", (r"y(t) \text{ with } \dot y = f(y, t)", r"\text{the adjoint}"), list,
              variadic=True, listed=False, floating=True)  # fmt: skip


def check_plain(slope: Any) -> Any:
    """What a user's function gave, as an array; an error if it depends on a Tensor that odeint does not know."""
    parts = flatten(slope)[0]
    if any(isinstance(x, Node) and x.requires_grad for x in parts):
        raise TypeError("odeint: func uses a Tensor that is not among its arguments: hand it over by args=(...)")
    return np.asarray(strip_tensors(slope), dtype=float).reshape(-1)


def run_backward(
    slope: Callable[..., Any], settings: dict[str, Any], g: Any, z: Any, t: Any, parameters: Sequence[Any]
) -> tuple[Any, Any, list[Any]]:
    """The gradients by y0, by the times, and by each parameter: from each time back to the one before it.

    With a = ∂loss/∂y the state is y, a and the parameters' gradients: da/dt = −aᵀ ∂f/∂y, and theirs is −aᵀ ∂f/∂parameter.
    """
    n, sizes = np.shape(z)[1], [int(np.size(p)) for p in parameters]

    def back_slope(state: Any, time: Any, *values: Any) -> Any:
        y, a = state[:n], state[n : 2 * n]
        value, back = vjp(lambda y, *values: join(slope(y, time, *values)), y, *values)
        shares = back(a)
        return join([value, *[-1.0 * share for share in shares]])

    a, total = g[-1], np.zeros(sum(sizes))
    t_bar: list[Any] = []
    for i in range(np.shape(z)[0] - 1, 0, -1):
        t_bar.append(np.sum(g[i] * join(slope(z[i], t[i], *parameters))))
        start = np.concatenate([z[i], a, total])
        end = solution(back_slope, settings)(start, np.stack([t[i], t[i - 1]]), *parameters)[-1]
        a, total = end[n : 2 * n], end[2 * n :]
        if i == 1:
            t_bar.append(-np.sum(a * join(slope(z[0], t[0], *parameters))))
        a = a + g[i - 1]
    shares = np.split(total, np.cumsum(sizes)[:-1]) if sizes else []
    return a, np.stack(t_bar[::-1]) if t_bar else np.zeros(1), [np.reshape(s, np.shape(p)) for s, p in zip(shares, parameters)]


def join(parts: Any) -> Any:
    """Numbers, arrays and Tensors in a list as one vector; a vector as it is."""
    if isinstance(parts, (list, tuple)):
        return np.concatenate([np.reshape(part, (-1,)) for part in parts])
    return np.reshape(parts, (-1,))


def __getattr__(name: str) -> Any:
    return getattr(_own, name)
