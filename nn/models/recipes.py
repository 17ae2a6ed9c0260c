"""Recipes of models: their layers and the calls between them as plain data, in Keras' shape, and models made from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd import name_owner
from autograd.nest import KINDS, leaves, map_leaves
from nn import activations
from nn.configuration.custom import CustomObjectScope
from nn.configuration.forms import deserialize_keras_object, of_class, of_form, serialize_keras_object
from nn.layers.core.input import Input, InputLayer
from nn.modules.module import Module
from nn.modules.naming import free_name
from nn.modules.symbols import Symbol, apply, fill

SYMBOL = "__keras_tensor__"
FUNCTION = "Function"  # the class name of a function between layers, which Keras has a class of its own for each

Remake = Callable[[Any], Any]  # a form to the layer that it describes


def of_graph(graph: Any) -> dict[str, Any]:
    """The layers of a graph, each with its calls, and where it begins and ends."""
    names: dict[Any, str] = {called: called.name for called in graph.calls if isinstance(called, Module)}
    for called in graph.calls:  # functions have names that others may have, too
        if called not in names:
            names[called] = free_name(called.name, set(names.values()))
    places = {node: (names[called], i) for called, nodes in graph.calls.items() for i, node in enumerate(nodes)}

    def history(symbol: Symbol) -> list[Any]:
        return [*places[symbol.node], symbol.index]

    def mark(symbol: Symbol) -> Marked:
        return Marked(symbol, history(symbol))

    layers = []
    for called, nodes in graph.calls.items():
        form = serialize_keras_object(called) if isinstance(called, Module) else of_node(called, names[called])
        calls = [] if isinstance(called, InputLayer) else [of_call(*fill((n.args, n.settings), mark)) for n in nodes]
        layers.append({**form, "name": names[called], "inbound_nodes": calls})
    ends = [map_leaves(history, nest) if isinstance(nest, KINDS) else history(nest) for nest in graph.nests]
    return {"layers": layers, "input_layers": ends[0], "output_layers": ends[1]}


class Marked:
    """A Symbol among the arguments of a call, with the place that it comes from."""

    def __init__(self, symbol: Symbol, history: list[Any]) -> None:
        self.symbol, self.history = symbol, history

    def get_form(self) -> dict[str, Any]:
        """What stands for it in the form of a call."""
        shape, dtype = list(self.symbol.shape), self.symbol.dtype
        return of_class(SYMBOL, {"shape": shape, "dtype": dtype, "keras_history": self.history})


def of_call(args: Any, settings: Any) -> dict[str, Any]:
    """The arguments of a call as plain data."""

    def plain(value: Any) -> Any:
        if isinstance(value, Marked):
            return value.get_form()
        if isinstance(value, (list, tuple)):
            return [plain(part) for part in value]
        if isinstance(value, dict):
            return {key: plain(part) for key, part in value.items()}
        return serialize_keras_object(value)

    return {"args": plain(args), "kwargs": plain(settings)}


def of_node(node: Any, name: str) -> dict[str, Any]:
    """The form of a function that stands among the layers."""
    config = {"name": name, "function": serialize_keras_object(node.function)}
    return {"module": "nn", "class_name": FUNCTION, "config": config, "registered_name": None}


def to_graph(config: dict[str, Any], remake: Remake = deserialize_keras_object) -> tuple[Any, Any]:
    """The Symbols at both ends of a network: its layers made anew, and called as they were.

    remake: makes a layer from its form. Raises ValueError for a form that is not whole.
    """
    layers = {form["name"]: as_called(form, remake) for form in config["layers"]}
    made: dict[tuple[str, int], list[Any]] = {
        (form["name"], 0): [layers[form["name"]]] for form in config["layers"] if isinstance(layers[form["name"]], Symbol)
    }
    waiting = [
        (form["name"], i, call)
        for form in config["layers"]
        if not isinstance(layers[form["name"]], Symbol)
        for i, call in enumerate(form["inbound_nodes"])
    ]
    while waiting:
        before = len(waiting)
        for name, i, call in list(waiting):
            if all(source in made for source in sources(call)) and (i == 0 or (name, i - 1) in made):
                made[name, i] = leaves(call_again(layers[name], call, made))
                waiting.remove((name, i, call))
        if len(waiting) == before:
            raise ValueError(f"the calls of {', '.join(sorted({name for name, _, _ in waiting}))} depend on what is not there")
    return tuple(ends(config[key], made) for key in ("input_layers", "output_layers"))


def as_called(form: dict[str, Any], remake: Remake) -> Any:
    """What to call for the form of a layer: the Symbol of an Input, a function, or the layer."""
    config = form["config"]
    if form["class_name"] == "InputLayer":
        shape = config.get("batch_shape") or config.get("batch_input_shape")
        return Input(batch_shape=shape, dtype=config.get("dtype"), name=config.get("name"))
    if form["class_name"] != FUNCTION:
        return remake(form)
    function = deserialize_keras_object(config["function"])
    return activations.get(function) if isinstance(function, str) else function


def sources(nest: Any) -> list[tuple[str, int]]:
    """The calls whose results are among the arguments of a call."""
    if isinstance(nest, dict):
        if nest.get("class_name") == SYMBOL:
            name, node, _ = nest["config"]["keras_history"]
            return [(name, node)]
        return [found for part in nest.values() for found in sources(part)]
    return [found for part in nest for found in sources(part)] if isinstance(nest, (list, tuple)) else []


def call_again(function: Any, call: dict[str, Any], made: dict[tuple[str, int], list[Any]]) -> Any:
    """The result of a layer or function for the arguments in a form."""

    def take(value: Any) -> Any:
        if isinstance(value, dict) and value.get("class_name") == SYMBOL:
            name, node, index = value["config"]["keras_history"]
            return made[name, node][index]
        if isinstance(value, list):
            return [take(part) for part in value]
        if isinstance(value, dict) and "class_name" not in value:
            return {key: take(part) for key, part in value.items()}
        return deserialize_keras_object(value)

    args = [take(part) for part in call["args"]]
    settings = {name: take(part) for name, part in call["kwargs"].items() if part is not None}
    if isinstance(function, Module):
        return function(*args, **settings)
    return apply(function, tuple(as_key(part) for part in args), settings)


def as_key(value: Any) -> Any:
    """An index of several axes, which JSON made a list of, as a tuple."""
    keys = (slice, int, type(None), type(Ellipsis))
    return tuple(value) if isinstance(value, list) and value and all(isinstance(part, keys) for part in value) else value


def ends(form: Any, made: dict[tuple[str, int], list[Any]]) -> Any:
    """The Symbols at one end of a network, nested as it says."""
    if isinstance(form, dict):
        return {key: ends(part, made) for key, part in form.items()}
    if len(form) == 3 and isinstance(form[0], str):
        name, node, index = form
        if (name, node) not in made:
            raise ValueError(f"the network ends at a call of {name!r} that is not there")
        return made[name, node][index]
    return [ends(part, made) for part in form]


@name_owner
def clone_model(
    model: Any, input_tensors: Any = None, clone_function: Callable[[Any], Any] | None = None, call_function: Any = None,
    recursive: bool = False, custom_objects: dict[str, Any] | None = None,
) -> Any:  # fmt: skip
    """A model of the same layers, made anew, with weights of its own.

    model: a Sequential, a Model of inputs and outputs, or one of your own with a configuration.
    input_tensors=None, call_function=None: accepted and ignored; ValueError for another value.
    clone_function=None: makes a layer in the place of each; None makes one by its configuration.
    recursive=False: whether clone_function gets the layers inside models inside, too, rather than these models.
    custom_objects=None: classes of your own by name.

    >>> from nn import Dense, Sequential
    >>> model = Sequential([Dense(3, input_shape=(2,))]); twin = clone_model(model)
    >>> twin.count_params(), twin.layers[0] is model.layers[0]
    (9, False)
    """
    if input_tensors is not None or call_function is not None:
        raise ValueError("clone_model: input_tensors and call_function must be None: call the clone on them")
    with CustomObjectScope(custom_objects):
        if clone_function is None:
            return type(model).from_config(model.get_config())
        by_name = {layer.name: layer for layer in model.layers}

        def remake(form: dict[str, Any]) -> Any:
            layer = by_name[form.get("name") or form["config"]["name"]]
            if recursive and hasattr(layer, "train_on_batch"):
                return clone_model(layer, clone_function=clone_function, recursive=True)
            return clone_function(layer)

        return type(model).remake_from(model.get_config(), remake)


def own_form(form: dict[str, Any]) -> Any:
    """The layer that a form describes, not built: a network's calls do that."""
    return of_form({name: part for name, part in form.items() if name != "build_config"})
