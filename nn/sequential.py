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
        """Append a layer; ValueError or TypeError, and nothing added, if it does not fit."""
        if not isinstance(layer, Module):
            raise TypeError(f"Sequential takes layers such as Dense(10), got {layer!r}")
        if isinstance(layer, Input):
            if self.layers or self._input_shape:
                raise ValueError("Input must be the first entry of a Sequential")
            self._input_shape = self._output_shape = (None, *layer.shape)
            return
        start = self._output_shape
        if not self.layers and start is None and layer.input_shape is not None:
            start = (None, *layer.input_shape)
        if layer not in self.layers:
            layer.name = self._free_name(layer.name)
        if start is not None:
            self._output_shape = self._followed(start, layer)
            self._input_shape = self._input_shape or start
        self.layers.append(layer)
        self.changed()

    def _free_name(self, base: str) -> str:
        """base, base_1, base_2, ...: the first that no layer has."""
        taken = {layer.name for layer in self.layers}
        return next(name for name in (base, *(f"{base}_{n}" for n in range(1, len(taken) + 1))) if name not in taken)

    def _followed(self, shape: Shape, layer: Module) -> Shape:
        """The output shape of a layer fed with this shape, for which its weights are made if they are not yet."""
        if not layer.built:
            layer._build(shape)
        self.built = True
        return layer.compute_output_shape(shape)

    def pop(self) -> Module:
        """Take the last layer away, and return it."""
        if not self.layers:
            raise IndexError("this Sequential has no layers to pop")
        layer = self.layers.pop()
        if self._input_shape is not None:
            self._output_shape = self.compute_output_shape(self._input_shape)
        self.changed()
        return layer

    def get_layer(self, name: str | None = None, index: int | None = None) -> Module:
        """The layer of this name, or at this index; ValueError if there is none."""
        for i, layer in enumerate(self.layers):
            if layer.name == name or i == index:
                return layer
        wanted = f"name={name!r}" if index is None else f"index={index}"
        raise ValueError(f"{self.name} has no layer with {wanted}; its layers are {', '.join(m.name for m in self.layers)}")

    def build(self, input_shape: Shape) -> None:
        shape = tuple(input_shape)
        for layer in self.layers:
            shape = self._followed(shape, layer)
        self._input_shape, self._output_shape = tuple(input_shape), shape
        self.changed()

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
