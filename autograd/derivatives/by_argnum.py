"""Derivatives under the names of the other package called autograd; each is a line or two over vjp, jvp and grad.

make_vjp(f, argnum)(*args)          ->  (back, value), where back takes the value's gradient to the argument's
make_jvp(f, argnum)(*args)          ->  push, where push(v) is (value, derivative along v)
make_hvp(f, argnum)(*args)          ->  (times, gradient), where times(v) is the Hessian times v
make_ggnvp(f, g, argnum)(*args)     ->  times, where times(v) is the Gauss-Newton matrix Jᵀ H J times v
"""

from __future__ import annotations

import inspect
from functools import wraps
from typing import Any

import numpy as np

from autograd.derivatives.argnums import Argnums, Function, single_out
from autograd.derivatives.functional import grad, jacobian, jvp, vjp
from autograd.nest import flatten, unflatten
from autograd.tensors.tensor import Tensor
from autograd.text.owners import name_owner


def make_vjp(fun: Function, argnum: Argnums = 0) -> Function:
    """The function that returns (back, value): back takes a gradient of fun's value to that of the argument.

    fun: a function of numbers, arrays and nests of them. argnum=0: by which argument, or a tuple of several.

    >>> back, value = make_vjp(lambda x: x * x)(3.0)
    >>> back(1.0), value
    (6.0, 9.0)
    """

    def maker(*args: Any, **kwargs: Any) -> tuple[Function, Any]:
        f, x = single_out(fun, args, kwargs, argnum)
        value, back = vjp(f, x)
        return (lambda g: back(g)[0]), value

    return maker


def make_jvp(fun: Function, argnum: Argnums = 0) -> Function:
    """The function that returns push: push(v) is (value, derivative of fun along v).

    fun: a function of numbers, arrays and nests of them. argnum=0: by which argument, or a tuple of several.

    >>> make_jvp(lambda x: x * x)(3.0)(1.0)
    (9.0, 6.0)
    """

    def maker(*args: Any, **kwargs: Any) -> Function:
        f, x = single_out(fun, args, kwargs, argnum)
        return lambda v: jvp(f, (x,), (v,))

    return maker


def make_hvp(fun: Function, argnum: Argnums = 0) -> Function:
    """The function that returns (times, gradient): times(v) is the Hessian of fun times v.

    fun: a function that returns one number. argnum=0: by which argument.

    >>> times, gradient = make_hvp(lambda x: (x**3).sum())(np.array([1.0, 2.0]))
    >>> times(np.array([1.0, 1.0]))
    array([ 6., 12.])
    """

    def maker(*args: Any, **kwargs: Any) -> tuple[Function, Any]:
        f, x = single_out(fun, args, kwargs, argnum)
        gradient, back = vjp(grad(f), x)
        return (lambda v: back(v)[0]), gradient

    return maker


def half_square(x: Any) -> Any:
    """½ Σ x², whose Hessian is the identity."""
    return np.sum(np.square(x)) * 0.5


def make_ggnvp(f: Function, g: Function = half_square, f_argnum: Argnums = 0) -> Function:
    """The function that returns times: times(v) is Jᵀ H J v, with J the Jacobian of f and H the Hessian of g at f's value.

    f: a function of arrays. g=½Σx²: a function from f's value to one number. f_argnum=0: by which argument of f. Source:
    Schraudolph (2002).

    >>> make_ggnvp(lambda x: x * x)(np.array([1.0, 3.0]))(np.array([1.0, 1.0]))
    array([ 4., 36.])
    """

    def maker(*args: Any, **kwargs: Any) -> Function:
        inner, x = single_out(f, args, kwargs, f_argnum)

        def times(v: Any) -> Any:
            value, back = vjp(inner, x)
            _, forward = jvp(inner, (x,), (v,))
            _, curved = jvp(grad(g), (value,), (forward,))
            return back(curved)[0]

        return times

    return maker


