"""How surprised predicted probabilities are by the truth, and how wide margins are."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nn import losses
from nn.losses.checks import aligned, values
from nn.losses.crossentropy import counted
from nn.losses.loss import fitted_weight
from nn.metrics.metric import FunctionMetric, NamedMetric


class BinaryCrossentropy(NamedMetric, function=losses.binary_crossentropy):
    """The mean cross-entropy of yes-or-no labels."""

    def __init__(
        self, name: str = "binary_crossentropy", *, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
    ) -> None:
        super().__init__(name=name, from_logits=from_logits, label_smoothing=label_smoothing, axis=axis)


class CategoricalCrossentropy(NamedMetric, function=losses.categorical_crossentropy):
    """The mean cross-entropy of one-hot labels."""

    def __init__(
        self, name: str = "categorical_crossentropy", *, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
    ) -> None:
        super().__init__(name=name, from_logits=from_logits, label_smoothing=label_smoothing, axis=axis)


class SparseCategoricalCrossentropy(NamedMetric, function=losses.sparse_categorical_crossentropy):
    """The mean cross-entropy of integer labels.

    As in Keras a label to ignore counts as 0, unless samples have weights: then its weight is 0.
    """

    def __init__(
        self,
        name: str = "sparse_categorical_crossentropy",
        *,
        from_logits: bool = False,
        ignore_class: int | None = None,
        axis: int = -1,
    ) -> None:
        super().__init__(name=name, from_logits=from_logits, ignore_class=ignore_class, axis=axis)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:  # type: ignore[override]
        ignored = self.settings["ignore_class"]
        if ignored is not None and sample_weight is not None:
            mask = counted(aligned(y_true, y_pred), np.shape(y_pred)[:-1], ignored).astype(float)
            sample_weight = mask * fitted_weight(values(sample_weight), mask)
        super().update_state(y_true, y_pred, sample_weight)


class KLDivergence(NamedMetric, function=losses.kl_divergence):
    """The mean of Σ y log(y / p)."""

    def __init__(self, name: str = "kl_divergence") -> None:
        super().__init__(name=name)


class Poisson(NamedMetric, function=losses.poisson):
    """The mean surprise of counts."""

    def __init__(self, name: str = "poisson") -> None:
        super().__init__(name=name)


class Hinge(NamedMetric, function=losses.hinge):
    """The mean of max(1 − y ŷ, 0)."""

    def __init__(self, name: str = "hinge") -> None:
        super().__init__(name=name)


class SquaredHinge(NamedMetric, function=losses.squared_hinge):
    """The mean of max(1 − y ŷ, 0)²."""

    def __init__(self, name: str = "squared_hinge") -> None:
        super().__init__(name=name)


class CategoricalHinge(NamedMetric, function=losses.categorical_hinge):
    """How far the right class is, in the mean, from leading all others by 1."""

    def __init__(self, name: str = "categorical_hinge") -> None:
        super().__init__(name=name)


class Perplexity(FunctionMetric):
    """exp of the mean cross-entropy of integer labels: among how many words the model hesitates.

    Labels equal to `mask_token_id` (padding) do not count.

    >>> import numpy as np
    >>> round(Perplexity()([0, 3, 1], np.full((3, 4), 0.25)), 9)
    4.0
    """

    def __init__(self, from_logits: bool = False, mask_token_id: int | None = None, name: str = "perplexity") -> None:
        self.mask_token_id = mask_token_id
        super().__init__(losses.sparse_categorical_crossentropy, name, from_logits=from_logits, ignore_class=mask_token_id)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:  # type: ignore[override]
        if self.mask_token_id is not None:
            mask = counted(aligned(y_true, y_pred), np.shape(y_pred)[:-1], self.mask_token_id).astype(float)
            sample_weight = mask if sample_weight is None else mask * fitted_weight(values(sample_weight), mask)
        super().update_state(y_true, y_pred, sample_weight)

    def result(self) -> float:
        return math.exp(super().result()) if self.count else 0.0
