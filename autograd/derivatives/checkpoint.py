"""Memory for time: a function whose inner values are computed again in the backward pass instead of being kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from autograd.derivatives.functional import vjp
from autograd.kernel.node import Node
from autograd.kernel.op import Op, record
from autograd.nest import flatten, unflatten


def checkpoint(f: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, of which the tape keeps the arguments and the result alone; the backward pass runs it once more.

    f: a function from numbers, arrays and nests of them to one number or array. It sees plain numbers, so what it uses from
    outside must not be something to differentiate by: give it as an argument. Raises TypeError for such a Tensor. Source:
    Griewank (1992).

    >>> from autograd import grad
    >>> grad(lambda x: checkpoint(lambda x: x * x * x)(x))(2.0)
    12.0
    """

    @wraps(f)
    def call(*args: Any, **kwargs: Any) -> Any:
        leaves, structure = flatten(args)
        moving = [i for i, x in enumerate(leaves) if isinstance(x, Node)]
        if not moving:
            return f(*args, **kwargs)

        def of_leaves(*values: Any) -> Any:
            full = list(leaves)
            for i, value in zip(moving, values):
                full[i] = value
            return f(*unflatten(structure, full), **kwargs)

        row = _row(of_leaves, getattr(f, "__name__", "f"))
        return record(type(leaves[moving[0]]), row, tuple(leaves[i] for i in moving))

    return call


def _row(f: Callable[..., Any], name: str) -> Op:
    """f as one operation."""

    def forward(*values: Any) -> Any:
        z = f(*values)
        if isinstance(z, Node) and z.requires_grad:
            raise TypeError(
                f"checkpoint: {name} uses a Tensor from outside and would lose the derivative by it: give it as an argument"
            )
        return z._value if isinstance(z, Node) else z

    def rule(g: Any, z: Any, *values: Any, wanted: Sequence[int]) -> Any:
        shares = vjp(f, *values)[1](g)
        return (shares[i] for i in wanted)

    return Op(f"checkpoint_{name}", forward, (rule,), "checkpoint", ("f(x)", r"\bar z\, J"), list, variadic=True, listed=False)
