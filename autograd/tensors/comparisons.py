"""Comparing Tensors: plain booleans, but while a function is recorded to run again, operations that compare anew each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.kernel.modes import MODE
from autograd.kernel.node import Node
from autograd.kernel.op import record
from autograd.kernel.values import copy_in
from autograd.ops.indicator import INDICATORS

OPERANDS = (np.ndarray, np.generic, list, tuple, int, float, complex)  # what may stand beside a Tensor
FOREIGN = ("__dlpack__", "__pandas_priority__")  # and of other libraries: arrays, and tables, which are taken by position
ALIKE = (np.equal, np.not_equal)  # comparisons that need no order


def stands_for_array(value: Any) -> bool:
    """Whether this may stand beside a Tensor, as a constant."""
    return isinstance(value, OPERANDS) or any(hasattr(type(value), mark) for mark in FOREIGN)


def comparison(compare: np.ufunc) -> Callable[[Any, Any], bool | np.ndarray]:
    """Comparisons give plain booleans: they are not differentiable."""

    def method(self: Node, other: Any) -> Any:  # a Tensor, while a program is recorded
        if isinstance(other, Node):
            if MODE.get().compiling and (self.requires_grad or other.requires_grad):
                return record(type(self), INDICATORS[compare], (self, other))
            other = other._value
        elif not stands_for_array(other):
            return NotImplemented
        elif self.requires_grad and MODE.get().compiling:
            return record(type(self), INDICATORS[compare], (self, other))
        elif not isinstance(other, OPERANDS):
            other = copy_in(other)
        if compare not in ALIKE and (np.iscomplexobj(self._value) or np.iscomplexobj(other)):
            raise TypeError("complex numbers have no order: compare their sizes np.abs(t), or np.real(t) and np.imag(t)")
        answer = compare(self._value, other)
        return bool(answer) if isinstance(answer, np.bool_) else answer

    return method


def both(combine: Any) -> Callable[[Any, Any], Any]:
    """& and | of the comparisons that a program records."""

    def method(self: Node, other: Any) -> Any:
        if not MODE.get().compiling:
            return NotImplemented
        return record(type(self), INDICATORS[combine], (self, other))

    return method
