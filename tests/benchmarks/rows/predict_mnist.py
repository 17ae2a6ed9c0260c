"""Predictions of the network of `mnist_step` for a batch of 128, against the same network in onnxruntime."""

from __future__ import annotations

from typing import Any

import numpy as np
from predictions import row
from rows.mnist_step import SIZES, WEIGHTS, X


def network() -> Any:
    from nn import Dense, Sequential

    model = Sequential([Dense(SIZES[1], activation="relu"), Dense(SIZES[2], activation="relu"), Dense(SIZES[3])])
    model.build((None, SIZES[0]))
    model.set_weights(WEIGHTS)
    return model


ROOM = [np.empty((len(X[0]), size), np.float32) for size in SIZES[1:]]


def by_hand() -> np.ndarray:
    """The fewest calls of NumPy, in memory that is there: what they take sets the floor."""
    x = X[0]
    for weight, bias, room in zip(WEIGHTS[::2], WEIGHTS[1::2], ROOM):
        x = np.matmul(x, weight, out=room)
        np.add(x, bias, out=room)
        if room is not ROOM[-1]:
            np.maximum(x, 0.0, out=room)
    return x


ROW = row("predictions of the MNIST MLP, batch 128", network, X[0], by_hand)
