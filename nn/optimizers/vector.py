"""One contiguous vector behind all parameters: an optimizer step is a few calls over it, whatever the network.

Array parameters become views into the vector. Parameters that are single numbers (a Neuron's weights) keep
Python floats, which are read into the vector before a step and written back after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from autograd import Tensor
from nn.optimizers import memory


class ParameterVector:
    """The parameters' values and gradients, each laid end to end.

    >>> p, q = Tensor(np.array([1.0, 2.0])), Tensor(3.0)
    >>> ParameterVector([p, q]).values
    array([1., 2., 3.])
    """

    def __init__(self, parameters: Sequence[Tensor]) -> None:
        self.parameters = list(parameters)
        dtype = np.result_type(*[p.dtype for p in self.parameters]) if self.parameters else np.dtype(float)
        ends = np.cumsum([0, *[p.size for p in self.parameters]])
        self.places = [slice(int(a), int(b)) for a, b in pairwise(ends)]
        self.values = np.empty(int(ends[-1]), dtype)
        self.grads = np.zeros(int(ends[-1]), dtype)
        self._numbers = [p for p in self.parameters if not p.shape]
        self._at = [place.start for p, place in zip(self.parameters, self.places) if not p.shape]
        self._arrays = [(p, place) for p, place in zip(self.parameters, self.places) if p.shape]
        for p, place in self._arrays:
            if p.dtype != dtype:
                raise TypeError(f"parameters must share one dtype: {p.name!r} is {p.dtype}, others are {dtype}")
            p.bind(self.values[place].reshape(p.shape))
        if self._numbers:
            self.values[self._at] = [p.item() for p in self._numbers]
        self._positions = [p.position for p, _ in self._arrays]  # when this vector last wrote them
        self._show_gradients()
        memory.keep_freed()

    def _show_gradients(self) -> None:
        """Make each parameter's part of `grads`, in its shape: for programs that write gradients where they are needed."""
        self.gradients = [self.grads[place].reshape(p.shape) for p, place in zip(self.parameters, self.places)]

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "gradients": None}  # a copy of a view would be an array of its own

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._show_gradients()

    def holds(self) -> bool:
        """Whether the array parameters still lie in this vector: another vector, or a copy, may have moved them."""
        if [p.position for p, _ in self._arrays] == self._positions:
            return True  # nobody wrote or moved them since
        return all([np.may_share_memory(p.numpy(), self.values) for p, _ in self._arrays])

    def write(self) -> None:
        """Put the vector back into the parameters: say that the arrays were written, and set the single numbers."""
        if self._arrays:
            Tensor.touch(*[p for p, _ in self._arrays])
            self._positions = [p.position for p, _ in self._arrays]
        if self._numbers:
            for p, value in zip(self._numbers, self.values[self._at].tolist()):
                p.data = value

    def read(self) -> None:
        """Take the single numbers from the parameters, so that `values` are up to date."""
        if self._numbers:
            self.values[self._at] = [p.item() for p in self._numbers]

    def show(self, copied: bool = False) -> None:
        """Let each parameter's `grad` be what lies in `gradients`, until these are written again; or a copy of that."""
        for p, g in zip(self.parameters, self.gradients):
            if copied or p.grad is not g:
                p.grad = float(g) if not g.shape else g.copy() if copied else g

    def gradient(self) -> np.ndarray:
        """All gradients in one vector; 0 for a parameter that got none. `values` are up to date then."""
        self.read()
        if self._numbers:
            self.grads[self._at] = [0.0 if p.grad is None else p.grad for p in self._numbers]
        for p, place in self._arrays:
            g = p.grad
            self.grads[place] = 0.0 if g is None else np.reshape(g, -1)
        return self.grads
