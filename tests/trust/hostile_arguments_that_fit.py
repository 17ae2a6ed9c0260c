"""Arguments that work, of callables whose arguments have to fit each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import nn
from autograd import Tape, Tensor


def numbers(*shape: int) -> np.ndarray:
    """Numbers between 0.1 and 0.9, none twice."""
    n = int(np.prod(shape))
    return (0.1 + 0.8 * (np.arange(n) + 0.5) / max(n, 1)).reshape(shape).astype("float32")


def make_model() -> Any:
    model = nn.Sequential([nn.Dense(3, input_shape=(3,))])
    model.compile(optimizer="sgd", loss="mse")
    return model


LEAF = Tensor(np.array([0.5, 1.5, 2.5]))
LSTM = {"x": (3, 2, 3), "w": (3, 8), "u": (2, 8), "b": (8,)}
OWN: dict[str, dict[str, Callable[[], Any]]] = {  # "*": what follows the named arguments
    "attention": {"*": lambda: (numbers(1, 2, 3), numbers(1, 2, 3), numbers(1, 2, 3))},
    "conv_transpose": {"x": lambda: numbers(2, 3, 3), "y": lambda: numbers(3, 2, 3), "size": lambda: (5,)},
    "einsum": {"*": lambda: ("ij,ij->i", numbers(2, 3), numbers(2, 3))},
    "vjp": {"f": lambda: np.sum, "*": lambda: (numbers(3),)},
    "gradcheck": {"f": lambda: np.tanh, "*": lambda: (numbers(3).astype(float),)},
    "compute_anew": {"f": lambda: np.sum, "*": lambda: (numbers(3),)},
    "effect": {"do": lambda: lambda x: None, "*": lambda: (numbers(3),)},
    "fresh": {"draw": lambda: lambda: numbers(3)},
    "gradients": {"y": lambda: np.sum(LEAF * 3.0), "by": lambda: [LEAF]},
    "grad_named": {"fun": lambda: lambda x: np.sum(x), "argname": lambda: "x"},
    "name_owner": {"function": lambda: lambda x: x},
    "watch": {"watcher": Tape},
    "Tensor.reshape": {"*": lambda: (3, 2)},
    "jvp": {"f": lambda: np.sum, "primals": lambda: (numbers(3),), "tangents": lambda: (numbers(3),)},
    "moveaxis": {"x": lambda: numbers(2, 3), "source": lambda: 0, "destination": lambda: 1},
    "swapaxes": {"x": lambda: numbers(2, 3), "axis1": lambda: 0, "axis2": lambda: 1, "a": lambda: 0, "b": lambda: 1},
    "lstm": {
        **dict(zip("hc", [lambda: numbers(2, 2)] * 2)),
        **{name: (lambda sizes=sizes: numbers(*sizes)) for name, sizes in LSTM.items()},
    },
    "load_torch": {
        "model": make_model,
        "source": lambda: {"0.weight": numbers(3, 3), "0.bias": numbers(3)},
    },
    "save_model": {"model": make_model, "filepath": lambda: "m.tapegrad"},
    "model_from_json": {"json_string": lambda: make_model().to_json()},
    "nn.optimizers.deserialize": {"config": lambda: {"class_name": "Adam", "config": {}}},
    "Pipeline": {"layers": lambda: [nn.Dense(2)]},
    "circle": {"y_true": lambda: np.array([0, 0, 1]), "y_pred": lambda: numbers(3, 2)},
    "categorical_generalized_cross_entropy": {"y_true": lambda: np.array([0, 1]), "y_pred": lambda: numbers(2, 3)},
    "gaussian": {"y_true": lambda: numbers(2, 1), "y_pred": lambda: numbers(2, 2)},
    "ctc": {"y_true": lambda: np.array([[1]]), "y_pred": lambda: numbers(1, 2, 2)},
    "Bidirectional": {"layer": lambda: nn.layers.LSTM(2)},
    "RNN": {"cell": lambda: nn.layers.LSTMCell(2)},
    "StackedRNNCells": {"cells": lambda: [nn.layers.LSTMCell(2)]},
    "Input": {"shape": lambda: (3,)},
    "InputLayer": {"shape": lambda: (3,)},
    "CategoryEncoding": {"num_tokens": lambda: 3},
    "Discretization": {"bin_boundaries": lambda: [0.2, 0.5]},
    "EinsumDense": {"equation": lambda: "ab,bc->ac", "output_shape": lambda: 3},
    "confusion_matrix": {"y_true": lambda: [0, 1], "y_pred": lambda: [0, 1]},
    "sparse_categorical_crossentropy": {"y_true": lambda: np.array([0, 1]), "y_pred": lambda: numbers(2, 3)},
    "sparse_categorical_accuracy": {"y_true": lambda: np.array([0, 1]), "y_pred": lambda: numbers(2, 3)},
    "sparse_top_k_categorical_accuracy": {"y_true": lambda: np.array([0, 1]), "y_pred": lambda: numbers(2, 3)},
    "triplet": {"y_true": lambda: np.array([0, 0, 1]), "y_pred": lambda: numbers(3, 2)},
    "get": {"identifier": lambda: "adam", "given": lambda: "adam", "optimizer": lambda: "adam"},
    "fit": {"x": lambda: numbers(4, 3), "y": lambda: numbers(4, 3), "verbose": lambda: 0},
    "evaluate": {"x": lambda: numbers(4, 3), "y": lambda: numbers(4, 3), "verbose": lambda: 0},
    "train_on_batch": {"x": lambda: numbers(4, 3), "y": lambda: numbers(4, 3)},
    "test_on_batch": {"x": lambda: numbers(4, 3), "y": lambda: numbers(4, 3)},
    "predict": {"x": lambda: numbers(4, 3), "verbose": lambda: 0},
}
