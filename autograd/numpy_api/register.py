"""How a function of ours answers to NumPy's name, and the small arrangements that such functions share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from autograd.kernel.node import Node
from autograd.kernel.op import NUMPY

F = TypeVar("F")


def differentiates(*numpy_functions: Any) -> Callable[[F], F]:
    """Let NumPy's protocols find this function when one of NumPy's own is called on a Tensor."""

    def register(function: F) -> F:
        NUMPY.update(dict.fromkeys(numpy_functions, function))
        return function

    return register


def differentiates_new(module: Any, **functions: Any) -> None:
    """Let the protocols find these under names that not every version of NumPy has."""
    for name, function in functions.items():
        if hasattr(module, name):
            NUMPY.setdefault(getattr(module, name), function)


class NoRule(ValueError):
    """For an option of NumPy that has no derivative here; constants can be computed with it."""


def require_order(name: str, x: Any) -> None:
    """TypeError for complex numbers, which have no order that such a function could follow."""
    if np.iscomplexobj(x):
        raise TypeError(f"{name}: complex numbers have no order: give it their size np.abs(t), or np.real(t) and np.imag(t)")


def leave_out_defaults(**settings: Any) -> dict[str, Any]:
    """The settings that differ from their default of None or False."""
    return {name: value for name, value in settings.items() if value is not None and value is not False}


def read_value(x: Any) -> Any:
    """The plain value of a Tensor, which a program that is being recorded refuses to give; anything else as it is."""
    tensor: Any = x if isinstance(x, Node) else None
    return x if tensor is None else tensor.numpy()


def place(name: str, x: Any, axis: int) -> int:
    """The axis counted from the front."""
    if not isinstance(axis, (int, np.integer)):
        raise TypeError(f"{name} of shape {np.shape(x)}: axis must be a whole number, got {axis!r}")
    if not -np.ndim(x) <= axis < np.ndim(x):
        raise IndexError(f"{name} of shape {np.shape(x)}: there is no axis {axis}")
    return axis % np.ndim(x)
