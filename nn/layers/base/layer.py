"""Layer: the base of your own layers, as Keras programs write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from autograd import Tensor
from nn import constraints, initializers, regularizers
from nn.checks import whole
from nn.layers.base.arguments import ConstraintLike, InitializerLike, RegularizerLike, ShapeLike
from nn.layers.base.weighted import Weighted
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from numpy.typing import DTypeLike


class Layer(Weighted):
    """The base of your own layers: make weights in `build(input_shape)` with `add_weight`, and compute in `call(x)`.

    trainable=True: whether training changes the weights.
    dtype=None: the type of the weights' numbers; None is float32.
    autocast=True: taken for Keras' sake; changes nothing.

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
        self._regularizers: list[tuple[Any, Tensor]] = []
        self._constraints: list[tuple[Any, Tensor]] = []

    def add_weight(
        self, shape: ShapeLike | None = None, initializer: InitializerLike | None = None, dtype: DTypeLike | None = None,
        trainable: bool = True, autocast: bool = True, regularizer: RegularizerLike = None, constraint: ConstraintLike = None,
        aggregation: Any = None, overwrite_with_gradient: bool = False, name: str | None = None,
    ) -> Tensor:  # fmt: skip
        """A new weight; keep it in an attribute, or it is not learned.

        shape=None: the sizes of its axes; () and None are a single number.
        initializer=None: the numbers that it starts with; None is "glorot_uniform".
        dtype=None: the type of its numbers; None is the layer's.
        trainable=True: whether training changes it; False is for counts and averages.
        regularizer=None: a penalty on it that is added to the loss.
        constraint=None: the bounds that it is moved into after each step.
        name=None: its name; None is the attribute's.

        autocast, aggregation and overwrite_with_gradient are taken for Keras' sake and change nothing.
        """
        given: tuple[Any, ...] = () if shape is None else tuple(shape) if isinstance(shape, (list, tuple)) else (shape,)
        if any(n is None for n in given):
            raise ValueError(f"{self.name}: a weight needs fixed sizes, got {given}: give them to Input, or use other axes")
        sizes = tuple([whole(self.name, "the size of a weight", n, low=0) for n in given])
        start = initializers.get(initializer or "glorot_uniform")
        weight = self._weight(start, sizes, name, requires_grad=trainable, dtype=dtype)
        if regularizer is not None:
            self._regularizers.append((regularizers.get(regularizer), weight))
        if constraint is not None:
            self._constraints.append((constraints.get(constraint), weight))
        return weight

    def penalties(self) -> list[Any]:
        return [rule(weight) for rule, weight in self._regularizers]

    def list_constraints(self) -> list[tuple[Any, Tensor]]:
        return list(self._constraints)
