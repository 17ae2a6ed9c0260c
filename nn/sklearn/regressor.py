"""A network that predicts numbers, as scikit-learn's regressors do."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import RegressorMixin
from sklearn.utils import check_array
from sklearn.utils.validation import check_consistent_length

from nn.sklearn.estimator import SETTINGS, NeuralEstimator


class NeuralRegressor(RegressorMixin, NeuralEstimator):  # type: ignore[misc]
    __doc__ = f"""A network that predicts numbers, one or several a row. loss=None is the mean squared error.
{SETTINGS}
    >>> from nn.sklearn import NeuralRegressor
    >>> model = NeuralRegressor((), optimizer="sgd", epochs=300, random_state=0).fit([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0])
    >>> model.predict([[1.5]]).round(1)
    array([4.])
    """

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> NeuralRegressor:
        """Learn rows X with their numbers y: (n,) or (n, ends)."""
        return self.take(X, y, sample_weight, self.epochs, self.warm_start)

    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None) -> NeuralRegressor:
        """Go on for one epoch with more rows."""
        return self.take(X, y, sample_weight, 1, True)

    def take(self, X: Any, y: Any, sample_weight: Any, epochs: int, go_on: bool) -> NeuralRegressor:
        go_on = go_on and hasattr(self, "model_")
        rows = self.read(X, reset=not go_on)
        if y is None:
            raise ValueError(f"{type(self).__name__} requires y to be passed, but the target y is None")
        targets = check_array(y, ensure_2d=False, dtype=rows.dtype, input_name="y")
        check_consistent_length(rows, targets)
        self.one_number_ = targets.ndim == 1
        self.learn(rows, targets.reshape(len(rows), -1), sample_weight, None, "mean_squared_error", epochs, go_on)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """The numbers for each row: (n,) or (n, ends), as they were learned."""
        found = self.answer(X)
        return found[:, 0] if self.one_number_ else found
