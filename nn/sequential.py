"""Sequential: layers in a row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nn.layers.input import Input
from nn.module import Module, Shape
from nn.training import Trainable


class Sequential(Trainable):
    """Layers, each fed with the output of the one before.

    The weights are made when the shape of the input is known: from the first layer's `input_shape`, from an
    `Input(shape)` in front, or at the first call.

    >>> from nn.layers import Dense
    >>> model = Sequential([Dense(3, activation="relu", input_shape=(2,)), Dense(1)])
    >>> model.count_params()
    13
    """

    def __init__(self, layers: Iterable[Module] = (), name: str | None = None) -> None:
        super().__init__(name)
        self.layers: list[Module] = []
        self._input_shape: Shape | None = None
        self._output_shape: Shape | None = None
        for layer in layers:
            self.add(layer)

    def add(self, layer: Module) -> None:
        """Append a layer."""
        if not isinstance(layer, Module):
            raise TypeError(f"Sequential takes layers, got {layer!r}")
        if isinstance(layer, Input):
            if self.layers or self._input_shape:
                raise ValueError("Input must be the first entry of a Sequential")
            self._input_shape = self._output_shape = (None, *layer.shape)
            return
        taken = {other.name for other in self.layers}
        base, n = layer.name, 0
        while layer.name in taken:
            n += 1
            layer.name = f"{base}_{n}"
        self.layers.append(layer)
        given = getattr(layer, "input_shape", None)
        if given is not None and self._input_shape is None and len(self.layers) == 1:
            self._input_shape = self._output_shape = (None, *given)
        if self._output_shape is not None:
            self._append_built(layer)

    def _append_built(self, layer: Module) -> None:
        assert self._output_shape is not None
        if not layer.built:
            layer._build(self._output_shape)
        self._output_shape = layer.compute_output_shape(self._output_shape)
        self.built = True
        self.changed()

    def build(self, input_shape: Shape) -> None:
        self._input_shape = self._output_shape = tuple(input_shape)
        for layer in self.layers:
            self._append_built(layer)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        for layer in self.layers:
            input_shape = layer.compute_output_shape(input_shape)
        return input_shape

    def call(self, x: Any) -> Any:
        for layer in self.layers:
            x = layer(x)
        return x

    def _path_name(self, path: str) -> str:
        kind, _, i = path.partition(".")
        return self.layers[int(i)].name if kind == "layers" else path

    def __repr__(self) -> str:
        return f"Sequential([{', '.join(map(repr, self.layers))}])"
