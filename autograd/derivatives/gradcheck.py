"""Is a derivative right? Compared with finite differences along random directions, first and second order.

Central differences in double precision have an error of about eps² and eps⁻¹·1e-16; with eps = 1e-5 both
stay near 1e-10, so a rule that is wrong by 0.1 % stands out clearly.
"""

from __future__ import annotations

from collections.abc import Callable
from numbers import Real
from typing import Any

import numpy as np

from autograd.derivatives.functional import vjp
from autograd.derivatives.returned import name_of, require_function, require_numbers
from autograd.kernel.modes import no_grad
from autograd.kernel.node import Node
from autograd.nest import flatten, unflatten
from autograd.tensors.tensor import Tensor
from autograd.text.owners import name_owner, shorten


class GradcheckError(AssertionError):
    """A derivative that disagrees with finite differences; the message says which argument, by how much and at which order.

    >>> from autograd import Op
    >>> wrong = Op("wrong", lambda x: x * x, (lambda g, z, x: g * x,), "w", ("x^2", r"\\bar z x"), list, listed=False)
    >>> try:
    ...     gradcheck(wrong, 3.0)
    ... except GradcheckError as error:
    ...     print(str(error)[:22])
    wrong, first order: ar
    """


@name_owner
def gradcheck(
    f: Callable[..., Any],
    *args: Any,
    order: int = 2,
    eps: float = 1e-5,
    rtol: float = 1e-5,
    atol: float = 1e-7,
    directions: int = 3,
    seed: int = 0,
) -> bool:
    """Check f's gradient, and for order=2 the gradient's own gradient, at `args`.

    f: a function of numbers, arrays and nests of them, which is called with Tensors. args: where to check; whole numbers and
    booleans are held fixed. order=2: 1 leaves out the gradient's own gradient. eps=1e-5: the step of the differences.
    rtol=1e-5, atol=1e-7: how far they may differ, relative to the terms and absolutely (ten times as far for the second order).
    directions=3: how many random directions are tried for each argument. seed=0: of their generator. Returns True. Raises
    GradcheckError if a derivative is wrong, ValueError if there is nothing to differentiate by, TypeError if f is no function.

    >>> gradcheck(lambda x, y: x * np.exp(y), 2.0, np.array([0.5, 1.0]))
    True
    """
    _require_tolerances(eps=eps, rtol=rtol, atol=atol)
    rng = np.random.default_rng(seed)
    leaves, structure = flatten(args)
    moving = [i for i, x in enumerate(leaves) if _floats(x)]
    if not moving:
        raise ValueError("gradcheck: there is nothing to differentiate by: write 3.0, not 3")

    def at(*values: Any) -> Any:
        full = list(leaves)
        for i, value in zip(moving, values):
            full[i] = value
        return f(*unflatten(structure, full))

    require_function("gradcheck", f, "gradcheck(f, x)")
    values = [_double(leaves[i]) for i in moving]
    name = name_of(f)
    require_numbers("gradcheck", f, *flatten(at(*map(Tensor, values))))
    _check(at, values, f"{name}, first order", rng, directions, eps, rtol, atol)
    if order > 1:
        weights = [_draw(rng, z) for z in flatten(at(*map(Tensor, values)))[0]]

        def gradients(*xs: Any) -> Any:
            value, back = vjp(at, *xs)
            return back(unflatten(flatten(value)[1], weights))

        _check(gradients, values, f"{name}, second order", rng, directions, eps, rtol * 10, atol * 10)
    return True


def _require_tolerances(**given: Any) -> None:
    """The step above zero and the tolerances from zero on: TypeError for what is no number, ValueError for another one."""
    for name, value in given.items():
        least = "above 0" if name == "eps" else "from 0 on"
        fits = isinstance(value, Real) and (float(value) > 0 or (value == 0 and name != "eps"))
        if not fits:
            kind = ValueError if isinstance(value, Real) else TypeError
            raise kind(f"gradcheck: {name} must be a number {least}, got {shorten(value)}")


def _floats(x: Any) -> bool:
    return np.asarray(x._value if isinstance(x, Node) else x).dtype.kind in "fc"


def _double(x: Any) -> Any:
    """A number or an array in double precision."""
    value = np.array(x._value if isinstance(x, Node) else x)
    value = value.astype(complex if value.dtype.kind == "c" else float)
    return value if value.ndim else value.item()


def _draw(rng: Any, like: Any) -> Any:
    """Random numbers of a value's shape, complex ones for complex ones."""
    like = like._value if isinstance(like, Node) else like
    drawn = rng.standard_normal(np.shape(like))
    if np.iscomplexobj(like):
        drawn = drawn + 1j * rng.standard_normal(np.shape(like))
    return drawn if np.ndim(drawn) else np.asarray(drawn).item()


def _check(
    f: Callable[..., Any], values: list[Any], what: str, rng: Any, directions: int, eps: float, rtol: float, atol: float
) -> None:
    """Compare the real part of u·(J v) by rules with u·(f(x + eps v) − f(x − eps v)) / 2 eps, one argument at a time."""
    value, back = vjp(f, *values)
    flat, structure = flatten(value)
    for i, x in enumerate(values):
        for _ in range(directions):
            u = [_draw(rng, z) for z in flat]
            v = _draw(rng, x)
            grad = back(unflatten(structure, u))[i]
            ours = float(np.real(np.sum(grad * v)))
            ahead, behind = (_move(f, values, i, step * v) for step in (eps, -eps))
            theirs = sum(float(np.real(np.sum(a * (p - m)))) for a, p, m in zip(u, ahead, behind)) / (2 * eps)
            scale = float(np.sum(np.abs(grad * v))) + abs(theirs)
            if not abs(ours - theirs) <= atol + rtol * scale:  # a NaN fails too
                raise GradcheckError(
                    f"{what}: argument {i} of shape {np.shape(x)}: the rule gives {ours:.10g} along a random direction, "
                    f"finite differences {theirs:.10g}"
                )


def _move(f: Callable[..., Any], values: list[Any], i: int, step: Any) -> list[np.ndarray]:
    there = [x + step if j == i else x for j, x in enumerate(values)]
    with no_grad():
        return [np.asarray(z) for z in flatten(f(*[Tensor(x, requires_grad=False) for x in there]))[0]]
