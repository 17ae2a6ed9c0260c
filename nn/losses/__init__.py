"""How wrong a prediction is: a function (y_true, y_pred) -> one number per sample, and its weighted mean over a batch.

Names, arguments and meanings are Keras 3's. Probabilities that come straight from a softmax or sigmoid are not
used: the loss goes back to the logits behind them, where no digit has been lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nn.losses.crossentropy import binary_crossentropy, categorical_crossentropy, sparse_categorical_crossentropy
from nn.losses.loss import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    FunctionLoss,
    Loss,
    MeanAbsoluteError,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from nn.losses.regression import mean_absolute_error, mean_squared_error

LOSSES: dict[str, Callable[..., Any]] = {
    "mse": mean_squared_error,
    "mean_squared_error": mean_squared_error,
    "mae": mean_absolute_error,
    "mean_absolute_error": mean_absolute_error,
    "bce": binary_crossentropy,
    "binary_crossentropy": binary_crossentropy,
    "categorical_crossentropy": categorical_crossentropy,
    "sparse_categorical_crossentropy": sparse_categorical_crossentropy,
}


def get(loss: Any) -> Loss:
    """The loss for a name or a per-sample function; a Loss as it is.

    >>> get("mse")([[0.0, 1.0]], [[1.0, 1.0]])
    0.5
    """
    if isinstance(loss, str):
        if loss not in LOSSES:
            raise ValueError(f"unknown loss {loss!r}: choose from {', '.join(LOSSES)}, or give a function")
        return FunctionLoss(LOSSES[loss])
    if isinstance(loss, Loss):
        return loss
    if isinstance(loss, type) or not callable(loss):
        raise TypeError(f"a loss is a name, a function of (y_true, y_pred) or a Loss such as MeanSquaredError(), got {loss!r}")
    return FunctionLoss(loss)


__all__ = [
    "BinaryCrossentropy", "CategoricalCrossentropy", "FunctionLoss", "Loss", "MeanAbsoluteError", "MeanSquaredError",
    "SparseCategoricalCrossentropy", "binary_crossentropy", "categorical_crossentropy", "get", "mean_absolute_error",
    "mean_squared_error", "sparse_categorical_crossentropy",
]  # fmt: skip
