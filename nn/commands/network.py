"""The network that `train` makes for data: dense layers for tables, convolutions for images; it takes raw numbers."""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np

from nn.commands.data import Data
from nn.layers import Conv2D, Dense, Dropout, Flatten, Input, MaxPooling2D, Normalization, Rescaling
from nn.models.sequential import Sequential
from nn.optimizers import get as get_optimizer

SMALLEST = 8  # pixels a side that convolutions with two poolings need


def build(data: Data, options: argparse.Namespace) -> Any:
    """A compiled Sequential for these data: their own scale goes in and comes out."""
    shape = data.x.shape[1:]
    layers = [*(of_images(shape) if len(shape) == 3 else of_table(data.x)), *(Dense(n, "relu") for n in options.hidden)]
    if data.classes is None:
        mean, spread = scale_of(np.asarray(data.y))
        model = Sequential([*layers, Dense(1), Rescaling(float(spread), float(mean))])
    else:
        model = Sequential([*layers, Dense(len(data.classes), "softmax")])
    optimizer = get_optimizer(options.optimizer)
    if options.learning_rate is not None:
        optimizer.learning_rate = options.learning_rate
    if data.classes is None:
        model.compile(optimizer, "mse", metrics=["mae"])
    else:
        model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def of_table(x: np.ndarray) -> list[Any]:
    """What makes all columns alike in size."""
    mean, spread = scale_of(x)
    return [Input(x.shape[1:]), Normalization(mean=mean, variance=spread**2)]


def of_images(shape: tuple[int, ...]) -> list[Any]:
    """What finds shapes in images."""
    layers = [Input(shape), Rescaling(1 / 255)]
    if min(shape[:2]) >= SMALLEST:
        layers += [
            Conv2D(16, 3, activation="relu"),
            MaxPooling2D(),
            Conv2D(32, 3, activation="relu", padding="same"),
            MaxPooling2D(),
        ]
    return [*layers, Flatten(), Dropout(0.25)]


def scale_of(x: np.ndarray) -> tuple[Any, Any]:
    """Mean and spread of each column; a spread of 1 where all is alike."""
    spread = x.std(axis=0, dtype=float)
    return x.mean(axis=0, dtype=float), np.where(spread > 0, spread, 1.0)
