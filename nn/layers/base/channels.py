"""data_format="channels_first": a layer computes with the channels last, and moves them there and back."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from inspect import signature
from typing import Any, TypeVar, cast

import numpy as np

from nn.formats import FIRST as FIRST
from nn.formats import LAST as LAST
from nn.formats import data_format_of as data_format_of

INSIDE: ContextVar[Any] = ContextVar("inside", default=None)  # the layer whose channels have been moved to the end

Method = TypeVar("Method", bound=Callable[..., Any])


def in_channels_last(method: Method) -> Method:
    """A method of a layer that takes an array or a shape, written for channels on the last axis.

    With data_format="channels_first" it gets its first argument with the channels moved there from axis 1; of what it returns
    they go back. What it calls of the same layer meanwhile is not moved again.
    """

    first = list(signature(method).parameters)[1]

    @wraps(method)
    def moving(self: Any, *args: Any, **settings: Any) -> Any:
        if self.data_format == LAST or INSIDE.get() is self:
            return method(self, *args, **settings)
        x, *others = args or (settings.pop(first),)
        token = INSIDE.set(self)
        try:
            return to_first(method(self, to_last(x), *others, **settings))
        finally:
            INSIDE.reset(token)

    return cast(Method, moving)


def to_last(x: Any) -> Any:
    """An array, or a shape, with axis 1 moved to the end.

    >>> to_last((None, 3, 28, 28))
    (None, 28, 28, 3)
    """
    if isinstance(x, (tuple, list)):
        return (x[0], *x[2:], x[1]) if len(x) > 2 else tuple(x)
    return np.moveaxis(x, 1, -1) if np.ndim(x) > 2 else x


def to_first(x: Any) -> Any:
    """An array, or a shape, of at least three axes with the last one moved to axis 1; anything else as it is.

    >>> to_first((None, 28, 28, 3))
    (None, 3, 28, 28)
    """
    if isinstance(x, tuple):
        return (x[0], x[-1], *x[1:-1]) if len(x) > 2 else x
    return np.moveaxis(x, -1, 1) if np.ndim(x) > 2 else x
