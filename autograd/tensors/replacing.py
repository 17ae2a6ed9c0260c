"""Giving a leaf another value by a call, as programs for TensorFlow and Keras do with their variables."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import numpy as np

from autograd.kernel.modes import no_grad
from autograd.kernel.values import as_value
from autograd.ops.index import index
from autograd.tensors.value import Value

V = TypeVar("V", bound="Replacing")


def name_method(method: Callable[[V, Any], V]) -> Callable[[V, Any], V]:
    """Let a method's errors begin with its name."""

    @wraps(method)
    def call(self: V, value: Any) -> V:
        try:
            return method(self, value)
        except (TypeError, ValueError) as error:
            kind = TypeError if isinstance(error, TypeError) else ValueError
            raise kind(f"Tensor.{method.__name__}: {error}") from error

    return call


class Replacing(Value):
    """The part of a Tensor that `t.data = ...` says in a call; each method gives the Tensor itself."""

    __slots__ = ()

    @name_method
    def assign(self: V, value: Any) -> V:
        """Give it another value: the same as t.data = value. Of elements, w[0].assign(value), w itself gets them and is given.

        value: numbers in its shape. Raises AttributeError for what else was computed, ValueError for another shape.

        >>> from autograd import Tensor
        >>> Tensor([1.0, 2.0]).assign([3.0, 4.0]).data, Tensor([1.0, 2.0])[0].assign(5.0).data
        (array([3., 4.]), array([5., 2.]))
        """
        return self._replace(value)

    def _replace(self: V, value: Any) -> V:
        whole = self._find_whole()
        if whole is None:
            self.data = value
            return self
        amount = self._amount(value)
        if amount.shape != self.shape:
            raise ValueError(f"these elements have the shape {self.shape}, the value {amount.shape}: give one for each")
        with no_grad():
            whole[(self.settings or {})["key"]] = amount
        return whole

    def _find_whole(self) -> Any:
        """The leaf that this shows elements of; None if it shows none."""
        return self.inputs[0] if self.op is index and self.inputs[0].op is None else None

    @name_method
    def assign_add(self: V, value: Any) -> V:
        """Add to its value.

        value: numbers in its shape. Raises as `assign`.

        >>> from autograd import Tensor
        >>> Tensor([1.0, 2.0]).assign_add([1.0, 1.0]).data
        array([2., 3.])
        """
        return self._replace(self._value + self._amount(value))

    @name_method
    def assign_sub(self: V, value: Any) -> V:
        """Subtract from its value.

        value: numbers in its shape. Raises as `assign`.

        >>> from autograd import Tensor
        >>> Tensor([1.0, 2.0]).assign_sub([1.0, 1.0]).data
        array([0., 1.])
        """
        return self._replace(self._value - self._amount(value))

    def _amount(self, value: Any) -> Any:
        """Numbers in its precision; None would become one that is none."""
        return np.asarray(as_value(np.array(getattr(value, "_value", value))), self.dtype)

    @property
    def value(self) -> Any:
        """The Tensor itself, where programs for Keras ask a variable for its value.

        >>> from autograd import Tensor
        >>> Tensor([1.0, 2.0]).value.tolist()
        [1.0, 2.0]
        """
        return self
