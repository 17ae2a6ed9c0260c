"""How wrong a prediction is: a function (y_true, y_pred) -> one number per sample, and its weighted mean over a batch.

Names, arguments and meanings are Keras 3's, or PyTorch's where only PyTorch has them. Probabilities that come straight
from a softmax or sigmoid are not used: the loss goes back to the logits behind them, where no digit has been lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nn.losses.crossentropy import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
    binary_crossentropy,
    categorical_crossentropy,
    sparse_categorical_crossentropy,
)
from nn.losses.ctc import CTC, ctc
from nn.losses.distance import Contrastive, Triplet, contrastive, triplet, triplet_margin
from nn.losses.distributions import (
    GaussianNLL,
    KLDivergence,
    Poisson,
    gaussian,
    gaussian_kl,
    gaussian_nll,
    kl_divergence,
    poisson,
)
from nn.losses.elementwise import averaged
from nn.losses.focal import (
    BinaryFocalCrossentropy,
    CategoricalFocalCrossentropy,
    binary_focal_crossentropy,
    categorical_focal_crossentropy,
)
from nn.losses.hinge import CategoricalHinge, Hinge, SquaredHinge, categorical_hinge, hinge, squared_hinge
from nn.losses.loss import FunctionLoss, Loss, NamedLoss
from nn.losses.overlap import Dice, Jaccard, Tversky, dice, jaccard, tversky
from nn.losses.regression import (
    CosineSimilarity,
    Huber,
    LogCosh,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    cosine_similarity,
    huber,
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
)

CLASSES: dict[str, type[NamedLoss]] = {
    loss.__name__: loss
    for loss in (
        MeanSquaredError, MeanAbsoluteError, MeanAbsolutePercentageError, MeanSquaredLogarithmicError, BinaryCrossentropy,
        CategoricalCrossentropy, SparseCategoricalCrossentropy, BinaryFocalCrossentropy, CategoricalFocalCrossentropy,
        CTC, CategoricalHinge, Contrastive, CosineSimilarity, Dice, GaussianNLL, Hinge, Huber, Jaccard, KLDivergence, LogCosh,
        Poisson, SquaredHinge, Triplet, Tversky,
    )
}  # fmt: skip

LOSSES: dict[str, Callable[..., Any]] = {
    "mse": mean_squared_error,
    "mean_squared_error": mean_squared_error,
    "mae": mean_absolute_error,
    "mape": mean_absolute_percentage_error,
    "msle": mean_squared_logarithmic_error,
    "bce": binary_crossentropy,
    "kld": kl_divergence,
    "MSE": mean_squared_error,
    "MAE": mean_absolute_error,
    "MAPE": mean_absolute_percentage_error,
    "MSLE": mean_squared_logarithmic_error,
    "BCE": binary_crossentropy,
    "KLD": kl_divergence,
    **{loss.rule.__name__: loss.rule for loss in CLASSES.values()},
}


def get(loss: Any) -> Loss:
    """The loss for a name or a per-sample function; a Loss as it is.

    >>> get("mse")([[0.0, 1.0]], [[1.0, 1.0]])
    0.5
    """
    if isinstance(loss, str):
        if loss in CLASSES:
            return CLASSES[loss]()
        if loss not in LOSSES:
            raise ValueError(f"unknown loss {loss!r}: choose from {', '.join(LOSSES)}, or give a function")
        return FunctionLoss(LOSSES[loss])
    if isinstance(loss, Loss):
        return loss
    if isinstance(loss, type) or not callable(loss):
        raise TypeError(f"a loss is a name, a function of (y_true, y_pred) or a Loss such as MeanSquaredError(), got {loss!r}")
    return FunctionLoss(loss)


__all__ = [
    "CTC", "BinaryCrossentropy", "BinaryFocalCrossentropy", "CategoricalCrossentropy", "CategoricalFocalCrossentropy",
    "CategoricalHinge", "Contrastive", "CosineSimilarity", "Dice", "FunctionLoss", "GaussianNLL", "Hinge", "Huber", "Jaccard",
    "KLDivergence", "LogCosh", "Loss", "MeanAbsoluteError", "MeanAbsolutePercentageError", "MeanSquaredError",
    "MeanSquaredLogarithmicError", "NamedLoss", "Poisson", "SparseCategoricalCrossentropy", "SquaredHinge", "Triplet",
    "Tversky", "averaged", "binary_crossentropy", "binary_focal_crossentropy", "categorical_crossentropy",
    "categorical_focal_crossentropy", "categorical_hinge", "contrastive", "cosine_similarity", "ctc", "dice", "gaussian",
    "gaussian_kl", "gaussian_nll", "get", "hinge", "huber", "jaccard", "kl_divergence", "log_cosh", "mean_absolute_error",
    "mean_absolute_percentage_error", "mean_squared_error", "mean_squared_logarithmic_error", "poisson",
    "sparse_categorical_crossentropy", "squared_hinge", "triplet", "triplet_margin", "tversky",
]  # fmt: skip
