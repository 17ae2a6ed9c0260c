"""NumPy's functions whose results have no derivative: shapes, orders, tests, places, and what is constant almost everywhere.

Their results are plain, never on the tape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any

import numpy as np

from autograd.kernel.modes import MODE
from autograd.kernel.node import Node
from autograd.kernel.op import NUMPY, record
from autograd.nest import rebuild
from autograd.ops.indicator import INDICATORS


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


OF_SHAPES = (np.size, np.zeros_like, np.ones_like, np.result_type, np.iscomplexobj, np.isrealobj)  # whatever the values are


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


PLAIN = (
    "size argmax argmin argsort argpartition argwhere nanargmax nanargmin flatnonzero nonzero lexsort searchsorted digitize "
    "isfinite isnan isinf isneginf isposinf isreal iscomplex isrealobj iscomplexobj sign signbit floor ceil rint round "
    "around trunc fix floor_divide spacing nextafter array_equal array_equiv allclose isclose isin zeros_like ones_like "
    "empty_like equal not_equal less less_equal greater greater_equal logical_not logical_and logical_or logical_xor any "
    "all count_nonzero result_type common_type min_scalar_type can_cast tril_indices_from triu_indices_from "
    "diag_indices_from array2string array_repr array_str shares_memory may_share_memory "
).split()
CONSTANTS = {getattr(np, name): run_on_values(getattr(np, name)) for name in PLAIN if hasattr(np, name)}  # NumPy 1 has fewer
CONSTANTS[np.linalg.matrix_rank] = run_on_values(np.linalg.matrix_rank)
CONSTANTS[np.shape] = attrgetter("shape")  # asked for at every step of a network
CONSTANTS[np.ndim] = attrgetter("ndim")
NUMPY.update(CONSTANTS)


def floor_and_remainder(x: Any, y: Any) -> tuple[Any, Any]:
    """x ÷ y rounded down, which has no derivative, and the remainder, which has."""
    return np.floor_divide(x, y), np.remainder(x, y)


NUMPY[np.divmod] = floor_and_remainder
