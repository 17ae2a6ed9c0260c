"""Makes attention.json: attention as Keras and PyTorch compute it, transformer blocks and a GPT as PyTorch does.

    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make_attention.py

make.py says what `peers` holds. Everything is in double precision.
"""

from __future__ import annotations

import math

import keras
import numpy as np
import tensorflow as tf
import torch
from making import signature, write
from torch import nn
from torch.nn import functional

torch.set_default_dtype(torch.float64)

B, T, S = 2, 3, 4
# (Keras on TensorFlow adds a bias of shape (steps, 1) along the wrong axis: no case has as many heads as steps)
# Keras rounds 1/√key_dim to single precision: sizes 1 and 4 have it exactly, PyTorch witnesses for others
ATTENTION = [  # settings, features of query, value and key (None: the value), and how it is called
    ({"num_heads": 2, "key_dim": 4}, (4, 4, None), {}),
    ({"num_heads": 2, "key_dim": 1}, (4, 4, None), {"use_causal_mask": True}),
    ({"num_heads": 1, "key_dim": 4, "value_dim": 2}, (4, 3, 5), {}),
    ({"num_heads": 5, "key_dim": 1, "output_shape": 5}, (2, 3, None), {"attention_mask": True}),
    ({"num_heads": 2, "key_dim": 4, "use_bias": False}, (4, 3, None), {"attention_mask": True, "use_causal_mask": True}),
    ({"num_heads": 2, "key_dim": 1}, (3, 3, None), {"value_mask": True}),
]


def numbers(shape, seed: float) -> np.ndarray:
    return 0.8 * np.sin(1.3 * seed + (1.1 + 0.37 * seed) * np.arange(np.prod(shape, dtype=int)).reshape(shape)) + 0.1


def mask_of(shape) -> np.ndarray:
    """Some positions hidden, the first never."""
    mask = np.sin(2.0 + 1.7 * np.arange(np.prod(shape)).reshape(shape)) > -0.4
    mask[..., 0] = True
    return mask


def attention_case(number, settings, features, call):
    q, v, k = features
    layer = keras.layers.MultiHeadAttention(**settings)
    inputs = [tf.constant(numbers((B, steps, n), number + i)) for i, (steps, n) in enumerate([(T, q), (S, v), (S, k)]) if n]
    layer.build(*[x.shape for x in inputs])
    layer.set_weights([numbers(w.shape, 50 + number + i) for i, w in enumerate(layer.weights)])
    given = dict(call)
    if "attention_mask" in given:
        given["attention_mask"] = tf.constant(mask_of((B, T, S)))
    if "value_mask" in given:
        given["value_mask"] = tf.constant(mask_of((B, S)))
    out, shares = layer(*inputs, return_attention_scores=True, **given)
    with tf.GradientTape() as tape:
        for x in inputs:
            tape.watch(x)
        y = layer(*inputs, **given)
    np.testing.assert_allclose(y, out, rtol=1e-9)
    gradients = tape.gradient(y, [*inputs, *[w.value for w in layer.trainable_variables]], numbers(y.shape, 20))
    return {
        "settings": settings, "features": features, "call": call, "number": number, "y": y.numpy(), "shares": shares.numpy(),
        "weight_shapes": [list(w.shape) for w in layer.weights], "gradients": [g.numpy() for g in gradients],
    }  # fmt: skip


def with_torch():
    """PyTorch's own MultiheadAttention agrees with Keras', given the same numbers."""
    heads, size, features = 2, 4, 8
    layer = keras.layers.MultiHeadAttention(heads, size)
    x, y = numbers((B, T, features), 1), numbers((B, S, features), 2)
    layer.build(x.shape, y.shape)
    weights = [numbers(w.shape, 70 + i) for i, w in enumerate(layer.weights)]
    layer.set_weights(weights)
    peer = nn.MultiheadAttention(features, heads, batch_first=True)
    kernels = [w.reshape(features, -1).T for w in weights[0:6:2]]
    biases = [w.reshape(-1) for w in weights[1:6:2]]
    with torch.no_grad():
        peer.in_proj_weight.copy_(torch.tensor(np.concatenate(kernels)))
        peer.in_proj_bias.copy_(torch.tensor(np.concatenate(biases)))
        peer.out_proj.weight.copy_(torch.tensor(weights[6].reshape(-1, features).T))
        peer.out_proj.bias.copy_(torch.tensor(weights[7]))
    theirs = peer(torch.tensor(x), torch.tensor(y), torch.tensor(y))[0].detach().numpy()
    np.testing.assert_allclose(layer(x, y), theirs, rtol=1e-9)


def fill(module, seed):
    """PyTorch's parameters by formula, in their order; their shapes and gradients by name."""
    for i, p in enumerate(module.parameters()):
        with torch.no_grad():
            p.copy_(torch.tensor(numbers(tuple(p.shape), seed + i)))


def gradients_of(module, y, inputs):
    y.backward(torch.tensor(numbers(tuple(y.shape), 20)))
    return {
        "y": y.detach().numpy(), "inputs": [x.grad.numpy() for x in inputs],
        "weights": {name: p.detach().numpy().shape for name, p in module.named_parameters()},
        "gradients": {name: p.grad.numpy() for name, p in module.named_parameters()},
    }  # fmt: skip


