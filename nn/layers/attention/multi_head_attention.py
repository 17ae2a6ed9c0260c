"""Multi-head attention: several attentions side by side, each on its own projection of the features."""

from __future__ import annotations

from functools import partial, reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import Tensor, attention
from nn.checks import number, whole
from nn.layers.attention.scores import attend, causal, join_heads, split_heads
from nn.layers.base.arguments import InitializerLike, RegularizerLike, look_up
from nn.layers.regularization.dropout import Dropout
from nn.modules.masks import notice, plain
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Projection(Module):
    """x W + b with a weight of the shape Keras gives it, used as a matrix: `x: (B, T, in) -> (B, T, out)`."""

    only_computes = True

    def __init__(self, kernel: Tensor, bias: Tensor | None) -> None:
        super().__init__()
        self.kernel = kernel
        self.bias = bias
        self.built = True

    def call(self, x: Any) -> Any:
        features = np.shape(x)[-1]
        z = x @ np.reshape(self.kernel, (features, -1))  # (B, T, in) @ (in, out)
        return z if self.bias is None else z + np.reshape(self.bias, (-1,))


class MultiHeadAttention(Module):
    """softmax(q kᵀ / √key_dim) v in `num_heads` heads, projected back: `query: (B, T, F), value: (B, S, G) -> (B, T, F)`.

    num_heads: the number of attentions side by side.
    key_dim: the features of a query and a key in each head.
    value_dim=None: the features of a value in each head; None is key_dim.
    dropout=0.0: the probability, from 0 to 1, that a weight of the attention is forgotten in training.
    use_bias=True: whether the projections add a bias.
    output_shape=None: the features of the output; None is those of the query.
    kernel_initializer="glorot_uniform", bias_initializer="zeros": how kernels and biases start: a name, or an object of
        `nn.initializers`.
    kernel_regularizer=None, bias_regularizer=None: a penalty on kernels or biases that is added to the loss.
    seed=None: where the random numbers of the dropout start.
    dtype=None: the type of the weights' numbers; None is float32.

    q, k, v are projections of query, key (the value, if not given) and value. Called as layer(x, x) it is self-attention.
    Masks are True, or 1, where attention may go: `attention_mask: (B, T, S)` or (T, S) or (B, heads, T, S),
    `query_mask: (B, T)`, `value_mask` and `key_mask: (B, S)`; with `use_causal_mask` position t sees 0..t. A position that
    may look nowhere gets the mean of all values. With `return_attention_scores` the attention's weights (B, heads, T, S) are
    returned as well. Weights: kernels (in, heads, key_dim) and biases (heads, key_dim) of query, key and value (value_dim
    there), then (heads, value_dim, out) and (out,). Raises TypeError or ValueError for settings out of range, ValueError for
    sequences or masks that do not fit together. Vaswani et al., 2017, arXiv:1706.03762.

    >>> x = np.ones((2, 5, 6), "float32")
    >>> MultiHeadAttention(num_heads=2, key_dim=3)(x, x, use_causal_mask=True).shape
    (2, 5, 6)
    """

    only_computes = True
    supports_masking = True
    kernel_initializer: Any
    bias_initializer: Any
    kernel_regularizer: Any
    bias_regularizer: Any

    def __init__(
        self, num_heads: int, key_dim: int, value_dim: int | None = None, dropout: float = 0.0, use_bias: bool = True,
        output_shape: int | None = None, *, kernel_initializer: InitializerLike = "glorot_uniform",
        bias_initializer: InitializerLike = "zeros", kernel_regularizer: RegularizerLike = None,
        bias_regularizer: RegularizerLike = None, seed: int | None = None, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(**settings)
        self.num_heads = whole(self.name, "num_heads", num_heads)
        self.key_dim = whole(self.name, "key_dim", key_dim)
        self.value_dim = self.key_dim if value_dim is None else whole(self.name, "value_dim", value_dim)
        self.output_features = None if output_shape is None else whole(self.name, "output_shape", output_shape)
        self.use_bias = use_bias
        look_up(self, locals())
        self.dropout = Dropout(number(self.name, "dropout", dropout, low=0, high=1), seed=seed)
        self.dtype = self.dtype or "float32"
        self._projected: tuple[int, ...] | None = None

    def build(self, query_shape: Shape, value_shape: Shape | None = None, key_shape: Shape | None = None) -> None:
        """Make the weights; without the value's shape this is left to the first call."""
        if value_shape is None:
            return
        q, v, k = query_shape[-1], value_shape[-1], (key_shape or value_shape)[-1]
        heads, d, e = self.num_heads, self.key_dim, self.value_dim
        out = self.output_features or q
        self.query = self._projection("query", (q, heads, d), (heads, d))
        self.key = self._projection("key", (k, heads, d), (heads, d))
        self.value = self._projection("value", (v, heads, e), (heads, e))
        self.attention_output = self._projection("attention_output", (heads, e, out), (out,))
        self._projected = (q, v, k)

    def _projection(self, name: str, kernel: Shape, bias: Shape) -> Projection:
        def weight(what: str, initializer: Any, shape: Shape) -> Tensor:
            return Tensor(np.asarray(initializer(shape, self.dtype), self.dtype), name=f"{name}.{what}")

        return Projection(
            weight("kernel", self.kernel_initializer, kernel),
            weight("bias", self.bias_initializer, bias) if self.use_bias else None,
        )

    def compute_output_shape(self, query_shape: Shape, *_: Any) -> Shape:
        return (*query_shape[:-1], self.output_features or query_shape[-1])

    def __call__(self, query: Any, value: Any, *args: Any, **settings: Any) -> Any:  # type: ignore[override]
        return super().__call__(query, value, *args, **settings)  # query and value may be given by name, as in Keras

    def call(  # type: ignore[override]
        self,
        query: Any,
        value: Any,
        key: Any = None,
        query_mask: Any = None,
        value_mask: Any = None,
        key_mask: Any = None,
        attention_mask: Any = None,
        return_attention_scores: bool = False,
        training: bool | None = None,
        use_causal_mask: bool = False,
    ) -> Any:
        key = value if key is None else key
        self._check(query, value, key)
        if self._projected is None:
            self.build(np.shape(query), np.shape(value), np.shape(key))
        if value_mask is None and key_mask is None and attention_mask is None:
            notice(self, value)
        mask = self._mask(query, value, query_mask, value_mask, key_mask, attention_mask, use_causal_mask)
        q, k, v = self.query(query), self.key(key), self.value(value)  # (B, T, in) -> (B, T, heads · D)
        drop = partial(self.dropout, training=True) if training and self.dropout.rate else None
        if drop is None and not return_attention_scores:
            return self.attention_output(attention(q, k, v, heads=self.num_heads, mask=mask))
        q, k, v = (split_heads(x, self.num_heads) for x in (q, k, v))  # (B, heads, T, D)
        z, weights = attend(q, k, v, mask, drop)
        z = self.attention_output(join_heads(z))  # (B, T, heads · V) -> (B, T, out)
        return (z, weights) if return_attention_scores else z

    def _check(self, query: Any, value: Any, key: Any) -> None:
        shapes = {"query": np.shape(query), "value": np.shape(value), "key": np.shape(key)}
        found = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        if any(len(shape) != 3 for shape in shapes.values()):
            raise ValueError(f"{self.name}: attention is between sequences (batch, steps, features), got {found}")
        if len({shape[0] for shape in shapes.values()}) > 1 or shapes["key"][1] != shapes["value"][1]:
            raise ValueError(
                f"{self.name}: query, value and key need the same batch, value and key the same steps, got {found}"
            )
        features = tuple(shape[-1] for shape in shapes.values())
        if self._projected is not None and features != self._projected:
            raise ValueError(
                f"{self.name} was made for query, value and key of {self._projected} features, got {found}: "
                "give it sequences of that kind, or make a new layer"
            )

    def _mask(self, query: Any, value: Any, of_query: Any, of_value: Any, of_key: Any, of_both: Any, use_causal: bool) -> Any:
        """All masks in one that broadcasts to (B, heads, T, S), or None."""
        (b, t, _), s = np.shape(query), np.shape(value)[1]
        masks = []
        for what, given, shape, place in (
            ("query_mask", of_query, (b, t), (b, 1, t, 1)),
            ("value_mask", of_value, (b, s), (b, 1, 1, s)),
            ("key_mask", of_key, (b, s), (b, 1, 1, s)),
        ):
            if given is not None:
                mask = plain(given)
                if mask.shape != shape:
                    raise ValueError(f"{self.name}: {what} has one mark a position, {shape}, got shape {mask.shape}")
                masks.append(mask.reshape(place))
        if of_both is not None:
            mask = plain(of_both)
            if mask.ndim == 3:
                mask = mask[:, None]  # (B, T, S) -> (B, 1, T, S)
            full = (b, self.num_heads, t, s)
            if mask.ndim > 4 or any(m not in (1, n) for m, n in zip(mask.shape[::-1], full[::-1])):
                raise ValueError(f"{self.name}: attention_mask is (B, T, S) = {(b, t, s)}, got shape {np.shape(of_both)}")
            masks.append(mask)
        if use_causal:
            masks.append(causal(t, s))
        return reduce(np.logical_and, masks) if masks else None

    def penalties(self) -> list[Any]:
        if self._projected is None:
            return []
        terms = []
        for projection in (self.query, self.key, self.value, self.attention_output):
            terms += [(self.kernel_regularizer, projection.kernel), (self.bias_regularizer, projection.bias)]
        return [regularizer(weight) for regularizer, weight in terms if regularizer is not None and weight is not None]

    def __repr__(self) -> str:
        return f"MultiHeadAttention(num_heads={self.num_heads}, key_dim={self.key_dim})"
