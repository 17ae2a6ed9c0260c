"""Sequential: layers in a row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from autograd import expand_dims
from nn.configuration.custom import CustomObjectScope
from nn.configuration.forms import of_form, serialize_keras_object
from nn.layers.core.input import Input, InputLayer
from nn.models.model import Model
from nn.models.recipes import own_form
from nn.modules.masks import call_with_masks
from nn.modules.module import Module, Shape
from nn.modules.naming import free_name
from nn.modules.symbol_calls import fallback
from nn.modules.symbols import Symbol
from nn.modules.trial import TEXT
from nn.training.ends import Ends
from nn.training.foreign import texts
from nn.training.samples import array


class Row(Ends):
    """The ends of layers in a row: one array enters, one comes out."""

    def arrays(self, model: Any, owner: str, x: Any) -> Any:
        if type(x) is np.ndarray and x.dtype.kind in "fiub":  # most often
            return array(owner, "x", x)
        text = model._symbols[0].text if model._symbols else model.layers and getattr(model.layers[0], "takes_text", False)
        return texts(owner, "x", x) if text else array(owner, "x", x)

    def entries(self, model: Any) -> list[Symbol]:
        found: list[Symbol] = model._symbols[:1]
        return found

    def output_names(self, model: Any) -> str:
        return str(model.layers[-1].name) if model.layers else "output"


class Sequential(Model):
    """Layers, each fed with the output of the one before.

    layers=(): a list of layers; `add` adds more.

    The weights are made when the shape of the input is known: from the first layer's `input_shape`, from an
    `Input(shape)` in front, or at the first call.

    >>> from nn.layers import Dense
    >>> model = Sequential([Dense(3, activation="relu", input_shape=(2,)), Dense(1)])
    >>> model.count_params()
    13
    """

    only_computes = True
    is_told_by_layers = True
    _ends = Row()

    def __init__(self, layers: Iterable[Module] = (), name: str | None = None) -> None:
        super().__init__(name=name)
        self.layers: list[Module] = []
        self._symbols: list[Any] = []  # what enters, and what comes out of each layer, once that is known
        for layer in layers:
            self.add(layer)

    def add(self, layer: Any) -> None:
        """Append a layer; ValueError or TypeError, and nothing added, if it does not fit."""
        if isinstance(layer, Symbol) and isinstance(layer.node.function, InputLayer):
            layer = layer.node.function
        if not isinstance(layer, Module):
            raise TypeError(f"Sequential takes layers such as Dense(10), got {layer!r}")
        if isinstance(layer, InputLayer):
            if self.layers or self._symbols:
                raise ValueError("Input must be the first entry of a Sequential")
            self._symbols = [Input(batch_shape=layer.shape, dtype=layer.dtype, name=layer.name)]
            return
        symbols = self._symbols
        if not self.layers and not symbols and layer.input_shape is not None:
            symbols = [Input(layer.input_shape)]
        if layer not in self.layers:
            layer.name = free_name(layer.name, {known.name for known in self.layers})
        self._symbols = self._follow(symbols, layer, len(self.layers))
        self.layers.append(layer)
        self._note_change()

    def get_config(self) -> dict[str, Any]:
        """The layers as plain data; of a class of your own, the arguments to make it anew."""
        if "is_told_by_layers" not in vars(type(self)):
            return super().get_config()
        symbols = self._symbols[:1]
        first = [serialize_keras_object(symbol.node.function) for symbol in symbols]
        shape = list(symbols[0].shape) if symbols else None
        layers = [*first, *map(serialize_keras_object, self.layers)]
        return {"name": self.name, "trainable": self._trainable, "layers": layers, "build_input_shape": shape}

    @classmethod
    def remake_from(cls, config: dict[str, Any], remake: Any) -> Any:
        model = cls(name=config.get("name"))
        for form in config["layers"]:
            model.add(of_form(form) if form["class_name"] == "InputLayer" else remake(form))
        shape = config.get("build_input_shape")
        if shape and not model._symbols:
            model.build(tuple(shape))
        model._trainable = bool(config.get("trainable", True))
        return model

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> Any:
        """A Sequential made as get_config told; its weights start anew.

        config: what get_config gave, here or in Keras. custom_objects: classes of your own by name (default None).
        """
        with CustomObjectScope(custom_objects):
            return cls.remake_from(config, own_form) if "layers" in config else super().from_config(config)

    def get_build_config(self) -> dict[str, Any] | None:
        return None  # its configuration tells

    def _follow(self, symbols: list[Any], layer: Module, place: int) -> list[Any]:
        """The symbols and what this layer gives for the last of them; its weights are made if they are not yet."""
        if len(symbols) <= place:
            return symbols
        try:
            symbols = [*symbols, layer(symbols[-1])]
        except (TypeError, ValueError, IndexError):
            if layer.tells_shapes or not layer.built:
                raise
        self.built = True  # a layer that cannot be tried on zeros leaves the shapes open
        return symbols

    def pop(self) -> Module:
        """Take the last layer away, and return it."""
        if not self.layers:
            raise IndexError("this Sequential has no layers to pop")
        layer = self.layers.pop()
        del self._symbols[len(self.layers) + 1 :]
        self._note_change()
        return layer

    @property
    def _input_shape(self) -> Shape | None:
        return self._symbols[0].shape if self._symbols else None

    @fallback
    def input(self) -> Any:
        """The Symbol that enters; AttributeError as long as its shape is not known."""
        return self._end(0)

    @fallback
    def output(self) -> Any:
        """The Symbol that comes out; AttributeError as long as its shape is not known."""
        return self._end(-1)

    def _end(self, place: int) -> Any:
        if len(self._symbols) <= len(self.layers):
            raise AttributeError(f"{self.name} does not know its shapes yet: put Input(shape) in front, or call it once")
        return self._symbols[place]

    def build(self, input_shape: Shape) -> None:
        text = bool(self.layers) and getattr(self.layers[0], "takes_text", False)
        symbols = [Input(batch_shape=tuple(input_shape), dtype=TEXT if text else None)]
        for place, layer in enumerate(self.layers):
            symbols = self._follow(symbols, layer, place)
        self._symbols = symbols
        self._note_change()

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        for layer in self.layers:
            input_shape = layer.compute_output_shape(input_shape)
        return input_shape

    def call(self, x: Any, mask: Any = None, with_mask: bool = False) -> Any:
        entering = self._symbols[0].shape if self._symbols else ()
        if entering[-1:] == (1,) and np.ndim(x) == len(entering) - 1:
            x = expand_dims(x, -1)  # (n,) -> (n, 1): one feature, given without its axis
        if mask is None and not any([layer.makes_mask for layer in self.layers]):
            for layer in self.layers:
                x = layer(x)
        else:
            for layer in self.layers:
                x, mask = call_with_masks(layer, (x,), {}, (mask,), {})
        return (x, mask) if with_mask else x

    def __getstate__(self) -> dict[str, Any]:
        return {**super().__getstate__(), "_symbols": [s for s in self._symbols[:1]]}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for place, layer in enumerate(self.layers):
            self._symbols = self._follow(self._symbols, layer, place)

    def _path_name(self, path: str) -> str:
        kind, _, i = path.partition(".")
        return self.layers[int(i)].name if kind == "layers" else path

    def __repr__(self) -> str:
        return f"Sequential([{', '.join(map(repr, self.layers))}])"
