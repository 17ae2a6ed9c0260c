"""Checks of derivatives under the names of the other package called autograd."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from autograd.core import vspace
from autograd.derivatives.argnums import choose_arguments
from autograd.derivatives.by_argnum import make_jvp, make_vjp
from autograd.derivatives.gradcheck import GradcheckError, gradcheck
from autograd.derivatives.returned import name_of
from autograd.nest import flatten, unflatten


def scalar_close(a: float, b: float) -> bool:
    """Whether two numbers differ by less than a millionth, of themselves or of 1.

    a, b: the numbers.

    >>> scalar_close(1.0, 1.0 + 1e-8)
    True
    """
    return abs(a - b) < 1e-6 or abs(a - b) / abs(a + b) < 1e-6


def check_equivalent(x: Any, y: Any) -> None:
    """AssertionError unless two values are nested and shaped alike and hold the same numbers.

    x, y: the values.

    >>> check_equivalent([1.0], [1.0])
    """
    space = vspace(x)
    if space != vspace(y):
        raise AssertionError(f"{x} and {y} are nested or shaped differently")
    v = space.randn()
    if not scalar_close(space.inner_prod(x, v), space.inner_prod(y, v)):
        raise AssertionError(f"{x} and {y} differ")


def in_floats(x: Any) -> Any:
    """The value with its whole numbers as floats: the derivative by them is what is asked for."""
    leaves, structure = flatten(x)
    return unflatten(
        structure,
        [(np.asarray(v, float) if np.ndim(v) else float(v)) if np.asarray(v).dtype.kind in "iu" else v for v in leaves],
    )


def check_grads(fun: Callable[..., Any], argnum: Any = 0, modes: Any = None, order: int = 2) -> Callable[..., None]:
    """The function that checks fun's derivatives at its arguments against finite differences.

    fun: a function of numbers and arrays. argnum=0: by which argument, or a tuple of several. modes=None: "rev", "fwd" or both;
    None for both. order=2: 1 leaves out second derivatives. Raises AssertionError where a derivative is wrong.

    >>> check_grads(lambda x: x * x)(3.0)
    """

    def check(*args: Any, **kwargs: Any) -> None:
        partial, values = choose_arguments(fun, args, kwargs, argnum)
        values = tuple(in_floats(x) for x in values)
        if modes is None or "rev" in modes:
            check_vjp(partial, values, name_of(fun), order)
        if modes is None or "fwd" in modes:
            v = vspace(values).randn()
            forward = make_jvp(lambda xs: partial(*xs))
            _, along = forward(values)(v)
            step = 1e-6
            ahead, behind = (
                partial(*vspace(values).add(values, vspace(values).scalar_mul(v, s))) for s in (step / 2, -step / 2)
            )
            out = vspace(along)
            check_equivalent(along, out.scalar_mul(out.add(ahead, out.scalar_mul(behind, -1.0)), 1 / step))

    return check


def check_vjp(fun: Callable[..., Any], values: Any, name: str, order: int = 1) -> None:
    """AssertionError unless fun's rules are right, and for order=2 their own rules, also by the gradient that they are given.

    fun: a function of numbers and arrays. values: a tuple of them, where to check. name: how the message calls the function.
    order=1: 2 checks the derivative of the derivative too.

    >>> check_vjp(lambda x: x * x, (3.0,), "square", order=2)
    """
    try:
        gradcheck(fun, *values, order=1, eps=1e-6, rtol=1e-4, atol=1e-5)
    except GradcheckError as error:
        raise GradcheckError(f"Derivative (VJP) check of {name} failed: {error}") from None
    if order > 1:
        g = vspace(make_vjp(lambda xs: fun(*xs))(values)[1]).randn()
        check_vjp(lambda g, *xs: make_vjp(lambda xs: fun(*xs))(xs)[0](g), (g, *values), f"vjp_{name}", order - 1)


def combo_check(fun: Callable[..., Any], *args: Any, **settings: Any) -> Callable[..., None]:
    """The function that checks fun's derivatives for every combination of the arguments it is given.

    fun: a function of numbers and arrays. args, settings: those of `check_grads`.

    >>> combo_check(lambda x, n: x * n, 0)([1.0, 2.0], [3.0])
    """

    def check(*choices: Any, **named: Any) -> None:
        for chosen in product(*choices):
            for values in product(*named.values()):
                check_grads(fun, *args, **settings)(*chosen, **dict(zip(named, values)))

    return check
