"""Masking: the steps of a sequence that hold nothing are marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import Tensor, compute_anew, where
from nn.checks import number
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Masking(Module):
    """Steps whose features all equal mask_value become zeros and are masked: `x: (n, steps, features) -> x's shape`.

    mask_value=0.0: the number that all features of an empty step have.

    `compute_mask(x)` is (n, steps), True where a step counts; Sequential and Model hand it to the layers behind
    (nn.modules.masks). Raises ValueError for an input without steps.

    >>> Masking(-1.0).compute_mask(np.array([[[1.0, 2.0], [-1.0, -1.0]]]))
    array([[ True, False]])
    """

    only_computes = True
    makes_mask = True

    def __init__(self, mask_value: float = 0.0, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(**settings)
        self.mask_value = number("Masking", "mask_value", mask_value, infinite=True)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def compute_mask(self, x: Any, mask: Any = None) -> np.ndarray:
        """True where some feature of a step differs from mask_value."""
        if np.ndim(x) < 2:
            raise ValueError(f"{self.name}: Masking expects (n, steps, features), got {np.shape(x)}")
        found: np.ndarray = compute_anew(self._differs, x)
        return found

    def _differs(self, x: Any) -> np.ndarray:
        return np.asarray(np.any(np.not_equal(x.numpy() if isinstance(x, Tensor) else x, self.mask_value), axis=-1))

    def call(self, x: Any) -> Any:
        return where(compute_anew(lambda x: self.compute_mask(x)[..., None], x), x, 0.0)
