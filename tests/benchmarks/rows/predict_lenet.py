"""Predictions of LeNet-5 for a batch of 64 images, against the same network in onnxruntime."""

from __future__ import annotations

from typing import Any

from predictions import row
from rows.lenet import WEIGHTS, X


def network() -> Any:
    from nn import Conv2D, Dense, Flatten, MaxPooling2D, Sequential

    model = Sequential([
        Conv2D(6, 5, padding="same", activation="relu", input_shape=(28, 28, 1)), MaxPooling2D(),
        Conv2D(16, 5, activation="relu"), MaxPooling2D(), Flatten(),
        Dense(120, activation="relu"), Dense(84, activation="relu"), Dense(10),
    ])  # fmt: skip
    model.set_weights(WEIGHTS)
    return model


ROW = row("predictions of LeNet-5 on 28x28, batch 64", network, X[0])
