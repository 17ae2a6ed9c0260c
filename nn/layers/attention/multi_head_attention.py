"""Multi-head attention: several attentions side by side, each on its own projection of the features."""

from __future__ import annotations

from functools import partial, reduce
from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from autograd import Tensor, attention
from nn import regularizers
from nn.checks import number, whole
from nn.layers.attention.folding import fold, fold_mask, folding, several, unfold, unfold_scores
from nn.layers.attention.projection import Projection
from nn.layers.attention.scores import attend, causal, join_heads, split_heads
from nn.layers.base.arguments import ConstraintLike, InitializerLike, RegularizerLike, Sizes, look_up
from nn.layers.regularization.dropout import Dropout
from nn.modules.masks import notice, plain
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class MultiHeadAttention(Module):
    """softmax(q kᵀ / √key_dim) v in `num_heads` heads, projected back: `query: (B, T, F), value: (B, S, G) -> (B, T, F)`.

    num_heads: the number of attentions side by side.
    key_dim: the features of a query and a key in each head.
    value_dim=None: the features of a value in each head; None is key_dim.
    dropout=0.0: the probability, from 0 to 1, that a weight of the attention is forgotten in training.
    use_bias=True: whether the projections add a bias.
    output_shape=None: the features of the output, a number or the sizes of several axes; None is those of the query.
    attention_axes=None: the axes along which positions attend to one another, of inputs of more than three axes; None is all
        between the batch and the features. The other axes are independent, as the batch is.
    sliding_window=None: how near, in steps, a position must be to be looked at: t sees s if |t − s| < sliding_window.
    flash_attention=None: accepted and ignored.
    kernel_initializer="glorot_uniform", bias_initializer="zeros": how kernels and biases start: a name, or an object of
        `nn.initializers`.
    kernel_regularizer=None, bias_regularizer=None: a penalty on kernels or biases that is added to the loss.
    activity_regularizer=None: a penalty on the output of each projection that is added to the loss.
    kernel_constraint=None, bias_constraint=None: the bounds that kernels or biases are moved into after each step.
    use_gate=False: whether a sigmoid of a further projection of the query multiplies what the heads give.
    seed=None: where the random numbers of the dropout start.

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

    only_computes = supports_masking = True
    kernel_initializer: Any
    bias_initializer: Any
    kernel_regularizer: Any
    bias_regularizer: Any
    kernel_constraint: Any
    bias_constraint: Any
    output_shape: Any

    def __init__(
        self, num_heads: int, key_dim: int, value_dim: int | None = None, dropout: float = 0.0, use_bias: bool = True,
        output_shape: Sizes | None = None, attention_axes: Sizes | None = None, sliding_window: int | None = None,
        flash_attention: bool | None = None, kernel_initializer: InitializerLike = "glorot_uniform",
        bias_initializer: InitializerLike = "zeros", kernel_regularizer: RegularizerLike = None,
        bias_regularizer: RegularizerLike = None, activity_regularizer: RegularizerLike = None,
        kernel_constraint: ConstraintLike = None, bias_constraint: ConstraintLike = None, use_gate: bool = False,
        seed: int | None = None, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(**settings)
        self.num_heads = whole(self.name, "num_heads", num_heads)
        self.key_dim = whole(self.name, "key_dim", key_dim)
        self.value_dim = self.key_dim if value_dim is None else whole(self.name, "value_dim", value_dim)
        self.output_shape = None if output_shape is None else several(self.name, "output_shape", output_shape)
        self.attention_axes = None if attention_axes is None else several(self.name, "attention_axes", attention_axes, None)
        self.sliding_window = None if sliding_window is None else whole(self.name, "sliding_window", sliding_window)
        self.use_bias, self.use_gate, self.flash_attention, self.seed = use_bias, use_gate, flash_attention, seed
        look_up(self, {name: value for name, value in locals().items() if name != "activity_regularizer"})
        self._activity_regularizer = regularizers.get(activity_regularizer)
        self.dropout = number(self.name, "dropout", dropout, low=0, high=1)
        self._forget = Dropout(self.dropout, seed=seed)
        self.dtype = self.dtype or "float32"
        self._projected: tuple[int, ...] | None = None

    def build(self, query_shape: Shape, value_shape: Shape | None = None, key_shape: Shape | None = None) -> None:
        """Make the weights; without the value's shape this is left to the first call."""
        if value_shape is None:
            return
        q, v, k = query_shape[-1], value_shape[-1], (key_shape or value_shape)[-1]
        heads, d, e, out = self.num_heads, self.key_dim, self.value_dim, self.output_shape or (q,)
        self.query = self._projection("query", (q, heads, d), (heads, d))
        self.key = self._projection("key", (k, heads, d), (heads, d))
        if self.use_gate:
            self.gate = self._projection("gate", (q, heads, e), (heads, e))
        self.value = self._projection("value", (v, heads, e), (heads, e))
        self.attention_output = self._projection("attention_output", (heads, e, *out), out)
        self._projected = (q, v, k)

    def _projection(self, name: str, kernel: Shape, bias: Shape) -> Projection:
        def weight(what: str, initializer: Any, shape: Shape) -> Tensor:
            return Tensor(np.asarray(initializer(shape, self.dtype), self.dtype), name=f"{name}.{what}")

        return Projection(
            weight("kernel", self.kernel_initializer, kernel),
            weight("bias", self.bias_initializer, bias) if self.use_bias else None,
            self._activity_regularizer,
        )

    def compute_output_shape(self, query_shape: Shape, *_: Any) -> Shape:
        return (*query_shape[:-1], *(self.output_shape or query_shape[-1:]))

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
        if np.ndim(query) > 3 and np.ndim(query) == np.ndim(value) == np.ndim(key):
            masks = {"attention_mask": attention_mask, "query_mask": query_mask, "value_mask": value_mask, "key_mask": key_mask}
            settings = {"return_attention_scores": return_attention_scores, "use_causal_mask": use_causal_mask}
            return self._fold_and_call(query, value, key, masks, {**settings, "training": training})
        self._check(query, value, key)
        if self._projected is None:
            self.build(np.shape(query), np.shape(value), np.shape(key))
        if value_mask is None and key_mask is None and attention_mask is None:
            notice(self, value)
        mask = self._mask(query, value, query_mask, value_mask, key_mask, attention_mask, use_causal_mask)
        drop = partial(self._forget, training=True) if training and self.dropout else None
        z, weights = self._attend(query, value, key, mask, drop, return_attention_scores)
        z = self._output(z, query)
        return (z, weights) if return_attention_scores else z

    def _attend(self, query: Any, value: Any, key: Any, mask: Any, drop: Any, scores: bool) -> tuple[Any, Any]:
        """What the heads give, side by side, (B, T, heads · V), and the weights where they are asked for."""
        q, k, v = self.query(query), self.key(key), self.value(value)  # (B, T, in) -> (B, T, heads · D)
        if drop is None and not scores:
            return attention(q, k, v, heads=self.num_heads, mask=mask), None
        q, k, v = (split_heads(x, self.num_heads) for x in (q, k, v))  # (B, heads, T, D)
        z, weights = attend(q, k, v, mask, drop)
        return join_heads(z), weights

    def _output(self, z: Any, query: Any) -> Any:
        """What the heads give, gated and projected: (B, T, heads · V) -> (B, T, *out)."""
        if self.use_gate:
            z = z * autograd.sigmoid(self.gate(query))
        y, out = self.attention_output(z), self.output_shape or ()
        return y if len(out) < 2 else np.reshape(y, (*np.shape(y)[:-1], *out))

    def _fold_and_call(self, query: Any, value: Any, key: Any, masks: dict[str, Any], settings: dict[str, Any]) -> Any:
        """Inputs of more than three axes as sequences, and the outputs back."""
        of_query, of_value = (folding(self.name, np.shape(x), self.attention_axes) for x in (query, value))
        of_key = folding(self.name, np.shape(key), self.attention_axes)
        for name, mask in masks.items():
            if mask is None:
                continue
            if name == "attention_mask":
                masks = {**masks, name: fold_mask(self.name, mask, of_query, of_value)}
            else:
                how = of_query if name == "query_mask" else of_value
                masks = {**masks, name: fold(plain(mask)[..., None], how._replace(shape=(*how.shape[:-1], 1)))[..., 0]}
        found = self.call(fold(query, of_query), fold(value, of_value), fold(key, of_key), **masks, **settings)
        z, scores = found if settings["return_attention_scores"] else (found, None)
        z = unfold(z, of_query)
        return z if scores is None else (z, unfold_scores(scores, of_query, of_value))

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
        if self.sliding_window is not None:
            masks.append(np.abs(np.arange(t)[:, None] - np.arange(s)) < self.sliding_window)
        return reduce(np.logical_and, masks) if masks else None

    def penalties(self) -> list[Any]:
        if self._projected is None:
            return []
        terms = self._pairs(self.kernel_regularizer, self.bias_regularizer)
        return [regularizer(weight) for regularizer, weight in terms]

    def list_constraints(self) -> list[tuple[Any, Tensor]]:
        return [] if self._projected is None else self._pairs(self.kernel_constraint, self.bias_constraint)

    def _pairs(self, of_kernel: Any, of_bias: Any) -> list[tuple[Any, Any]]:
        """What holds for kernels and for biases, each beside the weights it holds for."""
        gates = (self.gate,) if self.use_gate else ()
        pairs = []
        for projection in (self.query, self.key, *gates, self.value, self.attention_output):
            pairs += [(of_kernel, projection.kernel), (of_bias, projection.bias)]
        return [(rule, weight) for rule, weight in pairs if rule is not None and weight is not None]

    def __repr__(self) -> str:
        return f"MultiHeadAttention(num_heads={self.num_heads}, key_dim={self.key_dim})"
