"""What layers with weights of their own share: how a weight starts, and what is added to the loss for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograd import Tensor
from nn.module import Module


class Weighted(Module):
    """The base of layers that make weights in `build`; `regularized` names the weights that may have a penalty."""

    dtype: Any = "float32"
    regularized: Mapping[str, str] = {"kernel": "kernel_regularizer", "bias": "bias_regularizer"}

    def _weight(
        self, initializer: Any, shape: tuple[int, ...], name: str | None = None, requires_grad: bool = True
    ) -> Tensor:
        start = np.asarray(initializer(shape, self.dtype), self.dtype)
        if start.shape != shape:
            which = f" of {name}" if name else ""
            raise ValueError(f"{self.name}: the initializer{which} gave shape {start.shape}, not {shape}")
        return Tensor(start, requires_grad, name)

    def penalties(self) -> list[Any]:
        terms = [(getattr(self, rule), getattr(self, weight, None)) for weight, rule in self.regularized.items()]
        return [rule(weight) for rule, weight in terms if rule is not None and weight is not None]
