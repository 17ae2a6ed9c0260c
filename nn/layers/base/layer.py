"""Layer: the base of layers of one's own, as Keras programs write them."""

from __future__ import annotations

from typing import Any

from autograd import Tensor
from nn import constraints, initializers, regularizers
from nn.checks import whole
from nn.layers.base.weighted import Weighted


class Layer(Weighted):
    """A subclass makes its weights in `build(input_shape)` with `add_weight`, and computes in `call(x)`.

        class Linear(Layer):
            def __init__(self, units, **kwargs):
                super().__init__(**kwargs)
                self.units = units

            def build(self, input_shape):
                self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer="he_normal")
                self.b = self.add_weight(shape=(self.units,), initializer="zeros")

            def call(self, x):
                return x @ self.w + self.b

    `call` may have arguments `training` and `mask`; in it `self.add_loss(...)` adds to the loss. NumPy's and autograd's
    functions take the place of keras.ops. A weight is kept in an attribute; its values are set by `self.w.data = ...`.
    """

    def __init__(
        self, *others: Any, activity_regularizer: Any = None, trainable: bool = True, dtype: Any = None, autocast: bool = True,
        name: str | None = None, input_shape: Any = None, **unknown: Any,
    ) -> None:  # fmt: skip
        if others or unknown:
            given = ", ".join([*map(repr, others), *(f"{key}={value!r}" for key, value in unknown.items())])
            neurons = f"; a list of single neurons is nn.NeuronLayer({given})" if type(self) is Layer else ""
            kind = type(self).__name__
            raise TypeError(f"{kind}: a Layer takes name, trainable, dtype and such by name, got {given}{neurons}")
        super().__init__(name, trainable, input_shape, activity_regularizer=activity_regularizer)
        self.dtype = dtype or "float32"
        self._regularizers: list[tuple[Any, Tensor]] = []
        self._constraints: list[tuple[Any, Tensor]] = []

    def add_weight(
        self, shape: Any = None, initializer: Any = None, dtype: Any = None, trainable: bool = True, autocast: bool = True,
        regularizer: Any = None, constraint: Any = None, aggregation: Any = None, overwrite_with_gradient: bool = False,
        name: str | None = None,
    ) -> Tensor:  # fmt: skip
        """A weight of this shape, () for a single number; keep it in an attribute, or it is not learned.

        initializer: glorot_uniform, unless another is given. trainable=False is for what is counted or averaged.
        """
        shape = () if shape is None else tuple(shape) if isinstance(shape, (list, tuple)) else (shape,)
        if any(n is None for n in shape):
            raise ValueError(f"{self.name}: a weight needs fixed sizes, got {shape}: give them to Input, or use other axes")
        shape = tuple([whole(self.name, "the size of a weight", n, low=0) for n in shape])
        start = initializers.get(initializer or "glorot_uniform")
        weight = self._weight(start, shape, name, requires_grad=trainable, dtype=dtype)
        if regularizer is not None:
            self._regularizers.append((regularizers.get(regularizer), weight))
        if constraint is not None:
            self._constraints.append((constraints.get(constraint), weight))
        return weight

    def penalties(self) -> list[Any]:
        return [rule(weight) for rule, weight in self._regularizers]

    def constrained(self) -> list[tuple[Any, Tensor]]:
        return list(self._constraints)
