"""Assigning a leaf's value in the words of Keras' variables, beside `t.data = value`."""

from __future__ import annotations

from typing import Any

from autograd.tensors.value import Value
from autograd.text.owners import name_owner


class Assigned(Value):
    """The part of a Tensor that gives a leaf another value."""

    __slots__ = ()

    def assign(self, value: Any) -> Any:
        """Give a leaf another value of its shape, as `t.data = value` does; returns the Tensor.

        value: numbers, an array or a Tensor. Raises ValueError for another shape, AttributeError for what was computed.

        >>> from autograd import Tensor
        >>> Tensor([1.0, 2.0]).assign([3.0, 4.0]).tolist()
        [3.0, 4.0]
        """
        self.data = value
        return self

    @name_owner
    def assign_add(self, value: Any) -> Any:
        """Add to a leaf's value; nothing of it is recorded. Returns the Tensor.

        value: numbers, an array or a Tensor. Raises what `assign` does.

        >>> from autograd import Tensor
        >>> Tensor([1.0, 2.0]).assign_add(1.0).tolist()
        [2.0, 3.0]
        """
        return self.assign(self._value + getattr(value, "_value", value))

    @name_owner
    def assign_sub(self, value: Any) -> Any:
        """Subtract from a leaf's value; nothing of it is recorded. Returns the Tensor.

        value: numbers, an array or a Tensor. Raises what `assign` does.

        >>> from autograd import Tensor
        >>> Tensor([1.0, 2.0]).assign_sub(1.0).tolist()
        [0.0, 1.0]
        """
        return self.assign(self._value - getattr(value, "_value", value))

    @property
    def value(self) -> Any:
        """The Tensor itself, where programs for Keras ask a variable for its value.

        >>> from autograd import Tensor
        >>> Tensor([1.0, 2.0]).value.tolist()
        [1.0, 2.0]
        """
        return self
