"""AddsWeights: `add_weight`, by which your own layers and models make their weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import Tensor
from nn import constraints, initializers, regularizers
from nn.checks import whole
from nn.layers.base.arguments import ConstraintLike, InitializerLike, RegularizerLike, ShapeLike

if TYPE_CHECKING:
    from numpy.typing import DTypeLike


class AddsWeights:
    """The part of a layer or model of your own that makes weights, with their penalties and bounds."""

    name: str
    _regularizers: Sequence[tuple[Any, Tensor]] = ()
    _constraints: Sequence[tuple[Any, Tensor]] = ()

    def add_weight(
        self, shape: ShapeLike | None = None, initializer: InitializerLike | None = None, dtype: DTypeLike | None = None,
        trainable: bool = True, autocast: bool = True, regularizer: RegularizerLike = None, constraint: ConstraintLike = None,
        aggregation: Any = None, overwrite_with_gradient: bool = False, name: str | None = None,
    ) -> Tensor:  # fmt: skip
        """A new weight; keep it in an attribute, or it is not learned. add_weight("name", shape) is Keras 2's order.

        shape=None: the sizes of its axes; () and None are a single number.
        initializer=None: the numbers that it starts with; None is "glorot_uniform".
        dtype=None: the type of its numbers; None is the layer's.
        trainable=True: whether training changes it; False is for counts and averages.
        regularizer=None: a penalty on it that is added to the loss.
        constraint=None: the bounds that it is moved into after each step.
        name=None: its name; None is the attribute's.

        autocast, aggregation and overwrite_with_gradient are accepted and ignored.
        """
        if isinstance(shape, str):  # Keras 2's order: the name, then the shape
            name, shape, initializer = shape, initializer, None
        given: tuple[Any, ...] = () if shape is None else tuple(shape) if isinstance(shape, (list, tuple)) else (shape,)
        if any(n is None for n in given):
            raise ValueError(f"{self.name}: a weight needs fixed sizes, got {given}: give them to Input, or use other axes")
        sizes = tuple([whole(self.name, "the size of a weight", n, low=0) for n in given])
        start = initializers.get(initializer or "glorot_uniform")
        weight = make_weight(self, start, sizes, name, trainable, dtype or getattr(self, "dtype", None) or "float32")
        if regularizer is not None:
            self._regularizers = [*self._regularizers, (regularizers.get(regularizer), weight)]
        if constraint is not None:
            self._constraints = [*self._constraints, (constraints.get(constraint), weight)]
        return weight

    def penalties(self) -> list[Any]:
        return [rule(weight) for rule, weight in self._regularizers]

    def list_constraints(self) -> list[tuple[Any, Tensor]]:
        return list(self._constraints)


def make_weight(
    layer: Any, initializer: Any, shape: tuple[int, ...], name: str | None, requires_grad: bool, dtype: Any
) -> Tensor:
    """A weight as its initializer starts it; ValueError if that gives another shape."""
    start = np.asarray(initializer(shape, dtype), dtype)
    if start.shape != shape:
        which = f" of {name}" if name else ""
        raise ValueError(f"{layer.name}: the initializer{which} gave shape {start.shape}, not {shape}")
    return Tensor(start, requires_grad, name)
