"""One neuron at a time: every weight is its own Tensor, and so a node of the drawn graph.

    mlp = MLP(2, [16, 16, 1])
    mlp([1.0, -2.0])              # one sample
    mlp(x.T)                      # a whole batch: its columns, one array per input

The numbers flowing through may be Python numbers, Tensors, or columns of a batch: the graph is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd import Tensor, log_softmax, scope, softmax
from nn.activations import get, name_of
from nn.checks import whole
from nn.layers.core.dense import Dense
from nn.models.sequential import Sequential
from nn.modules.module import NOT_GIVEN, Module, Shape
from nn.neurons.per_sample import PerSample
from nn.seeds import generator


class Neuron(Module):
    """activation(w·x + b): `x: nin numbers or columns -> one`. Weights start uniform in −1..1, the bias at 0.

    nin: the number of inputs. activation="relu": a name or a function of one number.
    seed=None: where the random weights start, a number or a generator. name=None: for messages, tables and drawings.
    Raises ValueError for no inputs, and for softmax, which compares several outputs.

    >>> Neuron(3, activation="tanh", seed=0)([1.0, 2.0, 3.0]).shape
    ()
    """

    only_computes = True

    def __init__(
        self, nin: int, activation: Any = "relu", seed: int | np.random.Generator | None = None, name: str | None = None
    ) -> None:
        super().__init__(name)
        if whole("Neuron", "nin", nin, low=None) < 1:
            raise ValueError(f"Neuron needs at least one input, got {nin}")
        rng = generator(seed)
        self.w = [Tensor(float(rng.uniform(-1.0, 1.0)), name=f"w{i}") for i in range(nin)]
        self.b = Tensor(0.0, name="b")
        self.activation = get(activation)
        if self.activation in (softmax, log_softmax):
            raise ValueError("softmax compares the outputs of a layer, a Neuron has one: use it on np.stack(layer(x), axis=-1)")
        self.built = True

    def call(self, x: Sequence[Any]) -> Any:
        z = self.b
        for w, xi in zip(self.w, x):
            z = z + w * xi
        return self.activation(z)

    def __call__(self, x: Any = NOT_GIVEN, *args: Any, **settings: Any) -> Any:
        if x is NOT_GIVEN:
            x = self._by_keyword(settings)
        x = _inputs(x, len(self.w), self)
        with scope(self):  # Module's own __call__ without what a neuron has no use for: it is called very often
            return self.call(x)

    def __repr__(self) -> str:
        return f"Neuron({len(self.w)} -> 1, {name_of(self.activation)})"


class NeuronLayer(Module):
    """`nout` neurons that see the same inputs: `x: nin numbers -> list of nout`, or the one output if nout is 1.

    nin: the number of inputs. nout: the number of neurons. activation, seed, name: as of a Neuron.
    Raises ValueError for fewer than one input or neuron.

    >>> [y.shape for y in NeuronLayer(3, 2, seed=0)([1.0, 2.0, 3.0])]
    [(), ()]
    """

    only_computes = True

    def __init__(self, nin: int, nout: int, activation: Any = "relu", seed: Any = None, name: str | None = None) -> None:
        super().__init__(name)
        if whole("NeuronLayer", "nout", nout, low=None) < 1:
            raise ValueError(f"NeuronLayer needs at least one neuron, got {nout}")
        rng = generator(seed)
        self.neurons = [Neuron(nin, activation, rng, name=f"neuron {i}") for i in range(nout)]
        self.built = True

    def call(self, x: Sequence[Any]) -> Any:
        out = [neuron(x) for neuron in self.neurons]
        return out[0] if len(out) == 1 else out

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Of samples in rows, whatever way they are fed: (n, nin) -> (n, nout)."""
        return input_shape[0], len(self.neurons)

    def __repr__(self) -> str:
        neuron = self.neurons[0]
        return f"NeuronLayer({len(neuron.w)} -> {len(self.neurons)}, {name_of(neuron.activation)})"


class MLP(PerSample):
    """A multi-layer perceptron of single neurons: MLP(2, [16, 16, 1]) maps 2 numbers through 16 and 16 to 1.

    nin: the number of inputs. nouts: the number of neurons of each layer.
    activation="relu": that of the hidden layers. output_activation="linear": that of the last layer.
    seed=None: where the random weights start, a number or a generator. name=None: for messages, tables and drawings.
    `compile` and `fit` train it on batches, at the speed of matrices.
    Raises ValueError for a list of no layers, and for a layer of no neurons.

    >>> mlp = MLP(2, [3, 1], activation="tanh", seed=0)
    >>> len(mlp.parameters()), mlp([0.5, -1.0]).shape
    (13, ())
    """

    only_computes = True

    def __init__(
        self,
        nin: int,
        nouts: Sequence[int],
        activation: Any = "relu",
        output_activation: Any = "linear",
        seed: Any = None,
        name: str | None = None,
    ) -> None:
        super().__init__(name)
        rng = generator(seed)
        sizes = [nin, *nouts] if isinstance(nouts, (list, tuple)) else []
        if len(sizes) < 2 or min(whole("MLP", "a number of neurons", n, low=None) for n in sizes) < 1:
            raise ValueError(f"MLP needs a list of at least one layer of at least one neuron, got MLP({nin}, {nouts!r})")
        self.layers = [
            NeuronLayer(a, b, output_activation if i == len(nouts) else activation, rng, f"layer {i}")
            for i, (a, b) in enumerate(zip(sizes, nouts), 1)
        ]
        self.built = True

    def call(self, x: Any) -> Any:  # type: ignore[override]
        for layer in self.layers:
            out = layer(x)
            x = out if isinstance(out, list) else [out]  # one neuron's column is one input of the next layer
        return out

    @property
    def _input_shape(self) -> tuple[int | None, ...]:
        return None, len(self.layers[0].neurons[0].w)

    def to_dense(self) -> Sequential:
        """The same network as a Sequential of Dense layers, with the same numbers."""
        model = Sequential()
        for layer in self.layers:
            nin = len(layer.neurons[0].w)
            dense = Dense(len(layer.neurons), activation=layer.neurons[0].activation, input_shape=(nin,), dtype="float64")
            model.add(dense)
            kernel = np.array([[w.item() for w in neuron.w] for neuron in layer.neurons]).T  # (out, in) -> (in, out)
            dense.set_weights([kernel, np.array([neuron.b.item() for neuron in layer.neurons])])
        return model

    def __repr__(self) -> str:
        return f"MLP({', '.join(map(repr, self.layers))})"


def _inputs(x: Any, nin: int, neuron: Module) -> Any:
    """x as a sequence of nin inputs; of a single input, one array is a column."""
    if not isinstance(x, (list, tuple)) and (not np.shape(x) or (nin == 1 and np.ndim(x) == 1 and len(x) != 1)):
        x = [x]
    if len(x) != nin:
        raise ValueError(
            f"{neuron.name} expects {nin} inputs, got {len(x)}: give one sample as {nin} numbers, "
            "or a batch as its columns, x.T"
        )
    return x
