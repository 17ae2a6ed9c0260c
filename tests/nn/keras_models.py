"""Models that Keras and this package build from the same lines, for files that either writes and the other reads."""

from __future__ import annotations

from typing import Any

import numpy as np


def functional(keras: Any) -> Any:
    """Branches, a layer that is called twice, and one that normalizes."""
    layers = keras.layers
    x = keras.Input((4,), name="x")
    shared = layers.Dense(3, activation="relu", kernel_regularizer="l2", name="shared")
    h = layers.BatchNormalization(name="norm")(shared(x))
    both = layers.Concatenate(name="both")([h, layers.Dropout(0.5, name="forget")(h)])
    return keras.Model(x, layers.Dense(2, activation="softmax", name="out")(both), name="functional_model")


def sequential(keras: Any) -> Any:
    """Images through convolution and pooling."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((6, 6, 2)),
            layers.Conv2D(3, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.DepthwiseConv2D(2),
            layers.SeparableConv2D(2, 2),
            layers.Flatten(),
            layers.LayerNormalization(),
            layers.Dense(1),
        ]
    )


def recurrent(keras: Any) -> Any:
    """Words through all kinds of recurrence."""
    layers = keras.layers
    x = keras.Input((5,), dtype="int32")
    h = layers.Embedding(7, 3)(x)
    h = layers.Bidirectional(layers.LSTM(2, return_sequences=True))(h)
    h = layers.GRU(3, return_sequences=True)(h)
    h = layers.TimeDistributed(layers.Dense(2))(h)
    h = layers.SimpleRNN(2)(h)
    return keras.Model(x, layers.Dense(1, activation="sigmoid")(h))


def attending(keras: Any) -> Any:
    """Attention, a model inside, two inputs and two outputs."""
    layers = keras.layers
    a, b = keras.Input((3, 4), name="a"), keras.Input((3, 4), name="b")
    h = layers.MultiHeadAttention(2, 2, name="look")(a, b)
    h = layers.Add()([a, h])
    inner = keras.Sequential([keras.Input((3, 4)), layers.Dense(4, activation="gelu"), layers.PReLU()], name="inner")
    h = inner(h)
    pooled = layers.GlobalAveragePooling1D()(h)
    return keras.Model([a, b], {"mean": layers.Dense(1, name="mean")(pooled), "steps": layers.Conv1D(2, 2, name="steps")(h)})


MODELS = {f.__name__: f for f in (functional, sequential, recurrent, attending)}


def inputs(name: str) -> Any:
    """What a model of this name is called on."""
    rng = np.random.default_rng(7)
    if name == "recurrent":
        return rng.integers(0, 7, (3, 5)).astype("int32")
    if name == "attending":
        return [rng.normal(size=(2, 3, 4)).astype("float32") for _ in range(2)]
    return rng.normal(size={"functional": (5, 4), "sequential": (2, 6, 6, 2)}[name]).astype("float32")


def start(model: Any) -> Any:
    """Give a model weights that are the same wherever it was built."""
    waves = [np.cos(np.arange(np.size(w)) * 0.7 + i).reshape(np.shape(w)) for i, w in enumerate(model.get_weights())]
    model.set_weights([(0.4 * wave + 0.5).astype("float32") for wave in waves])
    return model
