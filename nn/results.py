"""Results: plain numbers and arrays that also answer to `numpy()`, as what Keras' losses and metrics give does."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np


class Number(float):
    """A float that answers to `numpy()` and `item()`.

    >>> Number(0.5).numpy(), Number(0.5) + 1.0
    (np.float64(0.5), 1.5)
    """

    __slots__ = ()

    def numpy(self) -> Any:
        """The number as NumPy's."""
        return np.asarray(float(self))[()]

    def item(self) -> float:
        """The number as a plain float."""
        return float(self)


class Setting(Number):
    """A number that an object holds, such as a learning rate: `assign` gives the object another one."""

    _set: Callable[[Any], None]

    def __new__(cls, value: float, change: Callable[[Any], None]) -> Setting:
        made = super().__new__(cls, value)
        made._set = change
        return made

    @property
    def value(self) -> float:
        """The number as a plain float."""
        return float(self)

    def assign(self, value: Any) -> None:
        """Let the object hold this number from now on."""
        self._set(float(value))

    def __reduce__(self) -> Any:
        return float, (float(self),)  # a copy is a number


class Count(int):
    """A whole number that answers to `numpy()` and `value`."""

    @property
    def value(self) -> int:
        """The number as a plain int."""
        return int(self)

    def numpy(self) -> Any:
        """The number as NumPy's."""
        return np.asarray(int(self))[()]


class Numbers(np.ndarray):
    """An array that answers to `numpy()`."""

    def __repr__(self) -> str:
        return repr(np.asarray(self))

    def numpy(self) -> np.ndarray:
        """The array as a plain one."""
        return np.asarray(self)


def readable(value: Any) -> Any:
    """A plain number or array as one that answers to `numpy()`; anything else, such as a Tensor, as it is.

    >>> readable(0.5), readable("text")
    (0.5, 'text')
    """
    if type(value) is np.ndarray and value.ndim:
        return value.view(Numbers)
    return Number(value) if type(value) is float or isinstance(value, (np.floating, np.ndarray)) else value


def give_readable(method: Callable[..., Any]) -> Callable[..., Any]:
    """The same method, whose plain results answer to `numpy()`."""

    @wraps(method)
    def read(self: Any) -> Any:
        return readable(method(self))

    return read
