"""Bidirectional: one layer reads a sequence from the front, another from the back."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from autograd import concatenate, flip
from nn.layers.base.arguments import build_early
from nn.layers.recurrent.sequence import Sequence
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack

MERGES: dict[str | None, Callable[[Any, Any], Any]] = {
    "concat": lambda a, b: concatenate([a, b], axis=-1),
    "sum": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "ave": lambda a, b: (a + b) / 2.0,
    None: lambda a, b: (a, b),
}
SHARED = ("return_sequences", "return_state", "stateful")


class Bidirectional(Module):
    """A recurrent layer and its mirror, outputs merged: `(n, steps, features) -> (n, 2·units)` for "concat".

    layer: a recurrent layer; it is copied, with weights of its own, for both directions.
    merge_mode="concat": how the two outputs become one: "concat", "sum", "mul", "ave", or None for a tuple of both.
    weights=None: the weights to start with, as `set_weights` takes them.
    backward_layer=None: a layer with go_backwards=True that takes the place of the mirror.

    In a call, initial_state holds the states of the forward layer, then those of the backward one; return_state returns them
    in this order. Where a mask is False a sequence of outputs is 0. Raises TypeError for other layers, ValueError for another
    merge_mode, or layers that do not fit together. Schuster & Paliwal, 1997.

    >>> import numpy as np
    >>> from nn.layers.recurrent.lstm import LSTM
    >>> Bidirectional(LSTM(4, return_sequences=True))(np.ones((3, 10, 2), "float32")).shape
    (3, 10, 8)
    """

    only_computes = True
    makes_mask = False

    def __init__(
        self, layer: Sequence, merge_mode: str | None = "concat", weights: Any = None, backward_layer: Sequence | None = None,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(**settings)
        for argument, given in (("layer", layer), ("backward_layer", backward_layer)):
            if not (isinstance(given, Sequence) or (given is None and argument == "backward_layer")):
                raise TypeError(f"Bidirectional: {argument} must be a recurrent layer such as LSTM(16), got {given!r}")
        if merge_mode not in MERGES:
            raise ValueError(f"Bidirectional: merge_mode must be one of {', '.join(map(repr, MERGES))}, got {merge_mode!r}")
        self.merge_mode = merge_mode
        self.forward_layer = copy_without_weights(layer, f"forward_{layer.name}", layer.go_backwards)
        if backward_layer is None:
            backward_layer = copy_without_weights(layer, f"backward_{layer.name}", not layer.go_backwards)
        self.backward_layer = backward_layer
        if self.forward_layer.go_backwards == backward_layer.go_backwards:
            raise ValueError("Bidirectional: one layer must have go_backwards=True, the other one False")
        for setting in SHARED:
            if getattr(layer, setting) != getattr(backward_layer, setting):
                raise ValueError(f"Bidirectional: both layers must have the same {setting}")
        for one in (self.forward_layer, backward_layer):
            one.zero_output_for_mask = one.return_sequences
        self.return_sequences, self.return_state, self.stateful = (getattr(layer, setting) for setting in SHARED)
        self._start = weights
        if self.input_shape is None and layer.input_shape is not None:
            self.input_shape = layer.input_shape
        build_early(self)

    def build(self, input_shape: Shape) -> None:
        for layer in (self.forward_layer, self.backward_layer):
            if not layer.built:
                layer._build(input_shape)
        if self._start is not None:
            self.set_weights(self._start)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        ahead, back = (layer.compute_output_shape(input_shape) for layer in (self.forward_layer, self.backward_layer))
        states: tuple[Any, ...] = ()
        if self.return_state:
            (ahead, *first), (back, *second) = ahead, back
            states = (*first, *second)
        if self.merge_mode is None:
            return (ahead, back, *states)
        output = (*ahead[:-1], ahead[-1] + back[-1]) if self.merge_mode == "concat" else ahead
        return (output, *states) if states else output

    def compute_mask(self, x: Any, mask: Any = None) -> Any:
        """The mask of the output: that of the input where every step has an output, else None."""
        if not self.return_sequences:
            return None
        return (mask, mask) if self.merge_mode is None else mask

    def call(self, x: Any, initial_state: Any = None, mask: Any = None, training: bool = False) -> Any:
        forward_state = backward_state = None
        if initial_state is not None:
            half = len(initial_state) // 2
            forward_state, backward_state = initial_state[:half], initial_state[half:]
        ahead = self.forward_layer(x, initial_state=forward_state, mask=mask, training=training)
        back = self.backward_layer(x, initial_state=backward_state, mask=mask, training=training)
        states: tuple[Any, ...] = ()
        if self.return_state:
            (ahead, *first), (back, *second) = ahead, back
            states = (*first, *second)
        if self.return_sequences:
            back = flip(back, axis=1)  # it came out last step first
        merged = MERGES[self.merge_mode](ahead, back)
        if self.merge_mode is None:
            return (*merged, *states)
        return (merged, *states) if states else merged

    def reset_state(self) -> None:
        """Let the next call of a stateful layer begin with zeros."""
        self.forward_layer.reset_state()
        self.backward_layer.reset_state()

    def __repr__(self) -> str:
        return f"Bidirectional({self.forward_layer!r}, merge_mode={self.merge_mode!r})"


def copy_without_weights(layer: Sequence, name: str, go_backwards: bool) -> Sequence:
    """A copy of a layer that will make weights of its own."""
    new = copy.deepcopy(layer)
    new.name, new.go_backwards = name, go_backwards
    for m in new.modules():
        m.built = False
    new.reset_state()
    return new
