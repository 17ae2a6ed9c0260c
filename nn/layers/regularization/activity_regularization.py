"""ActivityRegularization: a penalty on the numbers that pass through it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nn.checks import number
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings
from nn.regularizers import L1L2

if TYPE_CHECKING:
    from typing_extensions import Unpack


class ActivityRegularization(Module):
    """Passes x on, and adds (l1·Σ|x| + l2·Σx²) / n to the loss: `x: (n, ...) -> (n, ...)`.

    l1=0.0: the weight of the sum of absolute values, from 0 on.
    l2=0.0: the weight of the sum of squares, from 0 on.

    Raises TypeError or ValueError for weights below 0. Layers with weights take the same penalty as
    activity_regularizer=L1L2(l1, l2).

    >>> import numpy as np
    >>> ActivityRegularization(l1=0.1)(2.0 * np.ones((3, 4))).shape
    (3, 4)
    """

    only_computes = True
    supports_masking = True

    def __init__(self, l1: float = 0.0, l2: float = 0.0, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(**settings)
        self.l1, self.l2 = (number(self.name, name, value, low=0) for name, value in (("l1", l1), ("l2", l2)))
        self.activity_regularizer = L1L2(l1, l2)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def call(self, x: Any) -> Any:
        return x
