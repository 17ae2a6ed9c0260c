"""Networks of the kinds that go to ONNX and back, and what they are tried on."""

from __future__ import annotations

import numpy as np

import nn
from nn import layers


class Attending(nn.Module):
    """Self-attention."""

    def __init__(self):
        super().__init__()
        self.attention = layers.MultiHeadAttention(2, 4)

    def call(self, x):
        return self.attention(x, x)


def floats(*shape):
    return np.random.default_rng(0).normal(size=shape).astype("float32")


TOKENS = np.array([[1, 2, 3, 4, 9, 0], [5, 1, 1, 7, 8, 2]])
ACTIVATIONS = "relu gelu silu softplus hard_sigmoid selu softsign mish exponential log_softmax relu6 elu".split()
BRANCHES = [layers.PReLU, layers.LeakyReLU, layers.ELU]


def branching():
    a, b = nn.Input((4,)), nn.Input((3,))
    return nn.Model([a, b], nn.Dense(2)(layers.Concatenate()([nn.Dense(8, activation="relu")(a), b])))


def lenet():
    model = nn.Sequential([
        layers.Conv2D(6, 5, padding="same", activation="tanh"), layers.AveragePooling2D(2), layers.BatchNormalization(),
        layers.Conv2D(8, 3, strides=2, activation="relu"), layers.MaxPooling2D(2), layers.Flatten(), nn.Dense(3),
    ])  # fmt: skip
    model(floats(8, 14, 14, 1), training=True)  # the batches' averages are no longer 0 and 1
    return model


def convolutions():
    return nn.Sequential([
        layers.DepthwiseConv2D(3, padding="same"), layers.SeparableConv2D(4, 3, padding="same"),
        layers.Conv2DTranspose(3, 3, strides=2, padding="same"), layers.UpSampling2D(2), layers.ZeroPadding2D(1),
        layers.Conv2D(4, 3, dilation_rate=2, padding="same"), layers.GlobalAveragePooling2D(),
    ])  # fmt: skip


def lines():
    return nn.Sequential([
        layers.Conv1D(4, 3, padding="causal"), layers.MaxPooling1D(2, padding="same"),
        layers.AveragePooling1D(3, strides=2, padding="same"), layers.GlobalMaxPooling1D(),
    ])  # fmt: skip


NETWORKS = {
    "dense": (
        lambda: nn.Sequential([*(nn.Dense(4, activation=a) for a in ACTIVATIONS), *(b() for b in BRANCHES)]),
        floats(2, 5),
    ),
    "softmax": (lambda: nn.Sequential([nn.Dense(4, activation="relu"), nn.Dense(3, activation="softmax")]), floats(2, 5)),
    "float64": (lambda: nn.Sequential([nn.Dense(4, activation="tanh", dtype="float64")]), floats(2, 5).astype(float)),
    "branching": (branching, [floats(2, 4), floats(2, 3)]),
    "lenet": (lenet, floats(2, 14, 14, 1)),
    "convolutions": (convolutions, floats(2, 8, 8, 2)),
    "transposed": (lambda: nn.Sequential([layers.Conv2DTranspose(3, 2, strides=3, output_padding=2)]), floats(2, 5, 5, 2)),
    "lines": (lines, floats(2, 9, 2)),
    "lstm": (lambda: nn.Sequential([layers.LSTM(4, return_sequences=True), layers.LSTM(3)]), floats(2, 6, 5)),
    "gru": (
        lambda: nn.Sequential([layers.GRU(4, return_sequences=True), layers.GRU(3, reset_after=False)]),
        floats(2, 6, 5),
    ),
    "both ways": (
        lambda: nn.Sequential([layers.Bidirectional(layers.LSTM(4, return_sequences=True)), layers.SimpleRNN(3)]),
        floats(2, 6, 5),
    ),
    "convolved steps": (lambda: nn.Sequential([layers.ConvLSTM2D(2, 3, padding="same")]), floats(2, 3, 6, 6, 2)),
    "normalized": (
        lambda: nn.Sequential([layers.LayerNormalization(), layers.GroupNormalization(1), layers.RMSNormalization()]),
        floats(2, 6, 4),
    ),
    "embedding": (lambda: nn.Sequential([layers.Embedding(10, 4), layers.LSTM(3)]), TOKENS),
    "attention": (Attending, floats(2, 6, 8)),
    "encoder": (
        lambda: nn.Sequential([layers.TransformerEncoder(num_heads=2, intermediate_dim=8) for _ in range(2)]),
        floats(2, 6, 8),
    ),
    "gpt": (lambda: nn.GPT(10, block_size=6, n_layer=2, n_head=2, n_embd=8), TOKENS),
    "dropped": (
        lambda: nn.Sequential([nn.Dense(8), layers.Dropout(0.5), layers.Reshape((4, 2)), layers.Permute((2, 1))]),
        floats(2, 4),
    ),
}


def sequence(*parts, features=(8,)):
    return nn.Sequential([nn.Input((None, *features)), *parts])


def looking_back():
    x = nn.Input((None, 8))
    return nn.Model(x, layers.MultiHeadAttention(2, 4)(x, x, use_causal_mask=True))


def two_sequences():
    a, b = nn.Input((None, 8)), nn.Input((None, 8))
    return nn.Model([a, b], layers.LSTM(3)(layers.Concatenate()([a, b])))


def words():
    x = nn.Input((None,), dtype="int32")
    return nn.Model(x, layers.LSTM(4, return_sequences=True)(layers.Embedding(10, 8)(x)))


OPEN = {  # networks whose length is open, too
    "lstm": lambda: sequence(layers.Bidirectional(layers.LSTM(4, return_sequences=True)), layers.LSTM(3, go_backwards=True)),
    "encoder": lambda: sequence(layers.TransformerEncoder(num_heads=2, intermediate_dim=8), layers.GlobalAveragePooling1D()),
    "decoder": lambda: sequence(layers.TransformerDecoder(num_heads=2, intermediate_dim=8)),
    "looking back": looking_back,
    "grouped": lambda: (lambda x: nn.Model(x, layers.GroupQueryAttention(4, 4, 2)(x, x)))(nn.Input((None, 8))),
    "turned": lambda: sequence(layers.RotaryEmbedding(), features=(2, 6)),
    "lines": lambda: sequence(layers.Conv1D(4, 3), layers.Conv1D(4, 3, padding="causal"), layers.MaxPooling1D(2)),
    "steps": lambda: sequence(layers.TimeDistributed(nn.Dense(3)), layers.LayerNormalization(), layers.GlobalMaxPooling1D()),
    "two": two_sequences,
    "words": words,
}
