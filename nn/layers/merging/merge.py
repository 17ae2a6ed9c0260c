"""Merge: the base of layers that make one output of several inputs, and are called with a list: Add()([a, b])."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np

from autograd import compute_anew
from nn.modules.masks import plain, widen
from nn.modules.module import Module, Shape


class Merge(Module):
    """The base of layers that combine several inputs to one, broadcast as NumPy does.

    `[(n, ...), (n, ...), ...] -> (n, ...)`. Inputs with fewer axes get axes of size 1 behind the batch. A subclass has a
    method `merge`. Raises TypeError for anything but a list, ValueError for shapes that do not fit together.

    >>> class Norm(Merge):
    ...     def merge(self, inputs):
    ...         return np.sqrt(sum(x**2 for x in inputs))
    >>> Norm()([np.array([[3.0]]), np.array([[4.0]])])
    array([[5.]])
    """

    only_computes = True
    makes_mask = False
    at_least = 1  # inputs
    at_most: int | None = None

    def merge(self, inputs: list[Any]) -> Any:
        """The result for inputs with equally many axes."""
        raise TypeError(f"{type(self).__name__} needs a method merge(self, inputs)")

    def call(self, inputs: Any) -> Any:
        return self.merge(self._even_out(inputs))

    def _even_out(self, inputs: Any) -> list[Any]:
        """The inputs with equally many axes; ValueError if they do not fit together."""
        inputs = self._several(inputs)
        rank = max(map(np.ndim, inputs))
        self.compute_output_shape([np.shape(x) for x in inputs])
        return [x if np.ndim(x) == rank else np.reshape(x, _widen(np.shape(x), rank)) for x in inputs]

    def build(self, input_shape: Any) -> None:
        self.compute_output_shape(input_shape)

    def compute_output_shape(self, input_shape: Any) -> Shape:
        shapes = [tuple(shape) for shape in self._several(input_shape)]
        rank = max(map(len, shapes))
        try:
            merged = [_broadcast(sizes) for sizes in zip(*[_widen(shape, rank) for shape in shapes])]
        except ValueError:
            raise ValueError(
                f"{self.name}: {type(self).__name__} cannot combine shapes {' and '.join(map(str, shapes))} number by number: "
                "sizes must be equal, or 1; use Concatenate() to put them side by side"
            ) from None
        return tuple(merged)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """A step counts if it does in one of the inputs; None if one of them has no mask."""
        masks = self._masks(inputs, mask)
        return (
            None
            if any(m is None for m in masks)
            else compute_anew(lambda *each: reduce(np.logical_or, map(plain, each)), *masks)
        )

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
                f"{self.name}: call {type(self).__name__} with a list of inputs: layer([a, b]), got {_describe(inputs)}"
            )
        if len(inputs) < self.at_least:
            raise ValueError(f"{self.name}: {type(self).__name__} takes {self.at_least} inputs or more, got {len(inputs)}")
        if self.at_most is not None and len(inputs) > self.at_most:
            raise ValueError(f"{self.name}: {type(self).__name__} takes exactly {self.at_most} inputs, got {len(inputs)}")
        return list(inputs)


def _has_axes(x: Any) -> bool:
    return isinstance(x, (list, tuple)) or hasattr(x, "shape")


def _describe(inputs: Any) -> str:
    shape = getattr(inputs, "shape", None)
    return f"one array of shape {shape}" if shape is not None else repr(inputs)[:80]


def _widen(shape: Shape, rank: int) -> Shape:
    """Axes of size 1 behind the batch: (n, C) -> (n, 1, 1, C)."""
    return (*shape[:1], *[1] * (rank - len(shape)), *shape[1:])


def _broadcast(sizes: Sequence[int | None]) -> int | None:
    """The size of an axis whose sizes are these; None is any size."""
    found = set(sizes) - {1}
    if len(found - {None}) > 1:
        raise ValueError
    return 1 if not found else next(iter(found - {None}), None)


class MaskedMerge(Merge):
    """The base of layers in which a masked step does not count: `mask` holds one mask, or None, for each input.

    Where every input has a mask and none of them counts, nothing counts behind the layer either.
    """

    only_computes = True

    def call(self, inputs: Any, mask: Any = None) -> Any:
        evened = self._even_out(inputs)
        if mask is None:
            return self.merge(evened)
        masks = [_fit_mask(m, x, given) for m, x, given in zip(self._masks(inputs, mask), evened, inputs)]
        return self.merge_counted(evened, masks)

    def merge_counted(self, inputs: list[Any], masks: list[np.ndarray | None]) -> Any:
        """The result for inputs with equally many axes, each with a mask that broadcasts against it, or None."""
        raise TypeError(f"{type(self).__name__} needs a method merge_counted(self, inputs, masks)")


def _fit_mask(mask: Any, x: Any, given: Any) -> np.ndarray | None:
    """A mask in axes that broadcast against x, which was widened from `given`; None for an input that had to be widened."""
    return None if mask is None or np.ndim(given) < np.ndim(x) else widen(plain(mask), np.ndim(x))
