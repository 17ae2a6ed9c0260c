"""Embedding: a vector to learn for each word, letter or other thing that has a number."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from autograd import Tensor
from nn.checks import whole
from nn.layers.base.arguments import ConstraintLike, InitializerLike, RegularizerLike, look_up
from nn.layers.base.weighted import Weighted, WeightedSettings
from nn.modules.module import Shape

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Embedding(Weighted):
    """A learned vector for each id, row `id` of a table: `ids: (n, ...) -> (n, ..., output_dim)`.

    input_dim: the number of rows; ids are whole numbers from 0 to input_dim − 1.
    output_dim: the number of features in a vector.
    embeddings_initializer="uniform": how the table starts: a name, or an object of `nn.initializers`.
    embeddings_regularizer=None: a penalty on the table that is added to the loss.
    embeddings_constraint=None: the bounds that the table is moved into after each step.
    mask_zero=False: whether the id 0 stands for "nothing here". Then `compute_mask(ids)` is True where there is
        something, and Sequential and Model hand this mask to the layers behind (nn.modules.masks).
    weights=None: the table to start with, or a list that holds it.
    input_length=None: has no meaning any more, and warns.

    Weights: embeddings (input_dim, output_dim). Raises ValueError for ids that are outside the table, or are not whole
    numbers. Bengio, Ducharme, Vincent & Jauvin, 2003, JMLR 3.

    >>> Embedding(1000, 8)(np.array([[4, 0, 999], [1, 1, 2]])).shape
    (2, 3, 8)
    """

    only_computes = True
    regularized = {"embeddings": "embeddings_regularizer"}

    def __init__(
        self, input_dim: int, output_dim: int, embeddings_initializer: InitializerLike = "uniform",
        embeddings_regularizer: RegularizerLike = None, embeddings_constraint: ConstraintLike = None, mask_zero: bool = False,
        weights: Any = None, *, input_length: Any = None, **settings: Unpack[WeightedSettings],
    ) -> None:  # fmt: skip
        super().__init__(**settings)
        if input_length is not None:
            warnings.warn("Embedding: input_length has no meaning any more, as in Keras 3: leave it out", stacklevel=2)
        self.input_dim = whole("Embedding", "input_dim", input_dim)
        self.output_dim = whole("Embedding", "output_dim", output_dim)
        self.mask_zero = self.makes_mask = self.supports_masking = bool(mask_zero)
        look_up(self, locals())
        self.build()  # its table is known without an input
        if weights is not None:
            self.set_weights(list(weights) if isinstance(weights, (list, tuple)) else [weights])

    def build(self, input_shape: Shape | None = None) -> None:
        if self.built:  # its table was made at once
            return
        self.embeddings = self._make("embeddings", (self.input_dim, self.output_dim))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return (*input_shape, self.output_dim)

    def compute_mask(self, ids: Any, mask: Any = None) -> np.ndarray | None:
        """True where the id is not 0; None without mask_zero."""
        return autograd.compute_anew(lambda x: self._ids(x) != 0, ids) if self.mask_zero else None

    def call(self, ids: Any) -> Any:
        if not isinstance(ids, Tensor):
            return self.embeddings[self._ids(ids)]
        autograd.effect(self._ids, ids)  # checked at each replay of a compiled program
        return self.embeddings[ids]

    def _ids(self, x: Any) -> np.ndarray:
        """x as whole numbers, all of them rows of the table."""
        found = np.asarray(x.numpy() if isinstance(x, Tensor) else x)
        ids = found.astype(np.intp)
        if found.dtype.kind not in "iu" and not np.array_equal(ids, found):
            wrong = found[ids != found].flat[0]
            raise ValueError(f"{self.name}: Embedding looks up ids, whole numbers from 0 to {self.input_dim - 1}, got {wrong}")
        if ids.size and not 0 <= ids.min() <= ids.max() < self.input_dim:
            raise ValueError(
                f"{self.name}: ids must lie in 0..{self.input_dim - 1} (input_dim={self.input_dim}), "
                f"got ids from {ids.min()} to {ids.max()}: input_dim is the largest id + 1"
            )
        return ids

    def __repr__(self) -> str:
        return f"Embedding({self.input_dim}, {self.output_dim})"
