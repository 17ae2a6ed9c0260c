"""Model: a network of any shape, drawn up from layers called on each other's outputs, or written as a class.

a, b = Input((4,), name="a"), Input((3,), name="b")
h = Concatenate()([Dense(8, activation="relu")(a), b])
model = Model(inputs=[a, b], outputs={"class": Dense(3, activation="softmax")(h), "size": Dense(1)(h)})
"""

from __future__ import annotations

import json
from typing import Any

from autograd.nest import leaves, map_leaves
from nn import onnx, saving
from nn.configuration.custom import CustomObjectScope
from nn.configuration.forms import deserialize_keras_object, serialize_keras_object
from nn.layers.base.adding import AddsWeights
from nn.models import recipes
from nn.models.graph import FUNCTIONAL, Graph, rename
from nn.models.learning import Learner
from nn.modules.module import Module, Shape
from nn.modules.recipe import as_shape
from nn.modules.symbol_calls import fallback
from nn.modules.symbols import shapes
from nn.training.trainer import Trainer


class Model(AddsWeights, Learner):
    """What lies between `inputs` and `outputs`: a network of layers.

    inputs=None, outputs=None: Symbols, alone or in lists, tuples and dicts, that `Input` and calls of layers on them gave.

    Called on data nested as `inputs` (or in a dict by the Inputs' names) it gives data nested as `outputs`. A layer
    called twice is there once. A Model is a layer, too. A subclass may write `call(self, x)` instead.

    >>> from nn import Dense, Input
    >>> x = Input((4,)); h = Dense(8, name="hidden")(x); model = Model(x, Dense(2)(h))
    >>> Model(model.input, model.get_layer("hidden").output).count_params(), model.count_params()
    (40, 58)
    """

    only_computes = True
    is_told_by_layers = True  # its configuration is that of its layers; asked of the very class, a subclass has its own
    _graph: Graph | None = None
    tells_shapes = False  # but where there is a graph

    def __init__(self, inputs: Any = None, outputs: Any = None, *, name: str | None = None, trainable: bool = True) -> None:
        super().__init__(name)
        self._trainer = Trainer(self)
        if "is_told_by_layers" in vars(type(self)):
            self._given = (), {}  # which would hold the whole network
        if inputs is not None or outputs is not None:
            self._graph = self._ends = Graph(inputs, outputs)
            self.layers = self._graph.layers
            self.name = name or (type(self).name if type(self) is not Model else FUNCTIONAL)
            rename(self.layers)
            self.built = self.tells_shapes = True
        if not trainable:
            self.trainable = False

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._trainer = self._trainer.of(self)

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

    @fallback
    def output_shape(self) -> Any:
        """The shape of what comes out, None for the batch; nested as the outputs are."""
        return shapes(self.output)

    def get_layer(self, name: str | None = None, index: int | None = None) -> Module:
        """The layer of this name, or at this index; ValueError if there is none."""
        for i, layer in enumerate(self.layers):
            if layer.name == name or i == index:
                return layer  # type: ignore[no-any-return]
        wanted = f"name={name!r}" if index is None else f"index={index}"
        raise ValueError(f"{self.name} has no layer with {wanted}; its layers are {', '.join(m.name for m in self.layers)}")

    # -- as plain data -------------------------------------------------------------------------------------------

    @property
    def keras_name(self) -> str:
        """What configurations call its class."""
        return "Functional" if type(self) is Model and self._graph is not None else type(self).__name__

    def get_config(self) -> dict[str, Any]:
        """The layers and their calls as plain data; of a class of your own, the arguments to make it anew."""
        if "is_told_by_layers" not in vars(type(self)):
            return super().get_config()
        if self._graph is None:
            raise ValueError(f"{self.name} has neither inputs and outputs nor a class of its own: nothing describes it")
        return {"name": self.name, "trainable": self._trainable, **recipes.of_graph(self._graph)}

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> Any:
        """A model made as get_config told; its weights start anew.

        config: what get_config gave, here or in Keras. custom_objects: classes of your own by name (default None).
        """
        with CustomObjectScope(custom_objects):
            return cls.remake_from(config, recipes.own_form) if "input_layers" in config else super().from_config(config)

    @classmethod
    def remake_from(cls, config: dict[str, Any], remake: Any) -> Any:
        """A model of the same calls, of the layers that remake(form) gives."""
        inputs, outputs = recipes.to_graph(config, remake)
        return cls(inputs, outputs, name=config.get("name"), trainable=config.get("trainable", True))

    def get_build_config(self) -> dict[str, Any] | None:
        """The shape that its weights were made for, where its configuration does not tell."""
        return super().get_build_config() if self._graph is None else None

    def get_compile_config(self) -> dict[str, Any]:
        """What `compile` was given, as plain data; {} before."""
        return self._trainer.get_config()

    def compile_from_config(self, config: dict[str, Any]) -> None:
        """Compile as get_compile_config told; nothing for {}."""
        if config.get("optimizer") is not None:
            self.compile(**deserialize_keras_object(config))

    def build_from_config(self, config: dict[str, Any]) -> None:
        """Make the weights for the shape that get_build_config told; a `call` of its own is tried out on zeros."""
        if config.get("input_shape") is not None and not self.built:
            super().compute_output_shape(as_shape(config["input_shape"]))

    def save(self, filepath: Any, overwrite: bool = True, zipped: bool | None = None) -> None:
        """Write the whole model: layers, weights, and what is needed to go on learning; `nn.models.load_model` reads it.

        filepath: ends in .keras, Keras' own file, which needs h5py, or in .tapegrad, which needs nothing.
        overwrite=True, zipped=None: as in `nn.models.save_model`, which says what it raises.
        """
        saving.save_model(self, filepath, overwrite, zipped)

    def export(self, filepath: Any, format: str = "onnx", **settings: Any) -> None:
        """Write what the model computes in use, for any batch size, as a file that other tools run: ONNX.

        filepath: of the file, for instance "model.onnx". format="onnx": the one there is; ValueError for another.
        settings: those of `nn.onnx.export`, such as example=x, which says what it raises.
        """
        if format != "onnx":
            raise ValueError(f'{self.name}.export writes format="onnx", got {format!r}')
        onnx.export(self, filepath, **settings)

    def to_json(self, **settings: Any) -> str:
        """The configuration as text in JSON, without weights, which `nn.models.model_from_json` reads.

        settings: those of json.dumps.
        """
        return json.dumps(serialize_keras_object(self), **settings)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        if self._graph is not None and input_shape == shapes(self._graph.nests[0]):
            return map_leaves(lambda symbol: symbol.shape, self._graph.nests[1])  # type: ignore[no-any-return]
        return super().compute_output_shape(input_shape)

    def call(self, x: Any, mask: Any = None, with_mask: bool = False) -> Any:
        """The outputs; with_mask adds their masks, nested alike, or None. mask: those of the inputs, where there are some."""
        if self._graph is None:
            raise TypeError(f"{type(self).__name__} needs inputs and outputs, or a method call(self, x)")
        outputs = self._graph.call(self.name, self._graph.entering(self.name, x), mask)
        return outputs if with_mask else outputs[0]

    @property
    def computes(self) -> bool:
        """Whether it can be called on data: one whose steps are written by hand may have no `call`."""
        return self._graph is not None or type(self).call is not Model.call or type(self).__call__ is not Model.__call__

    @property
    def makes_mask(self) -> bool:  # type: ignore[override]
        """Whether one of its layers makes a mask."""
        return "with_mask" in self.call_names and any([layer.makes_mask for layer in self.layers])

    def _path_name(self, path: str) -> str:
        kind, _, i = path.partition(".")
        return self.layers[int(i)].name if self._graph is not None and kind == "layers" else path