def grad_and_aux(fun: Function, argnum: int = 0) -> Function:
    """The function that returns fun's gradient and what else fun returns.

    fun: a function that returns (number, anything). argnum=0: by which argument.

    >>> grad_and_aux(lambda x: (x * x, "noted"))(3.0)
    (6.0, 'noted')
    """

    def both(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
        kept: list[Any] = []

        def number(*inner: Any, **settings: Any) -> Any:
            value, aux = fun(*inner, **settings)
            kept[:] = [aux]
            return value

        found = grad(number, argnum)(*args, **kwargs)
        leaves, structure = flatten(kept[0]) if isinstance(kept[0], (Tensor, list, tuple, dict)) else ([kept[0]], None)
        plain = [x.numpy() if isinstance(x, Tensor) else x for x in leaves]
        return found, plain[0] if structure is None else unflatten(structure, plain)

    return both


@name_owner
def grad_named(fun: Function, argname: str) -> Function:
    """The gradient by the argument of a name.

    fun: a function that returns one number. argname: the argument's name. Raises ValueError if fun has none of that name.

    >>> grad_named(lambda x, y: x * y, "y")(2.0, 3.0)
    2.0
    """
    names = list(inspect.signature(fun).parameters)
    if argname not in names:
        raise ValueError(f"grad_named: the function's arguments are {', '.join(names)}, not {argname!r}")
    return grad(fun, names.index(argname))


def deriv(fun: Function, argnum: int = 0) -> Function:
    """The derivative of a function of one number, by forward mode: whatever shape the value has.

    fun: a function of a number. argnum=0: by which argument.

    >>> deriv(lambda t: np.stack([t, t * t]))(3.0)
    array([1., 6.])
    """

    def slope(*args: Any, **kwargs: Any) -> Any:
        f, x = single_out(fun, args, kwargs, argnum)
        leaves, structure = flatten(x)
        return jvp(f, (x,), (unflatten(structure, [np.ones(np.shape(leaf)) for leaf in leaves]),))[1]

    return slope


def tensor_jacobian_product(fun: Function, argnum: int = 0) -> Function:
    """The function of (*args, v) that returns v times fun's Jacobian, summed over v's axes, which are the value's first ones.

    fun: a function of arrays. argnum=0: by which argument.

    >>> tensor_jacobian_product(lambda x: x * x)(np.array([1.0, 3.0]), np.array([1.0, 1.0]))
    array([2., 6.])
    """

    def product(*args: Any, **kwargs: Any) -> Any:
        *given, v = args
        f, x = single_out(fun, tuple(given), kwargs, argnum)
        if np.ndim(v) < np.ndim(f(x)):
            return jacobian(lambda x: np.tensordot(v, f(x), np.ndim(v)))(x)
        return vjp(f, x)[1](v)[0]

    return product


def hessian_tensor_product(fun: Function, argnum: int = 0) -> Function:
    """The function of (*args, v) that returns fun's Hessian times v.

    fun: a function that returns one number. argnum=0: by which argument.

    >>> hessian_tensor_product(lambda x: (x**3).sum())(np.array([1.0, 2.0]), np.array([1.0, 1.0]))
    array([ 6., 12.])
    """

    def product(*args: Any, **kwargs: Any) -> Any:
        *given, v = args
        f, x = single_out(fun, tuple(given), kwargs, argnum)
        return jvp(grad(f), (x,), (v,))[1]

    return product


@name_owner
def multigrad_dict(fun: Function) -> Function:
    """The function that returns the gradients by all arguments, in a dict by name.

    fun: a function that returns one number.

    >>> multigrad_dict(lambda x, y: x * y)(2.0, 3.0)
    {'x': 3.0, 'y': 2.0}
    """
    signature = inspect.signature(fun)

    @wraps(fun)
    def gradients(*args: Any, **kwargs: Any) -> dict[str, Any]:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()

        def of_dict(values: dict[str, Any]) -> Any:
            call = inspect.BoundArguments(signature, bound.arguments | values)
            return fun(*call.args, **call.kwargs)

        found: dict[str, Any] = grad(of_dict)(dict(bound.arguments))
        return found

    return gradients


hessian_vector_product = hessian_tensor_product
vector_jacobian_product = tensor_jacobian_product
