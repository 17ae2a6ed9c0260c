"""Transformer blocks: attention, then a small network at each position, each added to its input and normalized.

Vaswani et al., 2017, arXiv:1706.03762; normalizing first: Xiong et al., 2020, arXiv:2002.04745.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from nn.checks import number, whole
from nn.layers.attention.multi_head_attention import MultiHeadAttention
from nn.layers.base.arguments import ActivationLike, InitializerLike, build_early
from nn.layers.core.dense import Dense
from nn.layers.normalization.layer_normalization import LayerNormalization
from nn.layers.regularization.dropout import Dropout
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class TransformerBlock(Module):
    """The base of encoder and decoder blocks: their parts, and how a part is added and normalized.

    intermediate_dim: the units between the two dense layers at each position.
    num_heads: the heads of the attention; it divides the features.
    dropout=0.0: the probability, from 0 to 1, that a number of a part's output is forgotten in training.
    activation="relu": the function between the two dense layers, or its name in `nn.activations`.
    layer_norm_epsilon=1e-05: the epsilon of the layer normalizations, from 0 on.
    kernel_initializer="glorot_uniform", bias_initializer="zeros": how all kernels and biases start: a name, or an object of
        `nn.initializers`.
    normalize_first=False: whether it is x + part(norm(x)) instead of norm(x + part(x)).
    dtype=None: the type of the weights' numbers; None is float32.
    """

    supports_masking = True

    def __init__(
        self, intermediate_dim: int, num_heads: int, dropout: float = 0.0, activation: ActivationLike = "relu",
        layer_norm_epsilon: float = 1e-5, kernel_initializer: InitializerLike = "glorot_uniform",
        bias_initializer: InitializerLike = "zeros", normalize_first: bool = False,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(**settings)
        self.intermediate_dim = whole(self.name, "intermediate_dim", intermediate_dim)
        self.num_heads = whole(self.name, "num_heads", num_heads)
        self.activation = activation
        self.layer_norm_epsilon = number(self.name, "layer_norm_epsilon", layer_norm_epsilon, low=0)
        self.normalize_first = normalize_first
        self.dtype = self.dtype or "float32"
        self.dropout = Dropout(number(self.name, "dropout", dropout, low=0, high=1))
        self._weights_start: dict[str, Any] = {
            "kernel_initializer": kernel_initializer, "bias_initializer": bias_initializer, "dtype": self.dtype,
        }  # fmt: skip
        build_early(self)

    def _attention(self, features: int) -> MultiHeadAttention:
        if features % self.num_heads:
            raise ValueError(
                f"{self.name}: {features} features cannot be divided among {self.num_heads} heads: "
                f"choose num_heads among the divisors of {features}"
            )
        layer = MultiHeadAttention(self.num_heads, features // self.num_heads, dropout=self.dropout.rate, **self._weights_start)
        layer.build((None, None, features), (None, None, features))
        return layer

    def _normalization(self, features: int) -> LayerNormalization:
        return LayerNormalization(epsilon=self.layer_norm_epsilon, dtype=self.dtype, input_shape=(features,))

    def _make_feedforward(self, features: int) -> None:
        self.intermediate = Dense(self.intermediate_dim, self.activation, input_shape=(features,), **self._weights_start)
        self.output_dense = Dense(features, input_shape=(self.intermediate_dim,), **self._weights_start)
        self.feedforward_norm = self._normalization(features)

    def _feedforward(self, x: Any) -> Any:
        return self.output_dense(self.intermediate(x))  # (B, T, C) -> (B, T, intermediate_dim) -> (B, T, C)

    def _add(self, x: Any, norm: Callable[[Any], Any], part: Callable[[Any], Any]) -> Any:
        """norm(x + part(x)), or with `normalize_first` x + part(norm(x))."""
        if self.normalize_first:
            return x + self.dropout(part(norm(x)))
        return norm(x + self.dropout(part(x)))

    def _sequence(self, shape: Shape) -> int:
        if len(shape) != 3:
            kind = type(self).__name__
            raise ValueError(f"{self.name}: {kind} takes (batch, steps, features), got an input of shape {shape}")
        features: int = shape[-1]
        return features

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.intermediate_dim}, {self.num_heads})"


class TransformerEncoder(TransformerBlock):
    """Self-attention and a network of two dense layers at each position: `x: (B, T, C) -> (B, T, C)`.

    norm(x + part(x)) for either part, or x + part(norm(x)) with `normalize_first`. Masks are True where attention may go:
    `padding_mask: (B, T)` marks the positions that hold something, `attention_mask: (B, T, T)` the pairs. Raises TypeError or
    ValueError for settings out of range, ValueError if the heads do not divide the features, or x is not a sequence.
    Vaswani et al., 2017, arXiv:1706.03762; normalizing first: Xiong et al., 2020, arXiv:2002.04745.

    >>> TransformerEncoder(intermediate_dim=8, num_heads=2)(np.ones((2, 5, 4), "float32")).shape
    (2, 5, 4)
    """

    only_computes = True
    mask_names = {"x": "padding_mask"}

    def build(self, input_shape: Shape) -> None:
        features = self._sequence(input_shape)
        self.self_attention = self._attention(features)
        self.self_attention_norm = self._normalization(features)
        self._make_feedforward(features)

    def call(self, x: Any, padding_mask: Any = None, attention_mask: Any = None) -> Any:
        self._sequence(np.shape(x))

        def look(x: Any) -> Any:
            return self.self_attention(x, x, key_mask=padding_mask, attention_mask=attention_mask)

        x = self._add(x, self.self_attention_norm, look)
        return self._add(x, self.feedforward_norm, self._feedforward)


class TransformerDecoder(TransformerBlock):
    """Causal self-attention, attention to an encoded sequence if there is one, and a network at each position.

    `x: (B, T, C), encoded: (B, S, C) -> (B, T, C)`. The first call decides whether there is an encoded sequence.
    Masks are True where attention may go, (B, T) or (B, S) for padding, (B, T, T) or (B, T, S) for pairs. Raises TypeError or
    ValueError for settings out of range, ValueError if the heads do not divide the features, or later calls differ from the
    first one. Vaswani et al., 2017, arXiv:1706.03762; normalizing first: Xiong et al., 2020, arXiv:2002.04745.

    >>> x = np.ones((2, 5, 4), "float32")
    >>> TransformerDecoder(intermediate_dim=8, num_heads=2)(x, x[:, :3]).shape
    (2, 5, 4)
    """

    only_computes = True
    mask_names = {"x": "decoder_padding_mask", "encoded": "encoder_padding_mask"}
    cross_attention: MultiHeadAttention | None = None

    def build(self, input_shape: Shape) -> None:
        """Leave the weights to the first call, which shows whether there is an encoded sequence."""
        self._made = False

    def _make(self, features: int, crossed: bool) -> None:
        self.self_attention = self._attention(features)
        self.self_attention_norm = self._normalization(features)
        if crossed:
            self.cross_attention = self._attention(features)
            self.cross_attention_norm = self._normalization(features)
        self._make_feedforward(features)
        for name, p in self.named_parameters():
            p.name = name
        self._made = True

    def call(
        self,
        x: Any,
        encoded: Any = None,
        decoder_padding_mask: Any = None,
        decoder_attention_mask: Any = None,
        encoder_padding_mask: Any = None,
        encoder_attention_mask: Any = None,
        use_causal_mask: bool = True,
    ) -> Any:
        features = self._sequence(np.shape(x))
        if not self._made:
            self._make(features, encoded is not None)
        if (encoded is None) != (self.cross_attention is None):
            had = "without" if self.cross_attention is None else "with"
            raise ValueError(f"{self.name} was first called {had} an encoded sequence, and made for that: call it so again")

        def look_back(x: Any) -> Any:
            masks = {"key_mask": decoder_padding_mask, "attention_mask": decoder_attention_mask}
            return self.self_attention(x, x, use_causal_mask=use_causal_mask, **masks)

        def look_across(x: Any) -> Any:
            assert self.cross_attention is not None
            masks = {"key_mask": encoder_padding_mask, "attention_mask": encoder_attention_mask}
            return self.cross_attention(x, encoded, **masks)

        x = self._add(x, self.self_attention_norm, look_back)
        if encoded is not None:
            x = self._add(x, self.cross_attention_norm, look_across)
        return self._add(x, self.feedforward_norm, self._feedforward)
