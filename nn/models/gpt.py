"""GPT: a network that says how likely each token is to come next, and so can write on.

Radford, Narasimhan, Salimans & Sutskever, 2018; Radford et al., 2019: blocks that normalize first, GELU, learned
positions, small normal weights, those of the residual branches smaller still. Parts bear the names that PyTorch programs
give them (wte, h.0.attn.c_attn, ln_f, lm_head).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autograd
from autograd import Tensor, attention, gelu_tanh, no_grad
from nn.initializers import RandomNormal
from nn.layers.attention.scores import attend, causal, join_heads, split_heads
from nn.layers.core.dense import Dense
from nn.layers.normalization.layer_normalization import LayerNormalization
from nn.layers.regularization.dropout import Dropout
from nn.models.model import Model
from nn.modules.module import Module, Shape
from nn.seeds import generator

START = 0.02  # the standard deviation of fresh weights


class CausalSelfAttention(Module):
    """Each position attends to itself and those before: `x: (B, T, C) -> (B, T, C)`."""

    only_computes = True

    def __init__(self, n_embd: int, n_head: int, dropout: float, branches: int, dtype: Any) -> None:
        super().__init__()
        self.n_head = n_head
        self.c_attn = Dense(3 * n_embd, kernel_initializer=RandomNormal(stddev=START), input_shape=(n_embd,), dtype=dtype)
        small = RandomNormal(stddev=START / math.sqrt(branches))
        self.c_proj = Dense(n_embd, kernel_initializer=small, input_shape=(n_embd,), dtype=dtype)
        self.attn_dropout, self.resid_dropout = Dropout(dropout), Dropout(dropout)

    def call(self, x: Any) -> Any:
        together, mask = self.c_attn(x), causal(np.shape(x)[1])  # (B, T, 3 C)
        if self.training and self.attn_dropout.rate:
            q, k, v = (split_heads(part, self.n_head) for part in np.split(together, 3, axis=-1))  # (B, H, T, C / H)
            z = join_heads(attend(q, k, v, mask, self.attn_dropout)[0])
        else:
            z = attention(together, heads=self.n_head, mask=mask)
        return self.resid_dropout(self.c_proj(z))


class Block(Module):
    """x + attention(norm(x)), then x + mlp(norm(x)): `x: (B, T, C) -> (B, T, C)`."""

    only_computes = True

    def __init__(self, n_embd: int, n_head: int, dropout: float, branches: int, dtype: Any) -> None:
        super().__init__()
        self.ln_1 = LayerNormalization(epsilon=1e-5, input_shape=(n_embd,), dtype=dtype)
        self.attn = CausalSelfAttention(n_embd, n_head, dropout, branches, dtype)
        self.ln_2 = LayerNormalization(epsilon=1e-5, input_shape=(n_embd,), dtype=dtype)
        small = RandomNormal(stddev=START / math.sqrt(branches))
        start = RandomNormal(stddev=START)
        self.c_fc = Dense(4 * n_embd, gelu_tanh, kernel_initializer=start, input_shape=(n_embd,), dtype=dtype)
        self.c_proj = Dense(n_embd, kernel_initializer=small, input_shape=(4 * n_embd,), dtype=dtype)
        self.dropout = Dropout(dropout)

    def call(self, x: Any) -> Any:
        x = x + self.attn(self.ln_1(x))
        return x + self.dropout(self.c_proj(self.c_fc(self.ln_2(x))))  # (B, T, C) -> (B, T, 4 C) -> (B, T, C)


class GPT(Model):
    """Logits of the next token at every position: `tokens: (B, T) of 0..vocab_size − 1 -> (B, T, vocab_size)`, T ≤ block_size.

    vocab_size: how many tokens there are. block_size=64: the longest sequence. n_layer=4: the number of blocks.
    n_head=4, n_embd=64: the number of heads and of features; n_head divides n_embd.
    dropout=0.0: the share of numbers that training drops. tied=False: True uses the token vectors as the weights of the last
    layer too. dtype="float32": the type of the weights. name=None: for messages, tables and drawings.

    Train it with
    `compile("adamw", SparseCategoricalCrossentropy(from_logits=True))` on `fit(tokens[:, :-1], tokens[:, 1:])`.
    Raises ValueError for tokens outside the vocabulary or sequences longer than block_size.

    >>> model = GPT(vocab_size=10, block_size=8, n_layer=2, n_head=2, n_embd=4)
    >>> model(np.array([[1, 2, 3]])).shape, model.generate([[1, 2]], 3).shape
    ((1, 3, 10), (1, 5))
    """

    only_computes = True

    def __init__(
        self,
        vocab_size: int,
        block_size: int = 64,
        n_layer: int = 4,
        n_head: int = 4,
        n_embd: int = 64,
        dropout: float = 0.0,
        tied: bool = False,
        dtype: Any = "float32",
        name: str | None = None,
    ) -> None:
        super().__init__(name=name)
        sizes = {"vocab_size": vocab_size, "block_size": block_size, "n_layer": n_layer, "n_head": n_head, "n_embd": n_embd}
        for what, size in sizes.items():
            if not isinstance(size, (int, np.integer)) or size < 1:
                raise ValueError(f"{self.name}: {what} must be a positive whole number, got {size!r}")
        if n_embd % n_head:
            raise ValueError(
                f"{self.name}: n_embd={n_embd} features cannot be divided among n_head={n_head} heads: "
                f"choose n_head among the divisors of {n_embd}"
            )
        self.vocab_size, self.block_size, self.tied = vocab_size, block_size, tied
        start = RandomNormal(stddev=START)
        self.wte = Tensor(start((vocab_size, n_embd), dtype))  # a vector for each token
        self.wpe = Tensor(start((block_size, n_embd), dtype))  # and for each position
        self.dropout = Dropout(dropout)
        self.h = [Block(n_embd, n_head, dropout, 2 * n_layer, dtype) for _ in range(n_layer)]
        self.ln_f = LayerNormalization(epsilon=1e-5, input_shape=(n_embd,), dtype=dtype)
        if not tied:
            self.lm_head = Dense(vocab_size, use_bias=False, kernel_initializer=start, input_shape=(n_embd,), dtype=dtype)
        self._build((None, block_size))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return (*input_shape, self.vocab_size)

    def call(self, tokens: Any) -> Any:  # type: ignore[override]
        if isinstance(tokens, Tensor):
            autograd.effect(self._check_tokens, tokens)  # checked at each replay of a compiled program
        else:
            tokens = self._check_tokens(tokens)
        x = self.dropout(self.wte[tokens] + self.wpe[: tokens.shape[1]])  # (B, T, C) + (T, C)
        for block in self.h:
            x = block(x)
        x = self.ln_f(x)
        return x @ self.wte.T if self.tied else self.lm_head(x)  # (B, T, C) -> (B, T, vocab_size)

    def _check_tokens(self, tokens: Any) -> np.ndarray:
        """The tokens as whole numbers; ValueError if these are none, or not of the vocabulary, or too many."""
        given = tokens.numpy() if isinstance(tokens, Tensor) else np.asarray(tokens)
        found = np.asarray(given).astype(np.intp)
        if found.ndim != 2 or found.shape[1] > self.block_size or not found.shape[1]:
            raise ValueError(
                f"{self.name} takes tokens (batch, steps) with 1 to block_size={self.block_size} steps, got shape {found.shape}"
            )
        if not np.array_equal(found, given) or (found.size and not 0 <= found.min() <= found.max() < self.vocab_size):
            raise ValueError(
                f"{self.name} takes tokens that are whole numbers 0..{self.vocab_size - 1}, "
                f"got {np.min(given)}..{np.max(given)} of {np.asarray(given).dtype}"
            )
        return found

    def generate(
        self,
        tokens: Any,
        max_new_tokens: int,
        temperature: float = 1.0,
        do_sample: bool = True,
        top_k: int | None = None,
        seed: int | None = None,
    ) -> np.ndarray:
        """Write on: `tokens: (B, T) -> (B, T + max_new_tokens)`.

        Each new token is drawn by its likelihood, sharpened by a temperature below 1, among the `top_k` likeliest if given;
        or with `do_sample=False` it is the likeliest. Only the last block_size tokens are looked at.
        """
        if not temperature > 0:
            raise ValueError(
                f"{self.name}: temperature must be positive, got {temperature!r}; do_sample=False takes the likeliest"
            )
        if top_k is not None and not 1 <= top_k:
            raise ValueError(f"{self.name}: top_k says among how many tokens to draw, 1 or more, got {top_k!r}")
        rng, written = generator(seed), np.asarray(tokens)
        with no_grad():
            for _ in range(max_new_tokens):
                logits = self(written[:, -self.block_size :], training=False).numpy()[:, -1] / temperature  # (B, vocab_size)
                if do_sample:
                    # the largest of logits plus Gumbel noise is a draw by softmax(logits)
                    noise = rng.gumbel(size=logits.shape)
                    if top_k is not None and top_k < self.vocab_size:
                        least = np.partition(logits, -top_k, axis=-1)[:, -top_k, None]  # (B, 1)
                        noise = np.where(logits >= least, noise, -np.inf)
                    logits = logits + noise
                written = np.concatenate([written, logits.argmax(-1)[:, None]], axis=1)  # (B, T), (B, 1)
        return written

    def __repr__(self) -> str:
        return f"GPT({len(self.h)} blocks, {self.count_params():,} weights)"
