"""How wrong a prediction is: a function (y_true, y_pred) -> one number per sample, and its weighted mean over a batch.

Names, arguments and meanings are Keras 3's, or PyTorch's where only PyTorch has them. Probabilities that come straight
from a softmax or sigmoid are not used: the loss goes back to the logits behind them, where no digit has been lost.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from nn.aliases import find
from nn.configuration.custom import make_deserialize
from nn.configuration.forms import serialize_keras_object as serialize
from nn.losses.circle import Circle, circle
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
from nn.losses.elementwise import average_last_axis
from nn.losses.focal import (
    BinaryFocalCrossentropy,
    CategoricalFocalCrossentropy,
    binary_focal_crossentropy,
    categorical_focal_crossentropy,
)
from nn.losses.hinge import CategoricalHinge, Hinge, SquaredHinge, categorical_hinge, hinge, squared_hinge
from nn.losses.loss import FunctionLoss, Loss, NamedLoss
from nn.losses.noisy import CategoricalGeneralizedCrossEntropy, categorical_generalized_cross_entropy
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
from nn.registry import look_up

__all__ = [
    "CTC",
    "BinaryCrossentropy",
    "BinaryFocalCrossentropy",
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "CategoricalGeneralizedCrossEntropy",
    "CategoricalHinge",
    "Circle",
    "Contrastive",
    "CosineSimilarity",
    "Dice",
    "FunctionLoss",
    "GaussianNLL",
    "Hinge",
    "Huber",
    "Jaccard",
    "KLDivergence",
    "LogCosh",
    "Loss",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredError",
    "MeanSquaredLogarithmicError",
    "NamedLoss",
    "Poisson",
    "SparseCategoricalCrossentropy",
    "SquaredHinge",
    "Triplet",
    "Tversky",
    "average_last_axis",
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "categorical_crossentropy",
    "categorical_focal_crossentropy",
    "categorical_generalized_cross_entropy",
    "categorical_hinge",
    "circle",
    "contrastive",
    "cosine_similarity",
    "ctc",
    "deserialize",
    "dice",
    "gaussian",
    "gaussian_kl",
    "gaussian_nll",
    "get",
    "hinge",
    "huber",
    "jaccard",
    "kl_divergence",
    "log_cosh",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_error",
    "mean_squared_logarithmic_error",
    "poisson",
    "serialize",
    "sparse_categorical_crossentropy",
    "squared_hinge",
    "triplet",
    "triplet_margin",
    "tversky",
]  # fmt: skip

CLASSES: dict[str, type[NamedLoss]] = {  # every loss named above that has a class
    name: found
    for name, found in globals().items()
    if name in __all__ and isinstance(found, type) and issubclass(found, NamedLoss) and found is not NamedLoss
}

SHORT: dict[str, Callable[..., Any]] = {
    "mse": mean_squared_error,
    "mean_squared_error": mean_squared_error,
    "mae": mean_absolute_error,
    "mape": mean_absolute_percentage_error,
    "msle": mean_squared_logarithmic_error,
    "bce": binary_crossentropy,
    "kld": kl_divergence,
}

LOSSES: dict[str, Callable[..., Any]] = {
    **SHORT,
    **{name.upper(): function for name, function in SHORT.items() if "_" not in name},
    **{loss.rule.__name__: loss.rule for loss in CLASSES.values()},
}


def get(loss: Any) -> Loss:
    """The Loss for a name, a class, a dict or a function; a Loss as it is.

    loss: a name such as "mse", "huber" or "Huber"; a class; {"class_name": "Huber", "config": {"delta": 2.0}}; a function
    (y_true, y_pred) -> one number per sample; or a Loss.
    Raises ValueError for an unknown name, listing all, and TypeError for anything else.

    >>> get("mse")([[0.0, 1.0]], [[1.0, 1.0]])
    0.5
    """
    known = {**LOSSES, **CLASSES}
    found = look_up("loss", loss, known, callable, "a function of (y_true, y_pred) or a Loss such as MeanSquaredError()")
    return found if isinstance(found, Loss) else FunctionLoss(found)


deserialize = make_deserialize(get)


def __getattr__(name: str) -> Any:
    if name == "averaged":
        warnings.warn("nn.losses.averaged is now called nn.losses.average_last_axis", DeprecationWarning, stacklevel=2)
        return average_last_axis
    return find(__name__, name, __all__)
