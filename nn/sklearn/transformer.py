"""An autoencoder, as scikit-learn's transformers are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.base import ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils import check_array
from sklearn.utils.validation import check_is_fitted

from nn.layers import Dense, Input
from nn.models.model import Model
from nn.models.sequential import Sequential
from nn.sklearn.estimator import SETTINGS, NeuralEstimator


class NeuralTransformer(ClassNamePrefixFeaturesOutMixin, TransformerMixin, NeuralEstimator):  # type: ignore[misc]
    __doc__ = f"""An autoencoder: a network that learns to give back its rows through `code` neurons in the middle.

    code=2: numbers that a row becomes. `hidden` stand before the code, and in reverse behind it; `network` is not used.
{SETTINGS}
    >>> import numpy as np
    >>> rows = np.outer(np.linspace(-1, 1, 20), [1.0, 2.0, -1.0])
    >>> NeuralTransformer(1, hidden=(), epochs=2, random_state=0).fit_transform(rows).shape
    (20, 1)
    """

    def __init__(
        self, code: int = 2, hidden: Sequence[int] = (32,), *, activation: Any = "relu", optimizer: Any = "adam",
        loss: Any = None, epochs: int = 200, batch_size: int = 200, callbacks: Any = None, validation_split: float = 0.0,
        warm_start: bool = False, random_state: Any = None, verbose: int = 0,
    ) -> None:  # fmt: skip
        self.code = code
        super().__init__(
            hidden, activation=activation, optimizer=optimizer, loss=loss, epochs=epochs, batch_size=batch_size,
            callbacks=callbacks, validation_split=validation_split, warm_start=warm_start, random_state=random_state,
            verbose=verbose,
        )  # fmt: skip

    def fit(self, X: Any, y: Any = None, sample_weight: Any = None) -> NeuralTransformer:
        """Learn to give rows X back; y is not used."""
        go_on = self.warm_start and hasattr(self, "model_")
        rows = self.read(X, reset=not go_on)
        self.learn(rows, rows, sample_weight, None, "mean_squared_error", self.epochs, go_on)
        self.coder_ = Model(self.model_.inputs[0], self.model_.get_layer("code").output)
        self._n_features_out = self.code
        return self

    def make_network(self, columns: int, ends: int, last: str | None, dtype: Any) -> Model:
        before = [Dense(n, activation=self.activation, dtype=dtype) for n in self.hidden]
        behind = [Dense(n, activation=self.activation, dtype=dtype) for n in reversed(self.hidden)]
        code: list[Any] = [Input((columns,)), *before, Dense(self.code, name="code", dtype=dtype)]
        return Sequential([*code, *behind, Dense(ends, dtype=dtype)])

    def transform(self, X: Any) -> np.ndarray:
        """The code of each row: (n, code)."""
        check_is_fitted(self, "model_")
        return np.asarray(self.coder_.predict(self.read(X), batch_size=4096, verbose=0))

    def inverse_transform(self, X: Any) -> np.ndarray:
        """The rows that belong to codes: (n, code) -> (n, columns)."""
        check_is_fitted(self, "model_")
        found: Any = check_array(X, dtype=[np.float64, np.float32])
        names = [layer.name for layer in self.model_.layers]
        for layer in self.model_.layers[names.index("code") + 1 :]:
            found = layer(found)
        return np.asarray(found.numpy() if hasattr(found, "numpy") else found)
