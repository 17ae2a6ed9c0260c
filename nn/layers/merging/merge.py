"""Merging: several inputs of one shape, number by number, to one. Called with a list: Add()([a, b])."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np

from autograd import where
from nn.modules.masks import plain, widened
from nn.modules.module import Module, Shape


class Merge(Module):
    """The base of layers that combine [x₁, x₂, ...], each (n, ...), to one (n, ...), broadcast as NumPy does.

    Inputs with fewer axes get axes of size 1 behind the batch. Raises TypeError for anything but a list, ValueError for
    shapes that do not fit together.
    """

    makes_mask = False
    at_least = 1

    def merge(self, inputs: list[Any]) -> Any:
        """The result for inputs with equally many axes."""
        raise TypeError(f"{type(self).__name__} needs a method merge(self, inputs)")

    def call(self, inputs: Any) -> Any:
        return self.merge(self._evened(inputs))

    def _evened(self, inputs: Any) -> list[Any]:
        """The inputs with equally many axes; ValueError if they do not fit together."""
        inputs = self._several(inputs)
        rank = max(map(np.ndim, inputs))
        self.compute_output_shape([np.shape(x) for x in inputs])
        return [x if np.ndim(x) == rank else np.reshape(x, _widened(np.shape(x), rank)) for x in inputs]

    def build(self, input_shape: Any) -> None:
        self.compute_output_shape(input_shape)

    def compute_output_shape(self, input_shape: Any) -> Shape:
        shapes = [tuple(shape) for shape in self._several(input_shape)]
        rank = max(map(len, shapes))
        try:
            merged = [_broadcast(sizes) for sizes in zip(*[_widened(shape, rank) for shape in shapes])]
        except ValueError:
            raise ValueError(
                f"{self.name}: {type(self).__name__} cannot combine shapes {' and '.join(map(str, shapes))} number by number: "
                "sizes must be equal, or 1; use Concatenate() to put them side by side"
            ) from None
        return tuple(merged)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """A step counts if it does in one of the inputs; None if one of them has no mask."""
        masks = self._masks(inputs, mask)
        return None if any(m is None for m in masks) else reduce(np.logical_or, map(plain, masks))

    def _masks(self, inputs: Any, mask: Any) -> list[Any]:
        """A mask, or None, for each input; ValueError for anything else."""
        if mask is None:
            return [None] * len(inputs)
        if not isinstance(mask, (list, tuple)) or len(mask) != len(self._several(inputs)):
            wanted = f"a list with a mask or None for each of the {len(inputs)} inputs"
            raise ValueError(f"{self.name}: mask is {wanted}, got {mask!r}")
        return list(mask)

    def _several(self, inputs: Any) -> list[Any]:
        if not isinstance(inputs, (list, tuple)) or not inputs or not all(map(_has_axes, inputs)):
            raise TypeError(
                f"{self.name}: call {type(self).__name__} with a list of inputs: layer([a, b]), got {_named(inputs)}"
            )
        if len(inputs) < self.at_least:
            raise ValueError(f"{self.name}: {type(self).__name__} takes {self.at_least} inputs or more, got {len(inputs)}")
        return list(inputs)


def _has_axes(x: Any) -> bool:
    return isinstance(x, (list, tuple)) or hasattr(x, "shape")


def _named(inputs: Any) -> str:
    shape = getattr(inputs, "shape", None)
    return f"one array of shape {shape}" if shape is not None else repr(inputs)[:80]


def _widened(shape: Shape, rank: int) -> Shape:
    """Axes of size 1 behind the batch: (n, C) -> (n, 1, 1, C)."""
    return (*shape[:1], *[1] * (rank - len(shape)), *shape[1:])


def _broadcast(sizes: Sequence[int | None]) -> int | None:
    """The size of an axis whose sizes are these; None is any size."""
    found = set(sizes) - {1}
    if len(found - {None}) > 1:
        raise ValueError
    return 1 if not found else next(iter(found - {None}), None)


class MaskedMerge(Merge):
    """The base of layers in which a masked step has no say: `mask` holds one mask, or None, for each input.

    Where every input has a mask and none of them counts, nothing counts behind the layer either.
    """

    def call(self, inputs: Any, mask: Any = None) -> Any:
        evened = self._evened(inputs)
        if mask is None:
            return self.merge(evened)
        return self.merge_counted(evened, [_on(m, x, given) for m, x, given in zip(self._masks(inputs, mask), evened, inputs)])

    def merge_counted(self, inputs: list[Any], masks: list[np.ndarray | None]) -> Any:
        """The result for inputs with equally many axes, each with a mask that broadcasts against it, or None."""
        raise TypeError(f"{type(self).__name__} needs a method merge_counted(self, inputs, masks)")


def _on(mask: Any, x: Any, given: Any) -> np.ndarray | None:
    """A mask in axes that broadcast against x, which was widened from `given`; as in Keras what was widened has none."""
    return None if mask is None or np.ndim(given) < np.ndim(x) else widened(plain(mask), np.ndim(x))


class Add(Merge):
    """x₁ + x₂ + ..., as in residual connections: `[(n, ...), (n, ...), ...] -> (n, ...)`.

    >>> Add()([np.ones((1, 2)), np.ones((1, 2))])
    array([[2., 2.]])
    """

    def merge(self, inputs: list[Any]) -> Any:
        return reduce(lambda x, y: x + y, inputs)


class Subtract(Merge):
    """x₁ − x₂ of exactly two inputs."""

    at_least = 2

    def merge(self, inputs: list[Any]) -> Any:
        if len(inputs) != 2:
            raise ValueError(f"{self.name}: Subtract takes exactly 2 inputs, got {len(inputs)}")
        return inputs[0] - inputs[1]


class Multiply(MaskedMerge):
    """x₁ · x₂ · ..., number by number, as in gates; a masked step is 1 in it, and 0 if it is masked in all of them."""

    def merge(self, inputs: list[Any]) -> Any:
        return reduce(lambda x, y: x * y, inputs)

    def merge_counted(self, inputs: list[Any], masks: list[np.ndarray | None]) -> Any:
        z = self.merge([x if m is None else where(m, x, 1.0) for x, m in zip(inputs, masks)])
        known = [m for m in masks if m is not None]
        return z if len(known) < len(masks) else where(reduce(np.logical_or, known), z, 0.0)


class Average(Merge):
    """(x₁ + x₂ + ...) / their number."""

    def merge(self, inputs: list[Any]) -> Any:
        return reduce(lambda x, y: x + y, inputs) / float(len(inputs))


class Extreme(MaskedMerge):
    """The base of Maximum and Minimum, which compare the inputs one after another; a masked step gives way to the others."""

    def choose(self, x: Any, y: Any) -> Any:
        """The one of two that is wanted, number by number."""
        raise TypeError(f"{type(self).__name__} needs a method choose(self, x, y)")

    def merge(self, inputs: list[Any]) -> Any:
        return reduce(self.choose, inputs)

    def merge_counted(self, inputs: list[Any], masks: list[np.ndarray | None]) -> Any:
        (z, *others), (counts, *more) = inputs, masks
        for x, m in zip(others, more):
            x = x if m is None else where(m, x, z)
            z = z if counts is None else where(counts, z, x)
            counts = None if m is None or counts is None else np.logical_or(counts, m)
            z = self.choose(z, x)
        return z


class Maximum(Extreme):
    """The largest of x₁, x₂, ..., number by number. Of two equal numbers each gets half the gradient; of several that are
    equal, which are compared one after another, the last gets half, the one before it a quarter, and so on."""

    def choose(self, x: Any, y: Any) -> Any:
        return np.maximum(x, y)


class Minimum(Extreme):
    """The smallest of x₁, x₂, ..., number by number. Equal ones share the gradient as in Maximum."""

    def choose(self, x: Any, y: Any) -> Any:
        return np.minimum(x, y)


def add(inputs: Any, **settings: Any) -> Any:
    """Add()(inputs)."""
    return Add(**settings)(inputs)


def subtract(inputs: Any, **settings: Any) -> Any:
    """Subtract()(inputs)."""
    return Subtract(**settings)(inputs)


def multiply(inputs: Any, **settings: Any) -> Any:
    """Multiply()(inputs)."""
    return Multiply(**settings)(inputs)


def average(inputs: Any, **settings: Any) -> Any:
    """Average()(inputs)."""
    return Average(**settings)(inputs)


def maximum(inputs: Any, **settings: Any) -> Any:
    """Maximum()(inputs)."""
    return Maximum(**settings)(inputs)


def minimum(inputs: Any, **settings: Any) -> Any:
    """Minimum()(inputs)."""
    return Minimum(**settings)(inputs)
