"""The derivative of an elementwise function at every element of an array."""

from __future__ import annotations

from functools import wraps
from typing import Any, Literal, overload

import numpy as np

from autograd.derivatives.argnums import Argnums, Function, accept_argnum, choose_arguments
from autograd.derivatives.linearization import Linearization
from autograd.derivatives.returned import name_of, refuse_complex, require_function
from autograd.derivatives.signatures import Gradient
from autograd.nest import unflatten


@overload
def elementwise_grad(f: Function, argnums: Literal[0] = 0) -> Gradient: ...
@overload
def elementwise_grad(f: Function, argnums: Argnums) -> Function: ...
@accept_argnum
def elementwise_grad(f: Function, argnums: Argnums = 0) -> Function:
    """The function that returns an elementwise function's derivative at every element of an array, in the array's shape.

    f: a function whose value has its argument's shape. argnums=0: the number of the argument by which to differentiate, or a
    tuple of several. Raises ValueError if f is not elementwise: if its value has another shape than the argument, or if an
    element of the value depends on another element of the argument.

    >>> elementwise_grad(np.square)(np.array([1.0, 2.0]))
    array([2., 4.])
    """
    require_function("elementwise_grad", f, "elementwise_grad(f)(x)")

    @wraps(f)
    def slopes(*args: Any, **kwargs: Any) -> Any:
        partial, values = choose_arguments(f, args, kwargs, argnums)
        at = Linearization("elementwise_grad", f, partial, values)
        refuse_complex("elementwise_grad", f, at.value)
        shape = np.shape(at.value[0]) if at.value_structure is None else None
        for x in at.aliases:
            if x.shape != shape:
                got = f"shape {shape}" if shape is not None else f"a {at.value_structure[0].__name__}"
                raise ValueError(
                    f"elementwise_grad: {name_of(f)} of an argument of shape {x.shape} returned {got}, so it is not "
                    "elementwise: give the argument the value's shape with np.broadcast_to, or use grad or jacobian"
                )
        found = at.pull([np.ones(shape) if shape else 1.0])
        if shape and not _is_elementwise(at, found):
            raise ValueError(
                f"elementwise_grad: {name_of(f)} is not elementwise: elements of its value depend on other elements of the "
                "argument, and what came out would be sums. Use jacobian, or grad of a single number"
            )
        grads = unflatten(at.structure, found)
        return grads if isinstance(argnums, (tuple, list)) else grads[0]

    return slopes


def _is_elementwise(at: Linearization, found: list[Any]) -> bool:
    """Whether f is elementwise: for a random u, uᵀJ is u times `found`, the sums of J's columns, only if J is diagonal."""
    u = np.random.default_rng(0).uniform(1.0, 2.0, np.shape(at.value[0]))
    for sums, weighted, x in zip(found, at.pull([u], plainly=True), at.aliases):
        sums = getattr(sums, "_value", sums)
        with np.errstate(all="ignore"):
            away = np.abs(weighted - u * sums)
            scale = np.abs(u * sums)
        finite = np.isfinite(away)
        if finite.any() and (away[finite] > np.sqrt(np.finfo(x.dtype).eps) * scale[finite].max()).any():
            return False
    return True
