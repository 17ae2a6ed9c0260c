"""Steps by gradients that are given, in Keras' words, instead of those that parameters hold."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from autograd import Tensor
from nn.optimizers.clipping import Clipping


class Applying:
    """The part of an Optimizer that takes gradients from outside, and tells how it keeps them short."""

    clip: Clipping
    vector: Any

    def step(self, parameters: Sequence[Tensor] | None = None) -> None:
        """Move the parameters by the gradients they hold."""

    def _own(self, parameters: Sequence[Tensor] | None) -> Sequence[Tensor]:
        raise NotImplementedError

    def apply(self, gradients: Sequence[Any], parameters: Sequence[Tensor] | None = None) -> None:
        """Move the parameters once, by these gradients, one for each (None for none), which they then hold as `grad`.

        parameters: default None, those of before. A warning names parameters without a gradient. ValueError for another number
        of gradients, or for none at all, and whatever `step` raises.
        """
        if parameters is None and self.vector is not None:
            parameters = self.vector.parameters
        gradients, parameters, name = list(gradients), list(self._own(parameters)), type(self).__name__
        if len(gradients) != len(parameters):
            raise ValueError(f"{name}.apply got {len(gradients)} gradients for {len(parameters)} parameters: give one for each")
        still = [str(p.name) for p, g in zip(parameters, gradients) if g is None]
        if still and len(still) == len(parameters):
            raise ValueError(f"{name}.apply got no gradient at all: does the loss depend on {', '.join(still[:3])}?")
        if still:
            warnings.warn(f"{name}: no gradient reaches {', '.join(still)}: the loss does not depend on it", stacklevel=2)
        for p, g in zip(parameters, gradients):
            p.grad = None if g is None else as_gradient(g, p)
        self.step(parameters)

    def apply_gradients(self, grads_and_vars: Iterable[tuple[Any, Tensor]]) -> None:
        """The same for pairs: apply_gradients(zip(gradients, parameters))."""
        pairs = list(grads_and_vars)
        self.apply([g for g, _ in pairs], [p for _, p in pairs])

    @property
    def clipnorm(self) -> float | None:
        """The longest gradient of a parameter; None for no limit."""
        return self.clip.limit_of("clipnorm")

    @property
    def clipvalue(self) -> float | None:
        """The largest number of a gradient; None for no limit."""
        return self.clip.limit_of("clipvalue")

    @property
    def global_clipnorm(self) -> float | None:
        """The longest of all gradients together; None for no limit."""
        return self.clip.limit_of("global_clipnorm")


def as_gradient(g: Any, p: Tensor) -> Any:
    """A gradient as an array of the parameter's type, or as a number for a parameter that is a single one."""
    array = np.asarray(g.numpy() if hasattr(g, "numpy") else g)
    if array.shape != p.shape:
        raise ValueError(f"the parameter {p.name!r} has shape {p.shape}, its gradient {array.shape}")
    return array.astype(p.dtype, copy=False) if p.shape else float(array)
