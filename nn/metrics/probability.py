"""How surprised predicted probabilities are by the truth, and how wide margins are."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import name_owner
from nn import losses
from nn.losses.checks import align_single_axis, values
from nn.losses.crossentropy import find_counted
from nn.losses.weighting import fit_weight
from nn.metrics.metric import FunctionMetric, NamedMetric


class BinaryCrossentropy(NamedMetric, function=losses.binary_crossentropy):
    """The mean cross-entropy of yes-or-no labels, in nats. See the loss `binary_crossentropy`.

    name: for logs. from_logits: predictions are raw scores (default False). label_smoothing: moves labels towards 1/2
    (default 0.0). axis: the axis to average over (default −1).

    >>> round(BinaryCrossentropy()([[1.0], [0.0]], [[0.9], [0.2]]), 6)
    0.164252
    """

    def __init__(
        self, name: str = "binary_crossentropy", *, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
    ) -> None:
        super().__init__(name=name, from_logits=from_logits, label_smoothing=label_smoothing, axis=axis)


class CategoricalCrossentropy(NamedMetric, function=losses.categorical_crossentropy):
    """The mean cross-entropy of one-hot labels, in nats. See the loss `categorical_crossentropy`.

    name: for logs. from_logits: predictions are raw scores (default False). label_smoothing: moves labels towards all classes
    alike (default 0.0). axis: the axis of the classes (default −1).

    >>> round(CategoricalCrossentropy()([[0.0, 1.0]], [[0.2, 0.8]]), 6)
    0.223144
    """

    def __init__(
        self, name: str = "categorical_crossentropy", *, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
    ) -> None:
        super().__init__(name=name, from_logits=from_logits, label_smoothing=label_smoothing, axis=axis)


class SparseCategoricalCrossentropy(NamedMetric, function=losses.sparse_categorical_crossentropy):
    """The mean cross-entropy of integer labels, in nats. See the loss `sparse_categorical_crossentropy`.

    name: for logs. from_logits: predictions are raw scores (default False). ignore_class: a label whose
    samples count as 0 or, where samples have weights, not at all (default None). axis: the axis of the classes (default −1).

    >>> round(SparseCategoricalCrossentropy()([1], [[0.2, 0.8]]), 6)
    0.223144
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

    @name_owner
    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:  # type: ignore[override]
        ignored = self.settings["ignore_class"]
        if ignored is not None and sample_weight is not None:
            mask = find_counted(self.name, align_single_axis(y_true, y_pred), np.empty(np.shape(y_pred)[:-1]), ignored).astype(
                float
            )
            sample_weight = mask * fit_weight(values(sample_weight), mask)
        super().update_state(y_true, y_pred, sample_weight)


class KLDivergence(NamedMetric, function=losses.kl_divergence):
    """The mean of Σ y log(y / p), in nats. See the loss `kl_divergence`.

    name: for logs.

    >>> round(KLDivergence()([[0.5, 0.5]], [[0.25, 0.75]]), 6)
    0.143841
    """

    def __init__(self, name: str = "kl_divergence") -> None:
        super().__init__(name=name)


class Poisson(NamedMetric, function=losses.poisson):
    """The mean of ŷ − y log ŷ, the surprise of counts y at a rate ŷ. See the loss `poisson`.

    name: for logs.

    >>> round(Poisson()([[2.0], [0.0]], [[1.0], [0.5]]), 6)
    0.75
    """

    def __init__(self, name: str = "poisson") -> None:
        super().__init__(name=name)


class Hinge(NamedMetric, function=losses.hinge):
    """The mean of max(1 − y ŷ, 0). See the loss `hinge`.

    name: for logs.

    >>> Hinge()([[1.0], [-1.0]], [[0.5], [-2.0]])
    0.25
    """

    def __init__(self, name: str = "hinge") -> None:
        super().__init__(name=name)


class SquaredHinge(NamedMetric, function=losses.squared_hinge):
    """The mean of max(1 − y ŷ, 0)². See the loss `squared_hinge`.

    name: for logs.

    >>> SquaredHinge()([[1.0], [-1.0]], [[0.0], [-2.0]])
    0.5
    """

    def __init__(self, name: str = "squared_hinge") -> None:
        super().__init__(name=name)


class CategoricalHinge(NamedMetric, function=losses.categorical_hinge):
    """How far the right class is, in the mean, from leading all others by 1. See the loss `categorical_hinge`.

    name: for logs.

    >>> CategoricalHinge()([[0.0, 1.0]], [[0.5, 1.0]])
    0.5
    """

    def __init__(self, name: str = "categorical_hinge") -> None:
        super().__init__(name=name)


class Perplexity(FunctionMetric):
    """exp of the mean cross-entropy of integer labels: among how many words the model hesitates.

    from_logits: predictions are raw scores (default False). mask_token_id: a label that does not count, such as padding
    (default None). name: for logs (default "perplexity").

    >>> import numpy as np
    >>> round(Perplexity()([0, 3, 1], np.full((3, 4), 0.25)), 9)
    4.0
    """

    def __init__(self, from_logits: bool = False, mask_token_id: int | None = None, name: str = "perplexity") -> None:
        self.mask_token_id = mask_token_id
        super().__init__(losses.sparse_categorical_crossentropy, name, from_logits=from_logits, ignore_class=mask_token_id)

    @name_owner
    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:  # type: ignore[override]
        if self.mask_token_id is not None:
            mask = find_counted(
                self.name, align_single_axis(y_true, y_pred), np.empty(np.shape(y_pred)[:-1]), self.mask_token_id
            ).astype(float)
            sample_weight = mask if sample_weight is None else mask * fit_weight(values(sample_weight), mask)
        super().update_state(y_true, y_pred, sample_weight)

    def result(self) -> float:
        with np.errstate(over="ignore"):  # of a model that is surely wrong, it is infinite
            return float(np.exp(super().result())) if self.count else 0.0
