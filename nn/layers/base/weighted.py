"""What layers with weights of their own share: how a weight starts, what is added to the loss for it, where it may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograd import Tensor
from nn import constraints, regularizers
from nn.modules.module import Module


class Weighted(Module):
    """The base of layers that make weights in `build`; `regularized` names the weights that may have a penalty.

    They may have a constraint, too: where there is a kernel_regularizer, there is a kernel_constraint (see nn.constraints).
    """

    dtype: Any = "float32"
    bias: Any = None  # a layer without a bias has None, as in Keras
    regularized: Mapping[str, str] = {"kernel": "kernel_regularizer", "bias": "bias_regularizer"}

    def __init__(
        self, name: str | None = None, trainable: bool = True, input_shape: Any = None, *, activity_regularizer: Any = None,
        **constraints_of: Any,
    ) -> None:  # fmt: skip
        others = {key: constraints_of.pop(key) for key in ("data_format",) if key in constraints_of}
        super().__init__(name=name, trainable=trainable, input_shape=input_shape, **others)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        for argument, rule in constraints_of.items():
            known = [rule.replace("regularizer", "constraint") for rule in self.regularized.values()]
            if argument not in known:
                raise TypeError(
                    f"{type(self).__name__} got an unexpected argument {argument!r}; its constraints are {', '.join(known)}"
                )
            setattr(self, argument, constraints.get(rule))

    def _weight(
        self, initializer: Any, shape: tuple[int, ...], name: str | None = None, requires_grad: bool = True, dtype: Any = None
    ) -> Tensor:
        dtype = dtype or self.dtype
        start = np.asarray(initializer(shape, dtype), dtype)
        if start.shape != shape:
            which = f" of {name}" if name else ""
            raise ValueError(f"{self.name}: the initializer{which} gave shape {start.shape}, not {shape}")
        return Tensor(start, requires_grad, name)

    def penalties(self) -> list[Any]:
        terms = [(getattr(self, rule), getattr(self, weight, None)) for weight, rule in self.regularized.items()]
        return [rule(weight) for rule, weight in terms if rule is not None and weight is not None]

    def constrained(self) -> list[tuple[Any, Tensor]]:
        found = vars(self)
        pairs = [(found.get(r.replace("regularizer", "constraint")), found.get(w)) for w, r in self.regularized.items()]
        return [(rule, weight) for rule, weight in pairs if rule is not None and weight is not None]
