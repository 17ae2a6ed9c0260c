"""Model: a network of any shape, drawn up from layers called on each other's outputs, or written as a class.

a, b = Input((4,), name="a"), Input((3,), name="b")
h = Concatenate()([Dense(8, activation="relu")(a), b])
model = Model(inputs=[a, b], outputs={"class": Dense(3, activation="softmax")(h), "size": Dense(1)(h)})
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.nest import leaves, map_leaves
from nn.callbacks import History
from nn.callbacks.callback import Callbacks
from nn.models.graph import FUNCTIONAL, Graph, rename
from nn.modules.module import Module, Shape
from nn.modules.symbol_calls import fallback
from nn.modules.symbols import shapes
from nn.training import by_hand, fitting
from nn.training.ends import Ends
from nn.training.hooks import everybodys, handed, unpack
from nn.training.trainer import Trainer


class Model(Module):
    """What lies between `inputs` and `outputs`: Symbols, alone or in lists, tuples and dicts.

    Called on data nested as `inputs` (or in a dict by the Inputs' names) it gives data nested as `outputs`. A layer
    called twice is there once. A Model is a layer, too. A subclass may write `call(self, x)` instead.

    >>> from nn import Dense, Input
    >>> x = Input((4,)); h = Dense(8, name="hidden")(x); model = Model(x, Dense(2)(h))
    >>> Model(model.input, model.get_layer("hidden").output).count_params(), model.count_params()
    (40, 58)
    """

    only_computes = True
    _graph: Graph | None = None
    tells_shapes = False  # but where there is a graph
    _ends = Ends()  # what the Trainer asks for what goes in and comes out
    stop_training = False
    history: History | None = None  # of the last `fit`
    loss: Any = handed("loss", "The loss that `compile` chose.")
    optimizer: Any = handed("optimizer", "The optimizer that `compile` chose.")

    def __init__(self, inputs: Any = None, outputs: Any = None, *, name: str | None = None, trainable: bool = True) -> None:
        super().__init__(name)
        self._trainer = Trainer(self)
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

    def get_layer(self, name: str | None = None, index: int | None = None) -> Module:
        """The layer of this name, or at this index; ValueError if there is none."""
        for i, layer in enumerate(self.layers):
            if layer.name == name or i == index:
                return layer  # type: ignore[no-any-return]
        wanted = f"name={name!r}" if index is None else f"index={index}"
        raise ValueError(f"{self.name} has no layer with {wanted}; its layers are {', '.join(m.name for m in self.layers)}")

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

    # -- learning: the Trainer does it ---------------------------------------------------------------------------
    def compile(
        self, optimizer: Any = "rmsprop", loss: Any = None, loss_weights: Any = None, metrics: Any = None,
        weighted_metrics: Any = None, run_eagerly: bool = False, steps_per_execution: int = 1, jit_compile: bool | str = "auto",
    ) -> None:  # fmt: skip
        """Choose how to learn: an optimizer, a loss and metrics, each by name or as an object.

        A model of several outputs takes lists with one entry per output, or dicts by their names; the total loss is the
        sum of the outputs', each times its entry in loss_weights. Sample weights count in the loss and in
        weighted_metrics, not in metrics. The last three settings are accepted for Keras' sake and change nothing. Call
        it again after changing a layer's `trainable`: what is trained is what it saw.
        """
        self._trainer.compile(optimizer, loss, loss_weights, metrics, weighted_metrics)

    def _note_change(self) -> None:
        """Note that layers or `trainable` flags changed, so that parameters are collected anew."""
        self._trainer.intake.forget_parts()

    def fit(
        self, x: Any = None, y: Any = None, batch_size: int | None = None, epochs: int = 1, verbose: int | str = "auto",
        callbacks: Callbacks = None, validation_split: float = 0.0, validation_data: Any = None, shuffle: bool = True,
        class_weight: dict[int, float] | None = None, sample_weight: Any = None, initial_epoch: int = 0,
        steps_per_epoch: int | None = None, validation_steps: int | None = None, validation_batch_size: int | None = None,
        validation_freq: int = 1, compiled: bool | str = "auto",
    ) -> History:  # fmt: skip
        """Train for a number of epochs; returns the History, which is also kept as `model.history`.

        x and y are arrays, or for several inputs or outputs lists or dicts of them; or x is an iterable of batches (x, y) or
        (x, y, sample_weight), of which an epoch takes `steps_per_epoch`, or all. `validation_split` sets the *last*
        part of the data aside, before any shuffling; `validation_data` is (x, y), (x, y, sample_weight) or an iterable.

        `compiled="auto"` runs the network as a program (see autograd.compile) where that is quicker: it is recorded after a
        number of steps, some steps compare, and the numbers are the same either way; networks of single numbers go by their
        size, and add up sums in another order. True records at once and raises RuntimeError if that cannot be done; False
        never does. `compiled_reason` says what was chosen, and why. Layers and functions that you have written are only
        recorded when asked for, or if they say `only_computes = True`: what they do besides computing, such as printing, or
        drawing random numbers without autograd.fresh, would not be repeated.

        Ctrl-C leaves the weights and the history as they are then. Raises FloatingPointError, before the weights are
        spoiled, when the loss or a gradient becomes NaN; ValueError or TypeError, before it is trained on, for data that
        do not fit. Warns when an iterable ends too early.
        """
        return fitting.fit(
            self._trainer, x, y, batch_size, epochs, verbose, callbacks, validation_split, validation_data, shuffle,
            class_weight, sample_weight, initial_epoch, steps_per_epoch, validation_steps, validation_batch_size,
            validation_freq, compiled,
        )  # fmt: skip

    def evaluate(
        self, x: Any = None, y: Any = None, batch_size: int | None = None, verbose: int | str = "auto",
        sample_weight: Any = None, steps: int | None = None, callbacks: Callbacks = None, return_dict: bool = False,
    ) -> Any:  # fmt: skip
        """The loss over all samples, or [loss, *metrics], or with return_dict a dict of them; printed unless verbose=0.

        x may be an iterable of batches, as for `fit`. Of several outputs the loss comes first, then each output's.
        """
        found = fitting.evaluate(self._trainer, x, y, batch_size, verbose, sample_weight, steps, callbacks)
        return fitting.choose_form(found, return_dict)

    def predict(
        self, x: Any, batch_size: int | None = None, verbose: int | str = "auto", steps: int | None = None,
        callbacks: Callbacks = None,
    ) -> np.ndarray:  # fmt: skip
        """The outputs for all samples, batch by batch, as plain arrays nested as the model gives them.

        x may be an iterable of batches: x alone, or tuples that begin with it. `verbose` is accepted, nothing is printed.
        """
        return fitting.predict(self._trainer, x, batch_size, verbose, steps, callbacks)

    def predict_on_batch(self, x: Any) -> np.ndarray:
        """The outputs for one batch as plain arrays."""
        return fitting.predict(self._trainer, x, fitting.ALL)

    def train_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, class_weight: dict[int, float] | None = None,
        return_dict: bool = False,
    ) -> Any:  # fmt: skip
        """One step on one batch: the loss, or [loss, *metrics], or with return_dict a dict of them."""
        return fitting.choose_form(self._trainer.train_on_batch(x, y, sample_weight, class_weight), return_dict)

    def test_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """The loss of one batch, or [loss, *metrics], or a dict of them, without learning."""
        return fitting.choose_form(self._trainer.test_on_batch(x, y, sample_weight), return_dict)

    @property
    def compiled_reason(self) -> str:
        """Whether the last `fit` ran the network as a compiled program, and why."""
        return self._trainer.network.reason

    @everybodys
    @fallback
    def metrics(self) -> list[Any]:
        """What measures: the mean loss, the metrics given to `compile`, and those in attributes of the model and its layers.

        A subclass whose steps are written by hand may list its own here; they start anew with every epoch.
        """
        return self._trainer.metrics()

    @everybodys
    def reset_metrics(self) -> None:
        """Begin to measure anew."""
        self._trainer.begin(self._trainer.intake.parts())

    @everybodys
    def get_metrics_result(self) -> dict[str, Any]:
        """What `metrics` have measured so far, by name."""
        return by_hand.metrics_result(self._trainer)

    # -- steps that a subclass may write itself ------------------------------------------------------------------

    @everybodys
    def train_step(self, data: Any) -> dict[str, Any]:
        """Learn from one batch, x, (x, y) or (x, y, sample_weight): the results so far by name.

        `fit` calls a subclass' own, with plain arrays; the network is then called as `self(x, training=True)`.
        """
        return by_hand.train_step(self._trainer, data)

    @everybodys
    def test_step(self, data: Any) -> dict[str, Any]:
        """Measure one batch, x, (x, y) or (x, y, sample_weight), without learning: the results so far by name."""
        return by_hand.test_step(self._trainer, data)

    @everybodys
    def predict_step(self, data: Any) -> Any:
        """What comes out for one batch, x, (x, y) or (x, y, sample_weight)."""
        return self._ends.run(self, unpack(data)[0])[0]

    @everybodys
    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> Any:
        """The loss of predictions, one Tensor: that of `compile`, with regularizers and what layers added in the last call."""
        return by_hand.compute_loss(self._trainer, x, y, y_pred, sample_weight)

    @everybodys
    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> dict[str, Any]:
        """Tell the metrics of `compile` of a batch: the results of all so far by name."""
        return by_hand.compute_metrics(self._trainer, x, y, y_pred, sample_weight)
