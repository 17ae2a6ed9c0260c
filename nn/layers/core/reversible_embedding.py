"""ReversibleEmbedding: an Embedding that also goes back, from vectors to a score for each id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn.checks import number
from nn.layers.base.arguments import ConstraintLike, InitializerLike, RegularizerLike
from nn.layers.base.weighted import WeightedSettings
from nn.layers.core.embedding import Embedding
from nn.modules.module import Shape

if TYPE_CHECKING:
    from typing_extensions import Unpack


class ReversibleEmbedding(Embedding):
    """Ids to vectors, or called with reverse=True vectors to scores: `ids: (n, ...) -> (n, ..., output_dim)`.

    input_dim: the number of ids.
    tie_weights=True: whether the way back uses the same table; otherwise it has one of its own.
    reverse_dtype=None: the type in which the way back computes; None is that of the weights.
    logit_soft_cap=None: a bound c for the scores, c · tanh(score / c).

    `layer(x, reverse=True)` is `x: (n, ..., output_dim) -> (n, ..., input_dim)`. Weights: embeddings (input_dim, output_dim),
    and without tie_weights reverse_embeddings (output_dim, input_dim). Raises ValueError for ids outside the table.
    Press & Wolf, 2016, arXiv:1608.05859.

    >>> layer = ReversibleEmbedding(10, 4)
    >>> layer(layer(np.array([[1, 2]])), reverse=True).shape
    (1, 2, 10)
    """

    only_computes = True
    embeddings_initializer: Any

    def __init__(
        self, input_dim: int, output_dim: int, tie_weights: bool = True, embeddings_initializer: InitializerLike = "uniform",
        embeddings_regularizer: RegularizerLike = None, embeddings_constraint: ConstraintLike = None, mask_zero: bool = False,
        reverse_dtype: Any = None, logit_soft_cap: float | None = None, **settings: Unpack[WeightedSettings],
    ) -> None:  # fmt: skip
        self.tie_weights, self.reverse_dtype = tie_weights, reverse_dtype
        cap = logit_soft_cap
        self.logit_soft_cap = None if cap is None else number("ReversibleEmbedding", "logit_soft_cap", cap, above=0)
        super().__init__(
            input_dim, output_dim, embeddings_initializer, embeddings_regularizer, embeddings_constraint, mask_zero, **settings
        )

    def build(self, input_shape: Shape | None = None) -> None:
        if not self.built:
            super().build()
            if not self.tie_weights:
                start = self.embeddings_initializer
                self.reverse_embeddings = self._weight(start, (self.output_dim, self.input_dim), "reverse_embeddings")

    def compute_output_shape(self, input_shape: Shape, reverse: bool = False) -> Shape:
        return (*input_shape[:-1], self.input_dim) if reverse else super().compute_output_shape(input_shape)

    def call(self, ids: Any, reverse: bool = False) -> Any:
        if not reverse:
            return super().call(ids)
        kernel = np.swapaxes(self.embeddings, 0, 1) if self.tie_weights else self.reverse_embeddings
        if self.reverse_dtype is not None:
            ids, kernel = ids.astype(self.reverse_dtype), kernel.astype(self.reverse_dtype)
        scores = ids @ kernel  # (..., output_dim) @ (output_dim, input_dim)
        cap = self.logit_soft_cap
        return scores if cap is None else autograd.tanh(scores / cap) * cap
