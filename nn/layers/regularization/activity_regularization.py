"""ActivityRegularization: a penalty on what passes."""

from __future__ import annotations

from typing import Any

from nn.checks import number
from nn.modules.module import Module, Shape
from nn.regularizers import L1L2


class ActivityRegularization(Module):
    """Passes x on, and adds (l1·Σ|x| + l2·Σx²) / n to the loss: `x: (n, ...) -> (n, ...)`.

    Layers with weights take the same penalty as activity_regularizer=L1L2(l1, l2).

    >>> import numpy as np
    >>> ActivityRegularization(l1=0.1)(2.0 * np.ones((3, 4))).shape
    (3, 4)
    """

    supports_masking = True

    def __init__(self, l1: float = 0.0, l2: float = 0.0, **settings: Any) -> None:
        super().__init__(**settings)
        self.l1, self.l2 = (number(self.name, name, value, low=0) for name, value in (("l1", l1), ("l2", l2)))
        self.activity_regularizer = L1L2(l1, l2)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def call(self, x: Any) -> Any:
        return x
