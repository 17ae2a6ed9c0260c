"""Net: a model of dense layers as neurons of single numbers, and how its own weights are made of these."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd import Tensor, scope, softmax
from nn import MLP, Dense, Module, Neuron, NeuronLayer, Sequential, activations
from nn.layers import Activation
from viz.graph.words import plain

MOST = 2000  # weights: more lines than that are a gray area


@dataclass(frozen=True)
class Entry:
    """One array of the model's weights: its name, and the single numbers it holds, in the order of the array."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    parts: tuple[Tensor, ...]


@dataclass(frozen=True)
class Net:
    """Layers of neurons that compute what the model computes.

    model: the module around all neurons. modules: those around each layer; None where there is none.
    softmax: whether the outputs are the logits of a softmax. entries: the model's own weights. frozen: ids of those that
    stay as they are. spreads: by layer, how far from 0 new weights are drawn.
    """

    name: str
    layers: list[list[Neuron]]
    model: Module | None
    modules: list[Module | None]
    entries: list[Entry]
    spreads: list[float]
    softmax: bool = False
    frozen: frozenset[int] = frozenset()

    @property
    def sizes(self) -> list[int]:
        """How many numbers go in, and how many leave each layer."""
        return [len(self.layers[0][0].w), *map(len, self.layers)]

    @property
    def title(self) -> str:
        count = sum(len(entry.parts) for entry in self.entries)
        return f"{plain(self.name)}: {' → '.join(map(str, self.sizes))}, {count:,} weights"

    def weights(self) -> list[Tensor]:
        """Every weight and bias, layer by layer and neuron by neuron."""
        return [t for layer in self.layers for neuron in layer for t in (*neuron.w, neuron.b)]

    def activation(self, layer: int) -> Any:
        """What the neurons of a layer apply to their sums."""
        return self.layers[layer][0].activation

    def outputs(self, x: list[Any]) -> list[list[Any]]:
        """What each neuron gives, layer by layer, of one sample or of columns of a batch."""
        found = []
        with _within(self.model):
            for layer, module in zip(self.layers, self.modules):
                with _within(module):
                    x = [neuron(x) for neuron in layer]
                found.append(x)
        return found


def _within(module: Module | None) -> AbstractContextManager[Any]:
    return nullcontext() if module is None else scope(module)


def read(model: Any, owner: str, most: int = MOST) -> Net:
    """The Net of an MLP, a NeuronLayer, a Neuron, or a Sequential of Dense layers.

    Raises TypeError for another model, ValueError for one whose weights are not made yet, or more than `most`.
    """
    makers: list[tuple[type, Callable[[Any, str], Net]]] = [
        (MLP, _of_mlp), (NeuronLayer, _of_layer), (Neuron, _of_neuron), (Sequential, _of_dense)
    ]  # fmt: skip
    for kind, make in makers:
        if isinstance(model, kind):
            net = make(model, owner)
            count = len(net.weights())
            if count > most:
                raise ValueError(
                    f"{owner}: {net.title} are more than the {most:,} whose lines can be told apart; use architecture"
                )
            return net
    raise TypeError(
        f"{owner} shows an MLP, a NeuronLayer, a Neuron or a Sequential of Dense layers, got {type(model).__name__}: "
        "architecture(model) draws every model"
    )


def _of_mlp(model: MLP, owner: str) -> Net:
    layers = [layer.neurons for layer in model.layers]
    return Net(model.name, layers, model, list(model.layers), _single(model), [1.0] * len(layers))


def _of_layer(model: NeuronLayer, owner: str) -> Net:
    return Net(model.name, [model.neurons], None, [model], _single(model), [1.0])


def _of_neuron(model: Neuron, owner: str) -> Net:
    return Net(model.name, [[model]], None, [None], _single(model), [1.0])


def _single(model: Module) -> list[Entry]:
    return [Entry(name, t.shape, "float64", (t,)) for name, t in model.named_tensors()]


def _of_dense(model: Sequential, owner: str) -> Net:
    """A twin of neurons, with a Dense layer's columns as their weights."""
    named = {id(t): name for name, t in model.named_tensors()}
    twins, entries, frozen = [], [], []
    dense = list(_dense_layers(model, owner))
    for place, (layer, activation) in enumerate(dense):
        if activation is softmax and place < len(dense) - 1:
            raise ValueError(f"{owner}: {layer.name} has a softmax before the end, whose neurons cannot be shown one by one")
        kernel = np.asarray(layer.kernel.numpy())
        inputs, units = kernel.shape
        twin = NeuronLayer(inputs, units, "linear" if activation is softmax else activation, seed=0, name=layer.name)
        for column, neuron in zip(kernel.T, twin.neurons):
            for w, number in zip(neuron.w, column):
                w.data = float(number)
        parts = tuple(neuron.w[i] for i in range(len(kernel)) for neuron in twin.neurons)  # (in, out), row by row
        entries.append(Entry(named[id(layer.kernel)], kernel.shape, str(kernel.dtype), parts))
        if layer.use_bias:
            for neuron, number in zip(twin.neurons, np.asarray(layer.bias.numpy())):
                neuron.b.data = float(number)
            biases = tuple(neuron.b for neuron in twin.neurons)
            entries.append(Entry(named[id(layer.bias)], layer.bias.shape, str(layer.bias.dtype), biases))
        frozen += [id(neuron.b) for neuron in twin.neurons if not layer.use_bias]
        twins.append(twin)
    spreads = [float(np.sqrt(6.0 / sum(layer.kernel.shape))) for layer, _ in dense]  # as glorot_uniform
    layers = [twin.neurons for twin in twins]
    last = dense[-1][1] is softmax
    return Net(model.name, layers, model, list(twins), entries, spreads, last, frozenset(frozen))


def _dense_layers(model: Sequential, owner: str) -> Iterator[tuple[Dense, Any]]:
    """Each Dense layer with its activation, which may stand behind it as a layer of its own."""
    if not any(isinstance(layer, Dense) for layer in model.layers):
        raise ValueError(f"{owner}: {model.name} has no Dense layer to show")
    for before, layer, behind in zip([None, *model.layers], model.layers, [*model.layers[1:], None]):
        if isinstance(layer, Dense):
            if not layer.built:
                raise ValueError(
                    f"{owner}: {layer.name} has no weights yet: give the first layer an input_shape, or call the model"
                )
            yield layer, behind.activation if isinstance(behind, Activation) else layer.activation
        elif not isinstance(layer, Activation):
            raise TypeError(
                f"{owner}: {layer.name} is a {type(layer).__name__}; only Dense and Activation layers are circles and lines: "
                "architecture(model) draws every model"
            )
        elif not (isinstance(before, Dense) and before.activation is activations.linear):
            raise ValueError(f"{owner}: {layer.name} must stand behind a Dense layer that has no activation of its own")
