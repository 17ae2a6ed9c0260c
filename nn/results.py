"""Results: plain numbers and arrays that also answer to `numpy()`, as what Keras' losses and metrics give does."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import numpy as np

F = TypeVar("F", bound=Callable[..., Any])


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


class Array(np.ndarray):
    """NumPy's array in all it does, with `numpy()`, which programs for Keras and TensorFlow ask of their tensors.

    shape, dtype=None, buffer=None, offset=0, strides=None, order=None: as numpy.ndarray takes them; one is
    made by `x.view(Array)`.

    >>> np.ones(3).view(Array).sum().numpy()
    np.float64(3.0)
    """

    def numpy(self) -> Any:
        """The plain array; of a single number the number."""
        return self.view(np.ndarray)[()]

    def __repr__(self) -> str:
        return repr(self.view(np.ndarray))

    def __hash__(self) -> int:  # type: ignore[override]  # tensors are told apart by identity, and may be keys
        return id(self)

    def __format__(self, spec: str) -> str:
        return format(self.item() if self.ndim == 0 else self.view(np.ndarray), spec)


def readable(value: Any) -> Any:
    """A plain number or array as one that answers to `numpy()`; anything else, such as a Tensor, as it is.

    >>> readable(0.5), readable("text")
    (0.5, 'text')
    """
    if isinstance(value, np.ndarray) and value.ndim:
        return value.view(Array) if type(value) is np.ndarray else value
    return Number(value) if type(value) is float or isinstance(value, (np.floating, np.ndarray)) else value


def give_readable(function: F) -> F:
    """The same function, whose plain results answer to `numpy()`."""

    @wraps(function)
    def read(*args: Any, **settings: Any) -> Any:
        return readable(function(*args, **settings))

    return cast(F, read)
