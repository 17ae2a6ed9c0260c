"""How editors and type checkers see a derivative: a function whose gradient has the form of the argument.

A gradient of a float is a float, that of a dict of arrays is a dict of arrays. Where something outside could be
differentiated further (see `autograd.derivatives.functional`), Tensors stand in the place of the plain numbers.
"""

from __future__ import annotations

from typing import Any, Protocol, TypeVar, overload

import numpy as np

from autograd.kernel.node import Node

T = TypeVar("T")
N = TypeVar("N", bound=Node)


class Gradient(Protocol):
    """What grad(f) is: it takes f's arguments and gives the gradient by the first one."""

    @overload
    def __call__(self, x: float, /, *args: Any, **kwargs: Any) -> float: ...  # also of a whole number
    @overload
    def __call__(self, x: T, /, *args: Any, **kwargs: Any) -> T: ...


class ValueAndGradient(Protocol):
    """What value_and_grad(f) is: it gives f's value, one number, and the gradient by the first argument."""

    @overload
    def __call__(self, x: float, /, *args: Any, **kwargs: Any) -> tuple[float, float]: ...
    @overload
    def __call__(self, x: N, /, *args: Any, **kwargs: Any) -> tuple[N, N]: ...
    @overload
    def __call__(self, x: T, /, *args: Any, **kwargs: Any) -> tuple[float, T]: ...


class Derivatives(Protocol):
    """What jacobian(f) and hessian(f) are: all derivatives in one array, a number for a function of one number."""

    @overload
    def __call__(self, x: N, /, *args: Any, **kwargs: Any) -> N: ...
    @overload
    def __call__(self, *args: Any, **kwargs: Any) -> float | np.ndarray: ...