def block_case(kind, activation, first, causal):
    width, heads, inner = 4, 2, 6
    make = {"encoder": nn.TransformerEncoderLayer, "decoder": nn.TransformerDecoderLayer}[kind]
    layer = make(width, heads, inner, dropout=0.0, activation=activation, batch_first=True, norm_first=first)
    fill(layer, 30)
    x = torch.tensor(numbers((B, T, width), 3), requires_grad=True)
    encoded = torch.tensor(numbers((B, S, width), 4), requires_grad=True)
    hidden = torch.tensor(~np.tri(T, dtype=bool)) if causal else None
    padding = mask_of((B, S))
    if kind == "encoder":
        found = gradients_of(layer, layer(x, src_mask=hidden), [x])
    else:
        y = layer(x, encoded, tgt_mask=hidden, memory_key_padding_mask=torch.tensor(~padding))
        found = gradients_of(layer, y, [x, encoded])
    return {"kind": kind, "activation": activation, "first": first, "causal": causal, **found}


class Block(nn.Module):
    def __init__(self, width, heads, block):
        super().__init__()
        self.heads = heads
        self.ln_1 = nn.LayerNorm(width)
        self.attn = nn.ModuleDict({"c_attn": nn.Linear(width, 3 * width), "c_proj": nn.Linear(width, width)})
        self.ln_2 = nn.LayerNorm(width)
        self.c_fc = nn.Linear(width, 4 * width)
        self.c_proj = nn.Linear(4 * width, width)

    def forward(self, x):
        b, t, c = x.shape
        parts = self.attn["c_attn"](self.ln_1(x)).split(c, dim=2)
        q, k, v = (p.view(b, t, self.heads, c // self.heads).transpose(1, 2) for p in parts)
        shares = (q @ k.transpose(-2, -1)) / math.sqrt(c // self.heads)
        shares = shares.masked_fill(torch.tensor(~np.tri(t, dtype=bool)), float("-inf")).softmax(-1)
        x = x + self.attn["c_proj"]((shares @ v).transpose(1, 2).reshape(b, t, c))
        return x + self.c_proj(functional.gelu(self.c_fc(self.ln_2(x)), approximate="tanh"))


class GPT(nn.Module):
    """Pre-norm, learned positions, GELU by tanh: as in GPT-2."""

    def __init__(self, tokens, block, layers, heads, width, tied):
        super().__init__()
        self.wte = nn.Embedding(tokens, width)
        self.wpe = nn.Embedding(block, width)
        self.h = nn.ModuleList([Block(width, heads, block) for _ in range(layers)])
        self.ln_f = nn.LayerNorm(width)
        self.tied = tied
        if not tied:
            self.lm_head = nn.Linear(width, tokens, bias=False)

    def forward(self, tokens):
        x = self.wte(tokens) + self.wpe(torch.arange(tokens.shape[1]))
        for block in self.h:
            x = block(x)
        x = self.ln_f(x)
        return x @ self.wte.weight.T if self.tied else self.lm_head(x)


def gpt_case(tied):
    sizes = {"vocab_size": 7, "block_size": 6, "n_layer": 2, "n_head": 2, "n_embd": 4}
    model = GPT(*sizes.values(), tied)
    fill(model, 10)
    tokens = np.array([[0, 3, 3, 6, 1], [5, 2, 0, 0, 4]])
    targets = np.array([[3, 3, 6, 1, 2], [2, 0, 0, 4, 4]])
    logits = model(torch.tensor(tokens))
    loss = functional.cross_entropy(logits.reshape(-1, 7), torch.tensor(targets).reshape(-1))
    loss.backward()
    return {
        "settings": {**sizes, "tied": tied}, "tokens": tokens, "targets": targets, "logits": logits.detach().numpy(),
        "loss": loss.item(), "weights": {name: tuple(p.shape) for name, p in model.named_parameters()},
        "gradients": {name: p.grad.numpy() for name, p in model.named_parameters()},
    }  # fmt: skip


def gelu_by_tanh():
    x = torch.tensor([-30.0, -5.0, -1.0, -0.1, 0.0, 0.3, 2.0, 7.0], requires_grad=True)
    y = functional.gelu(x, approximate="tanh")
    y.sum().backward()
    return {"x": x.detach().numpy(), "y": y.detach().numpy(), "gradient": x.grad.numpy()}


if __name__ == "__main__":
    with_torch()
    golden = {
        "made_with": {"keras": keras.__version__, "torch": torch.__version__, "numpy": np.__version__},
        "signatures": {
            "MultiHeadAttention": signature(keras.layers.MultiHeadAttention),
            "MultiHeadAttention.call": signature(keras.layers.MultiHeadAttention.call),
        },
        "attention": [attention_case(i, *each) for i, each in enumerate(ATTENTION)],
        "blocks": [
            block_case("encoder", "relu", False, False), block_case("encoder", "gelu", True, True),
            block_case("decoder", "relu", False, True), block_case("decoder", "gelu", True, True),
        ],
        "gpt": [gpt_case(False), gpt_case(True)],
        "gelu_tanh": gelu_by_tanh(),
    }  # fmt: skip
    write("attention.json", golden)
