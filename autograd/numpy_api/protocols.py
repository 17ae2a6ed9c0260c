"""NumPy's protocols: np.tanh(t), array * t and np.concatenate([t, u]) find the functions that differentiate them.

Where nothing among the arguments is differentiated, every function of NumPy runs, on the values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import Parameter, signature
from operator import attrgetter
from typing import Any

import numpy as np

from autograd.kernel.modes import MODE
from autograd.kernel.node import Node, constant
from autograd.kernel.op import NUMPY, Op, record
from autograd.nest import rebuild
from autograd.numpy_api import choices, joining, picking, probabilities, products, reductions  # noqa: F401 - they register
from autograd.numpy_api.register import NoRule
from autograd.ops.indicator import INDICATORS

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
            if type(row) is Op:
                return record(type(self), row, inputs)
        given = {k: v for k, v in settings.items() if not is_default_of_ufunc(k, v)} if settings else settings
        if method == "reduce" and ufunc is np.add:
            return reductions.sum(*inputs, **{"axis": 0, **given})
        found = NUMPY.get(ufunc) if method == "__call__" else None
        if found is not None and not given:
            return found(*inputs)
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
        if kwargs:
            kwargs = {name: value for name, value in kwargs.items() if value is not np._NoValue}
        if found is not None:
            try:
                return found(*args, **kwargs)
            except NoRule:
                if differentiates_any((args, kwargs)):
                    raise
            except TypeError:
                misfit = _misfit(found, args, kwargs)
                if misfit is None:
                    raise
        if not differentiates_any((args, kwargs)):
            return on_values(type(self), function, args, kwargs)
        if found is None:
            raise TypeError(
                f"{_named(function)} has no derivative rule: write it with other functions, or use t.numpy() for its value"
            )
        args, kwargs = without_defaults(function, args, kwargs)
        if _misfit(found, args, kwargs) is not None:
            assert found is not None
            known = ", ".join(signature(found).parameters)
            raise TypeError(f"{_named(function)} on Tensors: {misfit}; its arguments are {known}")
        return found(*args, **kwargs)


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


def tensors(nested: Any) -> Iterator[Node]:
    """The Tensors in nested lists, tuples and dicts."""
    if isinstance(nested, Node):
        yield nested
    elif isinstance(nested, (list, tuple, dict)):
        for part in nested.values() if isinstance(nested, dict) else nested:
            yield from tensors(part)


def differentiates_any(arguments: Any) -> bool:
    """Whether a derivative would be lost, or a value be frozen into a program, if NumPy ran on the values."""
    mode = MODE.get()
    return (mode.grad or mode.compiling is not None) and any(x.requires_grad for x in tensors(arguments))


def strip_tensors(nested: Any) -> Any:
    """The same lists, tuples and dicts with the values of Tensors in place of them; arrays are read-only."""
    if isinstance(nested, Node):
        if type(nested._value) is float:
            return nested._value
        view = nested._value.view()
        view.flags.writeable = False
        return view
    if isinstance(nested, dict):
        return {key: strip_tensors(part) for key, part in nested.items()}
    return rebuild(type(nested), [strip_tensors(part) for part in nested]) if isinstance(nested, (list, tuple)) else nested


def on_values(cls: type[Node], function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    """Call a NumPy function on the values of Tensors; results of floats become constants."""
    answer = function(*strip_tensors(tuple(args)), **strip_tensors(kwargs))
    return answer if kwargs.get("out") is not None else wrap_floats(cls, answer)


def wrap_floats(cls: type[Node], answer: Any) -> Any:
    """Make results of floats constants, one by one in a list; whole numbers, booleans and texts stay NumPy's."""
    if isinstance(answer, (list, tuple)):
        return rebuild(type(answer), [wrap_floats(cls, part) for part in answer])
    return constant(cls, answer) if isinstance(answer, (np.ndarray, np.generic)) and answer.dtype.kind == "f" else answer


def _misfit(function: Any, args: Any, kwargs: Any) -> TypeError | None:
    """The error that a function raises for arguments that do not fit its signature; None if they fit."""
    try:
        signature(function).bind(*args, **kwargs)
    except TypeError as error:
        return error
    return None


def _named(function: Any) -> str:
    return f"{function.__module__}.{function.__name__}"


def _name_of_ufunc(ufunc: Any) -> str:
    name = str(ufunc.__name__)
    return f"np.{name}" if getattr(np, name, None) is ufunc else name


OF_SHAPES = (np.size, np.zeros_like, np.ones_like, np.result_type)  # whatever the values are


def run_on_values(function: Callable[..., Any]) -> Callable[..., Any]:
    """A NumPy function without a derivative (a shape, an order, a test), run on the values."""

    is_ufunc = isinstance(function, np.ufunc)  # its `out` is never among the inputs

    def run(*inputs: Any, **settings: Any) -> Any:
        recording = MODE.get().compiling
        if recording is not None and function not in OF_SHAPES:
            moving = [x for x in tensors((inputs, settings)) if x.requires_grad]
            if moving and function in INDICATORS:
                return record(type(moving[0]), INDICATORS[function], inputs)
            if moving:
                recording.refuse(f"np.{function.__name__}(t)", "where(condition, a, b) to choose")
        values = [x._value if isinstance(x, Node) else x for x in inputs] if is_ufunc else strip_tensors(inputs)
        answer = function(*values, **strip_tensors(settings)) if settings else function(*values)
        return bool(answer) if isinstance(answer, np.bool_) else answer

    run.__doc__ = f"What np.{function.__name__} gives for the value: it has no derivative."
    return run


# constant almost everywhere, or not a number at all: what they give is plain, never on the tape
for _function in (
    np.size, np.argmax, np.argmin, np.argsort, np.isfinite, np.isnan, np.isinf, np.sign, np.floor, np.floor_divide,
    np.ceil, np.rint, np.round, np.array_equal, np.allclose, np.isclose, np.zeros_like, np.ones_like,
    np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal, np.logical_not, np.logical_and,
    np.logical_or, np.any, np.all, np.count_nonzero, np.nonzero, np.signbit, np.result_type,
):  # fmt: skip
    NUMPY[_function] = run_on_values(_function)

NUMPY[np.shape] = attrgetter("shape")  # asked for at every step of a network
NUMPY[np.ndim] = attrgetter("ndim")


def floor_and_remainder(x: Any, y: Any) -> tuple[Any, Any]:
    """x ÷ y rounded down, which has no derivative, and the remainder, which has."""
    return np.floor_divide(x, y), np.remainder(x, y)


NUMPY[np.divmod] = floor_and_remainder
