"""Derivatives of functions, nesting to any order: grad(f) is a function again.

Arguments may be numbers, arrays, Tensors, and nested lists, tuples and dicts of them; gradients come back in
the same nesting. Gradients are Tensors where more could be differentiated by something outside: an argument is a
Tensor, f uses Tensors from outside such as a model's weights, or the variable of a derivative around the call.
Otherwise, and inside no_grad(), they are plain.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal, TypeVar, overload

import numpy as np

from autograd.derivatives.argnums import Argnums, Function, accept_argnum, choose_arguments
from autograd.derivatives.forward import run_along
from autograd.derivatives.linearization import Linearization
from autograd.derivatives.returned import article, refuse_complex, require_function, require_one
from autograd.derivatives.signatures import Derivatives, Gradient, ValueAndGradient
from autograd.nest import flatten, unflatten

T = TypeVar("T")


@overload
def value_and_grad(f: Function, argnums: Literal[0] = 0) -> ValueAndGradient: ...
@overload
def value_and_grad(f: Function, argnums: Argnums) -> Function: ...
@accept_argnum
def value_and_grad(f: Function, argnums: Argnums = 0) -> Function:
    """The function that returns f's value and its gradient together, for the price of one evaluation and one backward pass.

    f: a function that returns one number. argnums=0: the number of the argument by which to differentiate, or a tuple of
    several, which makes the gradient a tuple. A gradient has its argument's shape and nesting. Raises TypeError if f returns
    no number (None, a string, True) or a call lacks the argument, ValueError if f returns several numbers.

    >>> value_and_grad(lambda x: x**2)(3.0)
    (9.0, 6.0)
    """
    return _value_and_grad("value_and_grad", f, argnums)


def _value_and_grad(what: str, f: Function, argnums: Argnums) -> Function:
    require_function(what, f, f"{what}(f)(x)")

    @wraps(f)
    def value_and_gradient(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
        partial, values = choose_arguments(f, args, kwargs, argnums)
        at = Linearization(what, f, partial, values)
        require_one(what, f, at.value, at.value_structure)
        shape = getattr(at.value[0], "shape", ())
        grads = unflatten(at.structure, at.pull([np.ones(shape) if shape else 1.0]))
        return at.values()[0], grads if isinstance(argnums, (tuple, list)) else grads[0]

    # what compile needs to know; the function itself comes first, as wraps() copies attributes to other functions
    value_and_gradient.derivative = value_and_gradient, f, argnums, True  # type: ignore[attr-defined]
    return value_and_gradient


@overload
def grad(f: Function, argnums: Literal[0] = 0) -> Gradient: ...
@overload
def grad(f: Function, argnums: Argnums) -> Function: ...
@accept_argnum
def grad(f: Function, argnums: Argnums = 0) -> Function:
    """The function that returns f's gradient, and that can be differentiated again.

    f: a function that returns one number. argnums=0: the number of the argument by which to differentiate, or a tuple of
    several, which makes the gradient a tuple. A gradient has its argument's shape and nesting. Raises TypeError if f returns
    no number (None, a string, True) or a call lacks the argument, ValueError if f returns several numbers.

    >>> grad(lambda w: (w["a"] * w["a"]).sum() + w["b"])({"a": np.array([1.0, 2.0]), "b": 3.0})
    {'a': array([2., 4.]), 'b': 1.0}

    >>> grad(grad(lambda x: x**3))(2.0)
    12.0
    """
    return _gradient("grad", f, argnums)


def _gradient(what: str, f: Function, argnums: Argnums) -> Function:
    both = _value_and_grad(what, f, argnums)

    @wraps(f)
    def gradient(*args: Any, **kwargs: Any) -> Any:
        return both(*args, **kwargs)[1]

    gradient.derivative = gradient, f, argnums, False  # type: ignore[attr-defined]
    return gradient


@accept_argnum
def holomorphic_grad(f: Function, argnums: int = 0) -> Function:
    """The function that returns the complex derivative f′(z) of a holomorphic function.

    f: a function from complex numbers to one complex number, built of functions that have a complex derivative; abs, real,
    imag, conj and angle have none. argnums=0: the number of the argument by which to differentiate. Raises TypeError for a real
    argument.

    >>> holomorphic_grad(lambda z: z**3)(1.0j)
    np.complex128(-3+0j)
    """
    require_function("holomorphic_grad", f, "holomorphic_grad(f)(z)")
    gradient = _gradient("holomorphic_grad", wraps(f)(lambda *args, **kwargs: np.real(f(*args, **kwargs))), argnums)

    @wraps(f)
    def derivative(*args: Any, **kwargs: Any) -> Any:
        _, (z,) = choose_arguments(f, args, kwargs, argnums)
        if not np.iscomplexobj(getattr(z, "_value", z)):
            raise TypeError(
                f"holomorphic_grad differentiates by complex numbers, got {article(z)}: use grad, or give complex(x)"
            )
        return gradient(*args, **kwargs)

    return derivative


def vjp(f: Function, *args: Any) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
    """f's value, and the function from a gradient of the value to the gradients of all arguments (a tuple).

    f: a function of numbers, arrays and nests of them, which returns such. args: where to take the derivative. The second
    function takes a gradient that is nested and shaped like the value; it may be called again, and inside another derivative.
    Raises TypeError if f is no function or returns no numbers, ValueError for a gradient of another nesting or shape.

    >>> value, back = vjp(lambda x, y: x * y, 2.0, 3.0)
    >>> back(1.0)
    (3.0, 2.0)
    """
    require_function("vjp", f, "vjp(f, x)")
    at = Linearization("vjp", f, f, args)

    def back(cotangent: Any) -> tuple[Any, ...]:
        cotangents, structure = flatten(cotangent)
        if structure != at.value_structure:
            raise ValueError("vjp: the gradient given must be nested like the function's value")
        grads: tuple[Any, ...] = unflatten(at.structure, at.pull(cotangents))
        return grads

    return unflatten(at.value_structure, at.values()), back


def jvp(f: Function, primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> tuple[Any, Any]:
    """f's value and its derivative along a direction, at the cost of about three evaluations, however many arguments.

    f: a function of numbers, arrays and nests of them, which returns such. primals: the tuple of its arguments. tangents: the
    tuple of their directions, nested and shaped like them. Raises TypeError if these are no tuples or f returns no numbers,
    ValueError if they are nested or shaped otherwise.

    >>> jvp(lambda x: x**2, (3.0,), (1.0,))
    (9.0, 6.0)
    """
    require_function("jvp", f, "jvp(f, (x,), (v,))")
    for name, given in (("primals", primals), ("tangents", tangents)):
        if not isinstance(given, (tuple, list)):
            raise TypeError(f"jvp: {name} is a tuple with one entry for each argument of the function, got {article(given)}")
    return _along("jvp", f, tuple(primals), tuple(tangents))


def _along(what: str, f: Function, primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> tuple[Any, Any]:
    directions, structure = flatten(tangents)
    if structure != flatten(primals)[1]:
        raise ValueError(f"{what}: the tangents must be nested like the primals")
    found = run_along(what, f, primals, directions)
    if found is not None:
        return found
    at = Linearization(what, f, f, primals)
    out = at.push(directions)
    return unflatten(at.value_structure, at.values()), unflatten(at.value_structure, out)


@accept_argnum
def jacobian(f: Function, argnums: int = 0) -> Derivatives:
    """The function that returns all first derivatives of f: value (...,) at an argument (---,) -> (..., ---).

    All rows are found in one pass, or all columns if these are fewer.

    f: a function from one number or array to one number or array. argnums=0: the number of the argument by which to
    differentiate. Raises TypeError for nested arguments or values, which vjp can take.

    >>> jacobian(lambda x: x * x)(np.array([1.0, 3.0]))
    array([[2., 0.],
           [0., 6.]])
    """

    require_function("jacobian", f, "jacobian(f)(x)")
    return _jacobian("jacobian", f, argnums)


def _jacobian(what: str, f: Function, argnums: int) -> Function:
    @wraps(f)
    def all_derivatives(*args: Any, **kwargs: Any) -> Any:
        partial, values = choose_arguments(f, args, kwargs, argnums)
        at = Linearization(what, f, partial, values)
        if at.structure != (tuple, None, 1) or at.value_structure is not None:
            raise TypeError(f"{what} takes and returns one number or array: use vjp for nested arguments")
        refuse_complex(what, f, at.value)
        shape = np.shape(at.value[0])
        at_once = at.all_derivatives()
        if at_once is not None:
            return np.reshape(at_once, (*shape, *np.shape(values[0])))  # (n, m) -> (..., ---)
        n = int(np.prod(shape))
        units = np.eye(n).reshape(n, *shape)  # unit gradients of the value's shape
        rows = [at.pull([float(unit) if not shape else unit])[0] for unit in units]
        if not shape:
            return rows[0]
        if not rows:
            return np.zeros((*shape, *np.shape(values[0])))
        stacked = np.stack(rows)
        return np.reshape(stacked, (*shape, *np.shape(values[0])))  # (n, ---) -> (..., ---)

    return all_derivatives


@accept_argnum
def hessian(f: Function, argnums: int = 0) -> Derivatives:
    """The function that returns all second derivatives of f: argument (---,) -> (---, ---).

    f: a function from one number or array to one number. argnums=0: the number of the argument by which to differentiate.
    Raises TypeError for nested arguments, ValueError if f returns several numbers.

    >>> hessian(lambda x: (x**3).sum())(np.array([1.0, 2.0]))
    array([[ 6.,  0.],
           [ 0., 12.]])
    """
    return _jacobian("hessian", _gradient("hessian", f, argnums), argnums)


def hvp(f: Function, x: T, v: T) -> T:
    """The Hessian of f at x times v, at the cost of a few gradients, without forming the Hessian.

    f: a function that returns one number. x: where, a number, an array or a nest of them. v: nested and shaped like x, as the
    result is. Raises ValueError if v is not, or f returns several numbers.

    >>> hvp(lambda x: (x**3).sum(), np.array([1.0, 2.0]), np.array([1.0, 1.0]))
    array([ 6., 12.])
    """
    require_function("hvp", f, "hvp(f, x, v)")
    product: T = _along("hvp", _gradient("hvp", f, 0), (x,), (v,))[1]
    return product
