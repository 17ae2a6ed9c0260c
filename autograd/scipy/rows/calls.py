"""A function of SciPy with a derivative: ours for Tensors that are differentiated, SciPy's own for all else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import ModuleType
from typing import Any, TypeVar

from autograd.numpy_api.constants import differentiates_any, tensors
from autograd.numpy_api.protocols import on_values
from autograd.tensors.tensor import Tensor

F = TypeVar("F", bound=Callable[..., Any])


def differentiates(own: Callable[..., Any]) -> Callable[[F], F]:
    """Let a function stand for SciPy's own, which is called where nothing among the arguments is differentiated."""

    def decorate(function: F) -> F:
        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            if differentiates_any((args, kwargs)):
                return function(*args, **kwargs)
            return on_values(Tensor, own, args, kwargs) if holds_tensors((args, kwargs)) else own(*args, **kwargs)

        return call  # type: ignore[return-value]

    return decorate


def public_names(module: ModuleType) -> dict[str, Any]:
    """What a module of SciPy lists, without the modules in it."""
    found = {name: getattr(module, name) for name in module.__all__}
    return {name: thing for name, thing in found.items() if not isinstance(thing, ModuleType)}


def holds_tensors(arguments: Any) -> bool:
    """Whether there are Tensors in nested lists, tuples and dicts."""
    return next(tensors(arguments), None) is not None
