"""NumPy's protocols: np.tanh(t), array * t and np.concatenate([t, u]) find the functions that differentiate them."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from operator import attrgetter
from typing import Any

import numpy as np

from autograd import functions
from autograd.modes import MODE
from autograd.node import Node, record
from autograd.op import NUMPY
from autograd.ops.indicator import INDICATORS


class Protocols(Node):
    """The part of a Tensor that NumPy speaks to."""

    __slots__ = ()
    __array_priority__ = 1000

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **settings: Any) -> Any:
        if method == "reduce" and ufunc is np.add:
            return functions.sum(*inputs, **{"axis": 0, **settings})
        found = NUMPY.get(ufunc)
        if found is None or method != "__call__":
            name = f"np.{ufunc.__name__}" + ("" if method == "__call__" else f".{method}")
            raise TypeError(f"{name} has no derivative rule: write it with other functions, or use t.numpy() for its value")
        if settings:
            raise TypeError(
                f"np.{ufunc.__name__} on Tensors takes no {', '.join(settings)}: a result is always a new Tensor, "
                "so write a = a + t, not a += t or out=a"
            )
        return found(*inputs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        found = NUMPY.get(function)
        if found is None:
            raise TypeError(
                f"{_named(function)} has no derivative rule: write it with other functions, or use t.numpy() for its value"
            )
        try:
            return found(*args, **kwargs)
        except TypeError:
            try:
                signature(found).bind(*args, **kwargs)
            except TypeError as misfit:
                known = ", ".join(signature(found).parameters)
                raise TypeError(f"{_named(function)} on Tensors: {misfit}; its arguments are {known}") from None
            raise


def _named(function: Any) -> str:
    return f"{function.__module__}.{function.__name__}"


OF_SHAPES = (np.size, np.zeros_like, np.ones_like, np.result_type)  # whatever the values are


def _plain(function: Callable) -> Callable:
    """A NumPy function without a derivative (a shape, an order, a test), run on the values."""

    def run(*inputs: Any, **settings: Any) -> Any:
        recording = MODE.get().compiling
        if recording is not None and function not in OF_SHAPES:
            moving = [x for x in inputs if isinstance(x, Node) and x.requires_grad]
            if moving and function in INDICATORS:
                return record(type(moving[0]), INDICATORS[function], inputs)
            if moving:
                recording.refuse(f"np.{function.__name__}(t)", "where(condition, a, b) to choose")
        answer = function(*[x._value if isinstance(x, Node) else x for x in inputs], **settings)
        return bool(answer) if isinstance(answer, np.bool_) else answer

    return run


# constant almost everywhere, or not a number at all: what they give is plain, never on the tape
for _function in (
    np.size, np.argmax, np.argmin, np.argsort, np.isfinite, np.isnan, np.isinf, np.sign, np.floor,
    np.ceil, np.rint, np.round, np.array_equal, np.allclose, np.isclose, np.zeros_like, np.ones_like, np.full_like,
    np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal, np.logical_not, np.logical_and,
    np.logical_or, np.any, np.all, np.count_nonzero, np.nonzero, np.signbit, np.result_type,
):  # fmt: skip
    NUMPY[_function] = _plain(_function)

NUMPY[np.shape] = attrgetter("shape")  # asked for at every step of a network
NUMPY[np.ndim] = attrgetter("ndim")

