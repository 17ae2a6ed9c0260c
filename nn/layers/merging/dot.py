"""Dot: the products of two inputs' vectors, as attention and matching by cosine need them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from autograd import name_owner
from nn.layers.base.arguments import Sizes
from nn.layers.merging.merge import Merge
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"  # those that einsum knows


class Dot(Merge):
    """Σ x y over an axis of each, sample by sample: `[(n, C), (n, C)] -> (n, 1)`, `[(n, a, C), (n, C, b)] -> (n, a, b)`.

    axes: one axis for both inputs, or a pair; the result has x's other axes, then y's.
    normalize=False: whether the vectors are first scaled to length 1, so that the product is the cosine of their angle.

    Raises ValueError for other axes, for more or fewer than two inputs, or if their sizes differ there.

    >>> Dot(axes=1)([np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])])
    array([[11.]])
    """

    only_computes = True
    at_least = 2

    makes_mask = False

    def __init__(self, axes: Sizes, normalize: bool = False, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(**settings)
        pair = (axes, axes) if isinstance(axes, (int, np.integer)) else tuple(axes)
        if len(pair) != 2 or not all(isinstance(axis, (int, np.integer)) and axis for axis in pair):
            raise ValueError(f"{self.name}: axes is a whole number or two of them, none of them the batch (0), got {axes!r}")
        self.axes, self.normalize = pair, normalize

    def compute_mask(self, inputs: Any, mask: Any = None) -> None:
        """None: the product of two sequences has no steps to mask."""

    def call(self, inputs: Any) -> Any:
        x, y = self._several(inputs)
        shape = self.compute_output_shape([np.shape(x), np.shape(y)])
        i, j = (axis % np.ndim(z) for axis, z in zip(self.axes, (x, y)))
        if self.normalize:  # a vector of zeros stays one
            x, y = (z / np.sqrt(np.maximum(autograd.sum(z * z, axis=k, keepdims=True), 1e-12)) for z, k in ((x, i), (y, j)))
        letters = LETTERS[: np.ndim(x)]
        others = letters[0] + LETTERS[np.ndim(x) : np.ndim(x) + np.ndim(y) - 1]
        others = others[:j] + letters[i] + others[j + 1 :]
        kept = letters.replace(letters[i], "") + others[1:].replace(letters[i], "")
        return np.reshape(autograd.einsum(f"{letters},{others}->{kept}", x, y), shape)  # (n,) -> (n, 1) of two vectors

    def compute_output_shape(self, input_shape: Any) -> Shape:
        shapes = [tuple(shape) for shape in self._several(input_shape)]
        if len(shapes) != 2:
            raise ValueError(f"{self.name}: Dot takes exactly 2 inputs, got {len(shapes)}")
        for axis, shape in zip(self.axes, shapes):
            if not -len(shape) < axis < len(shape):
                raise ValueError(f"{self.name}: Dot has axes {self.axes}, got inputs of shapes {shapes[0]} and {shapes[1]}")
        i, j = (axis % len(shape) for axis, shape in zip(self.axes, shapes))
        x, y = shapes
        if x[i] != y[j] or x[0] != y[0]:
            raise ValueError(
                f"{self.name}: Dot multiplies axis {i} of {x} with axis {j} of {y}: these sizes, and the batches, must be equal"
            )
        kept = (*x[:i], *x[i + 1 :], *y[1:j], *y[j + 1 :])
        return kept if len(kept) > 1 else (*kept, 1)

    def __repr__(self) -> str:
        return f"Dot(axes={self.axes})"


@name_owner
def dot(inputs: Sequence[Any], axes: Sizes = -1, normalize: bool = False, **settings: Unpack[ModuleSettings]) -> Any:
    """Σ x y over an axis of each of two inputs, Dot(axes)(inputs): `[(n, C), (n, C)] -> (n, 1)`.

    inputs: a list of two arrays, Tensors or Symbols.
    axes=-1: one axis for both inputs, or a pair.
    normalize=False: whether the vectors are first scaled to length 1.

    Raises ValueError for sizes that differ. The settings are those of `Dot`.

    >>> dot([np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])], axes=1)
    array([[11.]])
    """
    return Dot(axes, normalize, **settings)(inputs)
