"""What the estimators share: a network that is made for the columns of the data, and learns by `Model.fit`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from nn.layers import Dense, Input
from nn.models.model import Model
from nn.models.sequential import Sequential
from nn.seeds import use_seed

SETTINGS = """
    hidden=(32,): neurons of each hidden layer. activation="relu": theirs. network=None: instead of `hidden`, a function of the
    numbers of columns in and out that gives a Model, not compiled. optimizer="adam": a name or an Optimizer, copied for each
    fit. loss=None: a name or a Loss; None is the one of the task. epochs=200: rounds through the rows. batch_size=200: rows a
    step, or all if there are fewer. callbacks=None: as `Model.fit` takes them. validation_split=0.0: this share of the rows,
    the last ones, is watched and not learned. warm_start=False: True goes on where the last fit ended. random_state=None: a
    whole number or RandomState for weights, shuffling and dropout. verbose=0: 1 shows the progress.

    After `fit`: model_ is the network, loss_curve_ the loss of each epoch, n_iter_ their number, n_features_in_ the columns.
"""


class NeuralEstimator(BaseEstimator):  # type: ignore[misc]
    """What the estimators share: the network is made for the columns of the data, and learns by `Model.fit`."""

    hidden: Sequence[int]
    model_: Model

    def __init__(
        self, hidden: Sequence[int] = (32,), *, activation: Any = "relu", network: Callable[[int, int], Model] | None = None,
        optimizer: Any = "adam", loss: Any = None, epochs: int = 200, batch_size: int = 200, callbacks: Any = None,
        validation_split: float = 0.0, warm_start: bool = False, random_state: Any = None, verbose: int = 0,
    ) -> None:  # fmt: skip
        self.hidden, self.activation, self.network = hidden, activation, network
        self.optimizer, self.loss, self.epochs, self.batch_size = optimizer, loss, epochs, batch_size
        self.callbacks, self.validation_split, self.warm_start = callbacks, validation_split, warm_start
        self.random_state, self.verbose = random_state, verbose

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    def read(self, X: Any, reset: bool = False) -> np.ndarray:
        """The rows as an array of floats; a sparse matrix is written out. reset: they say which columns there are."""
        found = validate_data(self, X, accept_sparse=["csr", "csc", "coo"], dtype=[np.float64, np.float32], reset=reset)
        return np.asarray(found.toarray() if hasattr(found, "toarray") else found)

    def learn(
        self, X: np.ndarray, targets: np.ndarray, sample_weight: Any, last: str | None, loss: str, epochs: int, go_on: bool
    ) -> None:
        """Fit the network, a new one unless the last is to go on. last, loss: those that fit the task."""
        weights = None
        if sample_weight is not None:  # relative to each other: a row of weight 2 counts as if it were there twice
            weights = _check_sample_weight(sample_weight, X, dtype=X.dtype, ensure_non_negative=True)
            weights = weights / weights.mean()
        with use_seed(int(check_random_state(self.random_state).randint(2**31 - 1))):
            if not (go_on and hasattr(self, "model_")):
                ends = targets.shape[1] if targets.ndim > 1 else len(self.classes_)
                self.model_ = (
                    self.network(X.shape[1], ends) if self.network else self.make_network(X.shape[1], ends, last, X.dtype)
                )
                self.model_.compile(optimizer=deepcopy(self.optimizer), loss=deepcopy(self.loss) or loss)
                self.loss_curve_: list[float] = []
            history = self.model_.fit(
                X, targets, sample_weight=weights, epochs=epochs, batch_size=min(self.batch_size, len(X)), verbose=self.verbose,
                callbacks=deepcopy(self.callbacks), validation_split=self.validation_split,
            )  # fmt: skip
        self.loss_curve_ += history.history["loss"]
        self.n_iter_ = len(self.loss_curve_)

    def make_network(self, columns: int, ends: int, last: str | None, dtype: Any) -> Model:
        """Dense layers for so many columns in and out."""
        layers: list[Any] = [Input((columns,)), *[Dense(n, activation=self.activation, dtype=dtype) for n in self.hidden]]
        return Sequential([*layers, Dense(ends, activation=last, dtype=dtype)])

    def answer(self, X: Any) -> np.ndarray:
        """What the fitted network gives for rows: (n, ends)."""
        check_is_fitted(self, "model_")
        rows = self.read(X)
        return np.asarray(self.model_.predict(rows, batch_size=4096, verbose=0)).reshape(len(rows), -1)
