"""Pipeline: layers in a row as one layer, for data on their way to a model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nn.layers.preprocessing.adapting import PreprocessingSettings
from nn.modules.masks import call_with_masks
from nn.modules.module import Module

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Pipeline(Module):
    """Layers, each fed with the output of the one before: `x -> what the last layer gives`.

    layers: the layers; random ones change their input in calls by hand, too.

    Raises TypeError for what is no layer.

    >>> import numpy as np
    >>> from nn.layers.preprocessing.rescaling import Rescaling
    >>> Pipeline([Rescaling(0.5), Rescaling(1, offset=1)])(np.array([2.0])).tolist()
    [2.0]
    """

    only_computes = True
    _training = True  # also in a call that does not say

    def __init__(self, layers: Sequence[Module], name: str | None = None, **settings: Unpack[PreprocessingSettings]) -> None:
        super().__init__(name=name, **settings)
        for layer in layers:
            if not isinstance(layer, Module):
                raise TypeError(f"{self.name}: Pipeline takes a list of layers such as Rescaling(1 / 255), got {layer!r}")
        self.layers = list(layers)

    def call(self, x: Any, training: bool = True, mask: Any = None) -> Any:
        for layer in self.layers:
            x, mask = call_with_masks(layer, (x,), {"training": training}, (mask,), {})
        return x
