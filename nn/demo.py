"""The job behind `python -m nn`: the course's network learns handwritten digits and is tested on unseen ones."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from autograd import Tensor
from nn.datasets import mnist
from nn.layers import Dense
from nn.metrics import confusion_matrix
from nn.models.sequential import Sequential
from nn.neurons.neuron import Neuron

HELD_BACK = 0.1  # the share of the training digits that only watches the learning; the test stays untouched


class Digits(NamedTuple):
    """MNIST as the network takes it: x: (n, 784) float32 from 0, paper, to 1, ink; y: (n,) the digits."""

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


def load_digits(kind: str) -> Digits:
    """MNIST's "full" set or the "sample" that comes along; raises what `mnist.load_data` raises.

    >>> load_digits("sample").x_train.shape
    (5000, 784)
    """
    (x_train, y_train), (x_test, y_test) = mnist.load_data(kind=kind)
    return Digits(as_rows(x_train), y_train, as_rows(x_test), y_test)


def as_rows(images: np.ndarray) -> np.ndarray:
    """Gray levels 0..255 as rows of numbers 0..1: (n, 28, 28) uint8 -> (n, 784) float32."""
    rows: np.ndarray = images.reshape(len(images), -1).astype("float32") / 255  # (n, 28, 28) -> (n, 784)
    return rows


def network() -> Sequential:
    """784-128-128-10, ready to learn with Adam from cross-entropy.

    >>> network().count_params()
    118282
    """
    model = Sequential(
        [
            Dense(128, activation="relu", input_shape=(784,)),
            Dense(128, activation="relu"),
            Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def confusion(model: Sequential, digits: Digits) -> np.ndarray:
    """How often test digit i (row) was read as j (column): (10, 10)."""
    return confusion_matrix(digits.y_test, model.predict(digits.x_test, batch_size=1000).argmax(axis=1), 10)


def mistakes(counts: np.ndarray, most: int = 5) -> list[tuple[int, int, int]]:
    """The commonest mistakes as (digit, read as, times), most frequent first.

    >>> mistakes(np.array([[9, 1], [4, 6]]))
    [(1, 0, 4), (0, 1, 1)]
    """
    wrong = counts * (1 - np.eye(len(counts), dtype=counts.dtype))
    order = np.argsort(-wrong, axis=None, kind="stable")[:most]  # of the flat (classes * classes,) counts
    places = [divmod(int(place), len(counts)) for place in order]
    return [(i, j, int(wrong[i, j])) for i, j in places if wrong[i, j]]


def one_neuron() -> Tensor:
    """The squared error of one tanh neuron with three inputs, after backward: a graph small enough to read."""
    inputs = [Tensor(value, requires_grad=False, name=f"x{i}") for i, value in enumerate((1.0, -2.0, 0.5))]
    out = Neuron(3, activation="tanh", seed=3)(inputs)
    out.name = "out"
    loss: Tensor = (out - Tensor(1.0, requires_grad=False, name="target")) ** 2
    loss.name = "loss"
    loss.backward()
    return loss
