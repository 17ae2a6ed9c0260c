"""Model: a network of any shape, drawn up from layers called on each other's outputs, or written as a class.

a, b = Input((4,), name="a"), Input((3,), name="b")
h = Concatenate()([Dense(8, activation="relu")(a), b])
model = Model(inputs=[a, b], outputs={"class": Dense(3, activation="softmax")(h), "size": Dense(1)(h)})
"""

from __future__ import annotations

from typing import Any

from autograd.nest import KINDS, leaves, mapped
from nn.models.graph import Graph
from nn.modules.module import Module, Shape
from nn.modules.naming import free_name
from nn.modules.symbol_calls import fallback
from nn.modules.symbols import Symbol, shapes
from nn.training.trainable import Trainable

FUNCTIONAL = "functional"  # the name of a Model of inputs and outputs that was given none


class Model(Trainable):
    """What lies between `inputs` and `outputs`: Symbols, alone or in lists, tuples and dicts.

    Called on data nested as `inputs` (or in a dict by the Inputs' names) it gives data nested as `outputs`. A layer
    called twice is there once. A Model is a layer, too. A subclass may write `call(self, x)` instead.

    >>> from nn import Dense, Input
    >>> x = Input((4,)); h = Dense(8, name="hidden")(x); model = Model(x, Dense(2)(h))
    >>> Model(model.input, model.get_layer("hidden").output).count_params(), model.count_params()
    (40, 58)
    """

    _graph: Graph | None = None

    def __init__(self, inputs: Any = None, outputs: Any = None, *, name: str | None = None, trainable: bool = True) -> None:
        super().__init__(name)
        if inputs is not None or outputs is not None:
            self._graph = Graph(inputs, outputs)
            self.layers = self._graph.layers
            self.name = name or (type(self).name if type(self) is not Model else FUNCTIONAL)
            rename(self.layers)
            self._outputs = self._graph.output_names if isinstance(outputs, KINDS) else None
            self.built = self._outputs_known = True
        if not trainable:
            self.trainable = False

    layers: Any = fallback(lambda self: list(self.children()))
    inputs: Any = fallback(lambda self: leaves(self.input))
    outputs: Any = fallback(lambda self: leaves(self.output))

    @fallback
    def input(self) -> Any:
        """The Symbols that enter, nested as they were given."""
        return self._graph.nests[0] if self._graph is not None else self._first_call().args[0]

    @fallback
    def output(self) -> Any:
        """The Symbols that come out, nested as they were given."""
        return self._graph.nests[1] if self._graph is not None else self._first_call().outputs

    def get_layer(self, name: str | None = None, index: int | None = None) -> Module:
        """The layer of this name, or at this index; ValueError if there is none."""
        for i, layer in enumerate(self.layers):
            if layer.name == name or i == index:
                found: Module = layer
                return found
        wanted = f"name={name!r}" if index is None else f"index={index}"
        raise ValueError(f"{self.name} has no layer with {wanted}; its layers are {', '.join(m.name for m in self.layers)}")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        if self._graph is not None and input_shape == shapes(self._graph.nests[0]):
            shape: Shape = mapped(lambda symbol: symbol.shape, self._graph.nests[1])
            return shape
        return super().compute_output_shape(input_shape)

    def _entries(self) -> list[Symbol]:
        return self._graph.inputs if self._graph is not None else []

    def _output_name(self) -> str | None:
        return self._graph.outputs[0].name if self._graph is not None and self._outputs is None else None

    def _arrays(self, who: str, x: Any) -> Any:
        if self._graph is None:
            return super()._arrays(who, x)
        return self._graph.arrays(who, x)

    def call(self, x: Any, mask: Any = None, with_mask: bool = False) -> Any:
        """The outputs; with_mask adds their masks, nested alike, or None. mask: those of the inputs, where there are some."""
        if self._graph is None:
            raise TypeError(f"{type(self).__name__} needs inputs and outputs, or a method call(self, x)")
        outputs = self._graph.run(self.name, self._graph.entering(self.name, x), mask)
        return outputs if with_mask else outputs[0]

    def _computes(self) -> bool:
        written = type(self).call is not Model.call or type(self).__call__ is not Model.__call__
        return self._graph is not None or written

    @property
    def makes_mask(self) -> bool:  # type: ignore[override]
        """Whether one of its layers makes a mask."""
        return "with_mask" in self.call_names and any(layer.makes_mask for layer in self.layers)

    def _path_name(self, path: str) -> str:
        kind, _, i = path.partition(".")
        return self.layers[int(i)].name if self._graph is not None and kind == "layers" else path


def rename(layers: list[Module]) -> None:
    """Give layers that share the name of their kind names of their own: dense, dense_1, ...

    Raises ValueError if two were given one name.
    """
    taken: dict[str, Module] = {}
    for layer in layers:
        if layer.name not in (type(layer).name, FUNCTIONAL):
            if layer.name in taken:
                raise ValueError(f"Model: two layers are called {layer.name!r}; give them different names")
            taken[layer.name] = layer
    for layer in layers:
        if layer.name in (type(layer).name, FUNCTIONAL):
            layer.name = free_name(layer.name, taken)
            taken[layer.name] = layer
