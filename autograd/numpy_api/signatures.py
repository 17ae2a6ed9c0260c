"""How editors and type checkers see the functions: a Tensor gives a Tensor, plain numbers and arrays give plain ones.

Python's annotations cannot say this of an ordinary function without writing its signature three times. So a decorator
gives each function one of the kinds below, which adds the two cases to the signature that is written once. When a program
runs, the decorator returns the function itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeAlias, TypeVar, overload

import numpy as np

from autograd.kernel.node import Node

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

P = ParamSpec("P")
T = TypeVar("T", bound=Node)
Plain: TypeAlias = float | np.ndarray
Axis: TypeAlias = int | tuple[int, ...] | None


class OfOne(Protocol[P]):
    """A function of one Tensor or array, with settings; read from a Tensor, it is that Tensor's method."""

    @overload
    def __call__(self, x: T, /, *args: P.args, **kwargs: P.kwargs) -> T: ...
    @overload
    def __call__(self, x: ArrayLike, /, *args: P.args, **kwargs: P.kwargs) -> Plain: ...
    @overload
    def __get__(self, x: None, kind: Any, /) -> OfOne[P]: ...
    @overload
    def __get__(self, x: T, kind: Any = None, /) -> Callable[P, T]: ...


class OfTwo(Protocol[P]):
    """The same of two Tensors or arrays."""

    @overload
    def __call__(self, x: T, y: T | ArrayLike, /, *args: P.args, **kwargs: P.kwargs) -> T: ...
    @overload
    def __call__(self, x: ArrayLike, y: T, /, *args: P.args, **kwargs: P.kwargs) -> T: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike, /, *args: P.args, **kwargs: P.kwargs) -> Plain: ...
    @overload
    def __get__(self, x: None, kind: Any, /) -> OfTwo[P]: ...
    @overload
    def __get__(self, x: T, kind: Any = None, /) -> Callable[Concatenate[Any, P], T]: ...


def of_one(function: Callable[Concatenate[Any, P], Any]) -> OfOne[P]:
    """The function itself, which type checkers see as OfOne."""
    return function


def of_two(function: Callable[Concatenate[Any, Any, P], Any]) -> OfTwo[P]:
    """The function itself, which type checkers see as OfTwo."""
    return function


class OfSeveral(Protocol[P]):
    """The same of a list of Tensors or arrays."""

    @overload
    def __call__(self, arrays: Sequence[T], /, *args: P.args, **kwargs: P.kwargs) -> T: ...
    @overload
    def __call__(self, arrays: Sequence[ArrayLike], /, *args: P.args, **kwargs: P.kwargs) -> Any: ...


def of_several(function: Callable[Concatenate[Any, P], Any]) -> OfSeveral[P]:
    """The function itself, which type checkers see as OfSeveral."""
    return function
