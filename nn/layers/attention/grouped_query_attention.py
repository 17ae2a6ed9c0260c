"""GroupQueryAttention: heads of queries that share their keys and values with others of their group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import autograd
from nn.checks import whole
from nn.layers.attention.multi_head_attention import MultiHeadAttention
from nn.layers.attention.scores import attend, join_heads, split_heads
from nn.layers.base.arguments import ConstraintLike, InitializerLike, RegularizerLike
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class GroupQueryAttention(MultiHeadAttention):
    """Attention in which several heads of queries share one key and value: `query: (B, T, F), value: (B, S, G) -> (B, T, F)`.

    head_dim: the features of a query, a key and a value in each head.
    num_query_heads: the number of heads of the query.
    num_key_value_heads: the number of heads of key and value; it divides num_query_heads.

    Called as MultiHeadAttention is, with the same masks. Weights: kernels (in, heads, head_dim) and biases (heads, head_dim)
    of query, key and value, then (num_query_heads, head_dim, F) and (F,). Raises TypeError or ValueError for settings out of
    range, ValueError for sequences or masks that do not fit together. Ainslie et al., 2023, arXiv:2305.13245.

    >>> import numpy as np
    >>> x = np.ones((2, 5, 6), "float32")
    >>> GroupQueryAttention(head_dim=3, num_query_heads=4, num_key_value_heads=2)(x, x, use_causal_mask=True).shape
    (2, 5, 6)
    """

    only_computes = True

    def __init__(
        self, head_dim: int, num_query_heads: int, num_key_value_heads: int, dropout: float = 0.0, use_bias: bool = True,
        sliding_window: int | None = None, flash_attention: bool | None = None,
        kernel_initializer: InitializerLike = "glorot_uniform", bias_initializer: InitializerLike = "zeros",
        kernel_regularizer: RegularizerLike = None, bias_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None, kernel_constraint: ConstraintLike = None,
        bias_constraint: ConstraintLike = None, use_gate: bool = False, seed: int | None = None,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        self.head_dim, self.num_query_heads = head_dim, num_query_heads
        super().__init__(
            num_query_heads, head_dim, None, dropout, use_bias, None, None, sliding_window, flash_attention,
            kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer,
            kernel_constraint, bias_constraint, use_gate, seed, **settings,
        )  # fmt: skip
        self.num_key_value_heads = whole(self.name, "num_key_value_heads", num_key_value_heads)
        if self.num_heads % self.num_key_value_heads:
            raise ValueError(
                f"{self.name}: {num_query_heads} query heads cannot share {num_key_value_heads} heads of keys and values: "
                f"choose num_key_value_heads among the divisors of {num_query_heads}"
            )

    def build(self, query_shape: Shape, value_shape: Shape | None = None, key_shape: Shape | None = None) -> None:
        if value_shape is None:
            return
        q, v, k = query_shape[-1], value_shape[-1], (key_shape or value_shape)[-1]
        heads, shared, d = self.num_heads, self.num_key_value_heads, self.key_dim
        self.query = self._projection("query", (q, heads, d), (heads, d))
        self.key = self._projection("key", (k, shared, d), (shared, d))
        if self.use_gate:
            self.gate = self._projection("gate", (q, heads, d), (heads, d))
        self.value = self._projection("value", (v, shared, d), (shared, d))
        self.attention_output = self._projection("attention_output", (heads, d, q), (q,))
        self._projected = (q, v, k)

    def _attend(self, query: Any, value: Any, key: Any, mask: Any, drop: Any, scores: bool) -> tuple[Any, Any]:
        q = split_heads(self.query(query), self.num_heads)  # (B, T, F) -> (B, heads, T, D)
        k, v = (split_heads(part, self.num_key_value_heads) for part in (self.key(key), self.value(value)))
        repeats = self.num_heads // self.num_key_value_heads
        z, weights = attend(q, autograd.repeat(k, repeats, axis=1), autograd.repeat(v, repeats, axis=1), mask, drop)
        return join_heads(z), weights
