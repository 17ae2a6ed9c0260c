"""Predictions of the network of `mnist_step` for a batch of 128, against the same network in onnxruntime."""

from __future__ import annotations

from typing import Any

from predictions import row
from rows.mnist_step import SIZES, WEIGHTS, X, compute_scores, make_room


def network() -> Any:
    from nn import Dense, Sequential

    model = Sequential([Dense(SIZES[1], activation="relu"), Dense(SIZES[2], activation="relu"), Dense(SIZES[3])])
    model.build((None, SIZES[0]))
    model.set_weights(WEIGHTS)
    return model


ROOM = make_room()
ROW = row("predictions of the MNIST MLP, batch 128", network, X[0], lambda: compute_scores(X[0], WEIGHTS, ROOM))
