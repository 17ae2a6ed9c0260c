"""The networks of golden/make_interchange.py, built from our layers: name -> (model, names of PyTorch's modules)."""

from __future__ import annotations

import nn
from nn import Input, Model, Sequential, layers


def attention(dtype: str) -> Model:
    x = Input((5, 6))
    both = layers.MultiHeadAttention(2, 3, dtype=dtype, name="attention")(x, x)
    return Model(x, layers.LayerNormalization(dtype=dtype, name="norm")(both))


def lenet(dtype: str) -> Sequential:
    return Sequential(
        [
            Input((6, 8, 2)),
            layers.Conv2D(3, 3, activation="relu", dtype=dtype),
            layers.MaxPooling2D(2),
            layers.Conv2D(4, 3, padding="same", activation="relu", dtype=dtype),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(5, activation="tanh", dtype=dtype),
            layers.Dense(2, dtype=dtype),
        ]
    )


MODELS = {
    "mlp": lambda d: Sequential(
        [
            Input((4,)),
            layers.Dense(3, activation="tanh", dtype=d),
            layers.Dense(3, activation="relu", dtype=d),
            layers.Dense(2, use_bias=False, dtype=d),
        ]
    ),
    "lenet": lenet,
    "convolutions": lambda d: Sequential(
        [
            Input((7, 4)),
            layers.Conv1D(4, 3, groups=2, dtype=d),
            layers.DepthwiseConv1D(2, depth_multiplier=2, dtype=d),
            layers.Conv1DTranspose(3, 3, strides=2, dtype=d),
            layers.GroupNormalization(3, dtype=d),
        ]
    ),
    "images": lambda d: Sequential(
        [
            Input((4, 5, 2)),
            layers.Conv2DTranspose(3, (2, 3), dtype=d),
            layers.BatchNormalization(dtype=d),
            layers.DepthwiseConv2D((3, 2), depth_multiplier=2, dtype=d),
            layers.BatchNormalization(dtype=d),
        ]
    ),
    "lstm": lambda d: Sequential(
        [Input((5, 3)), layers.LSTM(4, return_sequences=True, dtype=d), layers.LSTM(4, return_sequences=True, dtype=d)]
    ),
    "gru": lambda d: Sequential([Input((5, 3)), layers.Bidirectional(layers.GRU(4, return_sequences=True, dtype=d))]),
    "rnn": lambda d: Sequential([Input((5, 3)), layers.SimpleRNN(4, return_sequences=True, dtype=d)]),
    "attention": attention,
    "embedding": lambda d: Sequential(
        [
            Input((3,), dtype="int32"),
            layers.Embedding(7, 4, dtype=d),
            layers.RMSNormalization(epsilon=1e-6, dtype=d),
            layers.Dense(2, dtype=d),
        ]
    ),
}
NAMES = {  # how PyTorch's network calls its modules, in the order of our layers
    "mlp": ["0", "2", "4"],
    "lenet": ["conv1", "conv2", "fc1", "fc2"],
    "convolutions": ["0", "1", "2", "3"],
    "images": ["0", "1", "2", "3"],
    "lstm": ["rnn", "rnn.l1"],
    "gru": ["rnn"],
    "rnn": ["rnn"],
    "attention": ["attention", "norm"],
    "embedding": ["0", "1", "2"],
}


def create(name: str, dtype: str = "float64") -> nn.Model:
    """The model of this name, with weights of its own."""
    model: nn.Model = MODELS[name](dtype)
    return model
