"""A user's own operation, in the words of the other package called autograd: a function, and a rule for each argument.

from autograd.extend import defvjp, primitive

@primitive
def logistic(x):
    return 1 / (1 + np.exp(-x))

defvjp(logistic, lambda ans, x: lambda g: g * ans * (1 - ans))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from autograd.kernel.node import Node
from autograd.kernel.op import Op, record
from autograd.kernel.values import as_value
from autograd.nest import flatten, unflatten

Maker = Callable[..., Callable[[Any], Any]]


class Makers(dict[int, "Maker | None"]):
    """The makers of rules by argument; `others` gives that of an argument that has none of its own."""

    others: Callable[[int], Maker | None] = staticmethod(lambda argnum: None)

    def __missing__(self, argnum: int) -> Maker | None:
        return self.others(argnum)


# the rules of each primitive, by argument
primitive_vjps: WeakKeyDictionary[Any, Makers] = WeakKeyDictionary()


def primitive(f: Callable[..., Any]) -> Any:
    """A function that the tape records as one operation; `defvjp` gives its derivatives.

    f: a function of numbers and arrays, also nested in lists and dicts, that gives a number or an array; it is never called
    with Tensors. Raises NotImplementedError in the backward pass for an argument without a rule.

    >>> square = primitive(lambda x: x * x)
    >>> defvjp(square, lambda ans, x: lambda g: g * 2 * x)
    >>> from autograd import grad
    >>> grad(square)(3.0)
    6.0
    """

    @wraps(f)
    def call(*args: Any, **kwargs: Any) -> Any:
        leaves, structure = flatten(list(args))
        moving = [i for i, x in enumerate(leaves) if isinstance(x, Node)]
        if not moving:
            return f(*args, **kwargs)
        row = _row(f, primitive_vjps.get(call, Makers()), leaves, structure, moving, kwargs)
        return record(type(leaves[moving[0]]), row, tuple(leaves[i] for i in moving))

    primitive_vjps[call] = Makers()
    call.fun = f  # type: ignore[attr-defined]
    return call


def _row(f: Callable[..., Any], makers: Makers, leaves: list[Any], structure: Any, moving: list[int], kwargs: Any) -> Op:
    """The row of one call: its inputs are the Tensors among the arguments, all else stays as it was given."""
    name = getattr(f, "__name__", "primitive")
    owners = _owners(structure, leaves)

    def put_in(values: Sequence[Any]) -> list[Any]:
        full = list(leaves)
        for i, value in zip(moving, values):
            full[i] = value
        return unflatten(structure, full)

    def forward(*values: Any) -> Any:
        return as_value(np.asarray(f(*put_in(values), **kwargs)))

    def rule(g: Any, z: Any, *values: Any, wanted: Sequence[int]) -> Any:
        args = put_in(values)
        for i in wanted:
            argnum, within = owners[moving[i]]
            maker = makers[argnum]
            if maker is None:
                raise NotImplementedError(f"{name}: argument {argnum} has no rule: give one with defvjp({name}, ...)")
            yield flatten(maker(z, *args, **kwargs)(g))[0][within]

    return Op(name, forward, (rule,), name, (rf"\operatorname{{{name}}}", r"\bar z"), list, variadic=True, listed=False)


def _owners(structure: Any, leaves: list[Any]) -> list[tuple[int, int]]:
    """For each leaf the argument it belongs to, and its number there."""
    numbered = unflatten(structure, list(range(len(leaves))))
    found: list[tuple[int, int]] = []
    for argnum, argument in enumerate(numbered):
        found += [(argnum, within) for within in range(len(flatten(argument)[0]))]
    return found


def defvjp(fun: Any, *makers: Maker | None, argnums: Sequence[int] | None = None) -> None:
    """Give a primitive its rules.

    fun: a function made by `primitive`. makers: for each argument a function of the result and the arguments that gives the
    rule, which takes the result's gradient to the argument's; None where there is no derivative. argnums=None: the arguments
    they belong to, None for the first ones in order.

    >>> product = primitive(lambda x, y: x * y)
    >>> defvjp(product, lambda ans, x, y: lambda g: g * y, lambda ans, x, y: lambda g: g * x)
    """
    primitive_vjps.setdefault(fun, Makers()).update(zip(range(len(makers)) if argnums is None else argnums, makers))


def defjvp(fun: Any, *makers: Any, argnums: Sequence[int] | None = None) -> None:
    """Accepted, and not needed: forward mode is found by transposing the rules that `defvjp` gives.

    fun: a function made by `primitive`. makers: not used. argnums=None: not used.

    >>> defjvp(primitive(lambda x: x * x), lambda g, ans, x: g * 2 * x)
    """


def defvjp_argnum(fun: Any, maker: Callable[..., Any]) -> None:
    """Give a primitive one rule for all its arguments.

    fun: a function made by `primitive`. maker: a function of the argument's number, the result, the arguments and the keyword
    arguments that gives the rule.

    >>> total = primitive(lambda *xs: sum(xs))
    >>> defvjp_argnum(total, lambda argnum, ans, args, kwargs: lambda g: g)
    """

    def of(argnum: int) -> Maker:
        return lambda ans, *args, **kwargs: maker(argnum, ans, args, kwargs)

    makers = Makers()
    makers.others = of
    primitive_vjps[fun] = makers
