"""Attention, AdditiveAttention: one query against the keys, without projections. Called with a list: [query, value, key]."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn import initializers
from nn.checks import choice, number
from nn.layers.attention.scores import causal
from nn.layers.base.weighted import Weighted, WeightedSettings
from nn.layers.regularization.dropout import Dropout
from nn.modules.masks import plain
from nn.modules.module import Shape

if TYPE_CHECKING:
    from typing_extensions import Unpack

FAR = 1e9  # what is taken from the score of a masked position


class Attention(Weighted):
    """softmax(scores) value, with scores q · k: `[query: (n, T, C), value: (n, S, V)] -> (n, T, V)`.

    use_scale=False: whether the scores are multiplied by a learned number.
    score_mode="dot": "dot" is q · k, "concat" a learned number times Σ tanh(q + k).
    dropout=0.0: the probability, from 0 to 1, that a weight of the attention is forgotten in training.
    seed=None: where the random numbers of the dropout start.

    Called with a list [query, value] or [query, value, key]; without a key the value is the key. `mask` is a list of masks of
    the query, (n, T), and of the value, (n, S); with `use_causal_mask` position t sees 0..t; with `return_attention_scores`
    the weights (n, T, S) are returned as well. Raises TypeError for anything but a list, ValueError for shapes that do not fit.
    Luong, Pham & Manning, 2015, arXiv:1508.04025.

    >>> import numpy as np
    >>> Attention()([np.ones((2, 3, 4)), np.ones((2, 5, 4))]).shape
    (2, 3, 4)
    """

    only_computes = True
    makes_mask = False
    regularized = {}
    scale: Any = None
    concat_score_weight: Any = None

    def __init__(
        self, use_scale: bool = False, score_mode: str = "dot", dropout: float = 0.0, seed: int | None = None,
        **settings: Unpack[WeightedSettings],
    ) -> None:  # fmt: skip
        super().__init__(**settings)
        self.use_scale = use_scale
        self.score_mode = choice(self.name, "score_mode", score_mode, ("dot", "concat"))
        self.dropout = number(self.name, "dropout", dropout, low=0, high=1)
        self.seed = seed
        self._forget = Dropout(self.dropout, seed=seed)

    def build(self, input_shape: Any) -> None:
        self._check_shapes(input_shape)
        one = initializers.get("ones")
        if self.use_scale:
            self.scale = self._weight(one, (), "scale")
        if self.score_mode == "concat":
            self.concat_score_weight = self._weight(one, (), "concat_score_weight")

    def compute_output_shape(self, input_shape: Any) -> Shape:
        query, value, _ = self._check_shapes(input_shape)
        return (*query[:-1], value[-1])

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The mask of the query."""
        return mask[0] if mask else None

    def _check_shapes(self, shapes: Any) -> list[Shape]:
        """The shapes of query, value and key; TypeError or ValueError if they do not fit together."""
        if not isinstance(shapes, (list, tuple)) or not 2 <= len(shapes) <= 3 or not isinstance(shapes[0], (list, tuple)):
            kind = type(self).__name__
            raise TypeError(f"{self.name}: call {kind} with a list, layer([query, value]) or layer([query, value, key])")
        query, value, key = (tuple(shape) for shape in (*shapes, shapes[-1])[:3])
        if len({len(query), len(value), len(key)}) > 1 or query[-1] != key[-1] or key[:-1] != value[:-1]:
            raise ValueError(
                f"{self.name}: query, value and key are (n, T, C), (n, S, V) and (n, S, C), got {query}, {value} and {key}"
            )
        return [query, value, key]

    def scores(self, query: Any, key: Any) -> Any:
        """How well each query fits each key: (..., T, C) and (..., S, C) -> (..., T, S)."""
        if self.score_mode == "dot":
            found = query @ np.swapaxes(key, -1, -2)
            return found if self.scale is None else found * self.scale
        pairs = np.expand_dims(query, -2) + np.expand_dims(key, -3)  # (..., T, 1, C) + (..., 1, S, C)
        pairs = pairs if self.scale is None else pairs * self.scale
        return self.concat_score_weight * autograd.sum(autograd.tanh(pairs), axis=-1)

    def call(
        self, inputs: Any, mask: Any = None, training: bool = False, return_attention_scores: bool = False,
        use_causal_mask: bool = False,
    ) -> Any:  # fmt: skip
        self._check_shapes([np.shape(x) for x in inputs] if isinstance(inputs, (list, tuple)) else None)
        query, value, key = (*inputs, inputs[-1])[:3] if len(inputs) == 2 else inputs
        scores = self.scores(query, key)
        if mask is not None and (not isinstance(mask, (list, tuple)) or not 2 <= len(mask) <= len(inputs)):
            raise ValueError(f"{self.name}: mask is a list, [mask of the query, mask of the value], got {mask!r}")
        of_query, of_value = (mask[0], mask[1]) if mask else (None, None)
        seen = None if of_value is None else plain(of_value)[..., None, :]  # (n, 1, S)
        if use_causal_mask:
            past = causal(*np.shape(scores)[-2:])
            seen = past if seen is None else np.logical_and(seen, past)
        if seen is not None:
            scores = autograd.where(seen, scores, scores - FAR)
        weights = autograd.softmax(scores)
        if training and self.dropout:
            weights = self._forget(weights, training=True)
        z = weights @ value  # (..., T, S) @ (..., S, V)
        if of_query is not None:
            z = autograd.where(plain(of_query)[..., None], z, 0.0)
        return (z, weights) if return_attention_scores else z

    def __repr__(self) -> str:
        return f"{type(self).__name__}(use_scale={self.use_scale})"


class AdditiveAttention(Attention):
    """softmax(Σ scale · tanh(q + k)) value: `[query: (n, T, C), value: (n, S, V)] -> (n, T, V)`.

    use_scale=True: whether each feature of tanh(q + k) is multiplied by a learned number.

    Called with a list [query, value] or [query, value, key], and masks, as Attention is. Weights: scale (C,). Raises TypeError
    for anything but a list, ValueError for shapes that do not fit. Bahdanau, Cho & Bengio, 2014, arXiv:1409.0473.

    >>> import numpy as np
    >>> AdditiveAttention()([np.ones((2, 3, 4), "float32"), np.ones((2, 5, 4), "float32")]).shape
    (2, 3, 4)
    """

    only_computes = True
    makes_mask = False

    def __init__(
        self, use_scale: bool = True, dropout: float = 0.0, *, seed: int | None = None, **settings: Unpack[WeightedSettings]
    ) -> None:
        super().__init__(use_scale, dropout=dropout, seed=seed, **settings)

    def build(self, input_shape: Any) -> None:
        query, *_ = self._check_shapes(input_shape)
        if self.use_scale:
            self.scale = self._weight(initializers.get("glorot_uniform"), (query[-1],), "scale")

    def scores(self, query: Any, key: Any) -> Any:
        pairs = autograd.tanh(np.expand_dims(query, -2) + np.expand_dims(key, -3))  # (..., T, 1, C) + (..., 1, S, C)
        return autograd.sum(pairs if self.scale is None else pairs * self.scale, axis=-1)
