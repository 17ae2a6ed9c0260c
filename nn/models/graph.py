"""Graph: the calls of layers that lead from some Symbols to others, in an order in which they can run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd import expand_dims
from autograd.nest import KINDS, flatten, leaves, map_leaves, refill
from nn.layers.core.input import InputLayer
from nn.modules.masks import call_with_masks, some
from nn.modules.module import Module
from nn.modules.naming import free_name
from nn.modules.symbols import Node, Symbol, fill
from nn.training.ends import Ends
from nn.training.nests import name_outputs
from nn.training.samples import enter_array

FUNCTIONAL = "functional"  # the name of a Model of inputs and outputs that was given none


class Graph(Ends):
    """What a Model of inputs and outputs runs. Raises TypeError or ValueError for a graph that is not whole."""

    def __init__(self, inputs: Any, outputs: Any) -> None:
        self.nests = inputs, outputs
        self.inputs, self.outputs = _symbols("inputs", inputs), _symbols("outputs", outputs)
        entries = [x.key for x in self.inputs]
        if len(set(entries)) < len(entries):
            raise ValueError("Model: one of the inputs is named twice; give each once")
        self.nodes, met = self._walk(set(entries))
        self.calls = self._calls(met)
        self.layers = [called for called in self.calls if isinstance(called, Module)]

    def __reduce__(self) -> Any:
        """A copy is made from a flat list of the calls: following the links would go as deep as the network."""
        entries = {x.node: None for x in self.inputs}
        nodes = [*entries, *(node for node in self.nodes if node not in entries)]
        numbers = {node: i for i, node in enumerate(nodes)}

        def flat(nest: Any) -> Any:
            return fill(nest, lambda symbol: Place(numbers[symbol.node], symbol.index))

        calls = [
            (node.function, *(((), {}) if node in entries else (flat(node.args), flat(node.settings))), node.nested_specs)
            for node in nodes
        ]
        return connect, (calls, *map(flat, self.nests))

    def entries(self, model: Any) -> list[Symbol]:
        return self.inputs

    def output_names(self, model: Any) -> Any:
        """What losses, metrics and logs call the outputs: the keys of a dict, or the layers they come from."""
        outputs, names = self.nests[1], make_different([x.name for x in self.outputs])
        return name_outputs(outputs, names) if isinstance(outputs, KINDS) else names[0]

    def _walk(self, entries: set[Any]) -> tuple[list[Node], dict[Any, int]]:
        """The nodes behind the outputs, each after those that feed it, and the order in which layers were met."""
        finished: dict[Node, None] = {}
        met: dict[Any, int] = {}
        stack = [(x, False) for x in reversed(self.outputs)]
        while stack:
            x, fed = stack.pop()
            node = x.node
            if node in finished or (x.key in entries and not isinstance(node.function, InputLayer)):
                continue
            if fed:
                finished[node] = None
                continue
            met.setdefault(_layer_of(node), len(met))
            if isinstance(node.function, InputLayer) and x.key not in entries:
                known = ", ".join(repr(i.name) for i in self.inputs)
                raise ValueError(
                    f"Model: the outputs depend on the Input {x.name!r} of shape {x.shape}, but the inputs given are {known}: "
                    "name every Input they depend on, Model(inputs=[a, b], outputs=...)"
                )
            stack.append((x, True))
            stack.extend((feed, False) for feed in reversed(node.feeds))
        return list(finished), met

    def _calls(self, met: dict[Any, int]) -> dict[Any, list[Node]]:
        """Layers, and functions as their own nodes, with their calls; those far from the outputs first, as in Keras."""
        depth: dict[Node, int] = {}
        deepest: dict[Any, int] = {}  # of all calls of a layer
        for node in reversed(self.nodes):
            own = max(depth.get(node, 0), deepest.get(_layer_of(node), 0))
            depth[node] = deepest[_layer_of(node)] = own
            for feed in node.feeds:
                depth[feed.node] = max(own + 1, depth.get(feed.node, 0))
        idle = [x.node for x in self.inputs if x.node not in depth and isinstance(x.node.function, InputLayer)]
        for node in idle:  # nothing depends on it
            deepest[node.function], met[node.function] = 0, -1
        calls: dict[Any, list[Node]] = {}
        for called in sorted(deepest, key=lambda called: (-deepest[called], met[called])):
            calls[called] = [node for node in (*self.nodes, *idle) if _layer_of(node) is called]
        return calls

    def entering(self, owner: str, x: Any) -> list[Any]:
        """What was given for the inputs, one by one: given in their order, or in a dict by their names.

        Raises ValueError for a wrong number of inputs, TypeError for names that are not there.
        """
        nest = self.nests[0]
        if not isinstance(nest, KINDS):
            return [x[nest.name] if isinstance(x, dict) and nest.name in x else x]
        parts = nest.values() if isinstance(nest, dict) else nest
        if any(isinstance(part, KINDS) for part in parts) and flatten(x)[1] == flatten(nest)[1]:
            return leaves(x)
        names = sorted(nest) if isinstance(nest, dict) else [s.name for s in self.inputs]
        if isinstance(x, dict):
            missing = [name for name in names if name not in x]
            if missing:
                raise ValueError(
                    f"{owner}: x lacks {', '.join(map(repr, missing))}; the inputs are {', '.join(map(repr, names))}"
                )
            found = [x[name] for name in names]
        elif len(self.inputs) == 1 and not isinstance(x, (list, tuple)):
            found = [x]
        else:
            flat = isinstance(x, (list, tuple)) and len(x) == len(self.inputs)
            found = list(x) if flat else leaves(x)
            if isinstance(nest, dict) and len(found) == len(nest):
                found = [dict(zip(nest, found))[name] for name in names]
        if len(found) != len(self.inputs):
            wanted = ", ".join(f"{name} {s.shape}" for name, s in zip(names, self.inputs))
            raise ValueError(
                f"{owner} takes {len(self.inputs)} inputs, {wanted}, but got {len(found)}: give a list of one array each, "
                "or a dict by name"
            )
        return found

    def arrays(self, model: Any, owner: str, x: Any) -> Any:
        """The inputs as arrays, nested as the Model was given them; ValueError or TypeError for what does not fit."""
        nest = self.nests[0]
        found = self.entering(owner, x)
        if not isinstance(nest, KINDS):
            return fit_shape(owner, nest, enter_array(owner, "x", nest, found[0]))
        parts = [fit_shape(owner, s, enter_array(owner, f"x of {s.name}", s, part)) for s, part in zip(self.inputs, found)]
        return refill(nest, parts)

    def call(self, owner: str, inputs: list[Any], mask: Any = None) -> tuple[Any, Any]:
        """The outputs for these inputs, nested as the Model was given them, and their masks, nested alike, or None."""
        values = {s.key: fit_shape(owner, s, x) for s, x in zip(self.inputs, inputs)}
        masked = mask is not None or any(layer.makes_mask for layer in self.layers)
        masks = dict(zip(values, leaves(mask)))
        for node in self.nodes:
            if (node, 0) in values:
                continue
            if masked:
                run_with_masks(node, values, masks)
            else:
                node.run(values)
        of_outputs = some([masks.get(s.key) for s in self.outputs])
        outputs = refill(self.nests[1], [values[s.key] for s in self.outputs])
        return outputs, None if of_outputs is None else refill(self.nests[1], of_outputs)


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


def run_with_masks(node: Node, values: dict[Any, Any], masks: dict[Any, Any]) -> None:
    """Call a node on the values of the Symbols, and add those that come out, and their masks."""
    args, settings = fill((node.args, node.settings), lambda symbol: values[symbol.key])
    of_args, of_settings = map_leaves(lambda x: masks.get(x.key) if isinstance(x, Symbol) else None, (node.args, node.settings))
    outputs, mask = call_with_masks(node.function, args, settings, of_args, of_settings)
    node.keep(outputs, values)
    masks.update(((node, i), part) for i, part in enumerate(leaves(mask)))


def make_different(names: list[str]) -> list[str]:
    """The names, each different: from the second time on a name has a number behind it.

    >>> make_different(["a", "b", "a"])
    ['a', 'b', 'a_1']
    """
    return [name if not (n := names[:i].count(name)) else f"{name}_{n}" for i, name in enumerate(names)]


@dataclass(frozen=True)
class Place:
    """A Symbol in a flat list of calls: which call, which of its outputs."""

    call: int
    output: int


def connect(calls: list[Any], inputs: Any, outputs: Any) -> Graph:
    """The Graph of a flat list of calls."""
    nodes: list[Node] = []

    def link(nest: Any) -> Any:
        return map_leaves(lambda x: Symbol(nodes[x.call], x.output) if isinstance(x, Place) else x, nest)

    for function, args, settings, specs in calls:
        nodes.append(Node(function, link(args), link(settings), specs))
        if isinstance(function, Module):
            function.note(nodes[-1])
    return Graph(link(inputs), link(outputs))


def fit_shape(owner: str, symbol: Symbol, x: Any) -> Any:
    """x, if its shape fits the Input; with an axis of size 1 added where only that is missing."""
    if x is None and getattr(symbol.node.function, "optional", False):
        return None
    given = np.shape(x)
    if symbol.shape[-1:] == (1,) and len(given) == len(symbol.shape) - 1:
        x = expand_dims(x, -1)
        given = np.shape(x)
    # a fixed batch size says how the data will come, not how many samples there are
    if len(given) != len(symbol.shape) or any(n not in (None, m) for n, m in zip(symbol.shape[1:], given[1:])):
        wanted = ", ".join(["n", *("n" if n is None else str(n) for n in symbol.shape[1:])])
        single = "; a single sample is x[None]" if len(given) == len(symbol.shape) - 1 else ""
        raise ValueError(f"{owner}: the input {symbol.name!r} takes shape ({wanted}), got {given}{single}")
    return x


def _layer_of(node: Node) -> Any:
    """What stands for a node among layers: its layer, which may have several, or itself."""
    return node.function if isinstance(node.function, Module) else node


def _symbols(what: str, nest: Any) -> list[Symbol]:
    found = leaves(nest)
    for x in found:
        if not isinstance(x, Symbol):
            raise TypeError(
                f"Model: {what} must be what Input(...) and the layers called on it gave, alone or in lists, tuples and dicts, "
                f"got {x!r}"
            )
    if not found:
        raise ValueError(f"Model: there are no {what}")
    return found
