"""NumPy's protocols: np.tanh(t), array * t and np.concatenate([t, u]) find the functions that differentiate them.

Where nothing among the arguments is differentiated, every function of NumPy runs, on the values.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from inspect import Parameter, signature
from operator import attrgetter
from typing import Any

import numpy as np

from autograd.kernel.node import Node, constant
from autograd.kernel.op import NUMPY, Op, record
from autograd.nest import rebuild
from autograd.numpy_api import (  # noqa: F401 - they register
    calculus,
    choices,
    complex,
    convolving,
    decompositions,
    elementwise,
    fourier,
    joining,
    laying,
    linear_algebra,
    looping,
    moving,
    norms,
    picking,
    polynomials,
    probabilities,
    products,
    quantiles,
    reductions,
    selecting,
    statistics,
    triangles,
    without_nan,
)
from autograd.numpy_api.constants import differentiates_any, strip_tensors

OF_UFUNCS = {"where": True, "dtype": None, "casting": "same_kind", "order": "K", "subok": True, "keepdims": False}  # defaults


class Protocols(Node):
    """The part of a Tensor that answers NumPy's calls."""

    __slots__ = ()
    __array_priority__ = 1000

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **settings: Any) -> Any:
        for x in inputs:
            if x is not self and type(x) is not np.ndarray and takes_ufuncs_itself(x):
                return NotImplemented
        if method == "__call__" and not settings:
            row = NUMPY.get(ufunc)
            if row is None:
                row = find_in_scipy(ufunc)
            if type(row) is Op:
                return record(type(self), row, inputs)
        given = {k: v for k, v in settings.items() if not is_default_of_ufunc(k, v)} if settings else settings
        if method == "reduce" and ufunc is np.add:
            return reductions.sum(*inputs, **{"axis": 0, **given})
        found = NUMPY.get(ufunc) or find_in_scipy(ufunc) if method == "__call__" else None
        if found is not None and (not given or ufunc.signature is not None):  # such as vecdot's axis
            return found(*inputs, **given)
        if not differentiates_any((inputs, settings)):
            if method == "at" and isinstance(inputs[0], Node):  # NumPy would write even to memory that is only to be read
                raise TypeError(f"{_name_of_ufunc(ufunc)}.at would change a Tensor behind the tape: give it an array")
            return on_values(type(self), getattr(ufunc, method), inputs, settings)
        if found is None:
            name = _name_of_ufunc(ufunc) + ("" if method == "__call__" else f".{method}")
            raise TypeError(f"{name} has no derivative rule: write it with other functions, or use t.numpy() for its value")
        raise TypeError(
            f"{_name_of_ufunc(ufunc)} on Tensors takes no {', '.join(given)}: a result is always a new Tensor, "
            "so write a = a + t, not a += t or out=a"
        )

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        for kind in types:
            if not issubclass(kind, (Node, np.ndarray)):
                return NotImplemented
        found = NUMPY.get(function)
        if type(found) is attrgetter and not kwargs:  # of shapes, which networks ask for at every step
            return found(*args)
        if kwargs:
            kwargs = {name: value for name, value in kwargs.items() if value is not np._NoValue}
        if not differentiates_any((args, kwargs)):
            return on_values(type(self), function, args, kwargs)
        if found is None:
            raise TypeError(
                f"{_full_name(function)} has no derivative rule: write it with other functions, or use t.numpy() for its value"
            )
        try:
            return found(*args, **kwargs)
        except TypeError:
            misfit = _misfit(found, args, kwargs)
            if misfit is None:
                raise
        args, kwargs = without_defaults(function, args, kwargs)
        if _misfit(found, args, kwargs) is not None:
            known = ", ".join(signature(found).parameters)
            raise TypeError(f"{_full_name(function)} on Tensors: {misfit}; its arguments are {known}")
        return found(*args, **kwargs)


def find_in_scipy(ufunc: Any) -> Any:
    """The row of a function of scipy.special; these rows are loaded when the first of them is looked for.

    Nobody has such a function before that module is loaded, and without it our rows cannot be loaded.
    """
    if "scipy.special" not in sys.modules or getattr(np, ufunc.__name__, None) is ufunc:
        return None
    import_module("autograd.scipy.rows")
    return NUMPY.get(ufunc)


def takes_ufuncs_itself(x: Any) -> bool:
    """Whether this is an array of another library that holds other arrays, such as xarray's: it answers, holding Tensors."""
    if isinstance(x, (Node, np.ndarray, np.generic, float, int)):
        return False
    return hasattr(x, "__array_ufunc__") and not hasattr(x, "__pandas_priority__")


def is_default_of_ufunc(name: str, value: Any) -> bool:
    """Whether an argument of a ufunc only repeats its default."""
    if name == "out":
        return value is None or (isinstance(value, tuple) and all(array is None for array in value))
    return name in OF_UFUNCS and (value is OF_UFUNCS[name] or same(value, OF_UFUNCS[name]))


def without_defaults(function: Any, args: Any, kwargs: Any) -> tuple[list[Any], dict[str, Any]]:
    """A call of a NumPy function without the arguments that only repeat NumPy's own defaults.

    Arguments that NumPy requires come first, in NumPy's order; the others are passed by name. A call that NumPy itself would
    refuse stays as it is, and so does a call of a function that has no signature.
    """
    try:
        call = signature(function).bind(*args, **kwargs)
    except (TypeError, ValueError):
        return args, kwargs
    first: list[Any] = []
    named: dict[str, Any] = {}
    for name, value in call.arguments.items():
        parameter = call.signature.parameters[name]
        if parameter.kind is Parameter.VAR_POSITIONAL:
            first += value
        elif parameter.kind is Parameter.VAR_KEYWORD:
            named.update(value)
        elif parameter.default is Parameter.empty:
            first.append(value)
        elif not (value is parameter.default or (name == "where" and value is True) or same(value, parameter.default)):
            named[name] = value
    return first, named


def same(value: Any, default: Any) -> bool:
    """Whether two plain settings are equal."""
    return isinstance(value, (bool, int, float, str)) and type(value) is type(default) and value == default


def on_values(cls: type[Node], function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    """Call a NumPy function on the values of Tensors; results of floats and complex numbers become constants."""
    answer = function(*strip_tensors(tuple(args)), **strip_tensors(kwargs))
    of_another_kind = any(isinstance(x, np.ndarray) and type(x) is not np.ndarray for x in args)  # masked arrays, matrices
    return answer if of_another_kind or kwargs.get("out") is not None else wrap_floats(cls, answer)


def wrap_floats(cls: type[Node], answer: Any) -> Any:
    """Make results of floats constants, one by one in a list; whole numbers, booleans and texts stay NumPy's."""
    if isinstance(answer, (list, tuple)):
        return rebuild(type(answer), [wrap_floats(cls, part) for part in answer])
    return constant(cls, answer) if isinstance(answer, (np.ndarray, np.generic)) and answer.dtype.kind in "fc" else answer


def _misfit(function: Any, args: Any, kwargs: Any) -> TypeError | None:
    """The error that a function raises for arguments that do not fit its signature; None if they fit."""
    try:
        signature(function).bind(*args, **kwargs)
    except TypeError as error:
        return error
    return None


def _full_name(function: Any) -> str:
    return f"{function.__module__}.{function.__name__}"


def _name_of_ufunc(ufunc: Any) -> str:
    name = str(ufunc.__name__)
    return f"np.{name}" if getattr(np, name, None) is ufunc else name
