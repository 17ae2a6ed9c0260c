"""Derivatives of functions, nesting to any order: grad(f) is a function again.

Arguments may be numbers, arrays, Tensors, and nested lists, tuples and dicts of them; gradients come back in
the same nesting. Gradients are Tensors where more could be differentiated: an argument is a Tensor, f uses
Tensors from outside such as a model's weights, or another derivative surrounds the call. Otherwise, and inside
no_grad(), they are plain.

A call differentiates with respect to fresh aliases of its arguments. They are later on the tape than anything
made before the call, so an inner derivative never mistakes an outer variable for its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import numpy as np

from autograd import ops
from autograd.modes import MODE, Scope, changed
from autograd.nest import flatten, unflatten
from autograd.node import Node, leaf, next_position
from autograd.play import gather
from autograd.pull import pull
from autograd.tensor import Tensor

Function = Callable[..., Any]
Argnums = Any  # an int or a tuple of ints


class Linearized:
    """f at one point: its value, and the function that carries a gradient of the value back to the arguments."""

    def __init__(self, f: Function, args: tuple[Any, ...]) -> None:
        given, self.structure = flatten(args)
        mode = MODE.get()
        # are gradients to be recorded? None: that depends on what f used, which the first gathering tells
        self._recorded: bool | None = False
        if mode.grad:
            self._recorded = mode.level > 0 or mode.compiling is not None or any(isinstance(x, Node) for x in given) or None
        self.backward = Scope("backward", mode.scope)  # what drawings frame
        self.first = next_position()
        with changed(level=mode.level + 1, grad=True):
            self.aliases = [_alias(x) for x in given]
            self.inside = next_position()
            self.value, self.value_structure = flatten(f(*unflatten(self.structure, self.aliases)))

    @property
    def recorded(self) -> bool:
        """Whether gradients are Tensors: something outside, such as a model's weights in f's closure, shares in the value."""
        if self._recorded is None:
            self._gathered(z for z in self.value if isinstance(z, Node))
        assert self._recorded is not None
        return self._recorded

    def _gathered(self, roots: Iterable[Node]) -> list[Node]:
        """The operations to play, all of them of this call."""
        operations, _ = gather([z for z in roots if z.op is not None], since=self.inside)
        if self._recorded is None:
            self._recorded = any(x.requires_grad and x.position < self.first for z in operations for x in z.inputs)
        return operations

    def pull(self, cotangents: list[Any]) -> list[Any]:
        """The gradient for each argument leaf, given one for each leaf of the value."""
        grads: dict[Node, Any] = {}
        for z, g in zip(self.value, cotangents):
            if isinstance(z, Node) and z.requires_grad:
                _check_cotangent(z, g)
                grads[z] = grads[z] + g if z in grads else g if isinstance(g, Node) else _constant(g)
        operations = self._gathered(grads)
        watched = any(watcher.everything for watcher in MODE.get().watchers)
        with changed(grad=self.recorded or watched, scope=self.backward):
            pull(operations, grads, since=self.first)
        return [self._deliver(grads.get(x), x) for x in self.aliases]

    def _deliver(self, g: Any, x: Tensor) -> Any:
        if g is None:
            g = np.zeros(x.shape, x.dtype) if x.shape else 0.0
        if self.recorded:
            return g if isinstance(g, Node) else _constant(g)
        return np.array(g._value) if isinstance(g, Node) and np.ndim(g._value) else getattr(g, "_value", g)


def _alias(x: Any) -> Tensor:
    """A fresh Tensor of the same value; recorded, so that an outer derivative passes through, if x is one."""
    if isinstance(x, Node) and x.requires_grad:
        return ops.alias(x)
    return Tensor(x)


def _constant(value: Any) -> Tensor:
    return leaf(Tensor, value if type(value) is float else Tensor(value, requires_grad=False)._value, False)


def _check_cotangent(z: Node, g: Any) -> None:
    if np.shape(g) != np.shape(z._value):
        raise ValueError(f"vjp: the value has shape {np.shape(z._value)}, but its gradient was given as {np.shape(g)}")


def _plain(value: Any) -> Any:
    return value.numpy() if isinstance(value, Tensor) else value


def _scalar(f: Function, values: list[Any], structure: Any) -> None:
    if structure is not None or np.shape(values[0]) != ():
        got = f"shape {np.shape(values[0])}" if structure is None else structure[0].__name__
        raise ValueError(
            f"grad needs a function that returns one number, but {getattr(f, '__name__', f)!s} returned {got}: "
            "reduce it with .sum() or .mean(), or use jacobian or vjp"
        )


def _select(f: Function, args: tuple[Any, ...], kwargs: dict[str, Any], argnums: Argnums) -> tuple[Function, tuple[Any, ...]]:
    """f as a function of the chosen arguments alone, and those arguments."""
    chosen = argnums if isinstance(argnums, tuple) else (argnums,)
    if not all(isinstance(i, int) for i in chosen):
        raise TypeError(f"argnums={argnums!r} must be an int or a tuple of ints")
    if not all(-len(args) <= i < len(args) for i in chosen):
        raise TypeError(f"argnums={argnums} names an argument that the call does not have: it was given {len(args)}")

    def partial(*values: Any) -> Any:
        full = list(args)
        for i, value in zip(chosen, values):
            full[i] = value
        return f(*full, **kwargs)

    return partial, tuple(args[i] for i in chosen)


def value_and_grad(f: Function, argnums: Argnums = 0) -> Function:
    """The function that returns f's value and its gradient together.

    >>> value_and_grad(lambda x: x**2)(3.0)
    (9.0, 6.0)
    """

    @wraps(f)
    def value_and_gradient(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
        partial, values = _select(f, args, kwargs, argnums)
        at = Linearized(partial, values)
        _scalar(f, at.value, at.value_structure)
        grads = unflatten(at.structure, at.pull([1.0]))
        value = at.value[0] if at.recorded else _plain(at.value[0])
        return value, grads if isinstance(argnums, tuple) else grads[0]

    # what compile needs to know; the function itself comes first, as wraps() copies attributes to other functions
    value_and_gradient.derivative = value_and_gradient, f, argnums, True  # type: ignore[attr-defined]
    return value_and_gradient


def grad(f: Function, argnums: Argnums = 0) -> Function:
    """The function that returns f's gradient with respect to one argument, or a tuple for several.

    Raises ValueError if f does not return a single number.

    >>> grad(grad(lambda x: x**3))(2.0)
    12.0
    """
    both = value_and_grad(f, argnums)

    @wraps(f)
    def gradient(*args: Any, **kwargs: Any) -> Any:
        return both(*args, **kwargs)[1]

    gradient.derivative = gradient, f, argnums, False  # type: ignore[attr-defined]
    return gradient


def elementwise_grad(f: Function, argnums: Argnums = 0) -> Function:
    """The derivative of an elementwise function at every element of an array.

    >>> elementwise_grad(np.square)(np.array([1.0, 2.0]))
    array([2., 4.])
    """
    return grad(lambda *args, **kwargs: _total(f(*args, **kwargs)), argnums)


def _total(z: Any) -> Any:
    return np.sum(z) if np.ndim(z) else z


def vjp(f: Function, *args: Any) -> tuple[Any, Function]:
    """f's value, and the function from a gradient of the value to the gradients of all arguments (a tuple).

    >>> value, back = vjp(lambda x, y: x * y, 2.0, 3.0)
    >>> back(1.0)
    (3.0, 2.0)
    """
    at = Linearized(f, args)

    def back(cotangent: Any) -> tuple[Any, ...]:
        cotangents, structure = flatten(cotangent)
        if structure != at.value_structure:
            raise ValueError("vjp: the gradient given must be nested like the function's value")
        grads: tuple[Any, ...] = unflatten(at.structure, at.pull(cotangents))
        return grads

    value = unflatten(at.value_structure, at.value if at.recorded else [_plain(z) for z in at.value])
    return value, back


def jvp(f: Function, primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> tuple[Any, Any]:
    """f's value and its derivative along `tangents`, at the cost of a few evaluations however many arguments.

    The gradient u ↦ uᵀJ is linear in u; differentiating that once more along the tangents gives J·v
    (the transpose trick; J. Townsend, 2017, "A new trick for calculating Jacobian vector products").

    >>> jvp(lambda x: x**2, (3.0,), (1.0,))
    (9.0, 6.0)
    """
    directions, structure = flatten(tuple(tangents))
    if structure != flatten(tuple(primals))[1]:
        raise ValueError("jvp: the tangents must be nested like the primals")
    at = Linearized(f, tuple(primals))
    for x, v in zip(at.aliases, directions):
        if np.shape(v) != x.shape:
            raise ValueError(f"jvp: an argument of shape {x.shape} was given a tangent of shape {np.shape(v)}")
    recorded, at._recorded = at.recorded, True
    seeds = [np.zeros(np.shape(z)) if np.ndim(z) else 0.0 for z in at.value]
    transposed = Linearized(lambda *us: tuple(at.pull(list(us))), tuple(seeds))
    transposed._recorded = recorded
    out = transposed.pull(directions)
    value = at.value if recorded else [_plain(z) for z in at.value]
    return unflatten(at.value_structure, value), unflatten(at.value_structure, out)


def jacobian(f: Function, argnums: int = 0) -> Function:
    """All first derivatives of f: value of shape (...,) at an argument of shape (---,) -> (..., ---).

    >>> jacobian(lambda x: x * x)(np.array([1.0, 3.0]))
    array([[2., 0.],
           [0., 6.]])
    """

    @wraps(f)
    def all_derivatives(*args: Any, **kwargs: Any) -> Any:
        partial, values = _select(f, args, kwargs, argnums)
        at = Linearized(partial, values)
        if at.structure != (tuple, None, 1) or at.value_structure is not None:
            raise TypeError("jacobian takes and returns one number or array: use vjp for nested arguments")
        shape = np.shape(at.value[0])
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


def hessian(f: Function, argnums: int = 0) -> Function:
    """All second derivatives of a function that returns one number: argument (---,) -> (---, ---).

    >>> hessian(lambda x: (x**3).sum())(np.array([1.0, 2.0]))
    array([[ 6.,  0.],
           [ 0., 12.]])
    """
    return jacobian(grad(f, argnums), argnums)


def hvp(f: Function, x: Any, v: Any) -> Any:
    """The Hessian of f at x times v, at the cost of a few gradients, without forming the Hessian.

    >>> hvp(lambda x: (x**3).sum(), np.array([1.0, 2.0]), np.array([1.0, 1.0]))
    array([ 6., 12.])
    """
    return jvp(grad(f), (x,), (v,))[1]
