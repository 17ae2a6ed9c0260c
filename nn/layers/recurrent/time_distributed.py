"""TimeDistributed: the same layer on every step of a sequence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import reshape, stack
from nn.layers.base.arguments import build_early
from nn.modules.masks import plain
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class TimeDistributed(Module):
    """A layer applied to each step: `x: (n, steps, ...) -> (n, steps, ...)`, its weights shared by all steps.

    layer: the layer, such as Dense(4).

    All steps pass the layer in one batch; a layer that keeps statistics of its batches sees the steps one by one.
    A mask (n, steps) or (n, steps, parts) marks the steps, or the parts of each, that count; a layer with an argument `mask`
    gets what it says of each step. Raises TypeError for anything but a layer, ValueError
    for an input without steps, or a mask that does not fit.

    >>> from nn.layers.core.dense import Dense
    >>> TimeDistributed(Dense(4))(np.ones((3, 10, 2), "float32")).shape
    (3, 10, 4)
    """

    only_computes = True
    makes_mask = False

    def __init__(self, layer: Module, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(**settings)
        if not isinstance(layer, Module):
            raise TypeError(f"TimeDistributed takes a layer such as Dense(10), got {layer!r}")
        self.layer = layer
        build_early(self)

    def build(self, input_shape: Shape) -> None:
        if not self.layer.built:
            self.layer._build(self._of_one_step(input_shape))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        n, *rest = self.layer.compute_output_shape(self._of_one_step(input_shape))
        return (n, input_shape[1], *rest)

    def compute_mask(self, x: Any, mask: Any = None) -> Any:
        """(n, steps) as it is; of (n, steps, parts) a step counts if one of its parts does."""
        return mask if np.ndim(mask) < 3 else np.any(plain(mask), axis=tuple(range(2, np.ndim(mask))))

    def call(self, x: Any, training: bool = False, mask: Any = None) -> Any:
        shape = np.shape(x)
        n, *rest = self._of_one_step(shape)
        if mask is not None and np.shape(mask)[:2] != shape[:2]:
            raise ValueError(f"{self.name}: a mask for an input of shape {shape} begins with {shape[:2]}, got {np.shape(mask)}")
        inside = mask is not None and "mask" in self.layer.call_names
        if any(not weight.requires_grad for weight in self.layer.weights):
            marks: list[dict[str, Any]] = [{"mask": mask[:, t]} if inside else {} for t in range(shape[1])]
            return stack([self.layer(x[:, t], training=training, **parts) for t, parts in enumerate(marks)], axis=1)
        given: dict[str, Any] = {"training": training}
        if inside:
            given["mask"] = np.reshape(plain(mask), (n * shape[1], *np.shape(mask)[2:]))  # as x
        y = self.layer(reshape(x, (n * shape[1], *rest)), **given)  # (n, steps, ...) -> (n·steps, ...)
        return reshape(y, (n, shape[1], *np.shape(y)[1:]))  # (n·steps, ...) -> (n, steps, ...)

    def _of_one_step(self, shape: Shape) -> Shape:
        """(n, steps, ...) -> (n, ...)."""
        if len(shape) < 3 or shape[1] == 0:
            raise ValueError(
                f"{self.name}: TimeDistributed expects (n, steps, features...) of at least one step, got {tuple(shape)}"
            )
        return (shape[0], *shape[2:])

    def __repr__(self) -> str:
        return f"TimeDistributed({self.layer!r})"
