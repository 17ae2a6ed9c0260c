"""Layer: the base of your own layers, as Keras programs write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from nn.layers.base.adding import AddsWeights
from nn.layers.base.arguments import RegularizerLike, ShapeLike
from nn.layers.base.weighted import Weighted
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from numpy.typing import DTypeLike


class Layer(AddsWeights, Weighted):
    """The base of your own layers: make weights in `build(input_shape)` with `add_weight`, and compute in `call(x)`.

    trainable=True: whether training changes the weights.
    dtype=None: the type of the weights' numbers; None is float32.
    autocast=True: accepted and ignored.

    `only_computes = True` in the class says that its `call` does nothing but compute, so that `fit` may run it as a program.
    `call` may have arguments `training` and `mask`; in it `self.add_loss(...)` adds a number to the loss. NumPy's and
    autograd's functions take the place of keras.ops. Keep each weight in an attribute; set its numbers by
    `self.w.data = ...`. Raises TypeError for other arguments.

    >>> import numpy as np
    >>> class Linear(Layer):
    ...     def __init__(self, units, **settings):
    ...         super().__init__(**settings)
    ...         self.units = units
    ...
    ...     def build(self, input_shape):
    ...         self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer="ones")
    ...         self.b = self.add_weight(shape=(self.units,), initializer="zeros")
    ...
    ...     def call(self, x):
    ...         return x @ self.w + self.b
    >>> Linear(2)(np.array([[1.0, 5.0]])).numpy().tolist()
    [[6.0, 6.0]]
    """

    def __init__(
        self, *others: NoReturn, activity_regularizer: RegularizerLike = None, trainable: bool = True,
        dtype: DTypeLike | None = None, autocast: bool = True, name: str | None = None,
        input_shape: ShapeLike | None = None, **unknown: NoReturn,
    ) -> None:  # fmt: skip
        if others or unknown:
            given = ", ".join([*map(repr, others), *(f"{key}={unknown[key]!r}" for key in unknown)])
            neurons = f"; a list of single neurons is nn.NeuronLayer({given})" if type(self) is Layer else ""
            kind = type(self).__name__
            raise TypeError(f"{kind}: a Layer takes name, trainable, dtype and such by name, got {given}{neurons}")
        settings: ModuleSettings = {"name": name, "trainable": trainable, "input_shape": input_shape, "dtype": dtype}
        super().__init__(activity_regularizer=activity_regularizer, **settings)
